// The basemap's style, from the installation's own data: paper ground, quiet borders, white streets
// with a thin casing, the lake as the only saturated area. Colours are the page's own tokens.

import { streetLayers } from "./map-streets.js";
import { tileLayers } from "./map-tiles.js";

/** Attribution of everything the own basemap draws. */
const ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0";

/** Palette name → the page's token. */
const TOKENS = {
  ink: "--ink",
  soft: "--soft",
  line: "--line",
  paper: "--paper",
  brand: "--brand",
  ok: "--ok",
  warn: "--warn",
  flag: "--flag",
  position: "--position",
  ground: "--map-ground",
  water: "--map-water",
  green: "--map-green",
  road: "--map-road",
  casing: "--map-casing",
  border: "--map-border",
  label: "--map-label",
  waterLabel: "--map-water-label",
  planned: "--map-planned",
};

/** The palette as it is now. */
export const readPalette = () => readColors(TOKENS);

/** The values of tokens, by name, as they are now, resolved to colours. */
export function readColors(tokens) {
  const probe = document.createElement("i");
  probe.style.display = "none";
  document.body.append(probe);
  const entries = Object.entries(tokens).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries);
}

// MapLibre takes weight and slant from the first name, and the face from the second.
const MEDIUM = ["Be Vietnam Pro Medium", "Be Vietnam Pro"];
const SEMIBOLD = ["Be Vietnam Pro SemiBold", "Be Vietnam Pro"];
const SEMIBOLD_ITALIC = ["Be Vietnam Pro SemiBold Italic", "Be Vietnam Pro"];

/** What the water layer holds besides lakes are their islets. */
const IS_WATER = ["!=", ["get", "kind"], "islet"];

function areaLayers(palette, chosen) {
  return [
    { id: "area-chosen", type: "fill", source: "areas", filter: ["==", ["get", "code"], chosen ?? ""], paint: { "fill-color": palette.brand, "fill-opacity": 0.06 } },
    { id: "area-border", type: "line", source: "areas", layout: { "line-join": "round" }, paint: { "line-color": palette.border, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.7, 14, 1.3], "line-dasharray": [4, 2.5] } },
    { id: "area-border-chosen", type: "line", source: "areas", filter: ["==", ["get", "code"], chosen ?? ""], layout: { "line-join": "round" }, paint: { "line-color": palette.brand, "line-width": 2, "line-opacity": 0.75 } },
    { id: "city-border", type: "line", source: "city", layout: { "line-join": "round" }, paint: { "line-color": palette.border, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1.2, 14, 2] } },
  ];
}

function nameLayers(palette) {
  return [
    {
      id: "area-name", type: "symbol", source: "area-names", maxzoom: 14,
      layout: { "text-field": ["get", "name"], "text-font": SEMIBOLD, "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10.5, 13, 14], "text-max-width": 7, "text-padding": 4, "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 1.5, "text-justify": "auto" },
      paint: { "text-color": palette.soft, "text-halo-color": palette.ground, "text-halo-width": 1.6 },
    },
    {
      id: "water-name", type: "symbol", source: "water", minzoom: 13, filter: IS_WATER,
      layout: { "text-field": ["get", "name"], "text-font": SEMIBOLD_ITALIC, "text-size": ["interpolate", ["linear"], ["zoom"], 13, 11, 17, 14.5], "text-max-width": ["step", ["zoom"], 5, 16, 12] },
      paint: { "text-color": palette.waterLabel, "text-halo-color": palette.water, "text-halo-width": 1 },
    },
    {
      id: "islet-name", type: "symbol", source: "water", minzoom: 16.5, filter: ["!", IS_WATER],
      layout: { "text-field": ["get", "name"], "text-font": MEDIUM, "text-size": 11, "text-max-width": 8, "text-variable-anchor": ["top", "bottom"], "text-radial-offset": 0.8 },
      paint: { "text-color": palette.waterLabel, "text-halo-color": palette.water, "text-halo-width": 1 },
    },
  ];
}

/** Class of a street in the own data, by rank. */
const OWN_STREETS = {
  source: "streets",
  class: ["get", "class"],
  name: ["get", "name"],
  classes: {
    minor: ["residential", "unclassified", "living_street", "busway"],
    tertiary: ["tertiary"],
    secondary: ["secondary"],
    primary: ["primary", "trunk", "motorway"],
  },
};

/** Where a layer of the own basemap is. */
export const basemapUrl = (layer) => `${location.origin}/api/v1/basemap/${layer}`;

/** A layer without anything in it. */
export const NOTHING = { type: "FeatureCollection", features: [] };

/** Streets of the own data, where no tiles are given; without any of them for now unless `has` says so. */
function ownStreets(palette, source, has) {
  const { casing, fill, label } = streetLayers(palette, MEDIUM, OWN_STREETS);
  const streets = { ...source("streets"), tolerance: 0.2 };
  if (!has) streets.data = NOTHING;
  return { sources: { streets }, below: [], above: [...casing, ...fill], labels: label };
}

/**
 * The own basemap. `boundaries` is "areas-2020" or "areas-2025"; `names` holds one point an area;
 * `chosen` is the code of the area to stress, if any; `hasStreets` tells whether the own streets are read yet;
 * `tiles` describes tiles to draw instead of them.
 */
export function ownStyle(palette, { boundaries, names, chosen, hasStreets, tiles }) {
  const source = (layer) => ({ type: "geojson", data: basemapUrl(layer), attribution: ATTRIBUTION });
  const base = tiles ? tileLayers(palette, MEDIUM, tiles) : ownStreets(palette, source, hasStreets);
  return {
    version: 8,
    sources: {
      ...base.sources,
      city: source("city"),
      areas: source(boundaries),
      water: source("water"),
      "area-names": { type: "geojson", data: names },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.ground } },
      ...base.below,
      { id: "water", type: "fill", source: "water", filter: IS_WATER, paint: { "fill-color": palette.water } },
      { id: "islets", type: "fill", source: "water", filter: ["!", IS_WATER], paint: { "fill-color": palette.green } },
      ...base.above,
      ...areaLayers(palette, chosen),
      ...base.labels,
      ...nameLayers(palette),
    ],
  };
}

/** One point an area, with its short name, from the layer's own `label` property or its middle. */
export function areaNames({ features }) {
  const points = features.map(({ properties, geometry }) => ({
    type: "Feature",
    properties: { name: properties.name, code: properties.code },
    geometry: { type: "Point", coordinates: properties.label ?? middle(geometry) },
  }));
  return { type: "FeatureCollection", features: points };
}

function middle({ coordinates }) {
  const flat = coordinates.flat(Infinity);
  const half = (from) => {
    const values = flat.filter((_, index) => index % 2 === from);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return [half(0), half(1)];
}

/** The image of a cluster, by its count and the number of each look: "ring 12 checked 9 fix 3". */
const ringOf = (looks) => ["concat", "ring ", ["get", "count"], ...looks.map((look) => ["case", ["has", look], ["concat", ` ${look} `, ["get", look]], ""])];

/** Source and layers of the records, on top of whichever basemap. `tiles` is the tiles' address, `chosen` an id. */
export function recordLayers({ tiles, chosen, looks }) {
  // Clusters make the names of areas step aside; single records are too many for that.
  const layout = { "icon-allow-overlap": true, "icon-ignore-placement": true };
  const single = { type: "symbol", source: "records", "source-layer": "records" };
  return {
    sources: { records: { type: "vector", tiles: [tiles], minzoom: 0, maxzoom: 18 } },
    layers: [
      { id: "halo", ...single, filter: isChosen(chosen), layout: { ...layout, "icon-image": "halo" } },
      {
        id: "records", ...single,
        layout: {
          ...layout,
          "icon-image": ["get", "look"],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.72, 16, 1],
          "symbol-sort-key": ["match", ["get", "look"], "flag", 3, "fix", 2, 1],
        },
      },
      { id: "clusters", type: "symbol", source: "records", "source-layer": "clusters", layout: { "icon-allow-overlap": true, "icon-image": ringOf(looks) } },
    ],
  };
}

/** Lets the record with that id through, or none. */
export const isChosen = (id) => ["==", ["get", "id"], id ?? ""];
