// Push notifications of this browser: asks for them, subscribes at its push service, tells the server where.
// Loaded when somebody turns them on, or signs in where they were on; frontend/src/push.rs calls it.

/** How long a first visit may take until the worker is there, in milliseconds. */
const WORKER_MS = 20_000;

/** "unsupported", "denied", "off" or "on". */
export async function state() {
  const manager = await pushManager();
  if (!manager) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return (await manager.getSubscription()) ? "on" : "off";
}

/** Asks the person (call it from a click) and subscribes with the server's key; the subscription as JSON. Nothing when refused. */
export async function subscribe(key) {
  if (!globalThis.Notification) return undefined;
  // First of all: Safari asks only while it handles the tap.
  const asked = Notification.requestPermission();
  const manager = await pushManager();
  if ((await asked) !== "granted" || !manager) return undefined;
  const old = await manager.getSubscription();
  // One of another server's key would not be accepted.
  if (old && !isFor(old, key)) await old.unsubscribe();
  const subscription = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  return JSON.stringify(subscription);
}

/** What this browser is subscribed with, as JSON; nothing where it isn't. */
export async function subscription() {
  const manager = await pushManager();
  const found = Notification.permission === "granted" && (await manager?.getSubscription());
  return found ? JSON.stringify(found) : undefined;
}

export async function unsubscribe() {
  const manager = await pushManager();
  await (await manager?.getSubscription())?.unsubscribe();
}

async function pushManager() {
  if (!globalThis.Notification || !globalThis.PushManager || !navigator.serviceWorker) return undefined;
  // At a first visit the worker is still to come; where it can't be installed, it never does.
  const never = new Promise((resolve) => setTimeout(resolve, WORKER_MS));
  return (await Promise.race([navigator.serviceWorker.ready, never]))?.pushManager;
}

function isFor(subscription, key) {
  const known = subscription.options?.applicationServerKey;
  return known && new Uint8Array(known).join() === bytes(key).join();
}

function bytes(base64url) {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
