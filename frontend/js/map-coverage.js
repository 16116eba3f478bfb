// Areas coloured by their share of the plan, in five steps whose colours are the page's tokens, as in the legend.

import { basemapUrl, readColors } from "./map-style.js";

const STEPS = [0, 1, 2, 3, 4];

/** `{"002": [62, 3], …}`: per cent and step by area; nothing takes the colours away. */
export function coverage(desk, value) {
  const shares = value ? JSON.parse(value) : undefined;
  if (shares) desk.element.dataset.coverage = Object.keys(shares).length;
  else delete desk.element.dataset.coverage;
  desk.overlay("coverage", shares && (() => draw(desk, shares)));
}

function draw(desk, shares) {
  const colors = readColors(Object.fromEntries(STEPS.map((step) => [step, `--coverage-${step}`])));
  const codes = Object.keys(shares);
  if (codes.length === 0) return { layers: [] };
  const byCode = (text) => ["match", ["get", "code"], ...codes.flatMap((code) => [code, text(shares[code])])];
  const data = basemapUrl(desk.element.dataset.boundaries);
  const fill = {
    id: "coverage", type: "fill", source: "coverage",
    filter: ["in", ["get", "code"], ["literal", codes]],
    paint: { "fill-color": [...byCode(([, step]) => colors[step]), "transparent"], "fill-opacity": 0.78 },
  };
  // The share stands under the name of the area, wherever the name finds room.
  const named = ["concat", ["get", "name"], [...byCode(([percent]) => `\n${percent} %`), ""]];
  const patch = (layer) => (layer.id === "area-name" ? { ...layer, layout: { ...layer.layout, "text-field": named } } : layer);
  return { under: true, sources: { coverage: { type: "geojson", data } }, layers: [fill], patch };
}
