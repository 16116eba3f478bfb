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
import math
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


# ------------------------------------------------------------------ streets

# What the extract misspells.
CORRECTED = {"Phố Báo Khánh": "Phố Bảo Khánh"}
KINDS = ("Phố", "Đường")
METRES = (111195.08 * math.cos(math.radians(21.03)), 111195.08)


def streets(folder):
    """One feature a name and class. Around Quận Hoàn Kiếm the detailed ways (six decimals),
    elsewhere the merged streets of the inner districts (five decimals)."""
    detail = lines_by_key(read(folder, "hoan-kiem-streets"), "highway")
    city = lines_by_key(read(folder, "hanoi-inner-named-streets"), "class")
    main = lines_by_key(read(folder, "hanoi-inner-main-streets"), "class")

    by_name = {}
    for (name, _), lines in detail.items():
        by_name.setdefault(name, []).extend(lines)
    named = {k: list(v) for k, v in detail.items() if k[0]}
    for key, lines in city.items():
        covered = Nearness(by_name.get(key[0], []))
        rest = [part for line in lines for part in covered.uncovered(line)]
        named.setdefault(key, []).extend(rest)
    named = one_spelling({k: v for k, v in named.items() if v})

    features = [street(name, cls, lines) for (name, cls), lines in sorted(named.items())]
    write("streets", CREDIT, features)

    # Links and squares without a name: the map draws them, nothing else needs them.
    unnamed = {k: v for k, v in detail.items() if not k[0]}
    covered = Nearness([line for lines in unnamed.values() for line in lines])
    for key, lines in main.items():
        if not key[0]:
            rest = [part for line in lines for part in covered.uncovered(line)]
            unnamed.setdefault(key, []).extend(rest)
    features = [street(None, cls, lines) for (_, cls), lines in sorted(unnamed.items()) if lines]
    write("streets-unnamed", CREDIT, features)


def street(name, cls, lines):
    p = {"class": cls} if name is None else {"name": name, "class": cls}
    geometry = {"type": "MultiLineString", "coordinates": join(lines)}
    return feature(p, geometry)


def lines_by_key(features, class_key):
    found = {}
    for f in features:
        p, g = f["properties"], f["geometry"]
        key = (clean(p.get("name") or ""), p[class_key].removesuffix("_link"))
        lines = g["coordinates"] if g["type"].startswith("Multi") else [g["coordinates"]]
        found.setdefault(key, []).extend([tuple(c) for c in line] for line in lines)
    return found


def clean(name):
    name = " ".join(nfc(name).split()).rstrip(".")
    name = CORRECTED.get(name, name)
    return name[:1].upper() + name[1:]


def one_spelling(named):
    """"Hồng Hà" is mapped in pieces as "Đường Hồng Hà" too: the bare name takes the kind of
    the street that it continues, if there is exactly one within 50 m."""
    by_name = {}
    for (name, _), lines in named.items():
        by_name.setdefault(name, []).extend(lines)
    renamed = {}
    for name, lines in by_name.items():
        typed = [f"{kind} {name}" for kind in KINDS if f"{kind} {name}" in by_name]
        near = [t for t in typed if touches(lines, by_name[t], 50)]
        if len(near) == 1:
            renamed[name] = near[0]
    merged = {}
    for (name, cls), lines in sorted(named.items()):
        merged.setdefault((renamed.get(name, name), cls), []).extend(lines)
    print(f"{len(renamed)} bare names joined to their street")
    return merged


def touches(lines, others, metres):
    near = Nearness(others)
    return any(near.within(p, metres) for line in lines for p in line)


class Nearness:
    """Which positions lie on given lines, give or take some metres."""

    def __init__(self, lines):
        self.segments = [s for line in lines for s in zip(line, line[1:])]

    def within(self, p, metres):
        return any(to_segment(p, a, b) <= metres for a, b in self.segments)

    def uncovered(self, line, metres=4):
        """The parts of the line that are not on the given lines."""
        part = []
        for a, b in zip(line, line[1:]):
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            if all(self.within(p, metres) for p in (a, middle, b)):
                if part:
                    yield part
                part = []
            else:
                part = part or [a]
                part.append(b)
        if part:
            yield part


def to_segment(p, a, b):
    px, py = ((p[i] - a[i]) * METRES[i] for i in (0, 1))
    bx, by = ((b[i] - a[i]) * METRES[i] for i in (0, 1))
    length2 = bx * bx + by * by
    t = max(0, min(1, (px * bx + py * by) / length2)) if length2 else 0
    return math.hypot(px - t * bx, py - t * by)


def join(lines):
    """Lines that meet end to start, and nothing else there, become one."""
    lines = sorted({tuple(line) for line in lines if len(line) > 1})
    joined = True
    while joined:
        joined = False
        ends = {}
        for i, line in enumerate(lines):
            ends.setdefault(line[0], []).append(i)
            ends.setdefault(line[-1], []).append(i)
        for at, meeting in sorted(ends.items()):
            i, j = meeting if len(meeting) == 2 else (0, 0)
            if i != j:
                first = lines[i] if lines[i][-1] == at else lines[i][::-1]
                second = lines[j] if lines[j][0] == at else lines[j][::-1]
                lines = [line for k, line in enumerate(lines) if k not in (i, j)]
                lines = sorted(lines + [first + second[1:]])
                joined = True
                break
    return lines


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

    streets(folder)

if __name__ == "__main__":
    main()
