// The phone's promises in another engine than Chromium's: offline after one visit, kept when the browser is killed,
// sent once.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
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

const button = (page, name) => page.locator(`::-p-aria([name="${name}"][role="button"])`);
const text = (page, words) => page.locator(`::-p-text(${words})`).wait();

test("Firefox: without a network after one visit, killed with a record and a draft, and each is sent once", async ({ browser }) => {
  test.setTimeout(240_000);
  const listen = new URL(running.base).host;
  const context = await browser.newContext({ baseURL: running.base, ...PHONE });
  const street = { direct: running.base };
  const { sites } = await officer(street, context);

  let page = await phone.start();
  await page.goto(`${running.base}/sign-in`);
  await page.locator("#username, input[name=username]").fill("canbo");
  await page.locator("input[type=password]").fill(PASSWORD);
  await button(page, "Đăng nhập").click();
  await page.locator("a.site").wait();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await running.stop("SIGKILL");

  await page.goto(`${running.base}/visit/${sites[0].id}`);
  const file = join(data, "street.png");
  await writeFile(file, picture().buffer);
  const [chooser] = await Promise.all([page.waitForFileChooser(), button(page, "Chọn ảnh có sẵn").click()]);
  await chooser.accept([file]);
  await button(page, "Không cần che").click();
  await page.locator("label ::-p-text(Nguyên vẹn)").click();
  await button(page, "Lưu").click();
  await text(page, "Đã lưu trên máy");
  const saved = page.url().split("/done/")[1];
  await page.goto(`${running.base}/visit/${sites[1].id}`);
  await page.locator("label ::-p-text(Hư hỏng)").click();
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
