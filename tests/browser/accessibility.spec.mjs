// No page has a serious or critical finding, on a phone and on a desk, light and dark.
import { expect, test } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { findings } from "./axe.mjs";
import { PAGES, findRecords, visit } from "./pages.mjs";
import { PHONE, enter, open, settled } from "./people.mjs";

let records;
test.beforeAll(async ({ browser }) => {
  records = await findRecords(browser);
});

for (const device of ["phone", "desk"]) {
  test.describe(device, () => {
    for (const page of PAGES) {
      test(`${page.name} (${page.as ?? "nobody"})`, async ({ browser }) => {
        const shown = await visit(browser, page, { device, theme: "light" }, records);
        await settled(shown);
        expect(await findings(shown), "light").toEqual([]);
        const wider = await shown.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wider, "nothing sticks out sideways").toBeLessThanOrEqual(0);
        await shown.emulateMedia({ colorScheme: "dark" });
        // The same document in other colours.
        expect(await findings(shown, ["color-contrast"]), "dark").toEqual([]);
        await shown.context().close();
      });
    }
  });
}

test("the steps of a form: painting over, choosing the street, broken rules, saved", async ({ browser }) => {
  const page = await open(browser, PHONE);
  await enter(page, "canbo");
  await page.goto(`/visit/${records.site}`);
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(page.getByText("Cần ít nhất một ảnh").first()).toBeVisible();
  expect(await findings(page)).toEqual([]);
  const asked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chọn ảnh có sẵn" }).click();
  await (await asked).setFiles(fileURLToPath(new URL("../fixtures/photos/HTC_Desire.jpg", import.meta.url)));
  await expect(page.getByRole("button", { name: "Không cần che" })).toBeEnabled();
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "Không cần che" }).click();
  await page.getByRole("button", { name: /^Tuyến phố/ }).click();
  await page.getByRole("searchbox").fill("hang khay");
  await expect(page.getByRole("button", { name: /^Phố Hàng Khay/ })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: /^Phố Hàng Khay/ }).click();
  await expect(page.getByRole("button", { name: "Tuyến phố Phố Hàng Khay" })).toBeVisible();
  await page.getByRole("radio", { name: "Nguyên vẹn" }).check();
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  await expect(page.getByText("Đã gửi", { exact: false }).first()).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.goto("/queue");
  await settled(page);
  expect(await findings(page)).toEqual([]);
});
