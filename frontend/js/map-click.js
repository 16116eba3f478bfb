// What the pointer and Enter do on the map: open the record, the spot's list or the cluster that lies there.

import { json } from "./map-fetch.js";

/** From this zoom a cluster is opened as a list: a closer look would not take it apart. */
const LIST_FROM = 18;
/** Most records of such a list. */
const LISTED = 50;
/** CSS pixels around a click in which records count as hit. */
const REACH = 7;
/** Milliseconds in which a click may still find what was drawn anew just then. */
const PATIENCE = 1000;

/** Listens on the desk's map until it is removed. */
export function watchClicks(desk) {
  const { map } = desk;
  const canvas = map.getCanvas();
  const click = clicker(desk);
  map.on("click", click);
  map.on("mousemove", ({ point }) => {
    canvas.style.cursor = hits(map, point, ["records", "clusters"]).length > 0 ? "pointer" : "";
  });
  // Enter is a click at the map's centre, which a cross marks while the map has the focus.
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const { clientWidth, clientHeight } = canvas;
    click({ point: { x: clientWidth / 2, y: clientHeight / 2 }, lngLat: map.getCenter() });
  });
}

/**
 * A click that finds nothing while the map draws looks again after each frame until it rests: while a tile's symbols are
 * placed anew, after each record that arrives or is closed, MapLibre finds none of them, although all are to be seen.
 */
function clicker(desk) {
  const { map } = desk;
  let rests = true;
  let waiting;
  map.on("render", () => {
    rests = false;
    if (!waiting) return;
    const { lngLat, until } = waiting;
    if (performance.now() > until || open(desk, { lngLat, point: map.project(lngLat) })) waiting = undefined;
  });
  map.on("idle", () => {
    rests = true;
    waiting = undefined;
  });
  return ({ point, lngLat }) => {
    waiting = undefined;
    // A tool that takes points has them all.
    if (desk.onPoint) return desk.onPoint(lngLat);
    if (!open(desk, { point, lngLat }) && !rests) waiting = { lngLat, until: performance.now() + PATIENCE };
  };
}

/** Whether there was something to open. */
function open(desk, { point, lngLat }) {
  const { map } = desk;
  const found = new Map(hits(map, point, ["records"]).map(({ properties: { record, id } }) => [id, { record, id }]));
  const records = [...found.values()];
  if (records.length > 1) desk.say({ type: "stack", records });
  if (records.length === 1) desk.say({ type: "chosen", ...records[0] });
  if (records.length > 0) return true;
  const [cluster] = hits(map, point, ["clusters"]);
  if (!cluster) return false;
  if (map.getZoom() >= LIST_FROM) list(desk, cluster.properties);
  else map.easeTo({ center: cluster.geometry.coordinates ?? lngLat, zoom: Math.min(map.getZoom() + 2, 20), duration: 500 });
  return true;
}

function hits(map, { x, y }, layers) {
  if (!map.getLayer(layers[0])) return [];
  return map.queryRenderedFeatures([[x - REACH, y - REACH], [x + REACH, y + REACH]], { layers });
}

/** Tells the records of a cluster's cell. */
async function list(desk, { record, bbox }) {
  const query = new URLSearchParams(desk.query);
  query.set("bbox", bbox);
  query.set("limit", LISTED);
  const { items } = await json(`/api/v1/${record}s?${query}`).catch((error) => void console.warn("map:", error)) ?? { items: [] };
  const records = items.map(({ id }) => ({ record, id }));
  if (records.length > 0 && !desk.removed) desk.say({ type: "stack", records });
}
