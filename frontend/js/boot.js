// Starts the app. An external module, because the content security policy allows no inline script
// but those that carry the page's nonce, and a cached page's nonce is stale.
import init, { hydrate } from "./bienpho.js";

// The browser may offer to install the app before the wasm is there; frontend/src/install.rs takes it up.
addEventListener("beforeinstallprompt", (offer) => {
  offer.preventDefault();
  globalThis.bienphoInstall = offer;
});

await init({ module_or_path: new URL("./bienpho.wasm", import.meta.url) });
hydrate();
