// A basemap from tiles, in the look of the own one: paper ground, white streets, water the only saturated area. Raster
// tiles are laid down as they are; vector tiles are read in the two schemas in common use. The server says which it is
// (`GET /api/v1/basemap/tiles`).

import { streetLayers } from "./map-streets.js";

/** What every map from OpenStreetMap must say, whatever the file says besides. */
const OPENSTREETMAP = "© OpenStreetMap contributors";
const SOURCE = "basemap";
const NAME = ["coalesce", ["get", "name:vi"], ["get", "name"]];

/** Sources and layers for these tiles: `below` and `above` the own water, and `labels`. */
export function tileLayers(palette, font, tiles) {
  const { minzoom, maxzoom, bounds, schema } = tiles;
  const type = schema === "raster" ? "raster" : "vector";
  const urls = tiles.tiles.map((url) => new URL(url, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}"));
  const source = { type, tiles: urls, minzoom, maxzoom, bounds, attribution: attribution(tiles.attribution) };
  if (type === "raster") source.tileSize = 256;
  return { sources: { [SOURCE]: source }, ...schemas[schema](palette, font) };
}

/** What the file says of its sources as plain text, and OpenStreetMap, which is named once. */
function attribution(said = "") {
  const text = new DOMParser().parseFromString(said, "text/html").body.textContent.trim();
  return text.includes("OpenStreetMap") ? text : [text, OPENSTREETMAP].filter(Boolean).join(" · ");
}

const from = (sourceLayer) => ({ source: SOURCE, "source-layer": sourceLayer });
const among = (field, words) => ["in", ["get", field], ["literal", words]];
const isPolygon = ["==", ["geometry-type"], "Polygon"];

const fill = (id, layer, color, extra = {}) => ({ id, type: "fill", ...from(layer), paint: { "fill-color": color, "fill-antialias": true }, ...extra });

/** A narrow stream has no area to be filled. */
function stream(id, layer, palette, filter) {
  return { id, type: "line", ...from(layer), minzoom: 11, filter, paint: { "line-color": palette.water, "line-width": ["interpolate", ["exponential", 1.4], ["zoom"], 11, 0.8, 16, 4] } };
}

function buildings(palette, layer) {
  return { id: "buildings", type: "fill", ...from(layer), minzoom: 14.5, paint: { "fill-color": palette.casing, "fill-opacity": ["interpolate", ["linear"], ["zoom"], 14.5, 0, 16, 0.45] } };
}

function borders(palette, layer, filter) {
  return { id: "borders", type: "line", ...from(layer), filter, paint: { "line-color": palette.border, "line-width": 1, "line-dasharray": [4, 2.5], "line-opacity": 0.6 } };
}

/** Names of towns and quarters, quieter than those of our areas, which stand before them. */
function places(palette, font, layer, filter) {
  return {
    id: "places", type: "symbol", ...from(layer), minzoom: 13, filter,
    layout: { "text-field": NAME, "text-font": font, "text-size": 11.5, "text-max-width": 7, "text-padding": 6 },
    paint: { "text-color": palette.soft, "text-halo-color": palette.ground, "text-halo-width": 1.4 },
  };
}

const schemas = {
  raster: () => ({ below: [{ id: "tiles", type: "raster", source: SOURCE }], above: [], labels: [] }),

  openmaptiles(palette, font) {
    const lines = {
      source: SOURCE, sourceLayer: "transportation", class: ["get", "class"], name: NAME,
      classes: { minor: ["minor", "service", "busway"], tertiary: ["tertiary"], secondary: ["secondary"], primary: ["primary", "trunk", "motorway"] },
    };
    const streets = streetLayers(palette, font, lines, { ...lines, sourceLayer: "transportation_name" });
    return {
      below: [
        fill("landcover", "landcover", palette.green, { filter: among("class", ["wood", "grass"]) }),
        fill("landuse", "landuse", palette.green, { filter: among("class", ["cemetery", "pitch", "park", "garden"]) }),
        fill("tile-water", "water", palette.water),
        stream("streams", "waterway", palette, ["!=", ["get", "brunnel"], "tunnel"]),
        buildings(palette, "building"),
      ],
      above: [
        ...streets.casing,
        ...streets.fill,
        borders(palette, "boundary", ["all", ["<=", ["get", "admin_level"], 4], ["!=", ["get", "maritime"], 1]]),
      ],
      labels: [...streets.label, places(palette, font, "place", among("class", ["town", "village", "suburb", "quarter", "neighbourhood"]))],
    };
  },

  protomaps(palette, font) {
    const lines = {
      source: SOURCE, sourceLayer: "roads", class: ["coalesce", ["get", "kind_detail"], ["get", "kind"]], name: NAME,
      classes: {
        minor: ["residential", "unclassified", "living_street", "service", "busway", "minor_road"],
        tertiary: ["tertiary", "tertiary_link"],
        secondary: ["secondary", "secondary_link", "medium_road"],
        primary: ["primary", "primary_link", "trunk", "trunk_link", "motorway", "motorway_link", "major_road", "highway"],
      },
    };
    const streets = streetLayers(palette, font, lines);
    const greens = ["park", "forest", "wood", "grass", "grassland", "cemetery", "garden", "golf_course", "nature_reserve", "pitch", "recreation_ground", "village_green"];
    return {
      below: [
        fill("earth", "earth", palette.ground, { filter: isPolygon }),
        fill("landuse", "landuse", palette.green, { filter: ["all", isPolygon, among("kind", greens)] }),
        fill("tile-water", "water", palette.water, { filter: isPolygon }),
        stream("streams", "water", palette, ["==", ["geometry-type"], "LineString"]),
        buildings(palette, "buildings"),
      ],
      above: [...streets.casing, ...streets.fill, borders(palette, "boundaries", among("kind", ["country", "region"]))],
      labels: [...streets.label, places(palette, font, "places", among("kind", ["locality", "neighbourhood", "macrohood"]))],
    };
  },
};
