// Files into a ZIP that the person gets as a download. Loaded when somebody exports, through
// frontend/src/offline/export.rs.
import { downloadZip } from "client-zip";

/** Time for the browser to take the file up, in milliseconds. */
const KEEP_URL_MS = 60_000;

/**
 * Offers a ZIP of that name. `next()` resolves to the next file as [path, content], and to nothing
 * after the last one; it is asked only when the file before is written.
 */
export async function save(name, next) {
  async function* files() {
    for (let file; (file = await next()); ) yield { name: file[0], input: file[1], lastModified: new Date() };
  }
  const url = URL.createObjectURL(await downloadZip(files()).blob());
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_URL_MS);
}
