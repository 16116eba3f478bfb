// The map on other basemaps than its own: files of tiles in each schema, and a style from another server.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { DESK, enter } from "./people.mjs";

const archive = (kind) => fileURLToPath(new URL(`../fixtures/basemaps/${kind}.pmtiles`, import.meta.url));

/** Opens the map of a demo with these settings; gives what was asked of whom, too. */
async function openMap(browser, settings, colorScheme = "light") {
  const demo = await startDemo(settings);
  const context = await browser.newContext({ baseURL: demo.base, ...DESK, colorScheme });
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await enter(page, "vanhoa");
  await page.goto("/map?bbox=105.8450,21.0250,105.8600,21.0330");
  await expect(page.locator("[data-drawn]")).toBeVisible();
  return { demo, page, context, asked };
}

/** Share of the map's pixels within a few shades of a colour. */
async function share(page, color) {
  const picture = await page.locator(".maplibregl-canvas").screenshot();
  return page.evaluate(
    async ([data, wanted]) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const pixels = pen.getImageData(0, 0, bitmap.width, bitmap.height).data;
      let hits = 0;
      for (let at = 0; at < pixels.length; at += 4) {
        if (wanted.every((value, channel) => Math.abs(pixels[at + channel] - value) <= 6)) hits += 1;
      }
      return hits / (pixels.length / 4);
    },
    [picture.toString("base64"), color],
  );
}

const foreign = (asked, ...origins) => asked.filter((url) => /^https?:/.test(url) && !origins.includes(new URL(url).origin));

for (const [kind, scheme, color] of [
  ["openmaptiles", "light", [0xa9, 0xd0, 0xd6]],
  ["protomaps", "dark", [0x1d, 0x3f, 0x47]],
  ["raster", "light", [200, 60, 40]],
]) {
  test(`the map draws a file of ${kind} tiles, ${scheme}, and asks nobody else`, async ({ browser }) => {
    const { demo, page, context, asked } = await openMap(browser, { BIENPHO_MAP_PMTILES: archive(kind) }, scheme);
    try {
      // Every tile of the fixture has water in its western half, or is of one colour.
      await expect.poll(() => share(page, color)).toBeGreaterThan(0.25);
      expect(asked.some((url) => url.includes("/api/v1/basemap/tiles/"))).toBe(true);
      expect(asked.some((url) => url.includes("/api/v1/basemap/streets"))).toBe(false);
      expect(foreign(asked, demo.base)).toEqual([]);
      await expect(page.locator(".maplibregl-ctrl-attrib")).toContainText("Bản đồ thử");
      await expect(page.locator(".maplibregl-ctrl-attrib")).toContainText("© OpenStreetMap contributors");
    } finally {
      await context.close();
      await demo.stop();
    }
  });
}

test("a style of another server is drawn, and only that server is asked besides", async ({ browser }) => {
  const answers = {
    "/style/city.json": {
      version: 8,
      sources: { shapes: { type: "vector", tiles: ["../tiles/{z}/{x}/{y}.mvt"], maxzoom: 2 }, box: { type: "geojson", data: "box.json" } },
      layers: [
        { id: "paper", type: "background", paint: { "background-color": "#0a0a0a" } },
        { id: "box", type: "fill", source: "box", paint: { "fill-color": "#c83ca0" } },
        { id: "shapes", type: "fill", source: "shapes", "source-layer": "none" },
      ],
    },
    "/style/box.json": { type: "Polygon", coordinates: [[[105, 20], [107, 20], [107, 22], [105, 22], [105, 20]]] },
  };
  const served = [];
  const server = createServer((request, response) => {
    served.push(request.url);
    const answer = answers[request.url];
    response.writeHead(answer ? 200 : 204, { "access-control-allow-origin": "*", "content-type": "application/json" });
    response.end(answer && JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { demo, page, context, asked } = await openMap(browser, { BIENPHO_MAP_STYLE_URL: `${origin}/style/city.json` });
  try {
    await expect.poll(() => share(page, [200, 60, 160])).toBeGreaterThan(0.5);
    await expect.poll(() => served.some((url) => /^\/tiles\/\d+\/\d+\/\d+\.mvt$/.test(url))).toBe(true);
    expect(foreign(asked, demo.base, origin)).toEqual([]);
    const policy = (await page.request.get("/map")).headers()["content-security-policy"];
    expect(policy).toContain(`connect-src 'self' ${origin};`);
  } finally {
    await context.close();
    await demo.stop();
    server.close();
  }
});
