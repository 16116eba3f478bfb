// Measures the map page on a phone profile: how long until it can be used, and how smooth it moves under a finger. A slowed
// browser, nothing cached. Prints medians as one line of JSON.
//
//   BIENPHO_BASE=http://… node tests/browser/map-start.mjs          cargo xtask bench --only map
import { chromium } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { FRAME_MS, frames } from "./frames.mjs";
import { PHONE, enter, launchOptions } from "./people.mjs";

/** A cheap phone against this machine. */
const SLOWER = 4;
const REPEATS = 3;

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const running = process.env.BIENPHO_BASE ? undefined : await startDemo();
const baseURL = process.env.BIENPHO_BASE ?? running.base;
const browser = await chromium.launch(launchOptions);
try {
  const starts = [];
  const smooth = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const context = await browser.newContext({ ...PHONE, baseURL });
    const page = await context.newPage();
    await enter(page, "vanhoa");
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.goto("/map", { waitUntil: "commit" });
    starts.push(await page.evaluate(usable));
    smooth.push(await pan(page, devtools));
    await context.close();
  }
  console.log(JSON.stringify({ interactive_ms: median(starts), frames_percent: median(smooth) }));
} finally {
  await browser.close();
  await running?.stop();
}

/** Share of frames below [`FRAME_MS`] while a finger drags the map to and fro, in percent. */
async function pan(page, devtools) {
  const counted = page.evaluate(frames, { during: 3000, below: FRAME_MS });
  const finger = (type, x, y) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  const { width, height } = PHONE.viewport;
  const [midX, midY] = [width / 2, height / 2];
  await finger("touchStart", midX, midY);
  for (let step = 0; step < 150; step += 1) {
    const angle = step / 12;
    await finger("touchMove", midX + 90 * Math.sin(angle), midY + 90 * Math.cos(angle) - 90);
    await page.waitForTimeout(16);
  }
  await finger("touchEnd");
  return counted;
}

/* Runs in the browser. */

/** The page's own clock, which starts with the navigation, when the map is drawn with its records. */
function usable() {
  return new Promise((done) => {
    const look = () => {
      if (!document.querySelector("#map[data-drawn]") || document.querySelector(".map-stand-in")) return requestAnimationFrame(look);
      requestAnimationFrame(() => done(performance.now()));
    };
    look();
  });
}
