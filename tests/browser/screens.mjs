// Pictures of every page for people to look at, and the README's.
//
//   node tests/browser/screens.mjs FOLDER [NAME…]     every page (or those named), phone and desk, light and dark
//   node tests/browser/screens.mjs --readme           docs/images/overview.png
//
// BIENPHO_BASE names a demo that runs already; without it one is started and ended.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { LOOKS, PAGES, findRecords, visit } from "./pages.mjs";
import { launchOptions, settled } from "./people.mjs";

const OVERVIEW = fileURLToPath(new URL("../../docs/images/overview.png", import.meta.url));

const [folder, ...names] = process.argv.slice(2);
if (!folder) {
  console.error("node tests/browser/screens.mjs FOLDER [NAME…] | --readme");
  process.exit(2);
}
const running = process.env.BIENPHO_BASE ? undefined : await startDemo();
process.env.BIENPHO_BASE ??= running.base;
const browser = await chromium.launch(launchOptions);
try {
  const records = await findRecords(browser);
  await (folder === "--readme" ? drawOverview(records) : drawPages(records));
} finally {
  await browser.close();
  await running?.stop();
}

async function drawPages(records) {
  await mkdir(folder, { recursive: true });
  for (const page of PAGES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    for (const look of LOOKS) {
      const shown = await visit(browser, page, look, records);
      await ready(shown);
      const path = `${folder}/${page.name}-${look.device}-${look.theme}.png`;
      await shown.screenshot({ path, fullPage: !page.name.startsWith("map") });
      console.log(path);
      await shown.context().close();
    }
  }
}

/** The supervisor's map, and the officer's phone before it. */
async function drawOverview(records) {
  const picture = async (name, look) => {
    const page = PAGES.find((page) => page.name === name);
    const shown = await visit(browser, page, look, records);
    await ready(shown);
    const bytes = await shown.screenshot();
    await shown.context().close();
    return `data:image/png;base64,${bytes.toString("base64")}`;
  };
  const desk = await picture("map", { device: "desk", theme: "light" });
  const phone = await picture("check-in", { device: "phone", theme: "light" });
  const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, deviceScaleFactor: 1.5 });
  await page.setContent(`
    <body style="margin: 0; background: #e9ece8">
      <img src="${desk}" style="position: absolute; left: 24px; top: 24px; width: 1040px; border-radius: 12px; box-shadow: 0 6px 30px #0003">
      <img src="${phone}" style="position: absolute; right: 24px; bottom: 24px; width: 290px; border-radius: 28px; border: 8px solid #1c2421; box-shadow: 0 8px 40px #0006">
    </body>`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await mkdir(fileURLToPath(new URL("../../docs/images/", import.meta.url)), { recursive: true });
  await page.screenshot({ path: OVERVIEW });
  console.log(OVERVIEW);
}

/** Nothing is being loaded any more, and the map has drawn. */
async function ready(page) {
  await settled(page);
  await page.waitForFunction(() => !document.querySelector(".map-stand-in"));
  await page.waitForLoadState("networkidle");
  // Symbols of a map appear in the frames after its data.
  await page.evaluate(() => new Promise((done) => {
    let frames = 60;
    const next = () => (frames-- ? requestAnimationFrame(next) : done());
    next();
  }));
}
