// An officer with an iPhone's engine: signs in, takes and chooses photos, saves, works without a server, survives a killed browser.
import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { PASSWORD } from "./people.mjs";
import { WebKitPhone, makeFolder, startDisplay } from "./webkit/phone.mjs";

const PHOTO = fileURLToPath(new URL("../fixtures/photos/HTC_Desire.jpg", import.meta.url));
const OTHER = fileURLToPath(new URL("../fixtures/photos/Samsung_GT-I9000_Galaxy_S.jpg", import.meta.url));
/** Sign-ins and journeys by full loads; all fifty: BIENPHO_JOURNEYS=50. */
const JOURNEYS = Number(process.env.BIENPHO_JOURNEYS ?? 5);

let demo, screen, kept, phone;

test.beforeAll(async () => {
  screen = await startDisplay();
  demo = await startDemo();
});
test.afterAll(async () => {
  await demo?.stop();
  screen?.stop();
});
test.beforeEach(async () => {
  kept = await makeFolder();
  phone = await WebKitPhone.start(demo.base, kept.folder, screen.display);
});
test.afterEach(async () => {
  await phone?.quit();
  await kept?.forget();
});

/** The form of a site that hangs nothing yet. */
async function visit() {
  await phone.wait("document.querySelector('.site')");
  await phone.tap("a", "Kiểm tra điểm");
  await phone.wait("location.pathname.startsWith('/visit/') && document.querySelector('section.photos button')");
}

test("both photo buttons open a chooser, again after it was cancelled, and the photos are sent", async () => {
  await phone.signIn("canbo", PASSWORD);
  await visit();
  expect(await phone.choose("Chụp ảnh"), "cancelled: the camera's").toBe(true);
  expect(await phone.choose("Chọn ảnh có sẵn"), "cancelled: the gallery's").toBe(true);
  expect(await phone.choose("Chọn ảnh có sẵn", PHOTO), "the gallery's").toBe(true);
  await phone.tap("dialog button, [role=dialog] button", "Không cần che");
  expect(await phone.choose("Chụp ảnh", OTHER), "the camera's").toBe(true);
  await phone.tap("dialog button, [role=dialog] button", "Không cần che");
  await phone.wait("document.querySelectorAll('.thumbs .thumb:not(.add)').length === 2");
  await phone.tap("label", "Nguyên vẹn");
  await phone.tap("button", "Lưu");
  await phone.sees("Đã gửi");
});

test("what was saved without a server outlives the browser, and is sent when there is one", async () => {
  // A server of its own, which can be gone and come back at the same address.
  const data = await makeFolder();
  await cp(process.env.BIENPHO_TEMPLATE, data.folder, { recursive: true });
  let server = await startDemo({}, { data: data.folder });
  const listen = new URL(server.base).host;
  try {
    phone.base = server.base;
    await phone.signIn("canbo", PASSWORD);
    await phone.wait("document.querySelector('.site') && !!navigator.serviceWorker.controller");
    await phone.sees("Dữ liệu lúc");
    await server.stop();
    server = undefined;
    await phone.goto("/check-in");
    await phone.awake();
    await visit();
    expect(await phone.choose("Chọn ảnh có sẵn", PHOTO)).toBe(true);
    await phone.tap("dialog button, [role=dialog] button", "Không cần che");
    await phone.wait("document.querySelectorAll('.thumbs .thumb:not(.add)').length === 1");
    // In the middle of the form: the draft is on the phone.
    const form = await phone.js("return location.pathname");
    await again(form);
    await phone.wait("document.querySelectorAll('.thumbs .thumb:not(.add)').length === 1");
    await phone.tap("label", "Nguyên vẹn");
    await phone.tap("button", "Lưu");
    await phone.sees("Đã lưu");
    await again("/queue");
    await phone.sees("1 chưa gửi · lâu nhất");
    await phone.sees("không rõ còn bao nhiêu chỗ");
    server = await startDemo({}, { data: data.folder, listen });
    await again("/queue");
    await phone.sees("Mọi bản ghi đã gửi");
  } finally {
    await server?.stop();
    await data.forget();
  }
});

/** The browser is killed and opened again over what it kept. */
async function again(path) {
  const { base } = phone;
  await phone.kill();
  phone = await WebKitPhone.start(base, kept.folder, screen.display);
  await phone.goto(path);
  await phone.awake();
}

test("pages that are left by full loads leave a database that works", async () => {
  for (let journey = 0; journey < JOURNEYS; journey += 1) {
    await phone.signIn("canbo", PASSWORD);
    await phone.wait("document.querySelector('.site')", 15_000);
    for (const path of ["/list", "/route", "/queue", "/check-in"]) {
      await phone.goto(path);
    }
    await phone.wait("document.querySelector('.site')", 15_000);
    await phone.js("await fetch('/api/v1/session', { method: 'DELETE' })");
  }
});
