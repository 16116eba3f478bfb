// Records for phones without tapping each: payloads as the app makes them, and a queue as the app's first version kept
// it (plain, in version 1 of its database), which every later version has to take over.
import { randomBytes } from "node:crypto";
import { sha256 } from "./phone.mjs";

/** A UUID of version 7. */
export function newId(now = Date.now()) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What `POST /api/v1/…` takes for a visit to a site: nothing hangs there, or with photos it is as planned. */
export function checkIn(site, photos = [], now = Date.now()) {
  return {
    site: site.id,
    placement: null,
    condition: photos.length > 0 ? "intact" : "missing",
    quantity: null,
    position: { lon: site.lon, lat: site.lat, accuracy_m: 9, source: "gps", pin_reason: null, fixed_at: now },
    street: site.street,
    note: "",
    photos: photos.map((photo) => photo.sha256),
    recorded_at: now,
    clock_offset_ms: 0,
  };
}

/** A waiting item of the queue in its first version. `photos` are `{ sha256, bytes: Buffer, width, height }`. */
export function waitingItem(owner, site, photos = [], now = Date.now()) {
  const payload = JSON.stringify(checkIn(site, photos, now));
  const id = newId(now);
  const draft = {
    version: 1, id, owner, record: "check_in", begun_at: now, title: site.code, campaign: site.campaign, site: site.id,
    placement: null, kind: null, condition: photos.length > 0 ? "intact" : "missing", location_class: null, grounds: [],
    quantity: null, message_no: null, unit: null, street: site.street,
    position: { lon: site.lon, lat: site.lat, accuracy_m: 9, source: "gps", pin_reason: null, fixed_at: now }, note: "",
    photos: photos.map(({ sha256, bytes, width, height }) => ({ sha256, bytes: bytes.length, width, height, redacted: false })),
  };
  return {
    draft, state: "waiting", payload, payload_sha256: sha256(payload), saved_at: now, photos_sent: [], attempts: 0,
    problem: null, receipt: null,
  };
}

/** A JPEG like `jpeg` but of about `size` bytes and like no other: filled up with comments, which decoders skip. */
export function padded(jpeg, size) {
  const parts = [jpeg.subarray(0, 2)];
  for (let left = Math.max(size - jpeg.length, 64); left > 0; left -= 60_000) {
    const content = randomBytes(Math.max(16, Math.min(left, 60_000)));
    const head = Buffer.from([0xff, 0xfe, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    parts.push(head, content);
  }
  parts.push(jpeg.subarray(2));
  return Buffer.concat(parts);
}

/**
 * Writes a queue of the app's first version into this phone's browser, before the app has run there.
 * Signs `username` in and keeps who that is, as that version did.
 */
export async function seedQueue(page, base, me, items, photos = []) {
  // A file of the site that runs no script of ours, so that the database is ours alone.
  await page.goto(`${base}/icon.svg`);
  await page.evaluate(create, { me: JSON.stringify(me), items: items.map((item) => [item.draft.id, JSON.stringify(item)]) });
  for (const { sha256, bytes } of photos) {
    await page.evaluate(putPhoto, [sha256, bytes.toString("base64")]);
  }
}

/* Both run in the browser. */

async function create({ me, items }) {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("bienpho", 1);
    request.onupgradeneeded = () => ["items", "photos", "meta"].forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const transaction = database.transaction(["items", "meta"], "readwrite");
  transaction.objectStore("meta").put(me, "me");
  for (const [id, json] of items) transaction.objectStore("items").put(json, id);
  await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onabort: reject }));
  database.close();
}

async function putPhoto([sha256, base64]) {
  // Not by fetch: the page's policy forbids it even for what it has at hand.
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("bienpho");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const transaction = database.transaction("photos", "readwrite");
  transaction.objectStore("photos").put(bytes, sha256);
  await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onabort: reject }));
  database.close();
}
