// From the street to the district's report: an officer's phone, a supervisor's open map, the police.
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { DESK, PHONE, api, list, open, runningCampaign, signIn } from "./people.mjs";

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
    const drawn = supervisor.waitForResponse(
      async (answer) =>
        answer.url().includes("/api/fn/find_map_view") &&
        (await answer.json()).records.some(({ id, status }) => id === site.placement && status === "verified"),
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
