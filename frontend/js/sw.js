// The service worker: the phone's pages without a network.
//
// One cache holds one build, whole: what the build made for the phone, and each of the phone's pages in
// both languages. Such a page knows nobody, so that one document serves every officer. Phone pages come
// from the cache first: a bar of network must not hold up a form, and page and code are always of the
// same build. A newer build is installed beside the present one and waits until the person changes over.
// Desk pages hold data and come from the network only. Answers of the API are never kept here.
//
// The build fills in __BUILD__, __ASSETS__ and __SYNC__.

const PREFIX = "bienpho-build-";
const CACHE = PREFIX + __BUILD__;
const ASSETS = new Set(__ASSETS__);
const LANGUAGES = ["vi", "en"];
/** The phone's pages by their routes; a test compares them with the server's own table. */
const PAGES = [
  "/check-in", "/visit/{target}", "/record", "/record/placement", "/record/flag", "/record/flag/{target}",
  "/flags/{target}", "/done/{id}", "/route", "/list", "/queue", "/me", "/sign-in",
];
/** Stands in for a desk page without a network. It works without script, at any address. */
const OFFLINE = "/offline";
/** Stands for `{…}` when a page is fetched: the document is the same for each. */
const ANY = "00000000-0000-0000-0000-000000000000";
/** Where pages keep language and theme: see versions.js. */
const CHOICES = ["bienpho-choices", "/choices"];
const SYNC_TAG = "bienpho-queue";
/** Beside a notification. */
const ICON = "/icon-192.png";
/** Fetched at the same time while a build is installed. */
const AT_ONCE = 6;
/** What a file must be, by its ending: a captive portal answers everything with a page. */
const TYPES = {
  css: "text/css", js: "text/javascript", png: "image/png", svg: "image/svg+xml", wasm: "application/wasm",
  webmanifest: "application/manifest+json", woff2: "font/woff2",
};

// Where the app's sender, which is no module here, finds the rest of its code.
self.bienphoCode = new URL(__SYNC__, location.origin).href;
if ("sync" in self.registration) importScripts(__SYNC__);

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.data === "take over" && skipWaiting());
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (ASSETS.has(pathname) || pathname.startsWith("/pkg/")) event.respondWith(asset(request));
});
addEventListener("push", (event) => event.waitUntil(show(event.data)));
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(resubscribe(event)));
addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)));
addEventListener("sync", (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(self.bienphoSync(wasm));
});

/** Fills the cache. What an attempt before got in needn't come again, so that a weak line gets there. */
async function install() {
  const cache = await caches.open(CACHE);
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const pages = LANGUAGES.flatMap((lang) => [...PAGES, OFFLINE].map((route) => ({ route, lang })));
  const jobs = [
    ...[...ASSETS].map((path) => ({ key: path, get: () => fetchAsset(path) })),
    ...pages.map(({ route, lang }) => ({ key: keyOf(route, lang), get: () => fetchPage(route, lang) })),
  ].filter(({ key }) => !there.has(encodeURI(key)));
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await cache.put(job.key, await job.get());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The build before stays for pages of its that are still open; older ones go. */
async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await clients.claim();
}

const keyOf = (route, lang) => `/page/${lang}${route.replace(/\{.*\}/, "any")}`;

async function fetchAsset(path) {
  const good = (answer) => answer.ok && !answer.redirected && isType(answer, TYPES[path.split(".").pop()]);
  let answer = await fetch(path);
  // The browser's own cache may hold what a portal said.
  if (!good(answer)) answer = await fetch(path, { cache: "reload" });
  if (!good(answer)) throw new Error(`${path} is not what it should be`);
  return answer;
}

/** A page as the server renders it for somebody it doesn't know, of this very build. */
async function fetchPage(route, lang) {
  const path = route.replace(/\{.*\}/, ANY);
  const headers = { accept: "text/html", "accept-language": lang };
  const answer = await fetch(path, { credentials: "omit", cache: "no-store", redirect: "error", headers });
  const isOurs = answer.ok && isType(answer, "text/html") && answer.headers.get("bienpho-build") === __BUILD__;
  if (!isOurs) throw new Error(`${path} is not this build's`);
  const text = await answer.text();
  return html(route === OFFLINE ? withoutScript(text) : text, answer.headers);
}

const isType = (answer, type) => (answer.headers.get("content-type") ?? "").startsWith(type);

function html(text, headers) {
  headers = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
  return new Response(text, { headers });
}

const withoutScript = (text) =>
  text.replace(/<script type="module".*?<\/script>/gs, "").replace(/<link rel="(?:module)?preload"[^>]*>/g, "");

async function page(request, path) {
  const route = PAGES.find((route) => new RegExp(`^${route.replace(/\{.*\}/, "[^/]+")}/?$`).test(path));
  const kept = route && (await keptPage(route));
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    if (path === "/") return Response.redirect("/check-in");
    return (await keptPage(OFFLINE)) ?? Response.error();
  }
}

/** A page from the cache in the person's language and theme. */
async function keptPage(route) {
  const { lang, theme } = await choices();
  const cache = await caches.open(CACHE);
  const kept = await cache.match(keyOf(route, lang));
  if (!kept || theme === "auto") return kept;
  return html(inTheme(await kept.text(), theme), kept.headers);
}

async function choices() {
  const [name, key] = CHOICES;
  const kept = await (await caches.open(name)).match(key);
  const { lang, theme } = kept ? await kept.json() : { lang: navigator.language.slice(0, 2), theme: "auto" };
  return { lang: LANGUAGES.includes(lang) ? lang : LANGUAGES[0], theme };
}

/** The document as the server would render it for that theme. */
function inTheme(text, theme) {
  const color = text.match(new RegExp(`<meta name="theme-color"[^>]*content="([^"]*)"[^>]*scheme: ${theme}\\)"`))?.[1];
  return text
    .replace(/data-theme="[^"]*"/, `data-theme="${theme}"`)
    .replace(/(<meta name="color-scheme" content=")[^"]*/, `$1${theme}`)
    .replace(/(<meta name="theme-color" content=")[^"]*/g, (meta, start) => start + (color ?? ""));
}

/** A file of this build or of the one before, else from the network: the server keeps older ones too. */
async function asset(request) {
  const own = await (await caches.open(CACHE)).match(request, { ignoreVary: true });
  return own ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** A digest that the server pushed: app/src/domain/push.rs says what is in it. A newer one takes the place of one before. */
async function show(data) {
  const { title, body, lang, path } = data?.json() ?? { title: "Biển Phố", path: "/" };
  await self.registration.showNotification(title, { body, lang, tag: "bienpho-digest", icon: ICON, data: { path } });
}

/** The browser has given its subscription up, or another for it: the server hears of the new one, or pushes would end in silence. */
async function resubscribe({ newSubscription }) {
  const { pushManager } = self.registration;
  const headers = { "content-type": "application/json", accept: "application/json" };
  let subscription = newSubscription ?? (await pushManager.getSubscription());
  if (!subscription) {
    const settings = await fetch("/api/v1/notification-settings", { headers });
    const applicationServerKey = settings.ok && (await settings.json()).push_key;
    // Signed out, or the server pushes no more: signing in tells it of what there is then.
    if (!applicationServerKey) return;
    subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  }
  await fetch("/api/v1/session/push", { method: "PUT", headers, body: JSON.stringify(subscription) });
}

/** Goes to the page that a notification is about: a tab of the app's that is there already, or a new one. */
async function open(notification) {
  notification.close();
  const url = new URL(notification.data.path, location.origin).href;
  const tabs = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find((tab) => tab.url === url);
  return tab ? tab.focus() : clients.openWindow(url);
}

async function wasm() {
  const path = [...ASSETS].find((path) => path.endsWith("/bienpho.wasm"));
  return asset(new Request(path));
}
