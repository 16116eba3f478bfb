// What lies on the phone: encrypted, the owner's own, taken over from older versions, never lost
// without a word, and never in anybody's way.
import { expect, test } from "@playwright/test";
import { DESK, PASSWORD, PHONE, api, demoBase, enter, launchOptions, list, open, runningCampaign, settled } from "./people.mjs";
import { addPhoto, asBytes, checkIn, cutOff, editDatabase, leaveVersion1, rawValues, sha256, unzip } from "./phone.mjs";

const NOTE = "ghi chú kín 4711";
let site;

test.beforeAll(async ({ browser }) => {
  const page = await open(browser, DESK);
  await enter(page, "phutrach");
  const campaign = (await runningCampaign(page)).id;
  const sites = await list(page, "sites", { campaign, area: "002", limit: 1000 });
  site = sites.at(-1);
  await page.context().close();
});

/** An officer's phone on which nothing gets through. */
async function officer(browser, options = PHONE) {
  const page = await open(browser, options);
  // Somebody always listens, so that no chooser opens for nobody and is cancelled.
  page.on("filechooser", () => undefined);
  // The page sends here. Its service worker would at any moment, past what a test does to the page's own storage.
  await page.context().addInitScript(() => {
    SyncManager.prototype.register = async () => undefined;
  });
  await enter(page, "canbo");
  page.connect = await cutOff(page);
  return page;
}

/** A page of the same browser after the one before has crashed. */
async function again(page, path) {
  const next = await page.context().newPage();
  await page.close();
  await next.goto(path);
  return next;
}

const cards = (page) => page.locator("li.card.item");
const onPage = (page, words) => expect(page.getByText(words).first()).toBeVisible();

test("nothing of a record can be read from the raw database", async ({ browser }) => {
  const page = await officer(browser);
  const me = await api(page, "session");
  const saved = await checkIn(page, site.id, NOTE);
  // A draft with a photo as well.
  await page.goto("/record/flag");
  await addPhoto(page);
  await page.getByLabel("Ghi chú").fill(NOTE);
  await onPage(page, "Bản nháp đã lưu");
  // So are the small pictures of what hung there before.
  const known = ([, key]) => key.startsWith("server/");
  await expect.poll(async () => (await rawValues(page)).filter(known).length).toBeGreaterThan(0);
  const values = await rawValues(page);
  const of = (store) => values.filter(([name]) => name === store);
  expect(of("items")).toHaveLength(2);
  expect(of("photos")).toHaveLength(2);
  expect(of("thumbs").filter((value) => !known(value))).toHaveLength(2);
  expect(of("keys")).toEqual([["keys", me.id, "CryptoKey extractable=false"]]);
  const secrets = [NOTE, site.code, site.street, me.username, me.display_name, "condition", "position", "JFIF"].map(asBytes);
  for (const [store, key, text] of values) {
    for (const secret of secrets) expect(text.includes(secret), `${store} ${key} shows ${secret}`).toBe(false);
    expect(/data=\xff\xd8\xff/.test(text), `${store} ${key} is a JPEG`).toBe(false);
  }
  // Sent in full all the same.
  await page.connect();
  await page.goto("/queue");
  await onPage(page, "✓ Đã gửi");
  expect(await api(page, `check-ins/${saved}`)).toMatchObject({ note: NOTE, mine: true });
  await page.context().close();
});

test("values can't be exchanged, and what is damaged is named and kept", async ({ browser }) => {
  const page = await officer(browser);
  await checkIn(page, site.id, "một");
  await checkIn(page, site.id, "hai");
  await editDatabase(page, async (stores, _, done) => {
    const [[a, b], [first, second]] = await Promise.all([done(stores.items.getAllKeys()), done(stores.items.getAll())]);
    stores.items.put(second, a);
    stores.items.put(first, b);
  });
  await page.goto("/queue");
  await expect(page.getByText("bản ghi bị hỏng")).toHaveCount(2);
  expect((await rawValues(page)).filter(([store]) => store === "items")).toHaveLength(2);
  await page.context().close();
});

test("a lost key is said and deletes nothing", async ({ browser }) => {
  const page = await officer(browser);
  await checkIn(page, site.id);
  await editDatabase(page, (stores) => void stores.keys.clear());
  const before = await rawValues(page);
  await page.goto("/queue");
  await onPage(page, /Khoá mã hoá của tài khoản này không còn/);
  const after = await rawValues(page);
  const kept = (values) => values.filter(([store]) => ["items", "photos", "keys"].includes(store));
  expect(kept(after)).toEqual(kept(before));
  await page.context().close();
});

test("a database of version 1 is taken over, also when the page dies in the middle", async ({ browser }) => {
  const page = await officer(browser);
  const me = await api(page, "session");
  await page.goto("/api/v1/session");
  const left = await leaveVersion1(page, { me, site: site.id, count: 40, photos: 2 });
  await page.goto("/queue");
  await onPage(page, "40 chưa gửi");
  // It dies as soon as something has been encrypted.
  await page.waitForFunction(async () => {
    const opening = indexedDB.open("bienpho");
    const database = await new Promise((fulfil) => (opening.onsuccess = () => fulfil(opening.result)));
    const all = database.transaction("items").objectStore("items").getAll();
    const items = await new Promise((fulfil) => (all.onsuccess = () => fulfil(all.result)));
    database.close();
    return items.some((item) => typeof item !== "string");
  });
  const crashed = page.waitForEvent("crash");
  page.goto("chrome://crash").catch(() => undefined);
  await crashed;
  const next = await again(page, "/queue");
  await onPage(next, "40 chưa gửi");
  const isPlain = ([store, key, text]) => (store === "items" && text.startsWith("{")) || (store === "photos" && !key.includes("/")) || text.includes(me.username);
  await expect.poll(async () => (await rawValues(next)).filter(isPlain).length).toBe(0);
  expect((await rawValues(next)).filter(([store]) => store === "photos")).toHaveLength(80);
  await page.connect();
  await next.getByRole("button", { name: "Gửi ngay" }).click();
  await onPage(next, "Mọi bản ghi đã gửi");
  for (const { id, photos } of left) {
    const there = await api(next, `check-ins/${id}`);
    expect(there.photos.map((photo) => photo.sha256 ?? photo).sort()).toEqual([...photos].sort());
  }
  await page.context().close();
});

test("a record of a newer version is shown, exported and left alone", async ({ browser }) => {
  const page = await officer(browser);
  const id = await checkIn(page, site.id, NOTE);
  await editDatabase(page, async (stores, id, done) => stores.items.put({ ...(await done(stores.items.get(id))), version: 99 }, id), id);
  await page.goto("/queue");
  await onPage(page, "bản ghi của phiên bản mới hơn");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Xuất ra tệp" }).click();
  const files = await unzip(await (await saved).path());
  expect(files.get(`drafts/${id}.json`).toString()).toContain(NOTE);
  await page.reload();
  await onPage(page, "bản ghi của phiên bản mới hơn");
  const values = await rawValues(page);
  expect(values.filter(([store]) => store === "items" || store === "photos")).toHaveLength(2);
  await page.context().close();
});

test("another account on the same phone neither sees, counts nor sends; the first one's go on", async ({ browser }) => {
  const page = await officer(browser);
  const id = await checkIn(page, site.id);
  await page.goto("/me");
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Còn 1 bản ghi chưa gửi, lâu nhất" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Xuất toàn bộ (ZIP)" })).toBeVisible();
  await page.getByRole("button", { name: "Vẫn đăng xuất" }).click();
  await page.waitForURL("**/sign-in");
  await page.connect();
  const sent = [];
  page.on("request", (request) => request.method() === "PUT" && sent.push(request.url()));
  await signInHere(page, "vanhoa");
  await page.goto("/queue");
  await onPage(page, "Hàng chờ trống");
  await onPage(page, "0 chưa gửi");
  await page.goto(`/done/${id}`);
  await onPage(page, "Không tìm thấy");
  await page.goto("/me");
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.waitForURL("**/sign-in");
  expect(sent).toEqual([]);
  await signInHere(page, "canbo");
  await page.goto("/queue");
  await onPage(page, "✓ Đã gửi");
  expect(await api(page, `check-ins/${id}`)).toMatchObject({ mine: true });
  await page.context().close();
});

async function signInHere(page, username) {
  await page.goto("/sign-in");
  await page.getByLabel("Tên đăng nhập").fill(username);
  await page.getByLabel("Mật khẩu", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

test("the exported queue has every unsent record and photo, byte for byte", async ({ browser }) => {
  const page = await officer(browser);
  const me = await api(page, "session");
  const ids = [await checkIn(page, site.id, NOTE), await checkIn(page, site.id)];
  await page.goto("/record/flag");
  await page.getByLabel("Ghi chú").fill("nháp");
  await onPage(page, "Bản nháp đã lưu");
  await page.goto("/queue");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Xuất toàn bộ (ZIP)" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^bienpho-canbo-\d{4}-\d\d-\d\d\.zip$/);
  const files = await unzip(await download.path());
  const queue = JSON.parse(files.get("queue.json"));
  expect(queue).toMatchObject({ format: "bienpho-queue", version: 1, server: demoBase(), owner: { id: me.id, username: "canbo" } });
  expect(queue.items.map(({ id }) => id).sort()).toEqual([...ids].sort());
  for (const { id, payload_sha256, photos, record, state } of queue.items) {
    expect(record).toBe("check_in");
    // The sender tries meanwhile.
    expect(["waiting", "sending"]).toContain(state);
    expect(sha256(files.get(`records/${id}.json`))).toBe(payload_sha256);
    expect(photos).toHaveLength(1);
    for (const photo of photos) expect(sha256(files.get(`photos/${photo}.jpg`))).toBe(photo);
  }
  expect([...files.keys()].filter((path) => path.startsWith("drafts/"))).toHaveLength(1);
  await page.context().close();
});

test("five hundred records: the queue draws some, and each is there", async ({ browser }) => {
  const page = await officer(browser);
  const me = await api(page, "session");
  await page.goto("/api/v1/session");
  await leaveVersion1(page, { me, site: site.id, count: 500, photos: 2 });
  await page.goto("/queue");
  await onPage(page, "500 chưa gửi");
  await expect(cards(page)).toHaveCount(50);
  await page.getByRole("button", { name: "Xem thêm · 450" }).click();
  await expect(cards(page)).toHaveCount(100);
  await page.context().close();
});

/** A visit's form with everything it needs, kept as a draft. */
async function fillIn(page) {
  await page.goto(`/visit/${site.id}`);
  await addPhoto(page);
  await page.getByRole("radio", { name: "Nguyên vẹn" }).check();
  await page.getByLabel("Ghi chú").fill(NOTE);
  await onPage(page, "Bản nháp đã lưu");
}

/** The form is as it was when the page comes again, and can be saved then. */
async function saveAfterReload(page) {
  await page.reload();
  await expect(page.getByLabel("Ghi chú")).toHaveValue(NOTE);
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
}

test("a full phone refuses early, with a way out, and keeps the form", async ({ playwright }) => {
  // Chromium of today hides how full the phone is, which older ones and other browsers tell.
  const args = [...launchOptions.args, "--disable-features=StaticStorageQuota"];
  const browser = await playwright.chromium.launch({ ...launchOptions, args });
  const page = await officer(browser);
  await fillIn(page);
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const { usage } = await devtools.send("Storage.getUsageAndQuota", { origin });
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: usage + 100_000 });
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await onPage(page, /Bộ nhớ dành cho ứng dụng đã đầy nên chưa lưu được/);
  await expect(page).toHaveURL(/\/visit\//);
  await page.reload();
  await expect(page.getByLabel("Ghi chú")).toHaveValue(NOTE);
  await onPage(page, "Sắp hết chỗ");
  let choosers = 0;
  page.on("filechooser", () => choosers++);
  await page.getByRole("button", { name: "Chọn ảnh có sẵn" }).click();
  await onPage(page, /Mở Hàng chờ để gửi, xuất ra tệp hoặc xoá/);
  expect(choosers).toBe(0);
  expect((await rawValues(page)).filter(([store, , text]) => store === "items" && text.includes("state=waiting"))).toEqual([]);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  await page.reload();
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  await browser.close();
});

test("a full phone still sends what waits, and takes it for sent once there is room", async ({ browser }) => {
  const page = await officer(browser);
  const id = await checkIn(page, site.id, NOTE);
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      if (!globalThis.hasRoom) throw new DOMException("the phone is full", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  await page.goto("/queue");
  await page.connect();
  // Not by the button: an item that the page before left half sent says so for as long as nothing can be written.
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect.poll(async () => (await page.request.get(`/api/v1/check-ins/${id}`)).status()).toBe(200);
  await onPage(page, "1 chưa gửi");
  await page.evaluate(() => (globalThis.hasRoom = true));
  await onPage(page, "Mọi bản ghi đã gửi");
  await page.context().close();
});

test("a phone that turns out to be full when it writes says so and keeps the form", async ({ browser }) => {
  const page = await officer(browser);
  await fillIn(page);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("the phone is full", "QuotaExceededError");
    };
  });
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await onPage(page, /Bộ nhớ dành cho ứng dụng đã đầy nên chưa lưu được/);
  await expect(page).toHaveURL(/\/visit\//);
  // There is room again.
  await saveAfterReload(page);
  await page.context().close();
});

test("a phone that loses what it was given says so and keeps the form", async ({ browser }) => {
  const page = await officer(browser);
  await fillIn(page);
  // It says that it has written, and has not.
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      return this.name === "items" ? this.get(key) : put.call(this, value, key);
    };
  });
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await onPage(page, /Máy không giữ được bản ghi/);
  await expect(page).toHaveURL(/\/visit\//);
  await saveAfterReload(page);
  await page.context().close();
});

test("a photo that can't be read holds up no other record, and says what it waits for", async ({ browser }) => {
  const page = await officer(browser);
  const ids = [await checkIn(page, site.id, "hỏng"), await checkIn(page, site.id, "không đọc được"), await checkIn(page, site.id, NOTE)];
  const [damaged, unread, whole] = ids;
  await editDatabase(page, async ({ photos }, damaged, done) => {
    for (const key of await done(photos.getAllKeys())) {
      if (!key.startsWith(damaged)) continue;
      const kept = await done(photos.get(key));
      new Uint8Array(kept.data)[20] ^= 1;
      await done(photos.put(kept, key));
    }
  }, damaged);
  // As Chromium fails with a value that its disk does not give.
  await page.addInitScript((unread) => {
    const { get } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.get = function (key) {
      if (this.name === "photos" && String(key).startsWith(unread) && !globalThis.isGiven) throw new DOMException("Failed to read large IndexedDB value", "UnknownError");
      return get.call(this, key);
    };
  }, unread);
  await page.goto("/queue");
  // What can be read is exported; in the place of what can't there are words.
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Xuất toàn bộ (ZIP)" }).click();
  const exported = [...(await unzip(await (await saved).path())).keys()].filter((path) => path.startsWith("photos/"));
  expect(exported.map((path) => path.split(".").slice(1).join(".")).sort()).toEqual(["jpg", "jpg.txt", "jpg.txt"]);
  await page.connect();
  await page.getByRole("button", { name: "Gửi ngay" }).click();
  const has = async (id) => (await page.request.get(`/api/v1/check-ins/${id}`)).status();
  await expect.poll(() => has(whole)).toBe(200);
  await onPage(page, "Ảnh không còn trên máy. Hãy sửa bản ghi và chụp lại.");
  await onPage(page, /Không đọc\/ghi được bộ nhớ của trình duyệt/);
  expect([await has(damaged), await has(unread)]).toEqual([404, 404]);
  // The disk gives it again: the record goes by itself.
  await page.evaluate(() => (globalThis.isGiven = true));
  await expect.poll(() => has(unread)).toBe(200);
  await page.context().close();
});

test("the page dies while the camera is open: draft and place are there again", async ({ browser }) => {
  const page = await officer(browser);
  await page.goto(`/visit/${site.id}`);
  await addPhoto(page);
  await page.getByLabel("Ghi chú").fill(NOTE);
  await page.getByRole("radio", { name: "Hư hỏng" }).check();
  const asked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chụp lại" }).click();
  await asked;
  const address = page.url();
  expect(address).toContain("?draft=");
  const crashed = page.waitForEvent("crash");
  page.goto("chrome://crash").catch(() => undefined);
  await crashed;
  const next = await again(page, address);
  await onPage(next, "Ảnh 1: Ảnh chưa kịp lưu, hãy chụp lại");
  await expect(next.getByLabel("Ghi chú")).toHaveValue(NOTE);
  await expect(next.getByRole("radio", { name: "Hư hỏng" })).toBeChecked();
  const before = await next.locator(".large img").getAttribute("src");
  await addPhoto(next);
  await expect(next.getByText("Ảnh chưa kịp lưu")).toBeHidden();
  await expect(next.locator(".thumbs .thumb[aria-current]")).toHaveAccessibleName("Ảnh 1 / 2");
  expect(await next.locator(".large img").getAttribute("src")).not.toBe(before);
  // The place was taken: nothing is asked for any more.
  await next.reload();
  await settled(next);
  await expect(next.getByText("Ảnh chưa kịp lưu")).toBeHidden();
  await page.context().close();
});
