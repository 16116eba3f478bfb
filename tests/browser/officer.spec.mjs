// The officer's day: a flag that comes back, the walk from site to site, the photo of before.
import { expect, test } from "@playwright/test";
import { DESK, PHONE, api, enter, list, open, runningCampaign, settled } from "./people.mjs";
import { addPhoto, fixture, rawValues } from "./phone.mjs";

async function save(page) {
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  return page.url().split("/done/")[1];
}

const sent = (page) => expect(page.getByText("Đã gửi", { exact: false }).first()).toBeVisible();

/** Goes to another page of the app by a link, as without a network nothing else works. */
async function follow(page, name, url) {
  await page.getByRole("link", { name }).first().click();
  await page.waitForURL(url);
}

test("a returned flag is corrected without a network, another one withdrawn, and both are sent once there is one", async ({ browser }) => {
  const officer = await open(browser, PHONE);
  const supervisor = await open(browser, DESK);
  await enter(officer, "canbo");
  await enter(supervisor, "phutrach");

  const record = async () => {
    await officer.goto("/record/flag");
    await addPhoto(officer);
    await officer.getByRole("radio", { name: "Áp phích" }).check();
    await officer.getByRole("radio", { name: "Cây xanh, cột" }).check();
    await officer.getByRole("checkbox", { name: /^G08/ }).check();
    const id = await save(officer);
    await sent(officer);
    return id;
  };
  const [returned, withdrawn] = await test.step("the officer records two flags", async () => [
    await record(),
    await record(),
  ]);
  const before = await api(officer, `flags/${returned}`);

  await test.step("the supervisor returns one with a reason", async () => {
    await supervisor.goto(`/map?flag=${returned}`);
    const panel = supervisor.getByRole("complementary");
    await panel.getByRole("button", { name: "Trả lại", exact: true }).click();
    const dialog = supervisor.getByRole("dialog", { name: "Trả lại phiếu ghi nhận" });
    await dialog.getByLabel("Lý do").fill("chưa rõ loại biển");
    await dialog.getByRole("button", { name: "Trả lại phiếu" }).click();
    await expect(panel.getByText("Trả lại: chưa rõ loại biển").first()).toBeVisible();
    await expect(panel.getByRole("button", { name: "Xác nhận", exact: true })).toHaveCount(0);
  });

  await test.step("it is in the officer's list with the reason", async () => {
    await officer.goto("/list");
    await officer.getByRole("button", { name: "Cập nhật" }).click();
    await expect(officer.getByText("Trả lại: chưa rõ loại biển")).toBeVisible();
    // Each page's code is fetched once while there is a network.
    for (const path of [`/record/flag/${returned}`, `/flags/${returned}`, "/queue", "/done/nothing", "/list"]) {
      await officer.goto(path);
      await settled(officer);
    }
  });

  await test.step("without a network it is corrected and the other one withdrawn", async () => {
    await officer.context().setOffline(true);
    await officer.locator(`a[href="/flags/${returned}"]`).first().click();
    await officer.waitForURL(`**/flags/${returned}`);
    await expect(officer.getByText("Trả lại: chưa rõ loại biển")).toBeVisible();
    await follow(officer, "Đính chính", "**/record/flag/*");
    await expect(officer.getByRole("checkbox", { name: /^G08/ })).toBeChecked();
    await expect(officer.getByText("Ảnh đã có của phiếu")).toBeVisible();
    await officer.getByRole("radio", { name: "Pa-nô" }).check();
    await save(officer);
    await expect(officer.getByText("Sẽ tự gửi khi có mạng.")).toBeVisible();

    await follow(officer, "Xem hàng chờ", "**/queue");
    await officer.getByRole("link", { name: "Danh sách" }).click();
    await officer.locator(`a[href="/flags/${withdrawn}"]`).first().click();
    await officer.waitForURL(`**/flags/${withdrawn}`);
    await officer.getByRole("button", { name: "Rút phiếu" }).click();
    await officer.getByLabel("Rút phiếu này? Ảnh của phiếu bị xóa ngay.").fill("ghi nhầm");
    await officer.getByRole("button", { name: "Rút phiếu" }).click();
    await officer.waitForURL("**/done/*");
    expect((await api(supervisor, `flags/${returned}`)).status, "nothing was sent").toBe("returned");
  });

  await test.step("with a network both are sent by themselves", async () => {
    await officer.context().setOffline(false);
    await sent(officer);
    await expect.poll(async () => (await api(supervisor, `flags/${returned}`)).kind).toBe("panel");
    await expect.poll(async () => (await api(supervisor, `flags/${withdrawn}`)).status).toBe("withdrawn");
    const after = await api(officer, `flags/${returned}`);
    expect(after).toMatchObject({ status: "recorded", photos: before.photos, received_at: before.received_at });
    expect((await api(officer, `flags/${withdrawn}`)).photos).toEqual([]);
    const history = await api(officer, `flags/${returned}/history`);
    expect(history.map(({ action }) => action)).toEqual(["record", "return", "correct"]);
  });
});

test("the day's route leads from site to site, and a site that was checked offline drops out", async ({ browser }) => {
  const officer = await open(browser, PHONE);
  await enter(officer, "canbo");
  const campaign = (await runningCampaign(officer)).id;
  await officer.goto("/check-in");
  await follow(officer, "Lộ trình hôm nay", "**/route");
  const stops = officer.getByRole("main").getByRole("listitem");
  await expect(stops).toHaveCount(0);
  await officer.getByRole("button", { name: "Lập lộ trình từ đây" }).click();
  await expect(stops.first()).toBeVisible();
  const heading = officer.getByRole("heading", { name: /^Còn \d+ điểm/ });
  const left = async () => Number((await heading.textContent()).match(/\d+/)[0]);
  const total = await left();
  const code = (await stops.first().textContent()).match(/HK-\d+/)[0];
  const sites = await list(officer, "sites", { campaign, limit: 1000 });
  const next = sites.find((site) => site.code === code);

  await officer.getByRole("link", { name: new RegExp(`Kiểm tra ${code}`) }).click();
  await officer.waitForURL(`**/visit/${next.id}`);
  await settled(officer);
  await officer.context().setOffline(true);
  await officer.getByRole("radio", { name: "Chưa treo" }).check();
  await save(officer);
  await officer.getByRole("link", { name: "Kiểm tra điểm tiếp theo" }).click();
  await follow(officer, "Lộ trình hôm nay", "**/route");
  await expect(stops.first()).toBeVisible();
  expect(await left(), "an item in the queue counts").toBe(total - 1);
  await expect(officer.getByText(code)).toHaveCount(0);
  await officer.context().setOffline(false);
});

/** A camera that shows a moving picture, allowed without asking. */
test.describe("with a live camera", () => {
  test("the last photo lies over the camera's picture, and what is taken goes the way of every photo", async ({ playwright }) => {
    const { launchOptions } = await import("./people.mjs");
    const args = [...launchOptions.args, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    const browser = await playwright.chromium.launch({ ...launchOptions, args });
    const officer = await open(browser, { ...PHONE, permissions: ["geolocation", "camera"] });
    await enter(officer, "canbo");
    const campaign = (await runningCampaign(officer)).id;
    const sites = await list(officer, "sites", { campaign, area: "002", limit: 1000 });
    const site = sites.find(({ last_photo }) => last_photo);
    // The morning's Wi-Fi brings the last photos along; in the street there is none.
    await officer.goto("/check-in");
    await officer.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const kept = async () => (await rawValues(officer)).some(([, key]) => key === `server/${site.last_photo}`);
    await expect.poll(kept).toBe(true);
    await officer.context().setOffline(true);
    await officer.goto(`/visit/${site.id}`);
    await officer.getByRole("button", { name: "Chụp khớp ảnh trước" }).click();
    const dialog = officer.getByRole("dialog", { name: "Chụp khớp ảnh trước" });
    const before = dialog.getByRole("img", { name: "Ảnh lần trước" });
    await expect(before).toBeVisible();
    await expect.poll(() => before.evaluate((picture) => picture.naturalWidth)).toBeGreaterThan(0);
    await dialog.getByLabel("Độ rõ của ảnh trước").fill("70");
    await expect(before).toHaveCSS("opacity", "0.7");
    const shutter = dialog.getByRole("button", { name: "Chụp ảnh" });
    await expect(shutter).toBeEnabled();
    expect((await shutter.boundingBox()).height).toBeGreaterThanOrEqual(48);
    await shutter.click();
    await officer.getByRole("dialog", { name: "Tô che mặt, biển số" }).getByRole("button", { name: "Không cần che" }).click();
    await officer.context().setOffline(false);
    const uploaded = officer.waitForRequest((request) => request.method() === "PUT" && request.url().includes("/photos/"));
    await officer.getByRole("radio", { name: "Hư hỏng" }).check();
    await save(officer);
    const photo = (await uploaded).postDataBuffer();
    expect(photo.subarray(0, 2).toString("hex"), "a JPEG").toBe("ffd8");
    expect(photo.includes("Exif")).toBe(false);
    await sent(officer);
    await browser.close();
  });

  test("where the camera is denied the phone's own one is offered", async ({ browser }) => {
    const officer = await open(browser, PHONE);
    await enter(officer, "canbo");
    const campaign = (await runningCampaign(officer)).id;
    const sites = await list(officer, "sites", { campaign, area: "002", limit: 1000 });
    await officer.goto(`/visit/${sites.find(({ last_photo }) => last_photo).id}`);
    await officer.getByRole("button", { name: "Chụp khớp ảnh trước" }).click();
    const dialog = officer.getByRole("dialog", { name: "Chụp khớp ảnh trước" });
    await expect(dialog.getByRole("alert")).toBeVisible();
    const asked = officer.waitForEvent("filechooser");
    await dialog.getByRole("button", { name: "Chụp ảnh" }).click();
    await (await asked).setFiles(fixture("HTC_Desire.jpg"));
    await expect(officer.getByRole("dialog", { name: "Tô che mặt, biển số" })).toBeVisible();
  });
});
