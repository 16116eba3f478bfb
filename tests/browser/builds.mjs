// Two builds of the same site, for what happens to a phone when the server is updated.
import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the binary under test serves, as files. */
export const SITE = process.env.BIENPHO_SITE || fileURLToPath(new URL("../../target/site", import.meta.url));

/** Name of a site's build. */
export const buildOf = async (site) => (await readFile(join(site, "build.txt"), "utf8")).trim();

/** Path of a file by its logical name. */
export const pathOf = async (site, name) => JSON.parse(await readFile(join(site, "manifest.json"), "utf8"))[name];

/** A copy of the site as another build would be: with another name, and other paths of its code. */
export async function anotherBuild() {
  const folder = join(await mkdtemp(join(tmpdir(), "bienpho-site-")), "site");
  await cp(SITE, folder, { recursive: true });
  const renamed = (name) => [...name].reverse().join("");
  const build = await buildOf(folder);
  const group = (await pathOf(folder, "boot.js")).split("/")[2];
  await rename(join(folder, "pkg", group), join(folder, "pkg", renamed(group)));
  for (const name of ["build.txt", "manifest.json", "sw.js"]) {
    const path = join(folder, name);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replaceAll(build, renamed(build)).replaceAll(`/pkg/${group}/`, `/pkg/${renamed(group)}/`));
  }
  // Compressed forms of what has been changed would be the old ones.
  for (const name of await readdir(folder)) {
    if (/^(build|manifest|sw)\.(txt|json|js)\.(br|gz)$/.test(name)) await rm(join(folder, name));
  }
  return { folder, remove: () => rm(join(folder, ".."), { recursive: true, force: true }) };
}
