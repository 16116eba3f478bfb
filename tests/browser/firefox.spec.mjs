// The phone's promises in another engine than Chromium's: offline after one visit, kept when the browser is killed,
// sent once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { buyFirefox } from "./firefox.mjs";
import { PASSWORD, PHONE } from "./people.mjs";
import { picture } from "./phone.mjs";
import { officer, times, arrived } from "./street.mjs";

let data, running, phone;
test.beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "bienpho-firefox-demo-"));
  running = await startDemo({}, { data });
  phone = await buyFirefox();
});
test.afterAll(async () => {
  await phone?.throwAway();
  await running?.stop();
  await rm(data, { recursive: true, force: true });
});

/** Presses what bears these words once it can be pressed. */
async function press(page, selector, words) {
  const find = (selector, words) => {
    const found = [...document.querySelectorAll(selector)].find((one) => one.textContent.trim() === words && !one.disabled);
    found?.click();
    return Boolean(found);
  };
  await until(page, find, selector, words);
}

/** Asks the page until it says yes. Puppeteer's own waiting makes functions from text in the page, which its policy forbids. */
const until = (page, ask, ...args) =>
  // Between two pages nobody answers.
  expect.poll(() => page.evaluate(ask, ...args).catch(() => false), { timeout: 20_000, intervals: [100] }).toBe(true);

/** Chooses a picture for the form. Without a window Firefox cancels its own dialogue, so this stands in for it. */
async function choosePicture(page) {
  await page.evaluate((base64) => {
    HTMLInputElement.prototype.click = function () {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const chosen = new DataTransfer();
      chosen.items.add(new File([bytes], "street.png", { type: "image/png" }));
      this.files = chosen.files;
      setTimeout(() => this.dispatchEvent(new Event("change")));
    };
  }, picture().buffer.toString("base64"));
  await press(page, "button", "Chọn ảnh có sẵn");
}

const text = (page, words) => until(page, (words) => document.body.innerText.includes(words), words);

test("Firefox: without a network after one visit, killed with a record and a draft, and each is sent once", async ({ browser }) => {
  test.setTimeout(240_000);
  const listen = new URL(running.base).host;
  const context = await browser.newContext({ baseURL: running.base, ...PHONE });
  const street = { direct: running.base };
  const { sites } = await officer(street, context);

  let page = await phone.start();
  await page.goto(`${running.base}/sign-in`);
  await page.type("#username", "canbo");
  await page.type("#password", PASSWORD);
  await press(page, "button", "Đăng nhập");
  await until(page, () => Boolean(document.querySelector(".site")));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await running.stop("SIGKILL");

  await page.goto(`${running.base}/visit/${sites[0].id}`);
  await choosePicture(page);
  await press(page, "[role=dialog] button", "Không cần che");
  await press(page, "label", "Nguyên vẹn");
  await press(page, "button", "Lưu");
  await until(page, () => location.pathname.startsWith("/done/"));
  await text(page, "Đã lưu trên máy");
  const saved = await page.evaluate(() => location.pathname.split("/done/")[1]);
  await page.goto(`${running.base}/visit/${sites[1].id}`);
  await press(page, "label", "Hư hỏng");
  await text(page, "Bản nháp đã lưu trên máy");

  await phone.kill();
  page = await phone.start();
  await page.goto(`${running.base}/queue`);
  await text(page, "1 chưa gửi");
  await text(page, "Mở tiếp");
  await text(page, sites[1].code);

  running = await startDemo({}, { data, listen });
  await page.goto(`${running.base}/queue`);
  await text(page, "Mọi bản ghi đã gửi");
  expect(times(await arrived(street, context), [saved])).toEqual([1]);
  await context.close();
});
