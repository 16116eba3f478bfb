// Streets of a basemap: white with a thin casing, wider the more they carry, their names along them.

/** Street class → the zoom it appears at, the zoom its name appears at, width in pixels at z 12, 15, 18. */
const STREETS = [
  { rank: "minor", from: 13, named: 16, widths: [0.6, 2.6, 13] },
  { rank: "tertiary", from: 12, named: 15, widths: [0.9, 3.4, 16] },
  { rank: "secondary", from: 11, named: 14.5, widths: [1.3, 5, 20] },
  { rank: "primary", from: 10, named: 14, widths: [1.6, 6, 24] },
];

/** The zoom from which there is any street to see. */
export const STREETS_FROM = Math.min(...STREETS.map(({ from }) => from));

function width([at12, at15, at18], extra) {
  const stops = [9, at12 * 0.5 + extra / 2, 12, at12 + extra, 15, at15 + extra, 18, at18 + extra];
  return ["interpolate", ["exponential", 1.4], ["zoom"], ...stops];
}

/**
 * Layers of streets: `casing`, `fill` and `label`, from below to above in each.
 *
 * `lines` says where they are drawn from: `source`, `sourceLayer` if it has any, `class` (an expression), `classes` (the
 * source's words for each rank); `names` the same of the labels' lines and `name` (an expression).
 */
export function streetLayers(palette, font, lines, names = lines) {
  const layers = { casing: [], fill: [], label: [] };
  const from = ({ source, sourceLayer }) => (sourceLayer ? { source, "source-layer": sourceLayer } : { source });
  const within = ({ class: word, classes }, rank) => ["in", word, ["literal", classes[rank]]];
  const layout = { "line-cap": "round", "line-join": "round" };
  for (const { rank, from: minzoom, named, widths } of STREETS) {
    const common = { type: "line", ...from(lines), filter: within(lines, rank), layout };
    layers.casing.push({ ...common, id: `casing-${rank}`, minzoom: Math.max(minzoom, 12), paint: { "line-color": palette.casing, "line-width": width(widths, 1.6) } });
    layers.fill.push({ ...common, id: `street-${rank}`, minzoom, paint: { "line-color": palette.road, "line-width": width(widths, 0) } });
    layers.label.unshift({
      ...from(names),
      id: `street-name-${rank}`,
      type: "symbol",
      minzoom: named,
      filter: ["all", within(names, rank), ["has", "name"]],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-field": ["case", ["==", ["slice", names.name, 0, 4], "Phố "], ["slice", names.name, 4], names.name],
        "text-font": font,
        "text-size": ["interpolate", ["linear"], ["zoom"], 14, 10.5, 18, 13.5],
        "text-letter-spacing": 0.01,
        "text-max-angle": 32,
      },
      paint: { "text-color": palette.label, "text-halo-color": palette.road, "text-halo-width": 1.6 },
    });
  }
  return layers;
}
