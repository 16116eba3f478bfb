// What the map fetches itself: styles, layers, lists.

/** A style's addresses start from its own; here they would start from the page. */
export function absolute(style, base) {
  if (!style.layers) return style;
  const from = (url) => url && new URL(url, base).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
  const source = (one) => ({
    ...one,
    ...(one.url && { url: from(one.url) }),
    ...(one.tiles && { tiles: one.tiles.map(from) }),
    ...(typeof one.data === "string" && { data: from(one.data) }),
  });
  const sources = Object.fromEntries(Object.entries(style.sources ?? {}).map(([name, one]) => [name, source(one)]));
  const sprite = typeof style.sprite === "string" ? from(style.sprite) : style.sprite?.map((one) => ({ ...one, url: from(one.url) }));
  return { ...style, sources, ...(sprite && { sprite }), ...(style.glyphs && { glyphs: from(style.glyphs) }) };
}

/** The JSON at that address. */
export async function json(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}
