// What tests of the phone's storage share: recording with a photo, the network's fate, a look at the
// raw database, a database as version 1 of the app left it, and a reader for the exported ZIP.
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { expect } from "@playwright/test";

export const fixture = (name) => fileURLToPath(new URL(`../fixtures/photos/${name}`, import.meta.url));

const WRITES = /\/api\/v1\/(photos|uploads|placements|check-ins|flags)(\/|$)/;

/** Nothing that is recorded gets through, until the returned function is called. */
export async function cutOff(page) {
  const abort = (route) => (route.request().method() === "GET" ? route.fallback() : route.abort());
  await page.context().route(WRITES, abort);
  return () => page.context().unroute(WRITES, abort);
}

/** A small picture like no other, as a file to choose. */
export function picture(width = 64, height = 48) {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) randomBytes(width * 3).copy(rows, y * (width * 3 + 1) + 1);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body) >>> 0, 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const buffer = Buffer.concat([signature, chunk("IHDR", size), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
  return { name: "street.png", mimeType: "image/png", buffer };
}

/** Opens the file chooser by that button and gives it a file, or a picture like no other; nothing is painted over. */
export async function addPhoto(page, file = picture(), button = "Chọn ảnh có sẵn") {
  const open = page.getByRole("button", { name: button }).first();
  await open.waitFor();
  const asked = page.waitForEvent("filechooser");
  await open.click();
  await (await asked).setFiles(typeof file === "string" ? fixture(file) : file);
  await page.getByRole("button", { name: "Không cần che" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

/** A check-in with a photo and a note, saved; its id. */
export async function checkIn(page, site, note = "") {
  await page.goto(`/visit/${site}`);
  await addPhoto(page);
  await page.getByRole("radio", { name: "Nguyên vẹn" }).check();
  if (note) await page.getByLabel("Ghi chú").fill(note);
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.waitForURL("**/done/*");
  await expect(page.getByText("Đã lưu trên máy")).toBeVisible();
  return page.url().split("/done/")[1];
}

/**
 * Every value of the phone's database as [store, key, text], where bytes stand as one letter each, so
 * that text can be looked for in them.
 */
export function rawValues(page) {
  return page.evaluate(async () => {
    const letters = (bytes) => new TextDecoder("latin1").decode(bytes);
    const text = (value) => {
      if (value instanceof ArrayBuffer) return letters(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return letters(value);
      if (value instanceof CryptoKey) return `CryptoKey extractable=${value.extractable}`;
      if (typeof value === "string") return letters(new TextEncoder().encode(value));
      if (value && typeof value === "object") return Object.entries(value).map(([name, part]) => `${name}=${text(part)}`).join(";");
      return String(value);
    };
    const done = (request) => new Promise((fulfil, reject) => Object.assign(request, { onsuccess: () => fulfil(request.result), onerror: () => reject(request.error) }));
    const database = await done(indexedDB.open("bienpho"));
    const found = [];
    for (const store of database.objectStoreNames) {
      const from = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(from.getAllKeys()), done(from.getAll())]);
      keys.forEach((key, index) => found.push([store, key, text(values[index])]));
    }
    database.close();
    return found;
  });
}

/** Text as it stands in the bytes of [rawValues]. */
export const asBytes = (text) => Buffer.from(text, "utf8").toString("latin1");

/** Leaves the app for a file of the site that runs no script: what lies on the phone stays as it is. */
export async function leaveApp(page) {
  await page.goto("/icon.svg");
  // The worker may still be sending for the page that is gone.
  await page.evaluate(() => navigator.locks.request("bienpho-sender", () => undefined));
}

/**
 * Runs `edit(stores, argument, done)` in one transaction over the phone's whole database, after leaving the app: its
 * sender writes too, and a value that was changed under its old initialisation vector would be overwritten.
 */
export async function editDatabase(page, edit, argument) {
  await leaveApp(page);
  const run = async (edit, argument) => {
    const done = (request) => new Promise((fulfil, reject) => Object.assign(request, { onsuccess: () => fulfil(request.result), onerror: () => reject(request.error) }));
    const database = await done(indexedDB.open("bienpho"));
    const transaction = database.transaction([...database.objectStoreNames], "readwrite");
    const stores = Object.fromEntries([...database.objectStoreNames].map((name) => [name, transaction.objectStore(name)]));
    const ended = new Promise((fulfil, reject) => Object.assign(transaction, { oncomplete: fulfil, onabort: () => reject(transaction.error) }));
    await edit(stores, argument, done);
    await ended;
    database.close();
  };
  // As text: the page's policy forbids it to make a function of one.
  return page.evaluate(`(${run})(${edit}, ${JSON.stringify(argument) ?? null})`);
}

/**
 * Leaves a database as version 1 of the app kept it: `count` waiting check-ins at `site` with
 * `photos` pictures of `bytes` bytes each, all plain. Gives [{id, photos: [sha256]}]. To be called on
 * a page without the app.
 */
export async function leaveVersion1(page, { me, site, count, photos, bytes = 0 }) {
  const kept = await readFile(fileURLToPath(new URL("../fixtures/queue-v1/item-check-in.json", import.meta.url)), "utf8");
  return page.evaluate(
    async ({ kept, me, site, count, photos, bytes }) => {
      const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
      const sha256 = async (data) => hex(await crypto.subtle.digest("SHA-256", data));
      const done = (request) => new Promise((fulfil, reject) => Object.assign(request, { onsuccess: () => fulfil(request.result), onerror: () => reject(request.error) }));
      const opening = indexedDB.open("bienpho", 1);
      opening.onupgradeneeded = () => ["items", "photos", "meta"].forEach((name) => opening.result.createObjectStore(name));
      const database = await done(opening);
      const canvas = new OffscreenCanvas(64, 48);
      const drawn = canvas.getContext("2d");
      const picture = async (number) => {
        drawn.fillStyle = `hsl(${number * 37} 60% 50%)`;
        drawn.fillRect(0, 0, 64, 48);
        drawn.fillText(String(number), 5, 20);
        const jpeg = await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer();
        // What follows a JPEG's end is ignored: it makes the file as large as wanted.
        const whole = new Uint8Array(Math.max(jpeg.byteLength, bytes));
        for (let at = jpeg.byteLength; at < whole.length; at += 65536) crypto.getRandomValues(whole.subarray(at, Math.min(at + 65536, whole.length)));
        whole.set(new Uint8Array(jpeg));
        return whole.buffer;
      };
      const made = [];
      for (let number = 0; number < count; number++) {
        const item = JSON.parse(kept);
        const [photo] = item.draft.photos;
        const id = `01890000-0000-7000-8000-${(0x4000_0000 + number).toString(16).padStart(12, "0")}`;
        const pictures = await Promise.all(Array.from({ length: photos }, (_, index) => picture(number * photos + index)));
        const hashes = await Promise.all(pictures.map(sha256));
        const payload = { ...JSON.parse(item.payload), site, photos: hashes, note: `bản ghi số ${number}`, recorded_at: Date.now() - 60_000 };
        Object.assign(item.draft, { id, owner: me.id, site, title: `V1-${number}`, campaign: null, photos: hashes.map((sha256, index) => ({ ...photo, sha256, bytes: pictures[index].byteLength })) });
        item.payload = JSON.stringify(payload);
        Object.assign(item, { state: "waiting", attempts: 0, problem: null, saved_at: Date.now() - 60_000, payload_sha256: await sha256(new TextEncoder().encode(item.payload)) });
        const transaction = database.transaction(["items", "photos", "meta"], "readwrite");
        const ended = new Promise((fulfil, reject) => Object.assign(transaction, { oncomplete: fulfil, onabort: () => reject(transaction.error) }));
        transaction.objectStore("items").put(JSON.stringify(item), id);
        pictures.forEach((picture, index) => transaction.objectStore("photos").put(picture, hashes[index]));
        transaction.objectStore("meta").put(JSON.stringify(me), "me");
        await ended;
        made.push({ id, photos: hashes });
      }
      database.close();
      return made;
    },
    { kept, me, site, count, photos, bytes },
  );
}

/** The files of a ZIP without compression, by path. */
export async function unzip(path) {
  const bytes = await readFile(path);
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const files = new Map();
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    expect(bytes.readUInt16LE(at + 10), "stored, not compressed").toBe(0);
    const [size, name, extra, comment] = [bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    files.set(bytes.toString("utf8", at + 46, at + 46 + name), bytes.subarray(start, start + size));
    at += 46 + name + extra + comment;
  }
  return files;
}

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
