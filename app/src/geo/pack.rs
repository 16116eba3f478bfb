//! The geography that a phone holds: areas, streets and water around its officer's areas.
//!
//! Coordinates are whole numbers of 1e-5 or 1e-6 degrees, each as the step from the one
//! before, so that the pack is small as compressed JSON. Unpacking divides by the power of
//! ten, which gives the very `f64` that parsing the decimal gives. The indexes round what they
//! are built from to 1e-6 degrees too, so phone and server ask the same numbers.

use serde::{Deserialize, Serialize};

use super::area::{Area, AreaError, AreaIndex, MultiPolygon};
use super::point::{BBox, LonLat};
use super::street::{Line, Street, StreetIndex};

/// Decimals of a degree that are kept: 11 cm.
const MOST_DIGITS: u8 = 6;
/// Decimals that suffice for most of the data: 1.1 m.
const FEW_DIGITS: u8 = 5;

/// Rounds a coordinate to the precision that the indexes and the pack keep.
#[must_use]
pub fn quantise(degrees: f64) -> f64 {
    let units = 10f64.powi(i32::from(MOST_DIGITS));
    (degrees * units).round() / units
}

/// Something of the water, to be drawn: a lake with its islets as holes, an islet, a bridge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Water {
    /// Its name, empty if it has none.
    pub name: String,
    /// `lake`, `islet` or `footbridge`.
    pub kind: String,
    /// Its surface; none for a bridge.
    pub polygons: MultiPolygon,
    /// Its line, of a bridge.
    pub lines: Vec<Line>,
}

impl Water {
    fn bbox(&self) -> Option<BBox> {
        bbox_of(self.polygons.iter().flatten().chain(&self.lines))
    }
}

/// Areas, streets and water of one box, small enough to send to a phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeoPack {
    /// Inside it, area look-ups answer as on the server; and so do street look-ups whose
    /// radius stays inside.
    pub bbox: BBox,
    areas: Vec<PackedArea>,
    streets: Vec<PackedStreet>,
    water: Vec<PackedWater>,
}

crate::json_read!(GeoPack {
    bbox,
    areas,
    streets,
    water
});

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PackedArea {
    set: String,
    code: String,
    name: String,
    kind: String,
    full_name: String,
    label: LonLat,
    polygons: Vec<PackedLines>,
}

crate::json_read!(PackedArea {
    set,
    code,
    name,
    kind,
    full_name,
    label,
    polygons
});

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PackedStreet {
    name: String,
    class: String,
    lines: PackedLines,
}

crate::json_read!(PackedStreet { name, class, lines });

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PackedWater {
    name: String,
    kind: String,
    polygons: Vec<PackedLines>,
    lines: PackedLines,
}

crate::json_read!(PackedWater {
    name,
    kind,
    polygons,
    lines
});

/// Lines or rings: for each, lon and lat of the first position, then the steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PackedLines {
    /// Decimals: a unit is 10^-d degrees.
    d: u8,
    l: Vec<Vec<i32>>,
}

crate::json_read!(PackedLines { d, l });

impl GeoPack {
    /// Packs what touches the box: areas of all given sets, streets line by line, water.
    #[must_use]
    pub fn new(bbox: BBox, sets: &[&AreaIndex], streets: &StreetIndex, water: &[Water]) -> Self {
        let near = |other: Option<BBox>| other.is_some_and(|other| bbox.intersects(&other));
        let areas = sets.iter().flat_map(|set| set.areas());
        let streets = streets.streets().iter().filter_map(|street| {
            let lines = street.lines.iter().filter(|line| near(bbox_of([*line])));
            let lines: Vec<_> = lines.cloned().collect();
            (!lines.is_empty()).then(|| PackedStreet {
                name: street.name.clone(),
                class: street.class.clone(),
                lines: pack_lines(&lines),
            })
        });
        Self {
            bbox,
            areas: areas.filter(|a| near(a.bbox())).map(pack_area).collect(),
            streets: streets.collect(),
            water: (water.iter().filter(|w| near(w.bbox())))
                .map(pack_water)
                .collect(),
        }
    }

    /// The boundary sets it holds areas of, sorted.
    #[must_use]
    pub fn sets(&self) -> Vec<&str> {
        let mut sets: Vec<_> = self.areas.iter().map(|a| a.set.as_str()).collect();
        sets.sort_unstable();
        sets.dedup();
        sets
    }

    /// The index of one boundary set; empty if the pack has nothing of it.
    pub fn area_index(&self, set: &str) -> Result<AreaIndex, AreaError> {
        let areas = self.areas.iter().filter(|area| area.set == set);
        AreaIndex::new(set, areas.map(unpack_area).collect())
    }

    /// The index of the streets.
    #[must_use]
    pub fn street_index(&self) -> StreetIndex {
        let streets = self.streets.iter().map(|street| Street {
            name: street.name.clone(),
            class: street.class.clone(),
            lines: unpack_lines(&street.lines),
        });
        StreetIndex::new(streets.collect())
    }

    /// The water, to be drawn.
    #[must_use]
    pub fn water(&self) -> Vec<Water> {
        let water = self.water.iter().map(|water| Water {
            name: water.name.clone(),
            kind: water.kind.clone(),
            polygons: water.polygons.iter().map(unpack_lines).collect(),
            lines: unpack_lines(&water.lines),
        });
        water.collect()
    }
}

fn pack_area(area: &Area) -> PackedArea {
    PackedArea {
        set: area.set.clone(),
        code: area.code.clone(),
        name: area.name.clone(),
        kind: area.kind.clone(),
        full_name: area.full_name.clone(),
        label: area.label,
        polygons: area.polygons.iter().map(|p| pack_lines(p)).collect(),
    }
}

fn unpack_area(area: &PackedArea) -> Area {
    Area {
        set: area.set.clone(),
        code: area.code.clone(),
        name: area.name.clone(),
        kind: area.kind.clone(),
        full_name: area.full_name.clone(),
        label: area.label,
        polygons: area.polygons.iter().map(unpack_lines).collect(),
    }
}

fn pack_water(water: &Water) -> PackedWater {
    PackedWater {
        name: water.name.clone(),
        kind: water.kind.clone(),
        polygons: water.polygons.iter().map(|p| pack_lines(p)).collect(),
        lines: pack_lines(&water.lines),
    }
}

fn pack_lines(lines: &[Line]) -> PackedLines {
    let mut coordinates = lines.iter().flatten().flatten();
    let few = coordinates.all(|&c| degrees_to_unit(c, MOST_DIGITS) % 10 == 0);
    let digits = if few { FEW_DIGITS } else { MOST_DIGITS };
    let pack_line = |line: &Line| {
        let mut last = [0, 0];
        let mut steps = Vec::with_capacity(2 * line.len());
        for position in line {
            let next = position.map(|c| degrees_to_unit(c, digits));
            steps.extend([next[0] - last[0], next[1] - last[1]]);
            last = next;
        }
        steps
    };
    PackedLines {
        d: digits,
        l: lines.iter().map(pack_line).collect(),
    }
}

fn unpack_lines(packed: &PackedLines) -> Vec<Line> {
    let unpack_line = |steps: &Vec<i32>| {
        let mut at = [0i32, 0];
        let positions = steps.chunks_exact(2).map(|step| {
            // Saturating: a damaged pack gives positions off the globe, which are refused.
            at = [at[0].saturating_add(step[0]), at[1].saturating_add(step[1])];
            at.map(|unit| unit_to_degrees(unit, packed.d))
        });
        positions.collect()
    };
    packed.l.iter().map(unpack_line).collect()
}

/// The nearest whole number of units. Degrees of the globe in 1e-6 fit into 32 bits twice over,
/// so that a step between two of them fits, too.
fn degrees_to_unit(degrees: f64, digits: u8) -> i32 {
    (degrees.clamp(-180.0, 180.0) * 10f64.powi(i32::from(digits))).round() as i32
}

fn unit_to_degrees(unit: i32, digits: u8) -> f64 {
    f64::from(unit) / 10f64.powi(i32::from(digits))
}

fn bbox_of<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Option<BBox> {
    let positions = lines.into_iter().flatten();
    BBox::around(positions.map(|&[lon, lat]| LonLat::clamped(lon, lat)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::real_data;
    use super::*;

    fn everything() -> (Vec<AreaIndex>, StreetIndex, Vec<Water>) {
        let sets = ["hanoi-2020", "hanoi-2025"];
        let sets = sets.map(|set| {
            AreaIndex::new(set, real_data::areas(set)).expect("areas that can be indexed")
        });
        (
            sets.into(),
            StreetIndex::new(real_data::streets()),
            real_data::water(),
        )
    }

    fn through_json(pack: &GeoPack) -> GeoPack {
        let text = serde_json::to_string(pack).expect("readable JSON");
        let mut read: GeoPack = crate::json::read(&text).expect("a phone reads it");
        // A phone reads 15 digits of the box, a millionth of a micrometre beside it.
        assert!((read.bbox.west - pack.bbox.west).abs() < 1e-12);
        read.bbox = pack.bbox;
        assert_eq!(&read, pack);
        serde_json::from_str(&text).expect("readable JSON")
    }

    #[test]
    fn nothing_is_lost_on_the_way_to_the_phone() {
        let (sets, streets, water) = everything();
        let vietnam = BBox::new(102.0, 8.0, 110.0, 24.0).expect("a box");
        let pack = GeoPack::new(vietnam, &[&sets[0], &sets[1]], &streets, &water);
        let pack = through_json(&pack);
        assert_eq!(pack.sets(), ["hanoi-2020", "hanoi-2025"]);
        for set in &sets {
            assert_eq!(
                pack.area_index(set.set())
                    .expect("areas that can be indexed")
                    .areas(),
                set.areas()
            );
            // The indexes' rounding changes nothing in the data as it is shipped.
            assert_eq!(set.areas(), real_data::areas(set.set()));
        }
        assert_eq!(pack.street_index().streets(), streets.streets());
        let mut shipped = real_data::streets();
        shipped.sort_by(|a, b| (&a.name, &a.class).cmp(&(&b.name, &b.class)));
        assert_eq!(streets.streets(), shipped);
        assert_eq!(pack.water(), water);
        assert!(
            pack.area_index("other")
                .expect("areas that can be indexed")
                .areas()
                .is_empty()
        );
    }

    #[test]
    fn the_pack_of_a_district_is_small_and_answers_as_the_server() {
        let (sets, streets, water) = everything();
        let district = sets[0].find("002").expect("an area").bbox().expect("a box");
        let pack = GeoPack::new(
            district.expand_m(300.0),
            &[&sets[0], &sets[1]],
            &streets,
            &water,
        );
        let json = serde_json::to_string(&pack).expect("readable JSON");
        assert!(json.len() < 250_000, "{} bytes", json.len());
        let phone = through_json(&pack);
        let indexes = [0, 1].map(|i| {
            phone
                .area_index(sets[i].set())
                .expect("areas that can be indexed")
        });
        let phone_streets = phone.street_index();
        for i in 0..40 {
            for j in 0..40 {
                let p = LonLat::clamped(
                    district.west + f64::from(i) / 39.0 * (district.east - district.west),
                    district.south + f64::from(j) / 39.0 * (district.north - district.south),
                );
                for (index, set) in indexes.iter().zip(&sets) {
                    assert_eq!(index.lookup(p), set.lookup(p));
                }
                assert_eq!(
                    phone_streets.nearest(p, 60.0, 8),
                    streets.nearest(p, 60.0, 8)
                );
            }
        }
    }

    #[test]
    fn a_damaged_pack_is_refused_not_believed() {
        let (sets, streets, water) = everything();
        let pack = GeoPack::new(
            sets[0].areas()[1].bbox().expect("a box"),
            &[&sets[0]],
            &streets,
            &water,
        );
        let mut json = serde_json::to_value(&pack).expect("readable JSON");
        json["areas"][0]["polygons"][0]["l"][0][3] = i32::MAX.into();
        let damaged: GeoPack = serde_json::from_value(json).expect("readable JSON");
        let refused = damaged.area_index("hanoi-2020");
        assert!(
            refused.is_err(),
            "{:?}",
            refused.map(|index| index.areas().len())
        );
    }

    proptest! {
        #[test]
        fn rounding_is_what_parsing_six_decimals_gives(units in -180_000_000i32..=180_000_000) {
            let text = format!("{}.{:06}", units / 1_000_000, (units % 1_000_000).abs());
            let parsed: f64 = text.parse().expect("a number");
            prop_assume!(units >= 0 || units <= -1_000_000);
            prop_assert_eq!(unit_to_degrees(units, 6), parsed);
            prop_assert_eq!(quantise(parsed), parsed);
        }

        #[test]
        fn lines_survive_at_the_precision_kept(
            line in prop::collection::vec((-180.0..=180.0f64, -90.0..=90.0f64), 0..20),
        ) {
            let line: Line = line.into_iter().map(|(x, y)| [quantise(x), quantise(y)]).collect();
            let lines = vec![line, vec![[105.85, 21.03], [105.85001, 21.03]]];
            prop_assert_eq!(unpack_lines(&pack_lines(&lines)), lines);
        }
    }
}
