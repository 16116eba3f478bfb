// The basemap's style, from the installation's own data: paper ground, quiet borders, white streets
// with a thin casing, the lake as the only saturated area. Colours are the page's own tokens.

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

/** The tokens' values as they are now, resolved to colours. */
export function readPalette() {
  const probe = document.createElement("i");
  probe.style.display = "none";
  document.body.append(probe);
  const entries = Object.entries(TOKENS).map(([name, token]) => {
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

/** Street class → the zoom it appears at, the zoom its name appears at, width in pixels at z 12, 15, 18. */
const STREETS = [
  { classes: ["residential", "unclassified", "living_street", "busway"], from: 13, named: 16, widths: [0.6, 2.6, 13] },
  { classes: ["tertiary"], from: 12, named: 15, widths: [0.9, 3.4, 16] },
  { classes: ["secondary"], from: 11, named: 14.5, widths: [1.3, 5, 20] },
  { classes: ["primary", "trunk", "motorway"], from: 10, named: 14, widths: [1.6, 6, 24] },
];

function width([at12, at15, at18], extra) {
  const stops = [9, at12 * 0.5 + extra / 2, 12, at12 + extra, 15, at15 + extra, 18, at18 + extra];
  return ["interpolate", ["exponential", 1.4], ["zoom"], ...stops];
}

function streetLayers(palette) {
  const layers = { casing: [], fill: [], label: [] };
  STREETS.forEach(({ classes, from, named, widths }, rank) => {
    const common = { type: "line", source: "streets", minzoom: from, filter: ["in", ["get", "class"], ["literal", classes]] };
    const layout = { "line-cap": "round", "line-join": "round" };
    layers.casing.push({ ...common, id: `casing-${rank}`, layout, minzoom: Math.max(from, 12), paint: { "line-color": palette.casing, "line-width": width(widths, 1.6) } });
    layers.fill.push({ ...common, id: `street-${rank}`, layout, paint: { "line-color": palette.road, "line-width": width(widths, 0) } });
    layers.label.unshift({
      ...common,
      id: `street-name-${rank}`,
      type: "symbol",
      minzoom: named,
      filter: ["all", common.filter, ["has", "name"]],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-field": ["case", ["==", ["slice", ["get", "name"], 0, 4], "Phố "], ["slice", ["get", "name"], 4], ["get", "name"]],
        "text-font": MEDIUM,
        "text-size": ["interpolate", ["linear"], ["zoom"], 14, 10.5, 18, 13.5],
        "text-letter-spacing": 0.01,
        "text-max-angle": 32,
      },
      paint: { "text-color": palette.label, "text-halo-color": palette.road, "text-halo-width": 1.6 },
    });
  });
  return layers;
}

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

/**
 * The own basemap. `boundaries` is "areas-2020" or "areas-2025"; `names` holds one point an area;
 * `chosen` is the code of the area to stress, if any.
 */
export function ownStyle(palette, { boundaries, names, chosen }) {
  const source = (layer) => ({ type: "geojson", data: `${location.origin}/api/v1/basemap/${layer}`, attribution: ATTRIBUTION });
  const streets = streetLayers(palette);
  return {
    version: 8,
    sources: {
      city: source("city"),
      areas: source(boundaries),
      streets: { ...source("streets"), tolerance: 0.2 },
      water: source("water"),
      "area-names": { type: "geojson", data: names },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.ground } },
      { id: "water", type: "fill", source: "water", filter: IS_WATER, paint: { "fill-color": palette.water } },
      { id: "islets", type: "fill", source: "water", filter: ["!", IS_WATER], paint: { "fill-color": palette.green } },
      ...streets.casing,
      ...streets.fill,
      ...areaLayers(palette, chosen),
      ...streets.label,
      ...nameLayers(palette),
    ],
  };
}

/** One point an area, with its short name, from the layer's own `label` property or its middle. */
export function areaNames({ features }) {
  const points = features.map(({ properties, geometry }) => ({
    type: "Feature",
    properties: { name: properties.name },
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

/** Sources and layers of the records, on top of whichever basemap. */
export function recordLayers(data) {
  // Clusters make the names of areas step aside; single records are too many for that.
  const layout = { "icon-allow-overlap": true, "icon-ignore-placement": true };
  return {
    sources: {
      records: { type: "geojson", data: data.records },
      clusters: { type: "geojson", data: data.clusters },
    },
    layers: [
      { id: "halo", type: "symbol", source: "records", filter: ["==", ["get", "chosen"], true], layout: { ...layout, "icon-image": "halo" } },
      {
        id: "records", type: "symbol", source: "records",
        layout: {
          ...layout,
          "icon-image": ["get", "look"],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.72, 16, 1],
          "symbol-sort-key": ["match", ["get", "look"], "flag", 3, "fix", 2, 1],
        },
      },
      { id: "clusters", type: "symbol", source: "clusters", layout: { "icon-allow-overlap": true, "icon-image": ["get", "image"] } },
    ],
  };
}
