// Starts a demo for each worker before all tests and ends them after: workers don't see each other's records.
import { makeTemplate, startDemo } from "./demo.mjs";

export default async function setup({ workers }) {
  const forget = await makeTemplate();
  const demos = await Promise.all(Array.from({ length: workers }, () => startDemo()));
  process.env.BIENPHO_BASES = demos.map(({ base }) => base).join(" ");
  return async () => {
    await Promise.all(demos.map(({ stop }) => stop()));
    await forget();
  };
}
