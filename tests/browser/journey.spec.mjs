// From the street to the district's report: an officer's phone, a supervisor's open map, the police. Then, alone because it is counted too,
// a photo that is too long for one request.
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { DESK, PHONE, api, enter, list, open, runningCampaign, signIn } from "./people.mjs";

const fixture = (name) => fileURLToPath(new URL(`../fixtures/photos/${name}`, import.meta.url));

/** Adds a photo from a file and paints over part of it. */
async function addPhoto(page, name) {
  const asked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chọn ảnh có sẵn" }).click();
  await (await asked).setFiles(fixture(name));
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Không cần che" })).toBeEnabled();
  const box = await dialog.locator("canvas").boundingBox();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 10 });
  await page.mouse.up();
  await dialog.getByRole("button", { name: "Xong" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Đã tô che" })).toBeVisible();
}

/** Saves the form; gives the record's id once the server's receipt has come. */
async function save(page) {
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  await expect(page.getByText("Đã gửi", { exact: false }).first()).toBeVisible();
  return page.url().split("/done/")[1];
}

/** Figures of the district's CSV: displays checked, and flags by ground. */
async function figures(page, campaign) {
  const answer = await page.request.get(`/api/v1/reports/${campaign}/areas/002.csv`);
  expect(answer.status()).toBe(200);
  const rows = (await answer.text()).split("\r\n").map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, "").replace(/^"|"$/g, "")));
  const start = (form) => rows.findIndex(([cell]) => cell.replace("\ufeff", "").startsWith(form));
  const heads = rows[start("Biểu 1") + 1];
  const checked = rows
    .slice(start("Biểu 1") + 2, start("Biểu 2"))
    .reduce((sum, row) => sum + Number(row[heads.indexOf("Đã kiểm tra")] ?? 0), 0);
  const grounds = rows.slice(start("Biểu 3") + 2);
  const g08 = grounds.find((row) => row[1]?.startsWith("G08"));
  return { checked, g08: Number(g08?.[2] ?? 0) };
}

/** Sets a mark that a reload would wipe. */
const mark = (page) => page.evaluate(() => void (globalThis.notReloaded = true));
const isMarked = (page) => page.evaluate(() => globalThis.notReloaded === true);

test("a check-in reaches the supervisor's open map and the report; a flag reaches the police once confirmed", async ({ browser }) => {
  const officer = await open(browser, PHONE);
  const supervisor = await open(browser, DESK);
  const police = await open(browser, DESK);
  let campaign, site, before;

  await test.step("the officer signs in and sees the sites nearby", async () => {
    await signIn(officer, "canbo");
    await expect(officer).toHaveURL(/\/check-in$/);
    await expect(officer.getByText("±9 m")).toBeVisible();
    campaign = (await runningCampaign(officer)).id;
    const planned = await list(officer, "sites", { campaign, area: "002", status: "planned", limit: 1000 });
    const entries = officer.getByRole("region", { name: /Gần bạn/ }).getByRole("listitem");
    await expect(entries.first()).toBeVisible();
    const texts = await entries.allTextContents();
    const at = texts.findIndex((text) => planned.some(({ code }) => text.includes(code)));
    expect(at, "a site nearby where nothing hangs yet").toBeGreaterThanOrEqual(0);
    site = planned.find(({ code }) => texts[at].includes(code));
    await entries.nth(at).getByRole("button").click();
    const distances = await entries.locator("strong").filter({ hasText: /^\d+ m$/ }).allTextContents();
    const metres = distances.map((text) => Number.parseInt(text, 10));
    expect(metres).toHaveLength(texts.length);
    expect(metres, "nearest first").toEqual([...metres].sort((a, b) => a - b));
  });

  await test.step("the supervisor has the map open, with that site in its panel", async () => {
    await signIn(supervisor, "phutrach");
    await expect(supervisor).toHaveURL(/\/map$/);
    await supervisor.goto(`/map?placement=${site.placement}`);
    await expect(supervisor.getByText("Trực tiếp")).toBeVisible();
    await expect(supervisor.getByRole("complementary").getByText("Chưa treo").first()).toBeVisible();
    await mark(supervisor);
    before = await figures(supervisor, campaign);
  });

  await test.step("the officer checks in with a photo and gets the receipt", async () => {
    await expect(supervisor.locator("[data-drawn]")).toBeVisible();
    const drawn = supervisor.waitForResponse(
      async (answer) => answer.url().includes("/tiles/records/") && answer.ok() && (await answer.body()).includes(site.placement),
    );
    const uploaded = officer.waitForRequest((request) => request.method() === "PUT" && request.url().includes("/photos/"));
    await officer.getByRole("link", { name: new RegExp(site.code) }).click();
    await officer.waitForURL("**/visit/*");
    await addPhoto(officer, "HTC_Desire.jpg");
    await officer.getByRole("radio", { name: "Nguyên vẹn" }).check();
    const id = await save(officer);
    const photo = (await uploaded).postDataBuffer();
    expect(photo.includes("Exif"), "no metadata leaves the phone").toBe(false);
    expect(photo.length).toBeLessThan(450_000);
    const checkIn = await api(officer, `check-ins/${id}`);
    expect(checkIn).toMatchObject({ site: site.id, condition: "intact", accuracy_m: 9, mine: true });
    expect(checkIn.photos).toHaveLength(1);
    await drawn;
  });

  await test.step("the supervisor's map shows it without a reload", async () => {
    const panel = supervisor.getByRole("complementary");
    await expect(panel.getByText("Đã kiểm tra").first()).toBeVisible();
    await expect(panel.getByRole("img").first()).toBeVisible();
    expect(await isMarked(supervisor)).toBe(true);
  });

  const flag = await test.step("the officer records a flag", async () => {
    await officer.goto("/record/flag");
    await addPhoto(officer, "Nikon_D5000.jpg");
    await officer.getByRole("radio", { name: "Áp phích" }).check();
    await officer.getByRole("radio", { name: "Cây xanh, cột" }).check();
    await officer.getByRole("checkbox", { name: /^G08/ }).check();
    return save(officer);
  });

  await test.step("the police see nothing of it", async () => {
    await signIn(police, "congan");
    await police.goto(`/map?flag=${flag}`);
    await expect(police.getByText("Trực tiếp")).toBeVisible();
    await expect(police.getByRole("complementary").getByText("Không tìm thấy").first()).toBeVisible();
    await mark(police);
    const flags = await list(police, "flags", { limit: 1000 });
    expect(flags.map(({ id }) => id)).not.toContain(flag);
    expect((await figures(supervisor, campaign)).g08, "nor does the report count it").toBe(before.g08);
  });

  await test.step("the supervisor confirms it, and the police's open map shows it", async () => {
    await supervisor.goto(`/map?flag=${flag}`);
    const panel = supervisor.getByRole("complementary");
    await panel.getByRole("button", { name: "Xác nhận", exact: true }).click();
    await expect(panel.getByText("Đã xác nhận").first()).toBeVisible();
    await expect(police.getByRole("complementary").getByText("Đã xác nhận").first()).toBeVisible();
    expect(await isMarked(police)).toBe(true);
    await police.goto("/records?record=flag");
    await expect(police.locator(`a[href*="${flag}"]`).first()).toBeVisible();
  });

  await test.step("the district's CSV counts both", async () => {
    const after = await figures(supervisor, campaign);
    expect(after.checked - before.checked).toBe(site.quantity);
    expect(after.g08 - before.g08).toBe(1);
    await supervisor.goto("/areas");
    const csv = supervisor.getByRole("link", { name: /Báo cáo Quận Hoàn Kiếm dạng CSV/ }).first();
    const saved = supervisor.waitForEvent("download");
    await csv.click();
    expect((await saved).suggestedFilename()).toMatch(/^ket-qua-.*-002\.csv$/);
  });
});

/** Most bytes of a part. */
const PART = 256 * 1024;

/** A picture that no encoder makes small: noise. */
async function noise(page) {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2048, height: 1536 });
    const context = canvas.getContext("2d");
    const picture = context.createImageData(canvas.width, canvas.height);
    for (let at = 0; at < picture.data.length; at += 1) picture.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
    context.putImageData(picture, 0, 0);
    return canvas.toDataURL("image/jpeg", 0.6).split(",")[1];
  });
  return { name: "noise.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

// A long photo goes in parts: one that is cut off is asked for, and what arrived is not sent again.
test("a long photo arrives in parts, and one that was cut off costs no other", async ({ browser }) => {
  const page = await open(browser, PHONE);
  await enter(page, "canbo");
  const campaign = (await runningCampaign(page)).id;
  const [site] = await list(page, "sites", { campaign, area: "002", status: "planned", limit: 1000 });
  const asked = [];
  const parts = [];
  let cut = false;
  await page.route("**/api/v1/uploads**", async (route) => {
    const request = route.request();
    const headers = await request.allHeaders();
    if (request.method() === "POST") {
      const answer = await route.fetch();
      asked.push(Number(answer.headers()["upload-offset"]));
      return route.fulfill({ response: answer });
    }
    expect(headers["bienpho-owner"]).toMatch(/^[0-9a-f-]{36}$/);
    // The second part never gets through the first time.
    if (parts.length === 1 && !cut) {
      cut = true;
      return route.abort("connectionreset");
    }
    parts.push({ offset: Number(headers["upload-offset"]), bytes: request.postDataBuffer().length });
    return route.continue();
  });
  await page.goto(`/visit/${site.id}`);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chọn ảnh có sẵn" }).click();
  await (await chooser).setFiles(await noise(page));
  await page.getByRole("button", { name: "Không cần che" }).click();
  await page.getByRole("radio", { name: "Nguyên vẹn" }).check();
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  await expect(page.getByText("Đã gửi", { exact: false }).first()).toBeVisible({ timeout: 30_000 });

  expect(cut).toBe(true);
  expect(parts.length).toBeGreaterThan(1);
  expect(asked, "asked again after the cut, and told what had arrived").toEqual([0, PART]);
  let at = 0;
  for (const { offset, bytes } of parts) {
    expect(offset).toBe(at);
    expect(bytes).toBeLessThanOrEqual(PART);
    at += bytes;
  }
  await page.context().close();
});
