// Measures how long an officer's phone takes from opening the app to a usable page while there is no
// network: a slowed browser, the server's process killed. Prints medians as one line of JSON.
//
//   node tests/browser/offline-start.mjs          BIENPHO_BIN names the binary; cargo xtask bench --only offline
import { chromium } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { PHONE, launchOptions, list, runningCampaign, signIn } from "./people.mjs";

/** A cheap phone against this machine. */
const SLOWER = 4;
const REPEATS = 5;

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const running = await startDemo();
const browser = await chromium.launch(launchOptions);
try {
  process.env.BIENPHO_BASE = running.base;
  const context = await browser.newContext({ ...PHONE, baseURL: running.base });
  const first = await context.newPage();
  await signIn(first, "canbo");
  await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await first.getByRole("region", { name: /Gần bạn/ }).getByRole("listitem").first().waitFor();
  const campaign = (await runningCampaign(first)).id;
  const [site] = await list(first, "sites", { campaign, status: "planned", limit: 1000 });
  const stored = await first.evaluate(async () => {
    let bytes = 0;
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const answer of await cache.matchAll()) bytes += (await answer.blob()).size;
    }
    return bytes;
  });
  await first.close();
  await running.stop("SIGKILL");
  console.log(JSON.stringify({
    check_in_ms: await start("/check-in", ".site"),
    visit_ms: await start(`/visit/${site.id}`, "input[type=radio]"),
    stored_kb: stored / 1000,
  }));

  /** Milliseconds from the navigation until the element is there and takes input. */
  async function start(path, selector) {
    const times = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const page = await context.newPage();
      const devtools = await context.newCDPSession(page);
      await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
      await page.goto(path, { waitUntil: "commit" });
      times.push(await page.evaluate(usable, selector));
      await page.close();
    }
    return median(times);
  }
} finally {
  await browser.close();
  await running.stop();
}

/** In the page: its own clock, which starts with the navigation, when the element can be used. */
function usable(selector) {
  return new Promise((done) => {
    const look = () => {
      const element = document.querySelector(selector);
      if (!element || element.disabled || document.querySelector(".skeleton")) return requestAnimationFrame(look);
      // After the frame in which it is drawn.
      requestAnimationFrame(() => done(performance.now()));
    };
    look();
  });
}
