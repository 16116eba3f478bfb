// Starts the demo before all tests and ends it after them.
import { makeTemplate, startDemo } from "./demo.mjs";

export default async function setup() {
  const forget = await makeTemplate();
  const { base, stop } = await startDemo();
  process.env.BIENPHO_BASE = base;
  return async () => {
    await stop();
    await forget();
  };
}
