// Nothing twice, nothing lost, whatever the line does: the promises of the queue when answers get lost.
import { expect, test } from "@playwright/test";
import { newId, waitingItem } from "./seed.mjs";
import { arrived, drain, nudge, officer, openWith, phoneIn, startStreet, times } from "./street.mjs";

const isRecord = (head) => head.startsWith("PUT /api/v1/check-ins/");
const ids = (items) => items.map(({ draft }) => draft.id);
const cycle = (sites, n) => Array.from({ length: n }, (_, at) => sites[at % sites.length]);

let street;
test.beforeEach(async () => void (street = await startStreet(20201210)));
test.afterEach(() => street.stop());

test("the response is cut off at a random byte, 200 items: each arrives exactly once", async ({ browser }) => {
  test.setTimeout(420_000);
  const { context, page } = await phoneIn(street, browser);
  const { me, sites } = await officer(street, context);
  const items = cycle(sites, 200).map((site) => waitingItem(me.id, site));
  // No connection carries more than two receipts; most break inside a head or a body.
  street.line.set({ only: isRecord, cutResponse: () => Math.floor(street.random() * 1_800) });
  await openWith(street, page, me, items);
  await drain(page, async () => {
    const sent = new Set(await arrived(street, context));
    return ids(items).filter((id) => !sent.has(id)).length;
  });
  const cut = street.line.count.cut;
  expect(cut, "the line did fail").toBeGreaterThan(50);
  await drain(page, () => unsentOn(page));
  expect(times(await arrived(street, context), ids(items))).toEqual(items.map(() => 1));
  const repeated = street.line.requests.filter(isRecord).length - items.length;
  expect(repeated, "answers that were lost were asked for again").toBeGreaterThan(0);
  test.info().annotations.push({ type: "line", description: `${cut} connections cut, ${repeated} requests repeated` });
});

test("five tabs, one queue: each item is sent once; when the sending tab closes, another goes on", async ({ browser }) => {
  const { context, page } = await phoneIn(street, browser);
  const { me, sites } = await officer(street, context);
  const items = cycle(sites, 40).map((site) => waitingItem(me.id, site));
  street.line.set({ only: isRecord, hold: "response" });
  await openWith(street, page, me, items);
  const tabs = [page];
  while (tabs.length < 5) {
    const tab = await context.newPage();
    await tab.goto(`${street.base}/queue`);
    tabs.push(tab);
  }
  await expect.poll(() => street.line.requests.filter(isRecord).length, "one is on its way").toBe(1);
  await Promise.all(tabs.map(nudge));
  const sending = await senderAmong(tabs);
  expect(street.line.requests.filter(isRecord), "the other four wait").toHaveLength(1);

  const began = performance.now();
  await sending.close();
  const [other] = tabs.filter((tab) => tab !== sending);
  await expect.poll(() => street.line.requests.filter(isRecord).length).toBe(2);
  test.info().annotations.push({ type: "hand-over", description: `${Math.round(performance.now() - began)} ms` });

  street.line.set({});
  await expect.poll(() => unsentOn(other)).toBe(0);
  expect(times(await arrived(street, context), ids(items))).toEqual(items.map(() => 1));
  const asked = street.line.requests.filter(isRecord).map((head) => head.split(/[ /?]/)[5]);
  const counts = ids(items).map((id) => asked.filter((found) => found === id).length);
  expect(counts.filter((count) => count > 1), "only what the closed tab had under way was asked twice").toEqual([2]);
});

for (const lie of ["portal", "redirect", "truncated"]) {
  test(`a captive portal (${lie}) is no receipt`, async ({ browser }) => {
    const { context, page } = await phoneIn(street, browser);
    const { me, sites } = await officer(street, context);
    const items = [waitingItem(me.id, sites[0]), waitingItem(me.id, sites[1])];
    const isApi = (head) => head.includes(" /api/");
    street.line.set({ only: isApi, lie });
    await openWith(street, page, me, items);
    await expect(page.getByText("Ngoại tuyến")).toBeVisible();
    expect(await unsentOn(page)).toBe(2);
    expect(await arrived(street, context)).not.toContain(items[0].draft.id);
    street.line.set({});
    await drain(page, () => unsentOn(page));
    expect(times(await arrived(street, context), ids(items))).toEqual([1, 1]);
  });
}

test("a refused item in the middle holds up none of the others and can be read, mended, sent again, exported", async ({ browser }) => {
  const { context, page } = await phoneIn(street, browser);
  const { me, sites } = await officer(street, context);
  const unknown = { ...sites[1], id: newId(), code: "HK-999" };
  const items = [sites[0], unknown, sites[2]].map((site) => waitingItem(me.id, site));
  await openWith(street, page, me, items);
  await expect.poll(() => unsentOn(page)).toBe(1);
  const refused = page.getByRole("listitem").filter({ hasText: "HK-999" });
  await expect(refused.getByText(/Máy chủ từ chối: \S+/)).toBeVisible();
  for (const step of ["Sửa", "Gửi lại", "Xuất ra tệp"]) {
    await expect(refused.getByText(step, { exact: true })).toBeVisible();
  }
  expect(times(await arrived(street, context), ids(items))).toEqual([1, 0, 1]);
  await page.reload();
  await expect(refused.getByText(/Máy chủ từ chối: \S+/), "it is still there").toBeVisible();
});

/** The number in «3 chưa gửi · …»; 0 when all is sent. */
async function unsentOn(page) {
  const line = page.locator(".summary h2");
  await expect(line).toHaveText(/chưa gửi|Mọi bản ghi đã gửi/);
  return Number.parseInt(await line.textContent(), 10) || 0;
}

/** The tab that holds the sender's lock. */
async function senderAmong(tabs) {
  for (const tab of tabs) {
    const holds = await tab.evaluate(async () => {
      const name = `who-am-i-${Math.random()}`;
      return navigator.locks.request(name, async () => {
        const { held } = await navigator.locks.query();
        const me = held.find((lock) => lock.name === name).clientId;
        return held.some((lock) => lock.name === "bienpho-sender" && lock.clientId === me);
      });
    });
    if (holds) return tab;
  }
  throw new Error("no tab is sending");
}
