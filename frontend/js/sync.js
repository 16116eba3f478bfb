// The app's own sender for the service worker, which starts it when the browser says that there is a
// network again: the same wasm as the page's, without a page.
import init, { sync } from "./bienpho.js";

let started;

/** Sends what waits; rejects while something still does. `wasm` is the answer with the app's code. */
globalThis.bienphoSync = async (wasm) => {
  started ??= init({ module_or_path: wasm() });
  try {
    await started;
  } catch (error) {
    started = undefined;
    throw error;
  }
  await sync();
};
