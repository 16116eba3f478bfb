// The map's symbols, drawn on canvases: six looks that differ by shape and colour, and rings for
// clusters, filled by the share of each look. The legend draws the same shapes as SVG
// (app/src/components/desk/symbol.rs).

const SCALE = 3; // canvas pixels per CSS pixel: sharp on phones too
const FULL = 2 * Math.PI;

/** The colour of each look, from the palette of map-style.js, in the order of a ring. */
export function lookColors(palette) {
  return {
    checked: palette.ok,
    hung: palette.position,
    fix: palette.warn,
    flag: palette.flag,
    removed: palette.soft,
    planned: palette.planned,
  };
}

function canvas(size) {
  const element = document.createElement("canvas");
  element.width = element.height = size * SCALE;
  const pen = element.getContext("2d");
  pen.scale(SCALE, SCALE);
  pen.translate(size / 2, size / 2);
  pen.lineJoin = pen.lineCap = "round";
  return pen;
}

function image(pen) {
  const { width, height } = pen.canvas;
  return pen.getImageData(0, 0, width, height);
}

function disc(pen, radius, fill) {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, FULL);
  pen.fillStyle = fill;
  pen.fill();
}

function line(pen, points, width, color) {
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.lineWidth = width;
  pen.strokeStyle = color;
  pen.stroke();
}

function exclamation(pen, middle, color) {
  line(pen, [[0, middle - 3.6], [0, middle + 0.6]], 1.9, color);
  pen.beginPath();
  pen.arc(0, middle + 3.8, 1.25, 0, FULL);
  pen.fillStyle = color;
  pen.fill();
}

const drawings = {
  checked(pen, p) {
    disc(pen, 11, p.paper);
    disc(pen, 9.5, p.ok);
    line(pen, [[-4.2, 0.2], [-1.2, 3.2], [4.4, -3.2]], 2, p.paper);
  },
  hung(pen, p) {
    disc(pen, 11, p.paper);
    disc(pen, 9.5, p.position);
    disc(pen, 3.2, p.paper);
  },
  planned(pen, p) {
    disc(pen, 11, p.paper);
    disc(pen, 9.5, p.soft);
    disc(pen, 7.2, p.paper);
  },
  removed(pen, p) {
    disc(pen, 11, p.paper);
    disc(pen, 9.5, p.soft);
    line(pen, [[-4, 0], [4, 0]], 2.2, p.paper);
  },
  fix(pen, p) {
    rounded(pen, 10.5, 4, p.paper);
    rounded(pen, 9, 3, p.warn);
    exclamation(pen, -0.6, p.paper);
  },
  flag(pen, p) {
    triangle(pen, 5, p.paper);
    triangle(pen, 2, p.flag);
    exclamation(pen, 1.6, p.paper);
  },
};

function rounded(pen, half, radius, fill) {
  pen.beginPath();
  pen.roundRect(-half, -half, 2 * half, 2 * half, radius);
  pen.fillStyle = fill;
  pen.fill();
}

function triangle(pen, border, fill) {
  pen.beginPath();
  pen.moveTo(0, -8.6);
  pen.lineTo(9.4, 7.6);
  pen.lineTo(-9.4, 7.6);
  pen.closePath();
  pen.fillStyle = pen.strokeStyle = fill;
  pen.lineWidth = border;
  pen.fill();
  pen.stroke();
}

/** The image of one look: 26 CSS pixels square. */
export function symbol(look, palette) {
  const pen = canvas(26);
  drawings[look](pen, palette);
  return { data: image(pen), pixelRatio: SCALE };
}

/** The image of the halo behind the chosen record: 44 CSS pixels square. */
export function halo(palette) {
  const pen = canvas(44);
  disc(pen, 20, palette.ink);
  disc(pen, 18, palette.paper);
  return { data: image(pen), pixelRatio: SCALE };
}

/**
 * The image of a cluster: a ring filled by shares, the count in its middle.
 * `shares` is [[look, count], …].
 */
export function ring(count, shares, palette) {
  const radius = Math.min(28, 15 + 3.2 * Math.log10(count + 1) ** 1.4);
  const pen = canvas(Math.ceil(2 * radius) + 6);
  const colors = lookColors(palette);
  disc(pen, radius + 1.5, palette.paper);
  const total = shares.reduce((sum, [, part]) => sum + part, 0) || 1;
  let at = -FULL / 4;
  for (const look of Object.keys(colors)) {
    const part = (shares.find(([name]) => name === look)?.[1] ?? 0) / total;
    if (part === 0) continue;
    pen.beginPath();
    pen.arc(0, 0, radius - 2.2, at, at + part * FULL);
    pen.lineWidth = 4.4;
    pen.lineCap = "butt";
    pen.strokeStyle = colors[look];
    pen.stroke();
    at += part * FULL;
  }
  pen.font = `600 ${count > 9999 ? 11 : 13}px "Be Vietnam Pro", sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.fillStyle = palette.ink;
  pen.fillText(short(count), 0, 4.6);
  return { data: image(pen), pixelRatio: SCALE };
}

/** A count that fits into a ring: 999, 1,2k, 45k (a decimal comma, as Vietnamese writes it). */
function short(count) {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 10 ? `${thousands.toFixed(1).replace(".", ",")}k` : `${Math.round(thousands)}k`;
}
