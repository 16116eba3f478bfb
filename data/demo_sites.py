#!/usr/bin/env python3
"""Makes data/demo/sites.csv, the plan of the demo campaign, from the files of data/.

    python3 data/demo_sites.py

Every site is invented. Around Hồ Hoàn Kiếm and in the other inner districts the sites stand at
the side of real streets, with sections named after the streets that really cross there; in the
outer districts, where no streets are to be had, they stand near the district's label point at
premises that every district has. The seed is fixed: the same input gives the same bytes.
"""

import csv
import json
import math
import random

from convert import METRES, OUT, to_segment

SEED = 20201210
METRES_BACK = tuple(1 / m for m in METRES)

# Streets around the lake and the old quarter, with how many sites each.
LAKE = {
    "Phố Đinh Tiên Hoàng": 12, "Phố Lê Thái Tổ": 9, "Phố Hàng Khay": 4, "Phố Lê Thạch": 3,
    "Phố Lê Lai": 3, "Phố Đinh Lễ": 3, "Phố Trần Nguyên Hãn": 3, "Phố Hàng Trống": 4,
    "Phố Bảo Khánh": 2, "Phố Lương Văn Can": 3, "Phố Cầu Gỗ": 3, "Phố Hàng Gai": 4,
    "Phố Lò Sũ": 3, "Phố Tràng Tiền": 5, "Phố Tràng Thi": 5, "Phố Bà Triệu": 4,
    "Phố Hàng Bài": 4, "Phố Hàng Bông": 4, "Phố Hai Bà Trưng": 5, "Phố Lý Thường Kiệt": 5,
    "Phố Trần Hưng Đạo": 5, "Phố Quang Trung": 3, "Phố Nhà Chung": 3, "Phố Nhà Thờ": 2,
    "Phố Lý Thái Tổ": 4, "Phố Ngô Quyền": 4, "Phố Hàng Đào": 3, "Phố Hàng Ngang": 2,
    "Phố Lý Quốc Sư": 3, "Phố Hàng Dầu": 2, "Phố Phủ Doãn": 3,
}
PREFIX = {
    "001": "BD", "002": "HK", "003": "TH", "004": "LB", "005": "CG", "006": "DD", "007": "HBT",
    "008": "HM", "009": "TX", "016": "SS", "017": "DA", "018": "GL", "019": "NTL", "020": "TTR",
    "021": "BTL", "250": "ML", "268": "HD", "269": "ST", "271": "BV", "272": "PT", "273": "DP",
    "274": "HOD", "275": "QO", "276": "TTH", "277": "CM", "278": "TO", "279": "THT", "280": "PX",
    "281": "UH", "282": "MD",
}
# What hangs along streets and at premises: kind, how often, fewest and most pieces.
ALONG = (("pennant", 36, 4, 12), ("banner_vertical", 34, 2, 6), ("panel", 12, 1, 1),
         ("banner_horizontal", 8, 1, 2), ("led_screen", 6, 1, 1), ("light_box", 4, 1, 4))
AT_PREMISES = (("banner_horizontal", 45, 1, 2), ("banner_vertical", 20, 2, 4),
               ("poster", 15, 2, 6), ("panel", 12, 1, 1), ("led_screen", 8, 1, 1))
MESSAGES = ((1, 40), (2, 20), (3, 14), (4, 12), (5, 14))
MAIN = ("trunk", "primary", "secondary", "tertiary")
COLUMNS = ("code", "lon", "lat", "street", "section", "side", "kind", "quantity", "message_no",
           "unit_code")


def main():
    rng = random.Random(SEED)
    streets = Streets(read("streets.geojson"))
    lake = next(f for f in read("hoan-kiem-lake.geojson") if f["properties"]["kind"] == "lake")
    rows = []
    for district in read("hanoi-2020.geojson"):
        p = district["properties"]
        inside = Region(district["geometry"]["coordinates"], lake["geometry"]["coordinates"])
        if p["code"] == "002":
            sites = [s for street, count in LAKE.items()
                     for s in along(rng, streets, inside, street, count)]
        elif p["kind"] == "quận":
            sites = [s for street in streets.main_in(inside, 5)
                     for s in along(rng, streets, inside, street, 2)]
        else:
            sites = at_premises(rng, p, inside)
        rows += [row(rng, p["code"], n, site) for n, site in enumerate(sites, 1)]
        print(p["full_name"], len(sites))
    with (OUT / "demo/sites.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"demo/sites.csv: {len(rows)} sites")


def row(rng, area, number, site):
    kind, _, least, most = pick(rng, ALONG if "premises" not in site else AT_PREMISES)
    unit = f"UBND-{area}"
    if area == "002":
        unit = "SVHTT" if kind == "led_screen" else "CAQ-HK"
    lon, lat = site["at"]
    return {
        "code": f"{PREFIX[area]}-{number:03}", "lon": f"{lon:.6f}", "lat": f"{lat:.6f}",
        "street": site["street"], "section": site["section"], "side": site["side"],
        "kind": kind, "quantity": least + int(rng.random() * (most - least + 1)),
        "message_no": pick(rng, MESSAGES)[0], "unit_code": unit,
    }


def pick(rng, choices):
    at = rng.random() * sum(c[1] for c in choices)
    for choice in choices:
        at -= choice[1]
        if at < 0:
            return choice
    return choices[-1]


# ------------------------------------------------------------------ along streets


def along(rng, streets, inside, street, count):
    """So many sites of a street, spread over its sections, on either side."""
    sections = [s for s in streets.sections(street) if inside.has(s.point(0.5))]
    found = []
    for attempt in range(40 * count):
        if len(found) == count or not sections:
            break
        section = sections[(len(found) + attempt // 4) % len(sections)]
        part, offset = 0.15 + 0.7 * rng.random(), 5 + 3 * rng.random()
        left = rng.random() < 0.5
        at, side = section.beside(part, offset if left else -offset, inside)
        apart = all(metres_between(at, other["at"]) > 14 for other in found)
        if inside.has(at) and apart and streets.nearest(at) == street:
            found.append({"at": at, "street": street, "section": section.name, "side": side})
    if len(found) < count:
        raise SystemExit(f"{street}: only {len(found)} of {count} sites found room")
    return found


class Section:
    """A piece of a street between two others that meet it."""

    def __init__(self, line, start, end, name):
        self.line, self.start, self.end, self.name = line, start, end, name

    def point(self, part):
        return self.ahead(part)[0]

    def ahead(self, part):
        """Position, and direction as a unit vector of metres."""
        left = self.start + part * (self.end - self.start)
        for a, b in zip(self.line, self.line[1:]):
            length = metres_between(a, b)
            if left <= length and length > 0:
                at = [a[i] + (b[i] - a[i]) * left / length for i in (0, 1)]
                return at, [(b[i] - a[i]) * METRES[i] / length for i in (0, 1)]
            left -= length
        return self.line[-1], [1.0, 0.0]

    def beside(self, part, offset, inside):
        at, (east, north) = self.ahead(part)
        aside = (-north * offset, east * offset)
        beside = [at[i] + aside[i] * METRES_BACK[i] for i in (0, 1)]
        here, there = inside.to_lake(at), inside.to_lake(beside)
        if here < 70 and abs(here - there) > abs(offset) / 2:
            return beside, "phía hồ" if there < here else "phía nhà"
        if abs(aside[0]) > abs(aside[1]):
            return beside, "phía Đông" if aside[0] > 0 else "phía Tây"
        return beside, "phía Bắc" if aside[1] > 0 else "phía Nam"


class Streets:
    def __init__(self, features):
        self.lines, self.main = {}, set()
        for f in features:
            p = f["properties"]
            # Streets, but neither alleys nor motorways ("Đường cao tốc …").
            if p["name"].startswith(("Phố ", "Đường ")) and short(p["name"])[0].isupper():
                self.lines.setdefault(p["name"], []).extend(f["geometry"]["coordinates"])
                if p["class"] in MAIN:
                    self.main.add(p["name"])
        self.boxes = {name: [box(line) for line in lines] for name, lines in self.lines.items()}
        self.known = {}

    def main_in(self, inside, count):
        """The longest main streets that lie in the region and have sections there."""
        fitting = []
        for street in sorted(self.main):
            sections = [s for s in self.sections(street) if inside.has(s.point(0.5))]
            if len(sections) >= 3:
                fitting.append((-sum(s.end - s.start for s in sections), street))
        return [street for _, street in sorted(fitting)[:count]]

    def sections(self, street):
        if street not in self.known:
            lines = [line for line in self.lines[street] if length_of(line) >= 100]
            self.known[street] = [s for line in lines for s in self.sections_of(street, line)]
        return self.known[street]

    def sections_of(self, street, line):
        """Between neighbouring crossings that are 45 m to 900 m apart."""
        crossings = []
        around = box(line)
        for other, lines in sorted(self.lines.items()):
            if short(other) != short(street):
                lines = [l for l, b in zip(lines, self.boxes[other]) if overlap(around, b)]
                where = [meets(line, p) for l in lines for p in l if overlap(around, box([p]))]
                where = [w for w in where if w is not None]
                if where:
                    crossings.append((min(where)[1], other not in self.main, other))
        merged = []
        for at, small, other in sorted(crossings):
            if merged and at - merged[-1][0] < 20:
                # Several streets at one crossing: it is called by the greatest.
                merged[-1] = min(merged[-1], (at, small, other), key=lambda c: c[1])
            else:
                merged.append((at, small, other))
        return [
            Section(line, a[0], b[0], f"từ {short(a[2])} đến {short(b[2])}")
            for a, b in zip(merged, merged[1:])
            if 45 <= b[0] - a[0] <= 900
        ]

    def nearest(self, at):
        found, here = (math.inf, ""), box([at])
        for street, lines in self.lines.items():
            for line, around in zip(lines, self.boxes[street]):
                if overlap(here, around):
                    nearest = min(to_segment(at, a, b) for a, b in zip(line, line[1:]))
                    found = min(found, (nearest, street))
        return found[1]


def box(line):
    """West, south, east and north of a line, with some 20 m around it."""
    lons, lats = [p[0] for p in line], [p[1] for p in line]
    return min(lons) - 2e-4, min(lats) - 2e-4, max(lons) + 2e-4, max(lats) + 2e-4


def overlap(a, b):
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def meets(line, p, within=12):
    """Distance from the line and metres along it, or None if p is not on it."""
    best, gone = None, 0.0
    for a, b in zip(line, line[1:]):
        distance = to_segment(p, a, b)
        if distance <= within and (best is None or distance < best[0]):
            best = (distance, gone + min(metres_between(a, p), metres_between(a, b)))
        gone += metres_between(a, b)
    return best


def short(street):
    return street.removeprefix("Phố ").removeprefix("Đường ")


def length_of(line):
    return sum(metres_between(a, b) for a, b in zip(line, line[1:]))


def metres_between(a, b):
    return math.hypot(*((a[i] - b[i]) * METRES[i] for i in (0, 1)))


# ------------------------------------------------------------------ regions and premises


class Region:
    """A district without the water of the lake."""

    def __init__(self, rings, lake):
        self.rings, self.lake = rings, lake

    def has(self, p):
        return odd(self.rings, p) and not odd(self.lake[:1], p)

    def to_lake(self, p):
        shore = self.lake[0]
        return min(to_segment(p, a, b) for a, b in zip(shore, shore[1:]))


def odd(rings, p):
    crossings = 0
    for ring in rings:
        for a, b in zip(ring, ring[1:]):
            if (a[1] <= p[1]) != (b[1] <= p[1]):
                x = a[0] + (p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
                crossings += p[0] < x
    return crossings % 2 == 1


def at_premises(rng, p, inside):
    """Ten sites at three premises of the district, spread around its label point."""
    unit = f"{p['kind']} {p['name']}"
    places = (
        (f"Trụ sở UBND {unit}", 0, ("cổng chính", "hàng rào mặt trước", "sảnh", "hội trường")),
        (f"Trung tâm Văn hóa – Thông tin và Thể thao {unit}", 700,
         ("cổng chính", "sân trung tâm", "hội trường")),
        (f"Trung tâm Y tế {unit}", 1100, ("cổng chính", "hàng rào mặt trước", "sảnh")),
    )
    found = []
    for street, metres, sections in places:
        middle = moved(p["label"], metres, rng.random())
        while not inside.has(middle):
            metres *= 0.8
            middle = moved(p["label"], metres, rng.random())
        for section in sections:
            at = moved(middle, 15 + 35 * rng.random(), rng.random())
            side = "mặt trước" if section != "hội trường" else "mặt bên"
            found.append({"at": at, "street": street, "section": section, "side": side,
                          "premises": True})
            assert inside.has(at), street
    return found


def moved(p, metres, turn):
    angle = 2 * math.pi * turn
    return [p[0] + metres * math.cos(angle) * METRES_BACK[0],
            p[1] + metres * math.sin(angle) * METRES_BACK[1]]


def read(name):
    return json.loads((OUT / name).read_text("utf-8"))["features"]


if __name__ == "__main__":
    main()
