// Fetches the code of lazy pages. Without it a page can't be drawn, so a failure is told in words and
// tried again, by the person or once there is a network. The words stand in the document's boot script tag.

const WASM = "application/wasm";

/** What was read of packs, by address. */
const packs = new Map();
let asking;

/** The answer with a chunk's wasm. One that lies in a pack is named by the pack's address and its bytes, `#from-to`. */
export async function load(url) {
  const [, from, to] = url.hash.match(/^#(\d+)-(\d+)$/) ?? [];
  if (!to) return get(url, (answer) => answer);
  const pack = url.href.slice(0, -url.hash.length);
  if (!packs.has(pack)) packs.set(pack, read(pack));
  const bytes = (await packs.get(pack)).slice(from, to);
  return new Response(bytes, { headers: { "content-type": WASM } });
}

function read(pack) {
  const reading = get(pack, (answer) => answer.arrayBuffer());
  reading.catch(() => packs.delete(pack));
  return reading;
}

/** What `take` makes of the answer with wasm; never of anything else, however long it takes. */
async function get(url, take) {
  // The service worker has nobody to ask.
  if (!globalThis.document) return take((await caches.match(url)) ?? (await fetch(url)));
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    // A captive portal answers with its own page.
    const isOurs = answer?.ok && answer.headers.get("content-type") === WASM;
    const content = isOurs && (await Promise.resolve(take(answer)).catch(() => undefined));
    if (content) return content;
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
