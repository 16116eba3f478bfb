// Measures the phone's queue for `cargo xtask bench`: prints one JSON line a figure, { what, measured, unit, atMost }.
import { readFile } from "node:fs/promises";
import { signIn } from "./people.mjs";
import { buyPhone } from "./killable-phone.mjs";
import { fixture, sha256 } from "./phone.mjs";
import { padded, waitingItem } from "./seed.mjs";
import { arrived, drain, officer, openWith, startStreet, times } from "./street.mjs";

const tell = (what, measured, unit, atMost) => console.log(JSON.stringify({ what, measured, unit, atMost }));
const isRecord = (head) => /^(PUT|POST|PATCH) \/api\/v1\//.test(head) && !head.includes("/session");

/** Runs `measure` with a street and a phone of its own. */
async function withPhone(measure) {
  const street = await startStreet(1);
  const phone = await buyPhone();
  try {
    await measure(street, phone);
  } finally {
    await phone.throwAway();
    await street.stop();
  }
}

/** A JPEG as large as a phone's camera makes them: 4,000 by 3,000 points, some megabytes. */
async function twelveMegapixels(page, hue) {
  const base64 = await page.evaluate(async (hue) => {
    const canvas = new OffscreenCanvas(4_000, 3_000);
    const pen = canvas.getContext("2d");
    for (let at = 0; at < 60_000; at += 1) {
      pen.fillStyle = `hsl(${(hue + at) % 360} 50% ${30 + (at % 40)}%)`;
      pen.fillRect((at * 7_919) % 4_000, (at * 104_729) % 3_000, 40, 40);
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.95 });
    const reader = new FileReader();
    await new Promise((done) => Object.assign(reader, { onload: done }).readAsDataURL(blob));
    return reader.result.split(",")[1];
  }, hue);
  return { name: "camera.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

/** Makes the page's processor slower by this factor. */
async function slow(page, rate) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** Private memory of the page's process, in MB: what a phone has to find for it. */
async function memory(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === "renderer")
      .map(async ({ id }) => Number((await readFile(`/proc/${id}/status`, "utf8")).match(/RssAnon:\s+(\d+)/)?.[1] ?? 0)),
  );
  return Math.max(...sizes) / 1_000;
}

await withPhone(async (street, phone) => {
  let page = await phone.start();
  const { me, sites } = await officer(street, page.context());
  const picture = await readFile(fixture("HTC_Desire.jpg"));
  const photos = Array.from({ length: 1_000 }, () => {
    const bytes = padded(picture, 300_000);
    return { sha256: sha256(bytes), bytes, width: 1_000, height: 750 };
  });
  const items = Array.from({ length: 500 }, (_, at) => waitingItem(me.id, sites[at % sites.length], photos.slice(at * 2, at * 2 + 2)));
  street.line.set({ only: isRecord, hold: "request" });
  await openWith(street, page, me, items, photos);
  const first = () => page.getByRole("listitem").first().waitFor();
  await page.getByText("500 chưa gửi").first().waitFor();
  await first();
  // The first opening took the old queue over. What counts is every later one.
  await phone.kill();
  page = await phone.start();
  await page.goto(`${street.base}/check-in`);
  await page.getByText("500 chưa gửi").first().waitFor();
  const began = performance.now();
  await page.getByRole("navigation").getByRole("link", { name: "Hàng chờ" }).click();
  await page.locator(".summary h2").filter({ hasText: "500 chưa gửi" }).waitFor();
  await first();
  tell("queue page with 500 items and 1,000 photos opens", performance.now() - began, "ms", 1_000);
  await page.mouse.wheel(0, 5_000);
  tell("its memory (renderer, private)", await memory(page), "MB", 200);
});

await withPhone(async (street, phone) => {
  const page = await phone.start();
  await page.goto(`${street.base}/sign-in`);
  await signIn(new Proxy(page, { get: (target, name) => (name === "goto" ? (path) => target.goto(street.base + path) : target[name].bind?.(target) ?? target[name]) }), "canbo");
  const { sites } = await officer(street, page.context());
  const pictures = [await twelveMegapixels(page, 20), await twelveMegapixels(page, 200)];
  await slow(page, 4);
  await page.goto(`${street.base}/visit/${sites[0].id}`);
  for (const picture of pictures) {
    const asked = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Chọn ảnh có sẵn" }).first().click();
    const began = performance.now();
    await (await asked).setFiles(picture);
    const nothing = page.getByRole("dialog").getByRole("button", { name: "Không cần che" });
    await nothing.waitFor();
    while (!(await nothing.isEnabled())) await page.evaluate(() => new Promise(requestAnimationFrame));
    tell("a 12-megapixel photo is ready, 4× slower processor", performance.now() - began, "ms");
    await nothing.click();
  }
  await page.getByRole("radio", { name: "Nguyên vẹn" }).check();
  const began = performance.now();
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.getByRole("heading", { name: "Đã lưu trên máy" }).waitFor();
  tell("«Lưu» to «Đã lưu», two 12-megapixel photos, 4× slower", performance.now() - began, "ms", 3_000);
});

await withPhone(async (street, phone) => {
  const page = await phone.start();
  const { me, sites } = await officer(street, page.context());
  const picture = await readFile(fixture("HTC_Desire.jpg"));
  const photos = Array.from({ length: 8 }, () => {
    const bytes = padded(picture, 300_000);
    return { sha256: sha256(bytes), bytes, width: 1_000, height: 750 };
  });
  const items = Array.from({ length: 4 }, (_, at) => waitingItem(me.id, sites[at], photos.slice(at * 2, at * 2 + 2)));
  street.line.set({ only: isRecord, hold: "request" });
  await openWith(street, page, me, items, photos);
  await page.getByText("4 chưa gửi").first().waitFor();
  const size = items.reduce((sum, { payload, draft }) => draft.photos.reduce((all, { bytes }) => all + bytes, sum + payload.length), 0);
  const before = street.line.count.up;
  const began = performance.now();
  // One connection in twenty breaks, the first of all in the middle of a photo.
  let first = true;
  const cut = () => (first ? ((first = false), 150_000) : street.random() < 0.05 ? Math.floor(street.random() * 300_000) : Infinity);
  street.line.set({ only: isRecord, latencyMs: 200, bytesPerSecond: 32_000, cutRequest: cut });
  street.line.drop();
  const ids = items.map(({ draft }) => draft.id);
  await drain(page, async () => times(await arrived(street, page.context()), ids).filter((count) => count === 0).length);
  tell("4 records with 2 photos each, 256 kbit/s, 400 ms, cuts", (performance.now() - began) / 1_000, "s");
  tell("bytes sent to bytes of the records", (street.line.count.up - before) / size, "×", 1.1);
  tell("connections cut", street.line.count.cut, "");
});
