// A phone whose browser is Firefox: Debian's, as a process of its own with a profile that stays, so that it can be
// killed. Playwright drives only a Firefox of its own, which no package registry has.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { PHONE } from "./people.mjs";

const { longitude, latitude, accuracy } = PHONE.geolocation;
const PLACE = JSON.stringify({ location: { lat: latitude, lng: longitude }, accuracy });

/** What the profile is set to: the language, and a position that is allowed without asking. */
const SETTINGS = {
  "intl.accept_languages": PHONE.locale,
  "geo.prompt.testing": true,
  "geo.prompt.testing.allow": true,
  "geo.provider.use_geoclue": false,
  "geo.provider.network.url": `data:application/json,${encodeURIComponent(PLACE)}`,
};

/** A phone with an empty memory. Each `start` opens the browser anew on what the last one left. */
export async function buyFirefox() {
  const userDataDir = await mkdtemp(join(tmpdir(), "bienpho-firefox-"));
  let browser;
  return {
    /** Opens the browser; resolves to its first page. */
    async start() {
      browser = await puppeteer.launch({
        browser: "firefox",
        executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr",
        headless: true,
        userDataDir,
        extraPrefsFirefox: SETTINGS,
        env: { ...process.env, TZ: PHONE.timezoneId, MOZ_DISABLE_CONTENT_SANDBOX: "1" },
        defaultViewport: PHONE.viewport,
      });
      const page = await browser.newPage();
      page.setDefaultTimeout(20_000);
      return page;
    },
    /** SIGKILL, as the system does to a phone's app. */
    async kill() {
      const running = browser?.process();
      if (!running) return;
      browser = undefined;
      const ended = new Promise((resolve) => running.once("close", resolve));
      running.kill("SIGKILL");
      await ended;
    },
    async throwAway() {
      await this.kill();
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
