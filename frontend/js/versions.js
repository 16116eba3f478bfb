// The page's side of the service worker: registers it, hears of a newer version, changes over when the
// person asks for it and nothing is being sent, keeps language and theme where the worker finds them.
// frontend/src/sw.rs hands on what `bienphoWorker` says and can do.

/** Held by whoever sends: see frontend/src/offline/sender.rs. */
const SENDER = "bienpho-sender";
/** Asks the worker to send what waits once there is a network: see sw.js. */
const SYNC_TAG = "bienpho-queue";
/** Where the worker finds language and theme: see sw.js. */
const CHOICES = ["bienpho-choices", "/choices"];
/** Pause between two looks for a newer version, and for the change to happen, in milliseconds. */
const LOOK_MS = 600_000;
/** Pause before a first installation that broke off goes on, in milliseconds. */
const AGAIN_MS = 5_000;
const CHANGE_MS = 10_000;

const workers = navigator.serviceWorker;
let registration;
let lookedAt = Date.now();
let leaving = false;
let isOutdated = false;

/** `update`: "none", "ready" (a newer version waits), "waiting" (for what is being sent). */
const worker = (globalThis.bienphoWorker = { update: "none", change, choose, sync });

function tell(update) {
  if (worker.update === update) return;
  worker.update = update;
  dispatchEvent(new Event("bienphoupdate"));
}

export async function start() {
  const root = document.documentElement;
  // Insecure pages have neither caches nor workers.
  if (!workers || !globalThis.caches) return;
  await choose(root.lang, root.dataset.theme);
  let hadWorker = Boolean(workers.controller);
  workers.addEventListener("controllerchange", () => {
    // The very first version replaces nothing.
    if (hadWorker) outdated();
    hadWorker = true;
  });
  await register();
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_MS);
}

async function register() {
  registration = await workers.register("/sw.js", { updateViaCache: "none" });
  registration.addEventListener("updatefound", follow);
  follow();
}

/** Follows the version that is being installed until it is ready, or goes on where it broke off. */
function follow() {
  const coming = registration.installing;
  coming?.addEventListener("statechange", () => {
    ready();
    // A weak line: what has come is kept, so each attempt gets further.
    if (coming.state === "redundant" && !registration.active) setTimeout(() => register().catch(() => {}), AGAIN_MS);
  });
  ready();
}

function ready() {
  if (registration.waiting && workers.controller && worker.update === "none") tell("ready");
}

function look() {
  if (document.visibilityState !== "visible" || Date.now() - lookedAt < LOOK_MS) return;
  lookedAt = Date.now();
  // Without a network there is nothing newer.
  registration.update().catch(() => {});
}

/** Another version has taken over: this page's own goes with the next look away from it. */
function outdated() {
  if (leaving) return;
  isOutdated = true;
  tell("ready");
  const leave = () => document.visibilityState === "hidden" && reload();
  document.addEventListener("visibilitychange", leave);
  leave();
}

function reload() {
  if (leaving) return;
  leaving = true;
  location.reload();
}

/** Changes over to the newer version, once whatever is being sent has been sent. */
async function change() {
  if (isOutdated || !registration?.waiting) return reload();
  tell("waiting");
  // While this page holds the lock nothing is sent, neither here nor in another tab or the worker.
  await (navigator.locks ? navigator.locks.request(SENDER, takeOver) : takeOver());
}

function takeOver() {
  return new Promise((done) => {
    workers.addEventListener("controllerchange", reload, { once: true });
    registration.waiting?.postMessage("take over");
    setTimeout(() => {
      if (!leaving) tell("ready");
      done();
    }, CHANGE_MS);
  });
}

/** Keeps language and theme for pages that the worker gives out. */
async function choose(lang, theme) {
  const [name, key] = CHOICES;
  try {
    const cache = await caches.open(name);
    await cache.put(key, Response.json({ lang, theme }));
  } catch {
    // No room or a private window: then there are no cached pages either.
  }
}

/** Something waits: the browser may wake the worker for it when the page is gone. */
function sync() {
  registration?.sync?.register(SYNC_TAG).catch(() => {});
}
