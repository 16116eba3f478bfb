// A day without a network, and the pictures of a phone that did not make them small: 200 photos of 3 MB.
import { expect, test } from "@playwright/test";
import { buyPhone } from "./killable-phone.mjs";
import { leaveVersion1 } from "./phone.mjs";
import { arrived, drained, officer, startStreet, times } from "./street.mjs";

// On a disk, as on a phone: what a private context keeps of such amounts in memory, Chromium loses when the page changes.
let street, phone;
test.beforeEach(async () => {
  [street, phone] = [await startStreet(200), await buyPhone()];
});
test.afterEach(async () => {
  await phone.throwAway();
  await street.stop();
});

test("200 photos of 3 MB lie on the phone and arrive with equal hashes", async ({ request }) => {
  test.setTimeout(900_000);
  const page = await phone.start();
  const { me, sites } = await officer(street, page.context());
  // Asked past the browser, which is busy.
  await officer(street, { request });
  await page.goto(`${street.base}/icon.svg`);
  const items = await leaveVersion1(page, { me, site: sites[0].id, count: 20, photos: 10, bytes: 3_000_000 });
  await page.goto(`${street.base}/queue`);
  const ids = items.map(({ id }) => id);
  // The page sends by itself. Watched, each of its 600 MB would be copied to this process as well, which has held it up for minutes.
  await phone.leaveAlone();
  await drained(async () => times(await arrived(street, { request }), ids).filter((count) => count === 0).length);
  for (const { id, photos } of items) {
    // The server took each under the hash of what was sent, which it computed itself.
    const read = await (await request.get(`${street.direct}/api/v1/check-ins/${id}`)).json();
    expect([...read.photos].sort()).toEqual([...photos].sort());
  }
});
