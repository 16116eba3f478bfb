// A phone that can't send: its queue goes as a file to the supervisor's page, twice, and is sent by the phone after all.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { DESK, PHONE, api, enter, list, open, plannedSites } from "./people.mjs";
import { addPhoto, checkIn, cutOff } from "./phone.mjs";

test("the exported queue is brought in twice: each record is there once, under the phone's own receipt", async ({ browser }) => {
  const phone = await open(browser, PHONE);
  await enter(phone, "canbo");
  const connect = await cutOff(phone);
  const desk = await open(browser, DESK);
  await enter(desk, "phutrach");
  const [site] = await plannedSites(desk);

  const visit = await checkIn(phone, site.id);
  await phone.goto("/record/flag");
  await addPhoto(phone);
  await phone.getByRole("radio", { name: "Áp phích" }).check();
  await phone.getByRole("radio", { name: "Cây xanh, cột" }).check();
  await phone.getByRole("checkbox", { name: /^G08/ }).check();
  await phone.getByRole("button", { name: "Lưu", exact: true }).click();
  await phone.waitForURL("**/done/*");
  const flag = phone.url().split("/done/")[1];
  await phone.goto("/queue");
  const saved = phone.waitForEvent("download");
  await phone.getByRole("button", { name: "Xuất toàn bộ (ZIP)" }).click();
  const file = await (await saved).path();

  const zip = { name: "hang-cho.zip", mimeType: "application/zip", buffer: await readFile(file) };
  await bringIn(desk, zip);
  await expect(desk.getByText("Hàng chờ của canbo: nhận 2, đã có từ trước 0, không nhận 0")).toBeVisible();
  const first = [await api(desk, `check-ins/${visit}`), await api(desk, `flags/${flag}`)];
  await bringIn(desk, zip);
  await expect(desk.getByText("Hàng chờ của canbo: nhận 0, đã có từ trước 2, không nhận 0")).toBeVisible();

  await connect();
  await phone.goto("/queue");
  await expect(phone.getByText("Mọi bản ghi đã gửi")).toBeVisible();
  expect([await api(desk, `check-ins/${visit}`), await api(desk, `flags/${flag}`)]).toEqual(first);
  const mine = await list(phone, "check-ins", { mine: true, limit: 1000 });
  expect(mine.filter(({ id }) => id === visit)).toHaveLength(1);
  // Who brought the flag in is no second person.
  expect(first[1].reviewable).toBe(false);
});

/** A file that is chosen before the page's code runs is lost; a person can't, for the field is disabled until then. */
async function bringIn(desk, zip) {
  await desk.goto("/import");
  const field = desk.getByLabel(/Kéo tệp vào đây/);
  await expect(field).toBeEnabled();
  await field.setInputFiles(zip);
}
