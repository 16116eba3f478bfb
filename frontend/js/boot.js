// Starts the app. An external module, because the content security policy allows no inline script
// but those that carry the page's nonce, and a cached page's nonce is stale.
import init, { hydrate } from "./bienpho.js";
import { ask } from "./chunks.js";

/** Milliseconds that the page waits for its map to begin. */
const MAP_FIRST_MS = 1000;

// The browser may offer to install the app before the wasm is there; frontend/src/install.rs takes it up.
addEventListener("beforeinstallprompt", (offer) => {
  offer.preventDefault();
  globalThis.bienphoInstall = offer;
});

// The map begins by itself, from what its element says, and the page takes it over. It goes first, for a second at most:
// its worker then reads its data while the page wakes up.
const map = document.querySelector("#map[data-bbox]");
const begun = map && import("./map.js").then(({ begin }) => begin(map).begun).catch((error) => console.warn("map:", error));
const later = (ms) => new Promise((done) => setTimeout(done, ms));

try {
  await init({ module_or_path: new URL("./bienpho.wasm", import.meta.url) });
  if (begun) await Promise.race([begun.then(() => later(0)), later(MAP_FIRST_MS)]);
  hydrate();
} catch (error) {
  console.error(error);
  ask().then(() => location.reload());
}

// What the first view doesn't need comes after it: the service worker, and with it the officer's other
// pages, before they are needed. In the street there may be no network then.
const soon = globalThis.requestIdleCallback ?? ((then) => setTimeout(then, 1000));
soon(() => import("./versions.js").then(({ start }) => start(), () => {}));
