// A phone whose browser can be killed: chromium as a process of its own, with a profile that stays.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";
import { PHONE, launchOptions } from "./people.mjs";

/** A phone with an empty memory. Each `start` opens the browser anew on what the last one left. */
export async function buyPhone() {
  const profile = await mkdtemp(join(tmpdir(), "bienpho-phone-"));
  let running;
  return {
    /** Opens the browser; resolves to its first page. */
    async start() {
      running = await openBrowser(profile);
      const context = running.browser.contexts()[0];
      await context.grantPermissions(PHONE.permissions);
      await context.setGeolocation(PHONE.geolocation);
      const page = context.pages()[0] ?? (await context.newPage());
      await page.setViewportSize(PHONE.viewport);
      return page;
    },
    /** Lets go of the browser, whose page goes on with nobody watching. */
    async leaveAlone() {
      await running.browser.close();
    },
    /** SIGKILL for the browser with all its processes, as the system does to a phone's app. */
    async kill() {
      if (!running) return;
      const { child, ended, browser } = running;
      running = undefined;
      process.kill(-child.pid, "SIGKILL");
      await ended;
      await browser.close().catch(() => undefined);
    },
    async throwAway() {
      await this.kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function openBrowser(profile) {
  const args = [
    ...launchOptions.args, "--headless=new", "--disable-gpu", "--remote-debugging-port=0", "--no-default-browser-check",
    "--disable-session-crashed-bubble", "--hide-crash-restore-bubble", `--lang=${PHONE.locale}`, `--accept-lang=${PHONE.locale}`,
    `--user-data-dir=${profile}`, "about:blank",
  ];
  // A group of its own, so that a kill reaches the renderer and the storage process as well.
  const env = { ...process.env, TZ: PHONE.timezoneId, LANG: "vi_VN.UTF-8", LANGUAGE: "vi" };
  const child = spawn(launchOptions.executablePath, args, { stdio: ["ignore", "ignore", "pipe"], detached: true, env });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const address = await new Promise((resolve, reject) => {
    child.once("close", (code) => reject(new Error(`chromium ended with ${code}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const found = line.match(/DevTools listening on (ws:\S+)/);
      if (found) resolve(found[1]);
    });
  });
  return { child, ended, browser: await chromium.connectOverCDP(address) };
}
