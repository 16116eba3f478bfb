// The desk's map: MapLibre with the basemap of map-style.js and the symbols of map-symbols.js.
// The page (app/src/pages/map) decides what is shown and what a click does; here it is only drawn.
// Begun by boot.js where the document has a map, else when the map page asks for it, through frontend/src/map.rs.

import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, prewarm } from "maplibre-gl";
import { watchClicks } from "./map-click.js";
import { absolute, json } from "./map-fetch.js";
import { NOTHING, areaNames, basemapUrl, isChosen, ownStyle, readPalette, recordLayers } from "./map-style.js";
import { watchPrinting } from "./map-print.js";
import { STREETS_FROM } from "./map-streets.js";
import { halo, ring, symbol } from "./map-symbols.js";

const LOOKS = ["checked", "hung", "planned", "removed", "fix", "flag"];
/** Rings that are kept drawn; counts change all day. */
const MOST_RINGS = 600;
/** Pixels of the picture for a CSS pixel while it can't be seen yet. */
const UNSEEN_RATIO = 0.2;
/** Milliseconds in which names and symbols fade in: the map is drawn anew in each frame of them, which a cheap phone feels. */
const FADE_MS = 100;
/** Letters that make the browser load the font's Vietnamese subset before the map draws with it. */
const LETTERS = "aăâđêôơưấềộợữ";

/** The map of each element. */
const maps = new WeakMap();

/**
 * Begins a map in `element`, unless one is there.
 *
 * The element's data attributes say what it shows: `bbox` ("w,s,e,n", where it begins) and, which may change at any time,
 * `boundaries` (basemap layer), `area` (code to stress), `styleUrl` (a style instead of the own one, or tiles for it), `query` (the filters
 * that it begins with; others come by `show`), `zoomIn`, `zoomOut`, `label` (words).
 */
export function begin(element) {
  if (!maps.has(element)) maps.set(element, new DeskMap(element));
  return maps.get(element);
}

/**
 * Takes the map of `element`, which begins now if it hasn't yet, and resolves once it is drawn.
 * `tell(json)` hears {type: "moved" | "chosen" | "stack" | "failed", …}, from the first on.
 */
export async function mount(element, tell) {
  const desk = begin(element);
  desk.hear(tell);
  await desk.drawn;
  // The page may have come to other filters than the map began with.
  const { query = "" } = element.dataset;
  if (query !== desk.query) desk.show(query);
  return desk;
}

async function loadFonts() {
  const faces = ["500", "600", "italic 600"].map((style) => document.fonts.load(`${style} 16px "Be Vietnam Pro"`, LETTERS));
  await Promise.allSettled(faces);
}

class DeskMap {
  constructor(element) {
    this.element = element;
    this.unheard = [];
    this.query = element.dataset.query ?? "";
    this.images = new Map();
    this.chosen = undefined;
    this.names = new Map();
    this.stops = [];
    this.overlays = new Map();
    this.wasClose = false;
    /** Resolves once it is drawn. */
    this.drawn = this.start().then(() => this.draw());
    // Whoever takes the map hears of a failure.
    this.drawn.catch(() => {});
  }

  /** Tells the page, or keeps it until the page hears. */
  say(event) {
    const text = JSON.stringify(event);
    if (this.tellPage) this.tellPage(text);
    else this.unheard.push(text);
  }

  hear(tell) {
    this.tellPage = tell;
    this.unheard.splice(0).forEach(tell);
  }

  async start() {
    this.palette = readPalette();
    const { bbox, zoomIn, zoomOut, label } = this.element.dataset;
    // The worker starts, and what the own style needs is on its way, while the map sets itself up.
    prewarm();
    const fonts = loadFonts();
    if (!this.element.dataset.styleUrl) this.areaNames(this.element.dataset.boundaries);
    this.map = new MapLibre({
      container: this.element,
      pixelRatio: UNSEEN_RATIO,
      fadeDuration: FADE_MS,
      bounds: box(bbox),
      fitBoundsOptions: { padding: 48, maxZoom: 16.5 },
      minZoom: 7,
      maxZoom: 20,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      locale: { "Map.Title": label, "NavigationControl.ZoomIn": zoomIn, "NavigationControl.ZoomOut": zoomOut },
    });
    this.map.getCanvas().id = "map-canvas";
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    this.map.addControl(new AttributionControl({ compact: false }), "bottom-right");
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-right");
    this.map.setMissingStyleImageResolver((id) => this.addImage(id));
    this.map.on("zoom", () => this.comeCloser());
    this.map.on("moveend", () => this.tellView());
    watchClicks(this);
    this.map.on("sourcedata", ({ sourceId, isSourceLoaded }) => {
      if (sourceId === "records" && isSourceLoaded) this.element.dataset.drawn = this.query;
    });
    this.map.on("error", ({ error }) => console.warn("map:", error));
    this.watchSurroundings();
    this.stops.push(watchPrinting(this.map, this.element));
    this.tellView();
    const [style] = await Promise.all([this.style(), fonts]);
    this.map.setStyle(style);
  }

  async draw() {
    await new Promise((resolve) => this.map.once("load", resolve));
    // The page takes away what lies over the map, before the next frame. Up to here each was a small one, which costs little.
    this.map.setPixelRatio(null);
  }

  /** Own basemap, the same from tiles, or the configured style as it is, with the records on top. */
  async style() {
    const { boundaries, area } = this.element.dataset;
    const other = await this.configured();
    this.isOwn = !other;
    const base = other?.layers
      ? other
      : ownStyle(this.palette, { boundaries, chosen: area, names: await this.areaNames(boundaries), hasStreets: this.hasStreets(), tiles: other });
    const own = recordLayers({ tiles: this.tiles(), chosen: this.chosen, looks: LOOKS });
    const drawn = [...this.overlays.values()].map((overlay) => overlay(this.palette));
    const under = drawn.filter(({ under }) => under).flatMap(({ layers }) => layers);
    const over = drawn.filter(({ under }) => !under).flatMap(({ layers }) => layers);
    // Ground and water come first in the own basemap; in another the first layer is its ground.
    const split = Math.max(1, base.layers.findIndex(({ id }) => id === "islets") + 1);
    const patched = drawn.reduce((layers, { patch }) => (patch ? layers.map(patch) : layers), base.layers);
    const layers = [...patched.slice(0, split), ...under, ...patched.slice(split), ...over, ...own.layers];
    const sources = Object.assign({}, base.sources, own.sources, ...drawn.map(({ sources }) => sources));
    return { ...base, sources, layers };
  }

  /** What a tool draws: a function of the palette, see map-tools.js; nothing takes it away. */
  async overlay(name, draw) {
    if (draw) this.overlays.set(name, draw);
    else if (!this.overlays.delete(name)) return;
    await this.restyle();
  }

  /** Has a tool do something; see map-tools.js. */
  async tell(tool, value) {
    const tools = await import("./map-tools.js");
    if (!this.removed) tools.tell(this, tool, value);
  }

  /** The configured style, or the description of tiles; nothing where it can't be had: then the own basemap is drawn. */
  async configured() {
    const { styleUrl } = this.element.dataset;
    if (!styleUrl) return undefined;
    const url = new URL(styleUrl, location.href);
    this.others ??= new Map();
    if (!this.others.has(url.href)) {
      const found = await json(url).then((found) => absolute(found, url)).catch((error) => void console.warn("map:", error));
      this.others.set(url.href, found);
    }
    return this.others.get(url.href);
  }

  /** A promise of one point an area. */
  areaNames(layer) {
    if (!this.names.has(layer)) {
      const features = json(basemapUrl(layer)).catch(() => NOTHING);
      this.names.set(layer, features.then(areaNames));
    }
    return this.names.get(layer);
  }

  /** Whether the own streets are read: they are not, as long as a whole city is shown that has none drawn. */
  hasStreets() {
    this.wasClose ||= this.map.getZoom() > STREETS_FROM - 1;
    return this.wasClose;
  }

  comeCloser() {
    if (this.wasClose || !this.isOwn || !this.hasStreets()) return;
    this.map.getSource("streets")?.setData(basemapUrl("streets"));
  }

  /** Restyles when the theme, the campaign's boundaries or the chosen area change. */
  watchSurroundings() {
    const restyle = () => this.restyle();
    // The page that takes the map over sets what is there already; that is no change.
    const isOther = ({ target, attributeName, oldValue }) => target.getAttribute(attributeName) !== oldValue;
    const watch = (target, attributeFilter) => {
      const observer = new MutationObserver((changes) => changes.some(isOther) && restyle());
      observer.observe(target, { attributeFilter, attributeOldValue: true });
      this.stops.push(() => observer.disconnect());
    };
    watch(document.documentElement, ["data-theme", "style", "class"]);
    watch(this.element, ["data-boundaries", "data-area", "data-style-url"]);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", restyle);
    this.stops.push(() => dark.removeEventListener("change", restyle));
  }

  async restyle() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.palette = readPalette();
    const style = await this.style();
    if (turn !== this.turn || this.removed) return;
    this.map.setStyle(style, { diff: true });
    for (const id of this.map.listImages().filter((id) => this.images.has(id))) {
      this.map.updateImage(id, this.images.get(id)().data);
    }
  }

  addImage(id) {
    if (LOOKS.includes(id)) this.images.set(id, () => symbol(id, this.palette));
    if (id === "halo") this.images.set(id, () => halo(this.palette));
    if (id.startsWith("ring ")) this.keepRing(id);
    const draw = this.images.get(id);
    if (!draw || this.map.hasImage(id)) return;
    const { data, pixelRatio } = draw();
    this.map.addImage(id, data, { pixelRatio });
  }

  keepRing(id) {
    const [, count, ...parts] = id.split(" ");
    const shares = parts.flatMap((look, at) => (at % 2 ? [] : [[look, Number(parts[at + 1])]]));
    this.images.set(id, () => ring(Number(count), shares, this.palette));
    const rings = [...this.images.keys()].filter((id) => id.startsWith("ring "));
    for (const old of rings.slice(0, Math.max(0, rings.length - MOST_RINGS))) {
      this.images.delete(old);
      if (this.map.hasImage(old)) this.map.removeImage(old);
    }
  }

  /** The records' tiles with the page's filters. */
  tiles() {
    return `${location.origin}/tiles/records/{z}/{x}/{y}.mvt${this.query ? `?${this.query}` : ""}`;
  }

  /** Draws the records that these filters let through, a query string; the same ones again are read anew. */
  show(query) {
    const source = this.map.getSource("records");
    if (query === this.query) {
      if (source) this.map.refreshTiles("records");
      return;
    }
    this.query = query;
    source?.setTiles([this.tiles()]);
  }

  /** Marks one record, or none when `record` is empty. */
  choose(record, id) {
    this.chosen = record ? id : undefined;
    if (this.map.getLayer("halo")) this.map.setFilter("halo", isChosen(this.chosen));
  }

  flyTo(lon, lat) {
    const zoom = Math.max(this.map.getZoom(), 16.5);
    this.map.easeTo({ center: [lon, lat], zoom, duration: 600 });
  }

  fit(bbox) {
    this.map.fitBounds(box(bbox), { padding: 48, maxZoom: 16.5, duration: 600 });
  }

  remove() {
    this.removed = true;
    maps.delete(this.element);
    this.stops.forEach((stop) => stop());
    this.map.remove();
  }

  tellView() {
    const bounds = this.map.getBounds();
    const clamp = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(6);
    const sides = [
      clamp(bounds.getWest(), 180),
      clamp(bounds.getSouth(), 90),
      clamp(bounds.getEast(), 180),
      clamp(bounds.getNorth(), 90),
    ];
    const { lng: lon, lat } = this.map.getCenter();
    this.element.dataset.view = JSON.stringify({ lon, lat, zoom: this.map.getZoom() });
    this.say({ type: "moved", bbox: sides.join(","), zoom: this.map.getZoom() });
  }
}

function box(text) {
  const [west, south, east, north] = text.split(",").map(Number);
  return [[west, south], [east, north]];
}
