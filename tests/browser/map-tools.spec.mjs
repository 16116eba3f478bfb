// The map's tools and what lies on one spot, by mouse and by keyboard.
import { expect, test } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { findings } from "./axe.mjs";
import { DESK, PHONE, api, enter, open, runningCampaign, settled } from "./people.mjs";
import { newId, padded } from "./seed.mjs";
import { tileOf, tileWithCluster } from "./vector-tile.mjs";

/** Opens the map and waits until it is drawn. */
async function openMap(browser, { as = "vanhoa", device = DESK, path = "/map" } = {}) {
  const page = await open(browser, device);
  await enter(page, as);
  await page.goto(path);
  await expect(page.locator("[data-drawn]")).toBeVisible();
  await settled(page);
  return page;
}

const fieldOf = (page) => page.getByRole("combobox", { name: "Tìm phố, địa bàn, mã điểm" });
const found = (page) => page.getByRole("listbox", { name: "Kết quả tìm" });

/** Where the map is: the middle and the zoom that it wrote on its element. */
const view = (page) => page.locator("#map").evaluate(({ dataset }) => JSON.parse(dataset.view));

async function expectNear(page, { lon, lat }, zoom) {
  await expect.poll(async () => {
    const now = await view(page);
    return Math.abs(now.lon - lon) < 0.004 && Math.abs(now.lat - lat) < 0.004 && now.zoom >= zoom;
  }).toBe(true);
}

test("the map begins with its filters: it is styled once and asks for each tile once, for none of another campaign", async ({ browser }) => {
  const page = await open(browser, DESK);
  await enter(page, "vanhoa");
  const rebuilt = [];
  page.on("console", (message) => message.text().includes("Rebuilding the style") && rebuilt.push(message.text()));
  const tiles = [];
  page.context().on("request", (request) => request.url().includes("/tiles/records/") && tiles.push(new URL(request.url())));
  await page.goto("/map");
  await expect(page.locator("[data-drawn]")).toBeVisible();
  await expect(page.locator(".map-stand-in")).toHaveCount(0);
  await settled(page);
  const { id } = await runningCampaign(page);
  expect(tiles.length).toBeGreaterThan(0);
  expect(new Set(tiles.map(({ searchParams }) => searchParams.get("campaign")))).toEqual(new Set([id]));
  expect(new Set(tiles.map(({ href }) => href)).size).toBe(tiles.length);
  expect(rebuilt).toEqual([]);
  await page.context().close();
});

test("the map begins while the page is not awake yet, and is sharp once it can be seen", async ({ browser }) => {
  const page = await open(browser, PHONE);
  await enter(page, "vanhoa");
  let wake;
  const awake = new Promise((resolve) => (wake = resolve));
  await page.route("**/bienpho.wasm", (route) => awake.then(() => route.continue()));
  await page.goto("/map", { waitUntil: "commit" });
  await expect(page.locator("#map[data-drawn]")).toBeAttached();
  await expect(page.locator(".map-stand-in")).toHaveCount(1);
  wake();
  await expect(page.locator(".map-stand-in")).toHaveCount(0);
  const pixels = () => page.locator("#map-canvas").evaluate(({ width, clientWidth }) => width / clientWidth);
  await expect.poll(pixels).toBe(PHONE.deviceScaleFactor);
  await page.context().close();
});

test("streets are read once the map is close enough to draw one", async ({ browser }) => {
  const page = await open(browser, PHONE);
  await enter(page, "vanhoa");
  const streets = [];
  page.context().on("request", (request) => request.url().endsWith("/api/v1/basemap/streets") && streets.push(request.url()));
  await page.goto("/map");
  await expect(page.locator("[data-drawn]")).toBeVisible();
  await expect(page.locator(".map-stand-in")).toHaveCount(0);
  await settled(page);
  expect((await view(page)).zoom).toBeLessThan(9);
  expect(streets).toEqual([]);
  await fieldOf(page).fill("hang gai");
  await found(page).getByRole("option").first().click();
  await expect.poll(() => streets.length).toBe(1);
  await expect.poll(async () => (await view(page)).zoom).toBeGreaterThan(14);
  await page.context().close();
});

test.describe("the search field", () => {
  test("goes to a street by keyboard alone, and says that house numbers are not known", async ({ browser }) => {
    const page = await openMap(browser);
    await page.keyboard.press("/");
    const field = fieldOf(page);
    await expect(field).toBeFocused();
    await page.keyboard.type("12 hang gai");
    const options = found(page).getByRole("option");
    await expect(options.first()).toContainText("Phố Hàng Gai");
    await expect(page.getByRole("note")).toContainText("không có số nhà");
    await expect(field).toHaveAttribute("aria-expanded", "true");
    const active = () => field.getAttribute("aria-activedescendant");
    expect(await active()).toBe(await options.first().getAttribute("id"));
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await expect(field).toHaveAttribute("aria-expanded", "false");
    await expectNear(page, { lon: 105.8486, lat: 21.0322 }, 15);
    await expect(page.getByText("Bản đồ đã đến Phố Hàng Gai, Quận Hoàn Kiếm")).toBeAttached();
    await expect(page.locator("#map-canvas")).toBeFocused();
    await page.context().close();
  });

  test("arrows walk the list, Escape closes and then empties it, letters in it are text", async ({ browser }) => {
    const page = await openMap(browser);
    const field = fieldOf(page);
    await field.fill("hang");
    await expect(found(page).getByRole("option").nth(2)).toBeVisible();
    const chosen = () => found(page).getByRole("option", { selected: true }).textContent();
    const first = await chosen();
    await field.press("ArrowDown");
    const second = await chosen();
    expect(second).not.toBe(first);
    await field.press("ArrowUp");
    await field.press("ArrowUp");
    expect(await chosen()).toBe(await found(page).getByRole("option").last().textContent());
    await field.press("Escape");
    await expect(found(page)).toBeHidden();
    await field.press("Escape");
    await expect(field).toHaveValue("");
    await field.pressSequentially("m/?");
    await expect(field).toHaveValue("m/?");
    await page.context().close();
  });

  test("a site's code opens its record; an area is shown whole; nothing found is said", async ({ browser }) => {
    const page = await openMap(browser);
    const campaign = (await runningCampaign(page)).id;
    const { items: [site] } = await api(page, `sites?campaign=${campaign}&area=002&limit=1`);
    const field = fieldOf(page);
    await field.fill(site.code.toLowerCase().replace("-", " "));
    await found(page).getByRole("option", { name: site.code }).click();
    await expect(page).toHaveURL(new RegExp(`placement=${site.placement}`));
    await expect(page.getByRole("heading", { name: site.code })).toBeVisible();
    await expectNear(page, site, 15);
    await field.fill("soc son");
    await found(page).getByRole("option", { name: "Huyện Sóc Sơn" }).click();
    await expect.poll(async () => (await view(page)).lat).toBeGreaterThan(21.2);
    await field.fill("khong co pho nay");
    await expect(page.getByText("Không tìm thấy «khong co pho nay».").first()).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });

  test("fits a phone", async ({ browser }) => {
    const page = await openMap(browser, { device: PHONE });
    await fieldOf(page).tap();
    await fieldOf(page).pressSequentially("hang dao");
    const option = found(page).getByRole("option").first();
    await expect(option).toBeInViewport({ ratio: 1 });
    await option.tap();
    await expectNear(page, { lon: 105.8504, lat: 21.0348 }, 14);
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });
});

test.describe("records of one spot", () => {
  /** A spot of its own for each run, on the lake, where the demo hangs nothing. */
  const onTheLake = ({ repeatEachIndex }, lon) => ({ lon, lat: 21.027 + 0.0002 * repeatEachIndex });

  /** Several placements on one pole, recorded by API. */
  async function pole(page, point, count) {
    const campaign = (await runningCampaign(page)).id;
    const jpeg = await readFile(fileURLToPath(new URL("../fixtures/photos/HTC_Desire.jpg", import.meta.url)));
    const ids = [];
    for (let number = 0; number < count; number += 1) {
      const photo = padded(jpeg, jpeg.length + 64);
      const sha256 = createHash("sha256").update(photo).digest("hex");
      const sent = await page.request.put(`/api/v1/photos/${sha256}`, { data: photo, headers: { "content-type": "image/jpeg" } });
      expect(sent.status()).toBe(201);
      const now = Date.now();
      const id = newId(now);
      const placement = {
        campaign, kind: "banner_vertical", quantity: 1, message_no: 1, unit: null, street: "Phố Đinh Tiên Hoàng", note: "", photos: [sha256],
        position: { ...point, accuracy_m: 5, source: "gps", pin_reason: null, fixed_at: now }, recorded_at: now, clock_offset_ms: 0,
      };
      const put = await page.request.put(`/api/v1/placements/${id}`, { data: placement });
      expect(put.status(), await put.text()).toBe(201);
      ids.push(id);
    }
    return ids;
  }

  /** Opens the map with one of the records in its middle at zoom 18, and nothing else open. */
  async function openAt(page, id) {
    await page.goto(`/map?placement=${id}`);
    await expect(page.locator("[data-drawn]")).toBeVisible();
    await expect(page.getByRole("complementary").getByRole("heading").first()).toBeVisible();
    await expect.poll(async () => (await view(page)).zoom).toBeGreaterThan(16);
    await page.getByRole("button", { name: "Đóng", exact: true }).click();
    await expect(page.locator("#map-canvas")).toBeFocused();
    await page.keyboard.press("+");
    await expect.poll(async () => (await view(page)).zoom).toBeGreaterThan(17.4);
    await page.keyboard.press("+");
    await expect.poll(async () => (await view(page)).zoom).toBeGreaterThan(18.4);
    await settled(page);
  }

  /** Runs in the browser. */
  const afterFrames = (count) => new Promise((done) => {
    const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
    next();
  });

  const middle = async (page) => {
    const { x, y, width, height } = await page.locator("#map-canvas").boundingBox();
    return [x + width / 2, y + height / 2];
  };

  /** The list of the spot, with an entry for each. */
  async function expectList(page, count) {
    const panel = page.getByRole("complementary");
    await expect(panel.getByRole("heading", { name: `${count} bản ghi tại một chỗ` })).toBeFocused();
    const entries = panel.getByRole("listitem").getByRole("button");
    await expect(entries).toHaveCount(count);
    await expect(entries.first()).toContainText("Băng-rôn dọc");
    return entries;
  }

  test("a click on a pole lists what hangs there, by mouse and by keyboard, each opens", async ({ browser }, run) => {
    const page = await open(browser, DESK);
    await enter(page, "vanhoa");
    const ids = await pole(page, onTheLake(run, 105.852), 3);
    await openAt(page, ids[0]);

    await test.step("by mouse", async () => {
      await page.mouse.click(...(await middle(page)));
      const entries = await expectList(page, 3);
      expect(await findings(page)).toEqual([]);
      await entries.nth(1).click();
      await expect(page).toHaveURL(/placement=/);
      await expect(page.getByRole("complementary").getByText("Ngoài kế hoạch").first()).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("complementary")).toBeHidden();
      await expect(page.locator("#map-canvas")).toBeFocused();
    });

    await test.step("by keyboard: Enter opens what lies under the cross", async () => {
      await page.keyboard.press("Enter");
      const entries = await expectList(page, 3);
      await page.keyboard.press("Tab");
      await expect(entries.first()).toBeFocused();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/placement=/);
      const opened = new URL(page.url()).searchParams.get("placement");
      expect(ids).toContain(opened);
      await page.keyboard.press("Escape");
      await expect(page).not.toHaveURL(/placement=/);
    });

    await test.step("a frame or more after closing, while the map draws the tiles anew", async () => {
      await page.keyboard.press("Enter");
      for (let frames = 0; frames <= 24; frames += 3) {
        await (await expectList(page, 3)).first().click();
        await expect(page).toHaveURL(/placement=/);
        await page.keyboard.press("Escape");
        await expect(page.locator("#map-canvas")).toBeFocused();
        await page.evaluate(afterFrames, frames);
        await page.keyboard.press("Enter");
      }
      await expectList(page, 3);
    });
    await page.context().close();
  });

  test("a cluster that no closer look takes apart is opened as a list of its cell", async ({ browser }, run) => {
    const page = await open(browser, DESK);
    await enter(page, "vanhoa");
    const point = onTheLake(run, 105.8525);
    const ids = await pole(page, point, 2);
    // Thousands in one tile: more than a test can hang, so the tile alone is made; the list comes from the server.
    const bbox = [point.lon - 1e-5, point.lat - 1e-5, point.lon + 1e-5, point.lat + 1e-5].map((side) => side.toFixed(6)).join(",");
    const { x, y } = tileOf(point, 18);
    await page.route(`**/tiles/records/18/${x}/${y}.mvt*`, (route) =>
      route.fulfill({ contentType: "application/vnd.mapbox-vector-tile", body: tileWithCluster(point, 18, { count: 4321, bbox }) }),
    );
    await openAt(page, ids[0]);
    await page.mouse.click(...(await middle(page)));
    const entries = await expectList(page, 2);
    await entries.first().click();
    await expect(page).toHaveURL(/placement=/);
    expect(ids).toContain(new URL(page.url()).searchParams.get("placement"));
    await page.context().close();
  });
});

test("areas are coloured by the board's own numbers, which the legend says in words; it stands in the address", async ({ browser }) => {
  const page = await openMap(browser);
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/coverage=checked/);
  const card = page.getByRole("region", { name: "Phần kế hoạch của mỗi địa bàn" });
  await expect(card.getByRole("listitem")).toHaveCount(6);
  const campaign = (await runningCampaign(page)).id;
  const board = await api(page, `reports/${campaign}/areas`);
  const expectSteps = async (of) => {
    const share = (row) => Math.min(100, Math.floor((100 * row[of]) / row.planned));
    const steps = board.rows.map((row) => (row.planned > 0 ? Math.min(4, Math.floor(share(row) / 20)) : -1));
    for (const [step, words] of [[4, "80–100 %"], [3, "60–79 %"], [0, "0–19 %"], [-1, "Không có kế hoạch"]]) {
      const count = steps.filter((one) => one === step).length;
      await expect(card.getByRole("listitem").filter({ hasText: words })).toContainText(`${count} địa bàn`);
    }
    return steps.filter((step) => step >= 0);
  };
  const checked = await expectSteps("checked");
  expect(checked.length).toBeGreaterThan(0);
  // What the map was told: as many coloured areas as have a plan.
  await expect.poll(() => page.locator("#map").getAttribute("data-coverage")).toBe(String(checked.length));
  expect(await findings(page)).toEqual([]);
  await card.getByRole("button", { name: "Đã treo" }).click();
  await expect(page).toHaveURL(/coverage=hung/);
  await expectSteps("hung");
  await page.reload();
  await expect(card.getByRole("button", { name: "Đã treo", pressed: true })).toBeVisible();
  await expect(card.getByRole("link", { name: "Xem bảng tiến độ theo địa bàn" })).toHaveAttribute("href", `/areas?campaign=${campaign}`);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await findings(page)).toEqual([]);
  await page.locator("body").press("Escape");
  await expect(card).toBeHidden();
  await expect(page).not.toHaveURL(/coverage/);
  await expect(page.locator("#map")).not.toHaveAttribute("data-coverage");
  await page.context().close();
});

test("a slider over the campaign's days shows how it stood, and two days side by side", async ({ browser }) => {
  const page = await openMap(browser);
  const campaign = (await runningCampaign(page)).id;
  const days = await api(page, `days?campaign=${campaign}`);
  expect(days.length).toBeGreaterThan(10);
  await page.keyboard.press("t");
  await expect(page).toHaveURL(/as_of=/);
  const card = page.getByRole("region", { name: "Thời gian", exact: true });
  const slider = card.getByRole("slider", { name: "Ngày" });
  await slider.focus();
  await slider.press("Home");
  const dates = (iso) => iso.split("-").reverse().join("/");
  await expect(page).toHaveURL(new RegExp(`as_of=${days[0].day}`));
  await expect(slider).toHaveAttribute("aria-valuetext", new RegExp(`${dates(days[0].day)}, ngày 1 / ${days.length}$`));
  await slider.press("End");
  const last = days.at(-1);
  await expect(page).toHaveURL(new RegExp(`as_of=${last.day}`));
  const row = (name) => card.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  const count = (day, status) => day.counts.find((one) => one.status === status)?.count ?? 0;
  await expect(row("Đã kiểm tra").getByRole("cell")).toHaveText([String(count(last, "verified"))]);
  const asked = page.waitForRequest((request) => request.url().includes(`compared_with=${days[3].day}`) && request.url().includes("/tiles/records/"));
  await card.getByRole("combobox", { name: "So với" }).selectOption(days[3].day);
  await asked;
  const difference = count(last, "verified") - count(days[3], "verified");
  const signed = `${difference > 0 ? "+" : ""}${difference}`.replace("-", "−");
  await expect(row("Đã kiểm tra").getByRole("cell")).toHaveText([String(count(days[3], "verified")), String(count(last, "verified")), signed]);
  await expect(card.getByText("Bản đồ chỉ hiện những vị trí mới treo")).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.reload();
  await expect(row("Đã kiểm tra").getByRole("cell")).toHaveCount(3);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await findings(page)).toEqual([]);
  await card.getByRole("button", { name: "Đóng" }).click();
  await expect(page).not.toHaveURL(/as_of|compared_with/);
  await page.context().close();
});

test("a distance is measured by clicks and by keyboard, undone point by point, and Escape ends it", async ({ browser }) => {
  const page = await openMap(browser, { path: "/map" });
  await fieldOf(page).fill("hang gai");
  await found(page).getByRole("option").first().click();
  await expectNear(page, { lon: 105.8486, lat: 21.0322 }, 15);
  await page.keyboard.press("m");
  const card = page.getByRole("region", { name: "Đo khoảng cách" });
  const said = card.getByRole("status");
  await expect(said).toContainText("Bấm lên bản đồ");
  const { x, y, width, height } = await page.locator("#map-canvas").boundingBox();
  const [midX, midY] = [x + width / 2, y + height / 2];
  await page.mouse.click(midX - 100, midY);
  await expect(said).toHaveText("0 m · 1 điểm");
  await page.mouse.click(midX + 100, midY);
  await expect(said).toContainText("2 điểm");
  // 200 pixels at this zoom and latitude, as Web Mercator says.
  const { zoom, lat } = await view(page);
  const metres = (200 * 40075016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
  const shown = Number((await said.textContent()).match(/^(\d+) m/)[1]);
  expect(Math.abs(shown - metres)).toBeLessThan(metres * 0.01 + 1);
  await page.locator("#map-canvas").focus();
  await page.keyboard.press("Enter");
  await expect(said).toContainText("3 điểm");
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Backspace");
  await expect(said).toContainText("2 điểm");
  await card.getByRole("button", { name: "Bỏ điểm cuối" }).click();
  await expect(said).toContainText("1 điểm");
  // Far apart: kilometres, with a comma.
  for (let press = 0; press < 4; press += 1) {
    const before = (await view(page)).zoom;
    await page.locator("#map-canvas").press("-");
    await expect.poll(async () => (await view(page)).zoom).toBeLessThan(before - 0.9);
  }
  await page.mouse.click(midX + 300, midY + 40);
  await expect(said).toHaveText(/^\d+,\d{1,2} km · 2 điểm$/);
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();
  await page.mouse.click(midX, midY);
  await expect(card).toBeHidden();
  await page.context().close();
});

test("the map is printed with its legend, campaign and filters in words", async ({ browser }) => {
  const page = await openMap(browser, { path: "/map?area=002&status=verified" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const copy = page.locator(".map-print");
  await expect(copy).toBeVisible();
  // A canvas that was only cleared has one colour; a map has many.
  const colors = await copy.evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    return seen.size;
  });
  expect(colors).toBeGreaterThan(50);
  const paper = page.locator(".map-paper");
  await expect(paper).toContainText((await runningCampaign(page)).name);
  await expect(paper).toContainText("Địa bàn: Quận Hoàn Kiếm; Trạng thái: Đã kiểm tra");
  await expect(paper).toContainText(/In lúc \d\d\/\d\d\/\d{4} \d\d:\d\d · © OpenStreetMap contributors/);
  await expect(page.getByRole("list", { name: "Chú giải" })).toBeVisible();
  await expect(page.locator(".desk-bar")).toBeHidden();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  // A4 landscape in points, and one page of it.
  expect(pdf.toString("latin1")).toMatch(/MediaBox ?\[0 0 84[12](\.\d+)? 59[4-6](\.\d+)?\]/);
  expect(pdf.toString("latin1").match(/\/Type ?\/Page\b/g)).toHaveLength(1);
  await page.context().close();
});

test("the shortcuts are listed by one key, on the map and on the worklist", async ({ browser }) => {
  const page = await openMap(browser);
  await page.keyboard.press("?");
  const line = page.getByRole("listitem").filter({ hasText: "Đo khoảng cách" });
  await expect(line).toBeVisible();
  await expect(page.locator("#shortcuts")).toBeFocused();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("?");
  await expect(line).toBeHidden();
  await page.goto("/work");
  await settled(page);
  const next = page.getByRole("listitem").filter({ hasText: "dòng sau, dòng trước" });
  await expect(next).toBeVisible();
  await page.keyboard.press("?");
  await expect(next).toBeHidden();
  await page.context().close();
});
