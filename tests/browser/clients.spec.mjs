// The API's description as other programs read it: linters, generated clients without an edit by hand, a tester that makes requests of it.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { PASSWORD } from "./people.mjs";

const run = promisify(execFile);
const CLIENTS = fileURLToPath(new URL("../clients/", import.meta.url));
const PHOTO = fileURLToPath(new URL("../fixtures/photos/Samsung_GT-I9000_Galaxy_S.jpg", import.meta.url));
const PYTHON = process.env.CLIENTS_PYTHON;
const ROLES = ["canbo", "phutrach", "vanhoa", "congan", "quantri"];

test.describe.configure({ mode: "default", timeout: 300_000 });

let demo, folder, description;

test.beforeAll(async () => {
  // A demo of its own: what the tester sends is nobody else's.
  demo = await startDemo();
  folder = await mkdtemp(join(tmpdir(), "bienpho-clients-"));
  description = join(folder, "openapi.json");
  const answer = await fetch(`${demo.base}/api/v1/openapi.json`);
  await writeFile(description, Buffer.from(await answer.arrayBuffer()));
});

test.afterAll(async () => {
  await demo?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Runs a program; what it printed is the failure. */
async function succeeds(program, args, { cwd = CLIENTS, env = {} } = {}) {
  const settings = { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
  const told = await run(program, args, settings).catch((error) => error);
  expect(told.code ?? 0, `${program} ${args.join(" ")}\n${told.stdout}\n${told.stderr}`).toBe(0);
  return told.stdout;
}

const npm = (name, args, settings) => succeeds(process.execPath, [join(CLIENTS, "node_modules", name), ...args], settings);
const python = (name, args, settings) => succeeds(join(PYTHON, name), args, settings);

test("linters find no error in the description", async () => {
  await npm("@redocly/cli/bin/cli.js", ["lint", "--config", "redocly.yaml", description], { env: { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } });
  await npm("@stoplight/spectral-cli/dist/index.js", ["lint", "--ruleset", "spectral.yaml", "--fail-severity", "error", description]);
});

test("a Python client that was generated sends a flag and confirms it", async () => {
  const client = join(folder, "python", "client");
  await python("openapi-python-client", ["generate", "--path", description, "--output-path", client, "--meta", "none", "--config", "generator.yaml"]);
  await python("python", ["journey.py", demo.base, PHOTO], { env: { PYTHONPATH: join(folder, "python"), PYTHONDONTWRITEBYTECODE: "1" } });
});

test("a TypeScript client with generated types compiles strictly and reads the desk's lists", async () => {
  const built = join(CLIENTS, "built");
  await rm(built, { recursive: true, force: true });
  try {
    await npm("openapi-typescript/bin/cli.js", [description, "--output", join(CLIENTS, "types.d.ts")]);
    const strictly = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--outDir", built];
    await npm("typescript/bin/tsc", [...strictly, "--types", "node", "journey.ts"]);
    await succeeds(process.execPath, [join(built, "journey.js"), demo.base]);
  } finally {
    await rm(built, { recursive: true, force: true });
    await rm(join(CLIENTS, "types.d.ts"), { force: true });
  }
});

for (const username of ROLES) {
  test(`requests made of the description get answers that it has (${username})`, async () => {
    const entered = await fetch(`${demo.base}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password: PASSWORD }),
    });
    const session = entered.headers.getSetCookie()[0].match(/bienpho=([^;]*)/)[1];
    const bounded = ["--phases", "examples,coverage,fuzzing", "--max-examples", process.env.BIENPHO_EXAMPLES ?? "4"];
    const seed = process.env.BIENPHO_SEED ? ["--seed", process.env.BIENPHO_SEED] : [];
    const told = await python("schemathesis", ["--config-file", "schemathesis.toml", "run", description, "--url", demo.base, ...bounded, ...seed], {
      env: { BIENPHO_SESSION: session },
    });
    console.log(`${username}: ${told.match(/Seed: \d+/)?.[0]}`);
  });
}
