// Who uses the demo, on what, and the ways they all share.
import { expect } from "@playwright/test";

/** The demo prints it for everybody to read. */
export const PASSWORD = "bienpho-demo";

/** Debian's chromium. It runs as root in containers, draws WebGL in software, and asks nobody for updates. */
export const launchOptions = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--enable-unsafe-swiftshader",
  ],
};

const HANOI = { locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh" };

/** A small Android phone on the lake's east shore at Hồ Hoàn Kiếm. */
export const PHONE = {
  ...HANOI,
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  geolocation: { longitude: 105.85366, latitude: 21.02862, accuracy: 9 },
  permissions: ["geolocation"],
};

/** An office screen. */
export const DESK = { ...HANOI, viewport: { width: 1280, height: 800 } };

/** The address of the demo that this process may use: the one named, or its worker's. */
export function demoBase() {
  const { BIENPHO_BASE, BIENPHO_BASES, TEST_PARALLEL_INDEX } = process.env;
  return BIENPHO_BASE ?? BIENPHO_BASES.split(" ")[Number(TEST_PARALLEL_INDEX)];
}

/** A page of a browser of its own. */
export async function open(browser, device) {
  const context = await browser.newContext({ baseURL: demoBase(), ...device });
  return context.newPage();
}

/** Signs in by the form, as people do, and waits for where it leads. */
export async function signIn(page, username, next) {
  await page.goto(next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in");
  await page.getByLabel("Tên đăng nhập").fill(username);
  await page.getByLabel("Mật khẩu", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Signs in without the form, where the form is not what the test is about. */
export async function enter(page, username) {
  const answer = await page.request.post("/api/v1/session", { data: { username, password: PASSWORD } });
  expect(answer.status()).toBe(204);
}

/** What the API says to whoever uses this page. */
export async function api(page, path) {
  const answer = await page.request.get(`/api/v1/${path}`);
  expect(answer.status(), path).toBe(200);
  return answer.json();
}

/** The page has what it was waiting for. */
export async function settled(page) {
  await page.waitForLoadState("networkidle");
  await expect(page.locator(".skeleton")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** The campaign that runs today. */
export async function runningCampaign(page) {
  const today = new Date().toISOString().slice(0, 10);
  const campaigns = await api(page, "campaigns");
  return campaigns.find(({ starts_on, ends_on }) => starts_on <= today && today <= ends_on);
}

/** Every item of a list. */
export async function list(page, noun, query) {
  const items = [];
  let next = "";
  do {
    const answer = await api(page, `${noun}?${new URLSearchParams({ ...query, ...(next && { next }) })}`);
    items.push(...answer.items);
    next = answer.next;
  } while (next);
  return items;
}

/** Sites of the running campaign where nothing hangs yet. */
export async function plannedSites(page) {
  const campaign = (await runningCampaign(page)).id;
  return list(page, "sites", { campaign, area: "002", status: "planned", limit: 1000 });
}
