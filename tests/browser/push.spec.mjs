// Push notifications of a browser: turned on and off by its owner, shown by the service worker, told to the server again under a new
// session. Chromium's own push service is not to be had in a test, so the page's subscription is made up here; what the
// server sends to a push service, tests/tests/api/pushes.rs reads.
import { createECDH, randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { DESK, api, enter, settled, signIn } from "./people.mjs";

const SERVICE = "https://push.example.vn";
const ADDRESS = "**/api/v1/session/push";

let demo;
test.beforeAll(async () => {
  demo = await startDemo({ BIENPHO_PUSH_CONTACT: "mailto:it@example.vn", BIENPHO_PUSH_SERVICES: SERVICE });
});
test.afterAll(() => demo.stop());

/** Gives the page a push manager whose subscription outlives the page, as a browser's does. */
function pretend({ endpoint, p256dh, auth }) {
  const KEY = "pretended-subscription";
  const subscription = {
    endpoint,
    options: {},
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } }),
    unsubscribe: async () => void localStorage.removeItem(KEY),
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem(KEY) ? subscription : null);
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("no browser would subscribe to that");
    localStorage.setItem(KEY, "1");
    return subscription;
  };
}

async function openDesk(browser) {
  const context = await browser.newContext({ ...DESK, baseURL: demo.base, permissions: ["notifications"] });
  const page = await context.newPage();
  const ecdh = createECDH("prime256v1");
  const p256dh = ecdh.generateKeys("base64url");
  await page.addInitScript(pretend, { endpoint: `${SERVICE}/one`, p256dh, auth: randomBytes(16).toString("base64url") });
  return page;
}

/** Has the browser hand a push to the page's service worker, as if its push service had brought it. */
async function deliver(page, message) {
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise((resolve) =>
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(demo.base));
      if (ours) resolve(ours.registrationId);
    }),
  );
  await devtools.send("ServiceWorker.enable");
  const registrationId = await registered;
  await devtools.send("ServiceWorker.deliverPushMessage", { origin: demo.base, registrationId, data: JSON.stringify(message) });
  await devtools.detach();
}

/** Once, right after Chromium had been installed, a push by DevTools came to nothing: as a push service would, it is sent again. */
const showsWhenPushed = (page, message) =>
  expect
    .poll(async () => {
      await deliver(page, message);
      return shown(page);
    }, { timeout: 60_000 })
    .toEqual([message]);

/** Has the worker hear that its subscription ended; what it told the server, and the answer. The new one is made up, as the page's is. */
async function renew(page, endpoint) {
  const p256dh = createECDH("prime256v1").generateKeys("base64url");
  const keys = { p256dh, auth: randomBytes(16).toString("base64url") };
  const [worker] = page.context().serviceWorkers();
  return worker.evaluate(async (subscription) => {
    const { fetch } = self;
    PushManager.prototype.getSubscription = async () => null;
    PushManager.prototype.subscribe = async ({ applicationServerKey }) =>
      /^[\w-]{87}$/.test(applicationServerKey) ? subscription : null;
    const told = new Promise((resolve) => {
      self.fetch = async (path, init) => {
        const answer = await fetch(path, init);
        if (init.method === "PUT") resolve({ status: answer.status, sent: JSON.parse(init.body) });
        return answer;
      };
    });
    const event = new ExtendableEvent("pushsubscriptionchange");
    // Only events of the browser's own may be waited for.
    event.waitUntil = () => {};
    self.dispatchEvent(event);
    const result = await told;
    self.fetch = fetch;
    return result;
  }, { endpoint, keys });
}

const shown = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const notifications = await registration.getNotifications();
    return notifications.map(({ title, body, lang, data }) => ({ title, body, lang, path: data.path }));
  });

test("a person turns pushes on in a browser, gets them, and keeps them over a new sign-in", async ({ browser }) => {
  const page = await openDesk(browser);
  await enter(page, "vanhoa");
  await page.goto("/notifications");
  await settled(page);
  const here = page.getByRole("group", { name: "Trình duyệt này" });

  await test.step("off at first; turning on asks for both topics and keeps them", async () => {
    await expect(here.getByRole("status")).toContainText("đang tắt");
    await here.getByRole("button", { name: "Bật ở trình duyệt này" }).click();
    await expect(here.getByRole("status")).toContainText("đang bật");
    await expect(page.getByText("Đã lưu lựa chọn.")).toBeVisible();
    const { settings } = await api(page, "notification-settings");
    const pushed = settings.choices.filter(({ channel }) => channel === "push").map(({ topic }) => topic);
    expect(pushed.sort()).toEqual(["due", "work"]);
  });
  await test.step("the worker shows what is pushed; a newer digest takes the place of the one before", async () => {
    const message = { title: "Biển Phố: việc chờ bạn", body: "1 phiếu ghi nhận mới chờ bạn", lang: "vi", path: "/work" };
    await showsWhenPushed(page, message);
    await showsWhenPushed(page, { ...message, body: "2 phiếu ghi nhận mới chờ bạn" });
  });
  await test.step("when the browser gives its subscription up, the worker tells the server of another", async () => {
    const { status, sent } = await renew(page, `${SERVICE}/another`);
    expect(status).toBe(204);
    expect(sent.endpoint).toBe(`${SERVICE}/another`);
  });
  await test.step("signing in again tells the server of this browser", async () => {
    await page.locator(".account > summary").click();
    await page.getByRole("button", { name: "Đăng xuất" }).click();
    await page.waitForURL((url) => url.pathname === "/sign-in");
    const told = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/session/push"));
    await signIn(page, "vanhoa", "/notifications");
    expect((await told).status()).toBe(204);
    await settled(page);
    await expect(here.getByRole("status")).toContainText("đang bật");
  });
  await test.step("turning off tells the server and the browser", async () => {
    const told = page.waitForRequest((request) => request.method() === "DELETE" && request.url().endsWith("/session/push"));
    await here.getByRole("button", { name: "Tắt ở trình duyệt này" }).click();
    await told;
    await expect(here.getByRole("status")).toContainText("đang tắt");
    await page.reload();
    await settled(page);
    await expect(here.getByRole("status")).toContainText("đang tắt");
  });
  await page.context().close();
});

test("what the server refuses is said, and nothing is on", async ({ browser }) => {
  const page = await openDesk(browser);
  await enter(page, "vanhoa");
  await page.goto("/notifications");
  await settled(page);
  await page.route(ADDRESS, (route) => route.abort());
  const here = page.getByRole("group", { name: "Trình duyệt này" });
  await here.getByRole("button", { name: "Bật ở trình duyệt này" }).click();
  await expect(here.getByRole("alert")).not.toBeEmpty();
  await expect(here.getByRole("status")).toContainText("đang tắt");
  await page.context().close();
});
