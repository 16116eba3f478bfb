// Whose a record is: one phone, two accounts, a session that ends in the street, a clock that is years off.
import { expect, test } from "@playwright/test";
import { signIn } from "./people.mjs";
import { arrived, nudge, officer, phoneIn, startStreet, times } from "./street.mjs";

const isRecord = (head) => head.startsWith("PUT /api/v1/check-ins/");

let street;
test.beforeEach(async () => void (street = await startStreet(3)));
test.afterEach(() => street.stop());

/** Checks in at a site where nothing hangs; gives the record's id. */
async function recordMissing(page, site) {
  await page.goto(`/visit/${site.id}`);
  await page.getByRole("radio", { name: "Chưa treo" }).check();
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  await expect(page.getByText("Đã lưu").first()).toBeVisible();
  return page.url().split("/done/")[1];
}

test("the session ends in a dead spot, somebody else signs in, the first comes back: only their own session sends it", async ({ browser }) => {
  const { context, page } = await phoneIn(street, browser);
  await signIn(page, "canbo");
  const { sites } = await officer(street, context);
  await page.goto("/check-in");
  await expect(page.getByRole("region", { name: /Gần bạn/ }).getByRole("listitem").first()).toBeVisible();
  await page.goto(`/visit/${sites[0].id}`);
  await expect(page.getByRole("radio", { name: "Chưa treo" })).toBeVisible();
  // The line stands for pages and is dead for records: what waits is not sent.
  street.line.set({ only: isRecord, hold: "request" });
  const id = await recordMissing(page, sites[0]);
  const ended = await context.request.delete(`${street.direct}/api/v1/session`);
  expect(ended.status()).toBe(204);
  street.line.set({});
  street.line.drop();
  await page.goto("/queue");
  await nudge(page);
  await expect(page.getByRole("listitem").filter({ hasText: sites[0].code })).toBeVisible();
  await expect(page.getByRole("link", { name: "Đăng nhập lại" }), "it says what gets it sent").toBeVisible();

  await signIn(page, "phutrach");
  const before = street.line.requests.length;
  await page.goto("/queue");
  await expect(page.locator(".summary h2")).toHaveText("Mọi bản ghi đã gửi");
  await expect(page.getByText(sites[0].code), "nobody sees what another account recorded").toHaveCount(0);
  await nudge(page);
  await expect(page.locator(".summary h2")).toHaveText("Mọi bản ghi đã gửi");
  expect(street.line.requests.slice(before).filter(isRecord), "nor sends it").toEqual([]);

  await signIn(page, "canbo");
  await page.goto("/queue");
  await expect(page.locator(".summary h2")).toHaveText("Mọi bản ghi đã gửi");
  expect(times(await arrived(street, context), [id])).toEqual([1]);
});

test("a phone whose clock is two years ahead: the record arrives with both times, and the clock's correction stops nothing", async ({ browser }) => {
  const { context, page } = await phoneIn(street, browser);
  const YEARS = 2 * 365 * 86_400_000;
  await signIn(page, "canbo");
  const { sites } = await officer(street, context);
  await page.clock.setSystemTime(new Date(Date.now() + YEARS));
  const first = await recordMissing(page, sites[0]);
  await expect(page.getByText("Đã gửi", { exact: false }).first()).toBeVisible();
  const read = async (id) => (await context.request.get(`${street.direct}/api/v1/check-ins/${id}`)).json();
  const ahead = await read(first);
  expect(ahead.recorded_at - ahead.received_at, "the phone's time is kept").toBeGreaterThan(YEARS - 86_400_000);
  expect(Math.abs(ahead.received_at - Date.now()), "the server's time beside it").toBeLessThan(86_400_000);

  street.line.set({ only: isRecord, hold: "request" });
  const sending = page.waitForRequest((request) => isRecord(`${request.method()} ${new URL(request.url()).pathname}`));
  const second = await recordMissing(page, sites[1]);
  const { clock_offset_ms: offset } = (await sending).postDataJSON();
  expect(Math.abs(offset - YEARS), "what the phone's clock is off by goes with it").toBeLessThan(86_400_000);
  street.line.set({ only: isRecord, cutRequest: () => 10 });
  street.line.drop();
  await nudge(page);
  await page.clock.setSystemTime(new Date());
  street.line.set({});
  await nudge(page);
  await expect.poll(async () => times(await arrived(street, context), [second])).toEqual([1]);
});
