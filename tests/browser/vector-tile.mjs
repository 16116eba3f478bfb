// A tile of the map's records as the server writes it where thousands lie in one tile: a single cluster.

const EXTENT = 4096;

/** Column, row and the place in the tile's units of a point at a zoom. */
export function tileOf({ lon, lat }, zoom) {
  const side = 2 ** zoom;
  const radians = (lat * Math.PI) / 180;
  const east = ((lon + 180) / 360) * side;
  const south = ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * side;
  const [x, y] = [Math.floor(east), Math.floor(south)];
  return { x, y, at: [Math.floor((east - x) * EXTENT), Math.floor((south - y) * EXTENT)] };
}

/** A tile with one cluster of placements at the point, whose cell is `bbox`. */
export function tileWithCluster(point, zoom, { count, bbox }) {
  const { at } = tileOf(point, zoom);
  const tags = Object.entries({ record: "placement", count, hung: count, bbox });
  const feature = [
    ...bytes(2, tags.flatMap((_, index) => [...varint(index), ...varint(index)])),
    ...number(3, 1),
    ...bytes(4, [...varint(9), ...varint(at[0] << 1), ...varint(at[1] << 1)]),
  ];
  const layer = [
    ...number(15, 2),
    ...text(1, "clusters"),
    ...bytes(2, feature),
    ...tags.flatMap(([key]) => text(3, key)),
    ...tags.flatMap(([, value]) => bytes(4, typeof value === "number" ? number(4, value) : text(1, value))),
    ...number(5, EXTENT),
  ];
  return Buffer.from(bytes(3, layer));
}

function varint(value) {
  const out = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...out, rest];
    out.push((rest % 128) | 128);
  }
}

const number = (field, value) => [...varint(field * 8), ...varint(value)];
const bytes = (field, content) => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const text = (field, content) => bytes(field, [...Buffer.from(content)]);
