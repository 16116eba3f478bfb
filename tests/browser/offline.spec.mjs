// The installed app: without a network after one visit, and over an update of the server. The server's
// process is killed for it; nothing emulates that.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { SITE, anotherBuild, pathOf } from "./builds.mjs";
import { startDemo } from "./demo.mjs";
import { startFaultProxy } from "./fault-proxy.mjs";
import { PHONE, list, plannedSites, signIn } from "./people.mjs";
import { addPhoto } from "./phone.mjs";

let data, running, listen;

/** Starts the server, at the address it has had before. */
async function start(site) {
  running = await startDemo(site ? { BIENPHO_SITE_DIR: site } : {}, { data, listen });
  listen = new URL(running.base).host;
}

/** Ends it as a power cut would. */
const kill = () => running.stop("SIGKILL");

test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "bienpho-offline-"));
  await start();
});
test.afterAll(async () => {
  await running.stop();
  await rm(data, { recursive: true, force: true });
});

/** A phone of its own. */
async function phone(browser, choices) {
  const context = await browser.newContext({ ...PHONE, ...choices, baseURL: running.base });
  const page = await context.newPage();
  page.troubles = [];
  page.on("pageerror", (error) => page.troubles.push(error.message));
  return page;
}

/** The first visit: signs in, and waits only for what says that it is complete. */
async function firstVisit(page, username = "canbo") {
  await signIn(page, username);
  await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active && undefined));
  await expect(sites(page).first()).toBeVisible();
}

/** The officer's first page with its sites. */
const sites = (page) => page.getByRole("region", { name: /Gần bạn/ }).getByRole("listitem");

/** Checks in at a site; the record's id. */
async function checkIn(page, site) {
  await page.goto(`/visit/${site}`);
  await addPhoto(page);
  await page.getByRole("radio", { name: "Nguyên vẹn" }).check();
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  return page.url().split("/done/")[1];
}

/** The choice of theme that the service worker finds. */
const keptTheme = (page) =>
  page.evaluate(async () => {
    const kept = await (await caches.open("bienpho-choices")).match("/choices");
    return (await kept?.json())?.theme;
  });

test("after one visit every phone page works without a network, and what is saved is sent later", async ({ browser }) => {
  const page = await phone(browser);
  await firstVisit(page);
  const [site] = await plannedSites(page);
  await kill();

  await test.step("the first page has the sites, the small map, and says since when its data are", async () => {
    await page.goto("/check-in");
    await expect(sites(page).first()).toBeVisible();
    await expect(page.locator("svg path").first()).toBeVisible();
    await expect(page.getByText(/Dữ liệu lúc \d\d:\d\d/)).toBeVisible();
  });
  for (const [path, shown] of [
    ["/list", "Danh sách"], ["/queue", "Hàng chờ"], ["/me", "Tôi"], ["/record", "Ngoài kế hoạch"],
    ["/record/placement", "Ngoài kế hoạch"], ["/record/flag", "Phiếu ghi nhận"],
  ]) {
    await test.step(path, async () => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: shown })).toBeVisible();
      await expect(page.locator(".skeleton")).toHaveCount(0);
    });
  }
  let id;
  await test.step("a check-in with a photo is saved, and the queue shows it", async () => {
    id = await checkIn(page, site.id);
    await expect(page.getByText("Đã lưu trên máy")).toBeVisible();
    await page.goto("/queue");
    await expect(page.getByText("1 chưa gửi").first()).toBeVisible();
  });
  await test.step("a draft is there again", async () => {
    await page.goto("/record/flag");
    await page.getByRole("radio", { name: "Áp phích" }).check();
    await expect(page.getByText("Bản nháp đã lưu")).toBeVisible();
    await page.goto("/queue");
    await page.getByRole("link", { name: "Mở tiếp" }).click();
    // The page's code may still be on its way: until then the address is the queue's.
    await page.waitForURL("**/record/flag?draft=*");
    await page.reload();
    await expect(page.getByRole("radio", { name: "Áp phích" })).toBeChecked();
  });
  await test.step("the page that is asked for at the start leads to the first one", async () => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/check-in$/);
  });
  await test.step("a desk page says that it needs a network, and the way back", async () => {
    await page.goto("/map?zoom=12");
    await expect(page.getByText("Trang này cần mạng")).toBeVisible();
    await expect(page).toHaveURL(/\/map\?zoom=12$/);
    await page.getByRole("link", { name: "Về trang Kiểm tra" }).click();
    await expect(sites(page).first()).toBeVisible();
  });
  await test.step("language and theme can be chosen", async () => {
    await page.goto("/me");
    // The choice loads the page anew, so that its own box may be gone before it is ticked.
    await page.getByRole("radio", { name: "English" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Me" })).toBeVisible();
    await page.getByRole("radio", { name: "Dark" }).check();
    // The worker reads what the page has kept for it; that takes a moment.
    await expect.poll(() => keptTheme(page)).toBe("dark");
    const document = await (await page.reload()).text();
    expect(document).toContain('data-theme="dark"');
    expect(document).toContain('<meta name="color-scheme" content="dark"');
    await page.getByRole("radio", { name: "Tiếng Việt" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Tôi" })).toBeVisible();
  });
  await test.step("with a network again it is sent", async () => {
    await start();
    await page.goto("/queue");
    await expect(page.getByText("Mọi bản ghi đã gửi")).toBeVisible();
    const sent = await page.request.get(`/api/v1/check-ins/${id}`);
    expect(sent.status()).toBe(200);
  });
  expect(page.troubles).toEqual([]);
  await page.context().close();
});

test("data of the day before are called old", async ({ browser }) => {
  const page = await phone(browser);
  await firstVisit(page);
  await page.context().setOffline(true);
  await page.clock.install({ time: Date.now() + 26 * 3_600_000 });
  await page.goto("/check-in");
  await expect(page.getByText(/Dữ liệu đã cũ, từ \d\d\/\d\d\/\d{4} \d\d:\d\d/)).toBeVisible();
  await page.context().close();
});

/** A server that lets through what is the worker's own and whatever `passes`, and answers the rest with its page. */
async function captivePortal(passes) {
  const portal = createServer(async (request, answer) => {
    if (/\/(sw|sync)\.js$/.test(request.url) || passes(request.url)) {
      const real = await fetch(running.base + request.url);
      for (const name of ["content-type", "bienpho-build"]) {
        if (real.headers.has(name)) answer.setHeader(name, real.headers.get(name));
      }
      answer.end(Buffer.from(await real.arrayBuffer()));
    } else {
      answer.setHeader("content-type", "text/html");
      answer.end("<!doctype html><title>portal</title>Sign in to the café's network");
    }
  });
  await new Promise((resolve) => portal.listen(0, "127.0.0.1", resolve));
  return { base: `http://127.0.0.1:${portal.address().port}/`, close: () => portal.close() };
}

for (const [behind, passes] of [
  ["everything", () => false],
  ["pages", (path) => /\.\w+$/.test(path)],
  ["files", (path) => !/\.\w+$/.test(path)],
]) {
  test(`a captive portal's answers are not kept as the app: ${behind}`, async ({ browser }) => {
    const portal = await captivePortal(passes);
    const page = await (await browser.newContext()).newPage();
    // A file of the portal's own; a page of the app would register the worker itself.
    await page.goto(`${portal.base}portal${behind === "files" ? ".txt" : ""}`);
    const { state, kept } = await page.evaluate(async () => {
      const { installing } = await navigator.serviceWorker.register("/sw.js");
      const worker = installing;
      if (worker.state === "installing") await new Promise((done) => (worker.onstatechange = done));
      const kept = [];
      for (const name of await caches.keys()) {
        for (const answer of await (await caches.open(name)).matchAll()) kept.push(await answer.text());
      }
      return { state: worker.state, kept };
    });
    expect(state).toBe("redundant");
    expect(kept.filter((text) => text.includes("café"))).toEqual([]);
    await page.context().close();
    portal.close();
  });
}

test("an update waits for the person and for what is being sent; old pages keep working", async ({ browser }) => {
  const next = await anotherBuild();
  const code = await pathOf(SITE, "boot.js");
  const newCode = await pathOf(next.folder, "boot.js");
  const bootOf = (page) => page.locator('script[type="module"]').first().getAttribute("src");

  const page = await phone(browser);
  await firstVisit(page);
  const ids = [];
  const [, first, second] = await plannedSites(page);
  await kill();
  ids.push(await checkIn(page, first.id));
  ids.push(await checkIn(page, second.id));
  await page.goto("/record/flag");
  await page.getByRole("radio", { name: "Áp phích" }).check();
  await expect(page.getByText("Bản nháp đã lưu")).toBeVisible();

  // The tab that sends holds the lock: nothing must be sent before this test says so.
  await page.evaluate(() => new Promise((held) => {
    navigator.locks.request("bienpho-sender", () => new Promise((release) => {
      globalThis.letSend = release;
      held();
    }));
  }));
  await start(next.folder);

  await test.step("the page of the old build goes on, its code is still served", async () => {
    const chunk = (await fetch(running.base + code)).status;
    expect(chunk).toBe(200);
    await expect(page.getByRole("radio", { name: "Áp phích" })).toBeChecked();
  });
  await test.step("it tells of the new one", async () => {
    await page.evaluate(async () => void (await navigator.serviceWorker.getRegistration()).update());
    await expect(page.getByText("Có bản mới")).toBeVisible();
    expect(await bootOf(page)).toBe(code);
  });
  await test.step("and changes over only when nothing is being sent", async () => {
    await page.getByRole("button", { name: "Cập nhật" }).first().click();
    await expect(page.getByText("Đợi gửi xong rồi cập nhật")).toBeVisible();
    const waiting = () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting));
    expect(await waiting()).toBe(true);
    const loaded = page.waitForEvent("load");
    await page.evaluate(() => globalThis.letSend());
    await loaded;
    await expect.poll(() => bootOf(page)).toBe(newCode);
    await expect(page.getByText("Có bản mới")).toHaveCount(0);
  });
  await test.step("the open form is there, and everything arrives once", async () => {
    await expect(page.getByRole("radio", { name: "Áp phích" })).toBeChecked();
    await page.goto("/queue");
    await expect(page.getByText("Mọi bản ghi đã gửi")).toBeVisible();
    const mine = await list(page, "check-ins", { limit: 1000 });
    for (const id of ids) expect(mine.filter((one) => one.id === id)).toHaveLength(1);
  });
  await test.step("the new build works without a network too", async () => {
    await kill();
    await page.goto("/check-in");
    await expect(sites(page).first()).toBeVisible();
    expect(await bootOf(page)).toBe(newCode);
    await start();
  });
  expect(page.troubles).toEqual([]);
  await next.remove();
  await page.context().close();
});

test("code that can't be loaded is told in words and tried again", async ({ browser }) => {
  const context = await browser.newContext({ ...PHONE, baseURL: running.base, serviceWorkers: "block" });
  const page = await context.newPage();
  await signIn(page, "canbo");
  await expect(sites(page).first()).toBeVisible();
  await page.route("**/*.wasm", (route) => route.abort());
  await page.getByRole("link", { name: "Danh sách" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Không tải được trang")).toBeVisible();
  await page.unroute("**/*.wasm");
  await dialog.getByRole("button", { name: "Thử lại" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Danh sách" })).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await context.close();
});

test("a line that breaks while it brings a page's code is told in words, and the page comes with the next try", async ({ browser }) => {
  const proxy = await startFaultProxy(running.base);
  const context = await browser.newContext({ ...PHONE, baseURL: proxy.base, serviceWorkers: "block" });
  const page = await context.newPage();
  await signIn(page, "canbo");
  await expect(sites(page).first()).toBeVisible();
  proxy.set({ cutResponse: () => 2000, only: (head) => head.includes(".wasm") });
  proxy.drop();
  await page.getByRole("link", { name: "Danh sách" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Không tải được trang")).toBeVisible();
  // Also those connections are whole that began meanwhile.
  proxy.set({ only: () => false });
  await dialog.getByRole("button", { name: "Thử lại" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Danh sách" })).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await context.close();
  await proxy.stop();
});

test("the browser offers to install it", async ({ browser }) => {
  const page = await phone(browser);
  await firstVisit(page);
  const devtools = await page.context().newCDPSession(page);
  const { manifest, errors } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(manifest).toMatchObject({ startUrl: `${running.base}/check-in`, id: `${running.base}/`, display: "kStandalone" });
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // A window of a test is private, which is the one thing that keeps it from being installed.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  await page.context().close();
});
