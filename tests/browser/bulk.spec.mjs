// A day without a network, and the pictures of a phone that did not make them small: 200 photos of 3 MB.
import { expect, test } from "@playwright/test";
import { leaveVersion1 } from "./phone.mjs";
import { arrived, drain, officer, phoneIn, startStreet, times } from "./street.mjs";

let street;
test.beforeEach(async () => void (street = await startStreet(200)));
test.afterEach(() => street.stop());

test("200 photos of 3 MB lie on the phone and arrive with equal hashes", async ({ browser }) => {
  test.setTimeout(900_000);
  const { context, page } = await phoneIn(street, browser);
  const { me, sites } = await officer(street, context);
  await page.goto(`${street.base}/icon.svg`);
  const items = await leaveVersion1(page, { me, site: sites[0].id, count: 20, photos: 10, bytes: 3_000_000 });
  await page.goto(`${street.base}/queue`);
  const ids = items.map(({ id }) => id);
  await drain(page, async () => times(await arrived(street, context), ids).filter((count) => count === 0).length);
  for (const { id, photos } of items) {
    // The server took each under the hash of what was sent, which it computed itself.
    const read = await (await context.request.get(`${street.direct}/api/v1/check-ins/${id}`)).json();
    expect([...read.photos].sort()).toEqual([...photos].sort());
  }
});
