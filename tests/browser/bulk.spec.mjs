// A day without a network, and the pictures of a phone that did not make them small: 200 photos of 3 MB.
// `fixme`: not yet seen to pass on an app that encrypts what lies on the phone.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { fixture, sha256 } from "./phone.mjs";
import { padded, waitingItem } from "./seed.mjs";
import { arrived, drain, officer, openWith, phoneIn, startStreet, times } from "./street.mjs";

let street;
test.beforeEach(async () => void (street = await startStreet(200)));
test.afterEach(() => street.stop());

test.fixme("200 photos of 3 MB lie on the phone and arrive with equal hashes", async ({ browser }) => {
  test.setTimeout(900_000);
  const { context, page } = await phoneIn(street, browser);
  const { me, sites } = await officer(street, context);
  const small = await readFile(fixture("Issue_508.jpg"));
  const photos = Array.from({ length: 200 }, () => {
    const bytes = padded(small, 3_000_000);
    return { sha256: sha256(bytes), bytes, width: 1, height: 1 };
  });
  const items = Array.from({ length: 20 }, (_, at) => waitingItem(me.id, sites[at], photos.slice(at * 10, at * 10 + 10)));
  await openWith(street, page, me, items, photos);
  const ids = items.map(({ draft }) => draft.id);
  await drain(page, async () => times(await arrived(street, context), ids).filter((count) => count === 0).length);
  for (const item of items) {
    // The server took each under the hash of what was sent, which it computed itself.
    const read = await (await context.request.get(`${street.direct}/api/v1/check-ins/${item.draft.id}`)).json();
    expect([...read.photos].sort()).toEqual(item.draft.photos.map((photo) => photo.sha256).sort());
  }
});
