// Measuring: points set by clicks, or by Enter at the map's centre, joined by a line; the page shows the length.

const EARTH_M = 6_371_008.8;
const SOURCE = "measure";

/** "start" begins with no point, "undo" takes the last one back, "stop" ends it. */
export function measure(desk, what) {
  if (what === "stop") {
    desk.onPoint = undefined;
    desk.points = undefined;
    desk.element.classList.remove("measuring");
    desk.map.doubleClickZoom.enable();
    desk.overlay(SOURCE, undefined);
    return;
  }
  if (what === "undo") desk.points?.pop();
  if (what === "start") {
    desk.points = [];
    desk.element.classList.add("measuring");
    desk.map.doubleClickZoom.disable();
    desk.onPoint = ({ lng, lat }) => {
      desk.points.push([lng, lat]);
      show(desk);
    };
  }
  show(desk);
}

function show(desk) {
  const points = desk.points ?? [];
  const source = desk.map.getSource(SOURCE);
  if (source && desk.overlays.has(SOURCE)) source.setData(shape(points));
  else desk.overlay(SOURCE, (palette) => layers(palette, desk.points ?? []));
  desk.say({ type: "said", tool: "measure", value: JSON.stringify({ points: points.length, total: words(length(points)) }) });
}

function layers({ ink, paper }, points) {
  const common = { source: SOURCE };
  return {
    sources: { [SOURCE]: { type: "geojson", data: shape(points) } },
    layers: [
      { ...common, id: "measure-casing", type: "line", paint: { "line-color": paper, "line-width": 6 } },
      { ...common, id: "measure-line", type: "line", paint: { "line-color": ink, "line-width": 3, "line-dasharray": [2, 1.2] } },
      { ...common, id: "measure-points", type: "circle", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": ink, "circle-stroke-width": 2, "circle-stroke-color": paper } },
    ],
  };
}

function shape(points) {
  const feature = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  const line = points.length > 1 ? [feature("LineString", points)] : [];
  return { type: "FeatureCollection", features: [...line, ...points.map((point) => feature("Point", point))] };
}

/** Metres along the points, on a globe. */
export function length(points) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const between = ([lonA, latA], [lonB, latB]) => {
    const a =
      Math.sin(radians(latB - latA) / 2) ** 2 +
      Math.cos(radians(latA)) * Math.cos(radians(latB)) * Math.sin(radians(lonB - lonA) / 2) ** 2;
    return 2 * EARTH_M * Math.asin(Math.sqrt(a));
  };
  return points.slice(1).reduce((sum, point, at) => sum + between(points[at], point), 0);
}

/** `850 m`, `1,25 km`, as the page's language writes numbers. */
function words(metres) {
  const [value, unit, digits] = metres < 1000 ? [metres, "m", 0] : [metres / 1000, "km", 2];
  const format = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: digits });
  return `${format.format(value)} ${unit}`;
}
