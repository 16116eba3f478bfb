// The map's tools beside drawing records. Each is told a text by the page and may say something back. Loaded when the first one
// is told something, through DeskMap.tell of map.js.
//
// What a tool draws is an overlay: a function of the palette that gives `sources` and `layers`, and `under` when streets and
// names are to stay above it, and `patch`, which may change a layer of the basemap. So it survives another theme or another basemap.

import { coverage } from "./map-coverage.js";
import { measure } from "./map-measure.js";

/** Tool → what it does with what it is told. */
const TOOLS = { coverage, found, measure, print: () => print() };

/** Has a tool of this map do something. */
export function tell(desk, tool, value) {
  const act = TOOLS[tool];
  if (act) act(desk, value);
  else console.warn(`map: there is no tool ${tool}`);
}

/** Marks a street or an area that was searched for: `{"kind": "street" | "area" | …, "name": "…"}`, or nothing. */
function found(desk, value) {
  const { kind, name } = value ? JSON.parse(value) : {};
  const marked = { street: ["streets", "name"], area: ["areas", "full_name"] }[kind];
  const overlay = ({ brand }) => {
    const [source, property] = marked;
    // A basemap of tiles or of another server has no such source; the view alone shows the place then.
    if (!desk.map.getSource(source)) return { layers: [] };
    const paint = { "line-color": brand, "line-width": kind === "street" ? 7 : 4, "line-opacity": 0.55 };
    const layout = { "line-cap": "round", "line-join": "round" };
    return { layers: [{ id: "found", type: "line", source, filter: ["==", ["get", property], name], layout, paint }] };
  };
  desk.overlay("found", marked && overlay);
}
