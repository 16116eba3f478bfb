// Fetches the code of lazy pages. Without it a page can't be drawn, so a failure is told in words and
// tried again, by the person or once there is a network. The words stand in the document's boot script tag.

const WASM = "application/wasm";

/** What puts a pack's code into memory, by the pack's address. */
const packs = new Map();
let asking;

/** Asks for a chunk; what it gives instantiates it with what it imports. `failed` hears at once that it can't be had. */
export function chunk({ href }, failed = () => {}) {
  const code = compiled(href);
  code.catch(failed);
  return async (imports) => WebAssembly.instantiate(await code, imports);
}

async function compiled(href) {
  for (;;) {
    const answer = await load(href);
    try {
      return await WebAssembly.compileStreaming(answer);
    } catch (error) {
      // A network that went away in the middle; anything else is no better the next time.
      if (!(error instanceof TypeError && globalThis.document)) throw error;
      await ask();
    }
  }
}

/** The same for a chunk that lies in a pack: the pack is asked for and instantiated once, whichever of its chunks is asked for. */
export function packed({ href }) {
  const forget = () => packs.delete(href);
  if (!packs.has(href)) packs.set(href, once(chunk({ href }, forget), forget));
  return packs.get(href);
}

function once(instantiate, forget) {
  let instance;
  return ({ __wasm_split: shared }) => {
    if (!instance) {
      instance = instantiate({ shared });
      instance.catch(forget);
    }
    return instance;
  };
}

/** The answer with a chunk's wasm; never anything else, however long it takes. */
async function load(url) {
  // The service worker has nobody to ask.
  if (!globalThis.document) return (await caches.match(url)) ?? fetch(url);
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    // A captive portal answers with its own page.
    if (answer?.ok && answer.headers.get("content-type") === WASM) return answer;
    await ask(answer?.status === 404);
  }
}

/** Tells that the page could not be loaded, and resolves when it is to be tried again. */
export function ask(isGone = false) {
  asking ??= new Promise((again) => show(isGone, again)).finally(() => (asking = undefined));
  return asking;
}

function show(isGone, again) {
  const words = document.querySelector("script[data-retry]")?.dataset ?? {};
  const dialog = document.createElement("dialog");
  dialog.className = "trouble";
  const text = document.createElement("p");
  text.textContent = isGone ? words.gone : words.failed;
  const retry = document.createElement("button");
  retry.className = "button";
  retry.textContent = isGone ? words.reload : words.retry;
  const start = document.createElement("a");
  start.className = "link";
  start.href = "/check-in";
  start.rel = "external";
  start.textContent = words.start;
  dialog.append(text, retry, start);
  const done = () => {
    removeEventListener("online", done);
    dialog.remove();
    again();
  };
  // A build that is gone does not come back; the page of today's build has its own.
  retry.onclick = isGone ? () => location.reload() : done;
  dialog.oncancel = (event) => event.preventDefault();
  if (!isGone) addEventListener("online", done);
  document.body.append(dialog);
  dialog.showModal();
}
