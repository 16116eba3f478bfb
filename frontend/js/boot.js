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

// The officer's other pages, before they are needed: in the street there may be no network then.
const desk = ["/map", "/records", "/areas", "/admin"];
if (!desk.some((path) => location.pathname.startsWith(path))) {
  const soon = globalThis.requestIdleCallback ?? ((then) => setTimeout(then, 1000));
  soon(async () => {
    const answer = await fetch(new URL("./__wasm_split_manifest.json", import.meta.url));
    const pages = Object.entries(await answer.json()).filter(([name]) => name.startsWith("phone_"));
    for (const file of new Set(pages.flatMap(([, files]) => files))) {
      await fetch(new URL(`./${file}.wasm`, import.meta.url));
    }
  });
}
