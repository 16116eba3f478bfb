// The demo that journeys and pictures run against: the deployed binary on a free port in a folder of its own.
import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The binary as it is deployed. */
export const BUILT = fileURLToPath(new URL("../../target/dist/bienpho", import.meta.url));

/** Makes a filled demo that every later one of this run begins as a copy of: filling takes many times as long. */
export async function makeTemplate() {
  const folder = await mkdtemp(join(tmpdir(), "bienpho-template-"));
  const demo = await startDemo({}, { data: folder });
  await demo.stop();
  process.env.BIENPHO_TEMPLATE = folder;
  return () => rm(folder, { recursive: true, force: true });
}

/**
 * Fills and serves a demo with these settings (environment); resolves once people can connect, to its address and how to end it.
 *
 * Given a `data` folder it is kept, so that the same demo can be started again on its `listen` address.
 */
export async function startDemo(settings = {}, { data, listen = "127.0.0.1:0" } = {}) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), "bienpho-demo-")));
  if (!data && process.env.BIENPHO_TEMPLATE) await cp(process.env.BIENPHO_TEMPLATE, folder, { recursive: true });
  const program = process.env.BIENPHO_BIN || BUILT;
  const env = { ...process.env, ...settings };
  const demo = spawn(program, ["demo", "--listen", listen, "--data", folder], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => demo.once("close", resolve));
  let log = "";
  demo.stderr.on("data", (text) => (log += text));
  const stop = async (signal = "SIGTERM") => {
    demo.kill(signal);
    await ended;
    if (!data) await rm(folder, { recursive: true, force: true });
  };
  const base = await new Promise((resolve, reject) => {
    demo.once("error", (error) => reject(new Error(`${program}: ${error.message}; build it with cargo xtask dist`)));
    demo.once("close", (code) => reject(new Error(`the demo ended with ${code}:\n${log}`)));
    createInterface({ input: demo.stdout }).on("line", (line) => {
      const address = line.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) resolve(address[0]);
    });
  });
  return { base, stop };
}
