// The map on paper. A browser prints no WebGL canvas that has been shown already: what is on it is drawn anew and copied onto a
// plain canvas that only paper shows.

/** Copies this map whenever the page is printed; gives how to stop that. */
export function watchPrinting(map, element) {
  const copy = document.createElement("canvas");
  copy.className = "map-print";
  const before = () => {
    map.redraw();
    const from = map.getCanvas();
    copy.width = from.width;
    copy.height = from.height;
    copy.getContext("2d").drawImage(from, 0, 0);
    element.append(copy);
  };
  const after = () => copy.remove();
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
    after();
  };
}
