// What comes after the window, and steps that need a photo: the police at their desk, an officer with a flag, two officers in the street
// without a network.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { BUILT, startDemo } from "./demo.mjs";
import { DESK, PASSWORD, PHONE, api, enter, list, open, runningCampaign, settled } from "./people.mjs";
import { addPhoto, fixture } from "./phone.mjs";

/** Chooses a photo in the open dialog and paints over part of it. */
async function photograph(page, dialog, name) {
  const asked = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Chọn ảnh có sẵn" }).click();
  await (await asked).setFiles(fixture(name));
  const canvas = dialog.locator("canvas");
  await expect(canvas).toBeVisible();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.6, { steps: 8 });
  await page.mouse.up();
  await expect(dialog.getByRole("button", { name: "Hoàn tác" })).toBeEnabled();
}

/** Every body that carried a photo out of this page. */
function sentPhotos(page) {
  const bodies = [];
  page.on("request", (request) => {
    if (/\/api\/v1\/(photos|uploads)\//.test(request.url()) && request.postDataBuffer()) bodies.push(request.postDataBuffer());
  });
  return bodies;
}

async function openedBy(page, panel, button, title) {
  await panel.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: title });
  await expect(dialog).toBeVisible();
  return dialog;
}

test("the police report a placement of their unit removed, with a photo from the desk that was painted over", async ({ browser }) => {
  const police = await open(browser, DESK);
  await enter(police, "congan");
  const campaign = (await runningCampaign(police)).id;
  const [placement] = await list(police, "placements", { campaign, unit: "CAQ-HK", status: "verified", limit: 1000 });
  const sent = sentPhotos(police);
  await police.goto(`/records/placements/${placement.id}`);
  await settled(police);
  const dialog = await openedBy(police, police.getByRole("main"), "Báo đã tháo", "Báo đã tháo");
  const report = dialog.getByRole("button", { name: "Báo đã tháo" });
  await test.step("without a photo it isn't reported", async () => {
    await report.click();
    await expect(dialog.locator(".error")).not.toBeEmpty();
    expect((await api(police, `placements/${placement.id}`)).status).toBe("verified");
  });
  await photograph(police, dialog, "HTC_Desire.jpg");
  await report.click();
  await expect.poll(async () => (await api(police, `placements/${placement.id}`)).status).toBe("removed");
  const after = await api(police, `placements/${placement.id}`);
  expect(after.photos).toHaveLength(placement.photos.length + 1);
  expect(sent.length).toBeGreaterThan(0);
  for (const body of sent) expect(body.includes("Exif"), "no metadata leaves the machine").toBe(false);
  const kept = await police.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  for (const name of kept) expect(await photosIn(police, name), "nothing of it is kept here").toBe(0);
  await police.context().close();
});

/** Photos in that database of the page's. */
function photosIn(page, name) {
  return page.evaluate(async (name) => {
    const done = (request) => new Promise((fulfil, reject) => Object.assign(request, { onsuccess: () => fulfil(request.result), onerror: () => reject(request.error) }));
    const database = await done(indexedDB.open(name));
    const stores = [...database.objectStoreNames].filter((store) => store === "photos");
    const counts = await Promise.all(stores.map((store) => done(database.transaction(store).objectStore(store).count())));
    database.close();
    return counts.reduce((sum, count) => sum + count, 0);
  }, name);
}

test("an officer verifies with a photo that their flag's display is gone", async ({ browser }) => {
  const [officer, culture, police] = [await open(browser, DESK), await open(browser, DESK), await open(browser, DESK)];
  await enter(officer, "canbo");
  await enter(culture, "vanhoa");
  await enter(police, "congan");
  const own = await list(officer, "flags", { mine: true, status: "recorded", limit: 1000 });
  const flag = own[0];
  const step = async (page, path, data) => {
    const answer = await page.request.post(`/api/v1/flags/${flag.id}/${path}`, { data });
    expect(answer.status(), path).toBe(200);
  };
  await step(culture, "confirm", {});
  await step(culture, "hand-over", { addressee: "police" });
  await step(police, "outcome", { outcome: "removed" });
  await officer.goto(`/records/flags/${flag.id}`);
  await settled(officer);
  const dialog = await openedBy(officer, officer.getByRole("main"), "Xác nhận đã xử lý", "Xác nhận đã tháo hoặc khắc phục");
  await photograph(officer, dialog, "Nikon_D5000.jpg");
  await dialog.getByRole("button", { name: "Xác nhận", exact: true }).click();
  await expect.poll(async () => (await api(officer, `flags/${flag.id}`)).status).toBe("closed");
  const history = await api(officer, `flags/${flag.id}/history`);
  expect(history.at(-1).action).toBe("verify_removal");
  for (const page of [officer, culture, police]) await page.context().close();
});

const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** A demo with a campaign beside the running one that ended two days ago. */
async function demoWithEndedCampaign() {
  const folder = await mkdtemp(join(tmpdir(), "bienpho-removal-"));
  if (process.env.BIENPHO_TEMPLATE) await cp(process.env.BIENPHO_TEMPLATE, folder, { recursive: true });
  else await (await startDemo({}, { data: folder })).stop();
  const campaign = {
    code: "da-het-han", name: "Đợt vừa hết hạn", document_no: "1/KH", starts_on: day(-20), ends_on: day(-2), report_due_on: day(5),
    boundary_set: "hanoi-2020", retention_days: 30, sample: true, messages: [{ no: 1, text: "Mẫu một" }],
  };
  const file = join(folder, "campaign.json");
  await writeFile(file, JSON.stringify(campaign));
  await promisify(execFile)(process.env.BIENPHO_BIN || BUILT, ["import", "campaign", file, "--data", folder]);
  const demo = await startDemo({}, { data: folder });
  return { ...demo, stop: async () => (await demo.stop(), rm(folder, { recursive: true, force: true })) };
}

test("after the window two officers walk the removal list without a network, and each removal has two of them and photos", async ({ browser }) => {
  const demo = await demoWithEndedCampaign();
  const person = async (device, username) => {
    const context = await browser.newContext({ baseURL: demo.base, ...device });
    const page = await context.newPage();
    const answer = await page.request.post("/api/v1/session", { data: { username, password: PASSWORD } });
    expect(answer.status()).toBe(204);
    return page;
  };
  const culture = await person(DESK, "vanhoa");
  const ended = (await api(culture, "campaigns")).find(({ code }) => code === "da-het-han");
  const site = await test.step("a site of it is planned and its unit reports it hung", async () => {
    const plan = `/api/v1/plans/${ended.id}`;
    const heads = "Mã điểm;Tuyến phố;Vĩ độ;Kinh độ;Loại hình;Số lượng;Khẩu hiệu;Đơn vị thực hiện";
    const data = `${heads}\nTHAO-1;Đinh Tiên Hoàng;21,0286;105,8536;Phướn;2;1;CAQ-HK\n`;
    const headers = { "content-type": "text/csv" };
    const preview = await culture.request.post(`${plan}/preview`, { data, headers });
    expect(preview.status(), await preview.text()).toBe(200);
    const tag = `"${(await preview.json()).tag}"`;
    const written = await culture.request.put(plan, { data, headers: { ...headers, "if-match": tag } });
    expect(written.status(), await written.text()).toBe(200);
    const [site] = await list(culture, "sites", { campaign: ended.id, limit: 10 });
    const hung = await culture.request.post(`/api/v1/placements/${site.placement}/report-installed`, { data: {} });
    expect(hung.status()).toBe(200);
    return site;
  });
  const status = async () => (await api(culture, `placements/${site.placement}`)).status;

  const walk = async (page, todo) => {
    await page.goto("/list");
    await settled(page);
    for (const path of [`/visit/${site.id}`, "/done/nothing", "/queue", "/list"]) {
      await page.goto(path);
      await settled(page);
    }
    await page.context().setOffline(true);
    await page.getByRole("button", { name: new RegExp(`^${todo} \\d+$`) }).click();
    const row = page.getByRole("link", { name: /THAO-1/ });
    await expect(row).toContainText(todo);
    await row.click();
    await page.waitForURL("**/visit/*");
    await expect(page.getByText("cần một ảnh chỗ đã tháo")).toBeVisible();
    await addPhoto(page);
    await page.getByRole("radio", { name: "Đã tháo" }).check();
    await page.getByRole("button", { name: "Lưu", exact: true }).click();
    await page.waitForURL("**/done/*");
    await expect(page.getByText("Đã lưu trên máy")).toBeVisible();
    await page.context().setOffline(false);
    await expect(page.getByText("Đã gửi", { exact: false }).first()).toBeVisible();
  };
  const first = await person(PHONE, "canbo");
  await test.step("one takes the photo of the bare place", async () => {
    await walk(first, "Cần tháo");
    expect(await status()).toBe("removed");
  });
  await test.step("it is not theirs to verify", async () => {
    await first.goto("/list");
    await first.getByRole("button", { name: "Cập nhật" }).click();
    await expect(first.getByRole("link", { name: /THAO-1/ })).toHaveCount(0);
  });
  await test.step("another one verifies it", async () => {
    const second = await person(PHONE, "phutrach");
    await walk(second, "Cần xác nhận đã tháo");
    expect(await status()).toBe("closed");
    await second.context().close();
  });
  await first.context().close();
  await culture.context().close();
  await demo.stop();
});
