// Starts the app. An external module, because the content security policy allows no inline script
// but those that carry the page's nonce, and a cached page's nonce is stale.
import init, { hydrate } from "./bienpho.js";
import { ask } from "./chunks.js";

// The browser may offer to install the app before the wasm is there; frontend/src/install.rs takes it up.
addEventListener("beforeinstallprompt", (offer) => {
  offer.preventDefault();
  globalThis.bienphoInstall = offer;
});

// The map begins by itself, from what its element says, while the page wakes up; the page takes it over.
const map = document.querySelector("#map[data-bbox]");
if (map) import("./map.js").then(({ begin }) => begin(map)).catch((error) => console.warn("map:", error));

try {
  await init({ module_or_path: new URL("./bienpho.wasm", import.meta.url) });
  hydrate();
} catch (error) {
  console.error(error);
  ask().then(() => location.reload());
}

// What the first view doesn't need comes after it: the service worker, and with it the officer's other
// pages, before they are needed. In the street there may be no network then.
const soon = globalThis.requestIdleCallback ?? ((then) => setTimeout(then, 1000));
soon(() => import("./versions.js").then(({ start }) => start(), () => {}));
