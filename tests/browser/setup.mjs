// Starts the demo before all tests and ends it after them.
import { startDemo } from "./demo.mjs";

export default async function setup() {
  const { base, stop } = await startDemo();
  process.env.BIENPHO_BASE = base;
  return stop;
}
