// The app is closed with a record that waits: where the browser has Background Sync, its worker sends it.
import { expect, test } from "@playwright/test";
import { PHONE, enter, list, open, plannedSites } from "./people.mjs";
import { checkIn, leaveApp } from "./phone.mjs";
import { times } from "./street.mjs";

test("what waits is sent by the worker when the page is gone", async ({ browser }) => {
  const page = await open(browser, PHONE);
  await enter(page, "canbo");
  const [site] = await plannedSites(page);
  await page.goto("/check-in");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  // This page gets nothing through; the worker's own requests are not the page's.
  await page.route(/\/api\/v1\/(photos|uploads|check-ins)/, (route) => (route.request().method() === "GET" ? route.fallback() : route.abort()));
  const id = await checkIn(page, site.id);
  await leaveApp(page);

  const devtools = await page.context().newCDPSession(page);
  const found = new Promise((resolve) => devtools.on("ServiceWorker.workerRegistrationUpdated", resolve));
  await devtools.send("ServiceWorker.enable");
  const { registrations } = await found;
  const origin = new URL(page.url()).origin;
  const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
  const mine = async () => times((await list(page, "check-ins", { mine: true, limit: 1000 })).map((one) => one.id), [id]);
  await devtools.send("ServiceWorker.dispatchSyncEvent", {
    origin, registrationId: own.registrationId, tag: "bienpho-queue", lastChance: false,
  });
  await expect.poll(mine).toEqual([1]);
  await page.context().close();
});
