// Measures the open map while 10,000 records a minute come in: how smooth it moves, and how long a key waits for its answer.
// Prints one line of JSON.
//
//   BIENPHO_BASE=http://… node tests/browser/map-live.mjs          cargo xtask bench --only map
import { randomUUID } from "node:crypto";
import { chromium, request } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { FRAME_MS, frames } from "./frames.mjs";
import { DESK, PASSWORD, enter, launchOptions } from "./people.mjs";

const A_SECOND = 10_000 / 60;
const TICK_MS = 100;
const DURING_MS = 30_000;

const running = process.env.BIENPHO_BASE ? undefined : await startDemo();
const baseURL = process.env.BIENPHO_BASE ?? running.base;
const browser = await chromium.launch(launchOptions);
try {
  const context = await browser.newContext({ ...DESK, baseURL });
  const page = await context.newPage();
  await enter(page, "vanhoa");
  await page.goto("/map");
  await page.locator("#map[data-drawn]").waitFor();
  let tiles = 0;
  page.on("request", (request) => (tiles += request.url().includes("/tiles/records/") ? 1 : 0));
  const records = send();
  const counted = page.evaluate(frames, { during: DURING_MS, below: FRAME_MS });
  const waits = [];
  const ends = Date.now() + DURING_MS;
  while (Date.now() < ends) {
    waits.push(await page.evaluate(answer));
    await drag(page);
  }
  const percent = await counted;
  const sent = await records;
  waits.sort((a, b) => a - b);
  const p99 = waits[Math.floor((waits.length - 1) * 0.99)];
  const seconds = DURING_MS / 1000;
  console.log(JSON.stringify({
    records_per_minute: (sent * 60) / seconds, frames_percent: percent, key_ms: p99, tiles_per_second: tiles / seconds,
  }));
} finally {
  await browser.close();
  await running?.stop();
}

/** Check-ins at planned sites, as phones send them, evenly; how many were taken. */
async function send() {
  const officer = await request.newContext({ baseURL });
  await officer.post("/api/v1/session", { data: { username: "canbo", password: PASSWORD } });
  const { items } = await (await officer.get("/api/v1/sites?limit=200&area=002")).json();
  const begun = Date.now();
  const answers = [];
  let number = 0;
  while (Date.now() - begun < DURING_MS) {
    for (const due = ((Date.now() - begun) / 1000) * A_SECOND; number < due; number += 1) {
      answers.push(checkIn(officer, items[number % items.length]));
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const statuses = await Promise.all(answers);
  await officer.dispose();
  return statuses.filter((status) => status === 201).length;
}

async function checkIn(officer, { id, lon, lat, street }) {
  const now = Date.now();
  const position = { lon, lat, accuracy_m: 9, source: "gps", fixed_at: now };
  const data = { site: id, condition: "missing", position, street, recorded_at: now };
  return (await officer.put(`/api/v1/check-ins/${randomUUID()}`, { data })).status();
}

/** Moves the map to and fro with the mouse. */
async function drag(page) {
  const { width, height } = DESK.viewport;
  await page.mouse.move(width / 2, height / 2);
  await page.mouse.down();
  for (let step = 0; step < 60; step += 1) {
    const angle = step / 8;
    await page.mouse.move(width / 2 + 150 * Math.sin(angle), height / 2 + 90 * Math.sin(2 * angle));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}

/* Runs in the browser. */

/** Milliseconds from a key to the frame after what it opens or closes. */
function answer() {
  const list = document.querySelector("details.shortcuts");
  const before = list.open;
  const began = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }));
  return new Promise((done) => {
    const look = () => (list.open === before ? requestAnimationFrame(look) : requestAnimationFrame(() => done(performance.now() - began)));
    look();
  });
}
