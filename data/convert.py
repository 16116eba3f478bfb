#!/usr/bin/env python3
"""Makes the files of data/ from the reference geography (OpenStreetMap extracts, GeoJSON).

    python3 data/convert.py REFERENCE_DIR

REFERENCE_DIR holds hanoi-districts-2020.geojson, hanoi-wards-2025.geojson,
hoan-kiem-lake.geojson, hoan-kiem-streets.geojson, hanoi-inner-main-streets.geojson and
hanoi-inner-named-streets.geojson. Nothing is fetched, nothing is random: the same input gives
the same bytes. Only needed again when the reference changes; the product is built from what
lies in data/. The demo's sites are made by data/demo_sites.py from these files.
"""

import json
import sys
import unicodedata
from pathlib import Path

OUT = Path(__file__).resolve().parent
CREDIT = "© OpenStreetMap contributors, ODbL 1.0"

# ------------------------------------------------------------------ reading and writing


def read(folder, name):
    return json.loads((folder / f"{name}.geojson").read_text("utf-8"))["features"]


def write(name, attribution, features):
    """GeoJSON with one feature a line, so that a change shows as a change of that line."""
    head = {"type": "FeatureCollection", "name": name, "attribution": attribution}
    text = compact(head)[:-1] + ',"features":[\n'
    text += ",\n".join(compact(f) for f in features) + "\n]}\n"
    (OUT / f"{name}.geojson").write_text(text, "utf-8", newline="\n")
    print(f"{name}.geojson: {len(features)} features, {len(text.encode()):,} bytes")


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def feature(properties, geometry, id=None):
    head = {"type": "Feature"} if id is None else {"type": "Feature", "id": id}
    return head | {"properties": properties, "geometry": geometry}


# ------------------------------------------------------------------ areas and water


def areas(folder, source, name, attribution):
    keep = ("code", "name", "kind", "full_name", "label", "bbox")
    features = []
    for f in sorted(read(folder, source), key=lambda f: f["properties"]["code"]):
        p = {k: nfc(f["properties"][k]) for k in keep}
        features.append(feature(p, f["geometry"], p["code"]))
    write(name, attribution, features)


def water(folder):
    keep = ("name", "name_en", "kind")
    features = []
    for f in read(folder, "hoan-kiem-lake"):
        p = {k: nfc(f["properties"].get(k)) for k in keep}
        if p["name"] is None:
            # The small islet has no name in OpenStreetMap; the tower on it has.
            p["name"], p["name_en"] = "Tháp Rùa", "Turtle Tower"
        features.append(feature({k: v for k, v in p.items() if v}, f["geometry"]))
    write("hoan-kiem-lake", CREDIT, features)


def nfc(value):
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    areas(
        folder,
        "hanoi-districts-2020",
        "hanoi-2020",
        CREDIT + "; outer units are unions of 2025 wards, a straddling ward goes whole to the"
        " district that holds most of it",
    )
    areas(folder, "hanoi-wards-2025", "hanoi-2025", CREDIT)
    water(folder)


if __name__ == "__main__":
    main()
