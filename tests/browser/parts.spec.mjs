// A long photo goes in parts: one that is cut off is asked for, and what arrived is not sent again.
import { expect, test } from "@playwright/test";
import { PHONE, enter, list, open, runningCampaign } from "./people.mjs";

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
