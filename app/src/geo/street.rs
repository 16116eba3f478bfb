//! Streets: which ones are near a position, and which one a text means.

use std::collections::BTreeMap;

use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};

use super::area::{Boxed, boxed};
use super::distance::{distance_m, nearest_on_segment};
use super::pack::quantise;
use super::point::{BBox, LonLat};
use super::search::fold;
use crate::order::sort_by;

/// Metres from which two lines of one name are two streets.
const NAMESAKES_APART_M: f64 = 600.0;

/// A line of `[lon, lat]` positions, GeoJSON's `LineString` coordinates.
pub type Line = Vec<[f64; 2]>;

/// One street, or a part of one: several may carry one name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Street {
    /// The name with its kind, e.g. `Phố Đinh Tiên Hoàng`.
    pub name: String,
    /// OpenStreetMap's highway class, e.g. `primary`, `residential`.
    pub class: String,
    /// The lines, GeoJSON's `MultiLineString` coordinates.
    pub lines: Vec<Line>,
}

/// A street near a position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearStreet {
    /// Its name with its kind.
    pub name: String,
    /// Metres to its nearest point.
    pub distance_m: f64,
    /// That point.
    pub point: LonLat,
}

/// A street found by its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreetHit {
    /// Its name with its kind.
    pub name: String,
    /// Everything that carries the name.
    pub bbox: BBox,
}

/// One of the parts of the city that has a street of some name.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// All of it.
    pub bbox: BBox,
    /// A point of it.
    pub point: LonLat,
}

/// Finds streets by position and by name.
#[derive(Debug, Clone)]
pub struct StreetIndex {
    /// Sorted by name.
    streets: Vec<Street>,
    names: Vec<Name>,
    /// Box of each segment, with its place in `segments`.
    boxes: RTree<Boxed>,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone)]
struct Segment {
    name: u32,
    ends: [[f64; 2]; 2],
}

#[derive(Debug, Clone)]
struct Name {
    name: String,
    /// Folded, and folded without its kind.
    full: String,
    short: String,
    /// Main streets before small ones, alleys last.
    rank: u8,
    bbox: BBox,
}

impl StreetIndex {
    /// Builds the index. Coordinates are rounded to 1e-6 degrees, as in the phone's pack.
    #[must_use]
    pub fn new(mut streets: Vec<Street>) -> Self {
        for position in streets
            .iter_mut()
            .flat_map(|s| s.lines.iter_mut())
            .flatten()
        {
            *position = position.map(quantise);
        }
        sort_by(&mut streets, |a, b| {
            (&a.name, &a.class).cmp(&(&b.name, &b.class))
        });
        let mut by_name: BTreeMap<&str, Vec<&Street>> = BTreeMap::new();
        for street in &streets {
            by_name.entry(&street.name).or_default().push(street);
        }
        let mut names = Vec::new();
        let mut segments = Vec::new();
        for (name, parts) in by_name {
            let lines = || parts.iter().flat_map(|part| &part.lines);
            let Some(bbox) = BBox::around(lines().flatten().map(|&[x, y]| LonLat::clamped(x, y)))
            else {
                continue;
            };
            let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
            segments.extend(lines().flat_map(|line| segments_of(line, number)));
            names.push(Name {
                name: name.to_owned(),
                full: fold(name),
                short: street_key(name),
                rank: rank(name, &parts),
                bbox,
            });
        }
        let boxes = segments.iter().enumerate().map(|(i, s)| boxed(&s.ends, i));
        Self {
            boxes: RTree::bulk_load(boxes.collect()),
            streets,
            names,
            segments,
        }
    }

    /// The streets within so many metres, nearest first, each name once, at most `limit`.
    #[must_use]
    pub fn nearest(&self, p: LonLat, within_m: f64, limit: usize) -> Vec<NearStreet> {
        let Some(around) = BBox::around([p]).map(|b| b.expand_m(within_m)) else {
            return Vec::new();
        };
        let envelope = AABB::from_corners([around.west, around.south], [around.east, around.north]);
        let mut best = BTreeMap::new();
        for found in self.boxes.locate_in_envelope_intersecting(&envelope) {
            let segment = &self.segments[found.data as usize];
            let near = nearest_on_segment(p, segment.ends[0], segment.ends[1]);
            let best = best.entry(segment.name).or_insert(near);
            if near.distance_m < best.distance_m {
                *best = near;
            }
        }
        let mut streets: Vec<_> = best
            .into_iter()
            .filter(|(_, near)| near.distance_m <= within_m)
            .map(|(name, near)| NearStreet {
                name: self.names[name as usize].name.clone(),
                distance_m: near.distance_m,
                point: near.point,
            })
            .collect();
        // Stable: streets at one distance, as at a crossing, stay in order of their names.
        sort_by(&mut streets, |a, b| a.distance_m.total_cmp(&b.distance_m));
        streets.truncate(limit);
        streets
    }

    /// The streets that a text may mean, best first, at most `limit`. Diacritics, case and the
    /// words "phố" and "đường" do not matter; every word must begin a word of the name.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<StreetHit> {
        let query = fold(text);
        if query.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<_> = self
            .names
            .iter()
            .filter_map(|name| Some((name.match_quality(&query)?, name.rank, &name.name, name)))
            .collect();
        sort_by(&mut hits, |a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
        let hits = hits.into_iter().take(limit);
        hits.map(|(_, _, _, name)| StreetHit {
            name: name.name.clone(),
            bbox: name.bbox,
        })
        .collect()
    }

    /// Where the streets of exactly that name lie: lines less than 600 m apart are one street, others are namesakes in
    /// other parts of the city. The longest comes first.
    #[must_use]
    pub fn stretches(&self, name: &str) -> Vec<Stretch> {
        let parts = self.streets.iter().filter(|street| street.name == name);
        let mut found: Vec<(f64, Stretch)> = Vec::new();
        for line in parts.flat_map(|street| &street.lines) {
            let points = || line.iter().map(|&[x, y]| LonLat::clamped(x, y));
            let (Some(bbox), Some(point)) = (BBox::around(points()), points().nth(line.len() / 2))
            else {
                continue;
            };
            let mut joined = (length_m(line), Stretch { bbox, point });
            let near = bbox.expand_m(NAMESAKES_APART_M);
            // A line may join stretches that were apart before it.
            found.retain(|(length, other)| {
                let apart = !near.intersects(&other.bbox);
                if !apart {
                    joined.0 += length;
                    joined.1 = joined.1.with(other);
                }
                apart
            });
            found.push(joined);
        }
        sort_by(&mut found, |a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, stretch)| stretch).collect()
    }

    /// All streets, sorted by name and class.
    #[must_use]
    pub fn streets(&self) -> &[Street] {
        &self.streets
    }

    /// Every name once, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| name.name.as_str())
    }
}

impl Stretch {
    fn with(&self, other: &Self) -> Self {
        let (a, b) = (self.bbox, other.bbox);
        Self {
            bbox: BBox {
                west: a.west.min(b.west),
                south: a.south.min(b.south),
                east: a.east.max(b.east),
                north: a.north.max(b.north),
            },
            point: other.point,
        }
    }
}

impl Name {
    /// 0 the very name, 1 its beginning, 2 words in a row within it, 3 the words anywhere.
    fn match_quality(&self, query: &str) -> Option<u8> {
        let either = |test: &dyn Fn(&str) -> bool| test(&self.full) || test(&self.short);
        let begins_a_word = |name: &str| {
            let mut at = name.match_indices(query);
            at.any(|(i, _)| i == 0 || !name.as_bytes()[i - 1].is_ascii_alphanumeric())
        };
        if either(&|name| name == query) {
            Some(0)
        } else if either(&|name| name.starts_with(query)) {
            Some(1)
        } else if begins_a_word(&self.full) {
            Some(2)
        } else {
            let mut words = query.split(' ');
            let known = |word: &str| self.full.split(' ').any(|w| w.starts_with(word));
            words.all(known).then_some(3)
        }
    }
}

/// The name without "Phố" or "Đường", for labels. The kind stays where the rest says too
/// little alone: "Đường Số 5", "Đường 19/5".
#[must_use]
pub fn short_name(name: &str) -> &str {
    let rest = ["Phố ", "Đường ", "phố ", "đường "]
        .iter()
        .find_map(|kind| name.strip_prefix(kind));
    match rest.map(str::trim_start) {
        Some(rest) if !starts_with_number(rest) => rest,
        _ => name,
    }
}

/// What two spellings of one street's name have in common: folded, without its kind.
#[must_use]
pub fn street_key(name: &str) -> String {
    fold(short_name(name))
}

/// Metres along a line.
fn length_m(line: &Line) -> f64 {
    let ends = line.windows(2).map(|ends| {
        let [a, b] = [ends[0], ends[1]].map(|[x, y]| LonLat::clamped(x, y));
        distance_m(a, b)
    });
    ends.sum()
}

fn starts_with_number(rest: &str) -> bool {
    let first = rest.split(' ').next().unwrap_or_default();
    first.is_empty() || first.starts_with(|c: char| c.is_ascii_digit()) || fold(first) == "so"
}

fn segments_of(line: &Line, name: u32) -> impl Iterator<Item = Segment> {
    // A line of one position is a segment from it to itself.
    let single = (line.len() == 1).then(|| [line[0], line[0]]);
    let ends = line.windows(2).map(|w| [w[0], w[1]]).chain(single);
    ends.map(move |ends| Segment { name, ends })
}

fn rank(name: &str, parts: &[&Street]) -> u8 {
    const MAIN: [&str; 5] = ["motorway", "trunk", "primary", "secondary", "tertiary"];
    const ALLEYS: [&str; 4] = ["Ngõ ", "Ngách ", "Hẻm ", "Dãy "];
    if ALLEYS.iter().any(|kind| name.starts_with(kind)) {
        2
    } else {
        u8::from(!parts.iter().any(|p| MAIN.contains(&p.class.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::super::{distance_to_line_m, real_data};
    use super::*;

    static HANOI: LazyLock<StreetIndex> = LazyLock::new(|| StreetIndex::new(real_data::streets()));

    fn names(hits: &[StreetHit]) -> Vec<&str> {
        hits.iter().map(|h| h.name.as_str()).collect()
    }

    #[test]
    fn finds_the_streets_at_a_corner_of_the_lake() {
        // The south-east corner, where Hàng Khay, Đinh Tiên Hoàng, Hàng Bài and Tràng Tiền meet.
        let corner = LonLat::new(105.85342, 21.02545).expect("a position on the globe");
        let near = HANOI.nearest(corner, 60.0, 10);
        let found: Vec<_> = near.iter().map(|n| short_name(&n.name)).collect();
        for name in ["Hàng Khay", "Đinh Tiên Hoàng", "Hàng Bài", "Tràng Tiền"] {
            assert!(found.contains(&name), "{name} is missing in {found:?}");
        }
        assert!(near.windows(2).all(|w| w[0].distance_m <= w[1].distance_m));
        assert_eq!(HANOI.nearest(corner, 60.0, 1), near[..1]);
        let sea = LonLat::new(108.0, 20.0).expect("a position on the globe");
        assert!(HANOI.nearest(sea, 1000.0, 10).is_empty());
    }

    #[test]
    fn finds_names_without_diacritics_and_kind() {
        for query in [
            "dinh tien hoang",
            "Phố Đinh Tiên Hoàng",
            "ĐINH TIÊN",
            "pho dinh tien hoa",
        ] {
            let hits = HANOI.search(query, 5);
            assert_eq!(hits[0].name, "Phố Đinh Tiên Hoàng", "{query}: {hits:?}");
        }
        assert_eq!(names(&HANOI.search("hue", 1)), ["Phố Huế"]);
        let alley = HANOI.search("ngo 44 ham tu quan", 3);
        assert_eq!(alley[0].name, "Ngõ 44 Phố Hàm Tử Quan");
        assert!(HANOI.search("   ", 5).is_empty());
        assert!(HANOI.search("khong co pho nay", 5).is_empty());
        assert_eq!(HANOI.search("hang", 7).len(), 7);
    }

    #[test]
    fn a_hit_says_where_the_street_is() {
        let hit = HANOI.search("hang khay", 1).remove(0);
        let corner = LonLat::new(105.8525, 21.0253).expect("a position on the globe");
        assert!(hit.bbox.expand_m(50.0).contains(corner), "{hit:?}");
    }

    #[test]
    fn namesakes_in_other_parts_of_the_city_are_streets_of_their_own() {
        // There is a Phố Bà Triệu south of the lake and one in Hà Đông; Hàng Gai is one, of several lines.
        let ba_trieu = HANOI.stretches("Phố Bà Triệu");
        assert!(ba_trieu.len() == 2, "{ba_trieu:?}");
        for (at, one) in ba_trieu.iter().enumerate() {
            assert!(one.bbox.contains(one.point));
            let others = ba_trieu[at + 1..].iter();
            assert!(
                others
                    .clone()
                    .all(|other| !one.bbox.intersects(&other.bbox))
            );
        }
        let hang_gai = HANOI.stretches("Phố Hàng Gai");
        let hit = HANOI.search("hang gai", 1).remove(0);
        assert_eq!(hang_gai.len(), 1);
        assert_eq!(hang_gai[0].bbox, hit.bbox);
        assert!(HANOI.stretches("Phố không có").is_empty());
    }

    #[test]
    fn the_longest_of_namesakes_comes_first() {
        // One of 81 m lies in Hà Đông; what is meant is the one along the lake.
        let lake = LonLat::new(105.8532, 21.0287).expect("a position on the globe");
        let found = HANOI.stretches("Phố Đinh Tiên Hoàng");
        assert_eq!(found.len(), 2);
        assert!(found[0].bbox.expand_m(200.0).contains(lake), "{found:?}");
        // Of every name: what lies within a stretch's box is measured anew.
        for name in HANOI.names() {
            let parts = HANOI.streets().iter().filter(|street| street.name == name);
            let lines: Vec<_> = parts.flat_map(|street| &street.lines).collect();
            let stretches = HANOI.stretches(name);
            let lengths = stretches.iter().map(|stretch| {
                let within = lines.iter().filter(|line| {
                    let mut points = line.iter().map(|&[x, y]| LonLat::clamped(x, y));
                    points.all(|point| stretch.bbox.contains(point))
                });
                within.map(|line| length_m(line)).sum::<f64>()
            });
            let lengths: Vec<_> = lengths.collect();
            assert!(
                lengths.windows(2).all(|two| two[0] >= two[1] - 1e-6),
                "{name}: {lengths:?}"
            );
        }
    }

    #[test]
    fn streets_come_before_their_alleys() {
        let hits = HANOI.search("bao khanh", 5);
        assert_eq!(names(&hits)[..2], ["Phố Bảo Khánh", "Ngõ Bảo Khánh"]);
    }

    #[test]
    fn shortens_names_only_where_something_is_left() {
        for (name, short) in [
            ("Phố Đinh Tiên Hoàng", "Đinh Tiên Hoàng"),
            ("Đường Trần Nhật Duật", "Trần Nhật Duật"),
            ("đường Láng", "Láng"),
            ("Đường Số 5", "Đường Số 5"),
            ("Đường 19/5", "Đường 19/5"),
            ("Ngõ Gạch", "Ngõ Gạch"),
            ("Phố ", "Phố "),
            ("Phố", "Phố"),
            ("Phốt", "Phốt"),
        ] {
            assert_eq!(short_name(name), short);
        }
        assert_eq!(street_key("Phố Hàng Khay"), street_key("hàng  KHAY"));
    }

    #[test]
    fn every_name_finds_itself_first() {
        for name in HANOI.names().step_by(17) {
            let hits = HANOI.search(name, 20);
            assert_eq!(street_key(&hits[0].name), street_key(name));
            assert!(names(&hits).contains(&name), "{name} in {hits:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn nearest_equals_a_search_through_all(
            lon in 105.83..105.87f64, lat in 21.01..21.05f64, within in 5.0..300.0f64,
        ) {
            let p = LonLat::new(lon, lat).expect("a position on the globe");
            let mut all: BTreeMap<&str, f64> = BTreeMap::new();
            for street in HANOI.streets() {
                for line in &street.lines {
                    let metres = distance_to_line_m(p, line).expect("a line with positions");
                    let best = all.entry(&street.name).or_insert(metres);
                    *best = best.min(metres);
                }
            }
            all.retain(|_, metres| *metres <= within);
            let found = HANOI.nearest(p, within, usize::MAX);
            prop_assert_eq!(found.len(), all.len());
            for near in found {
                prop_assert_eq!(all[near.name.as_str()], near.distance_m);
            }
        }
    }
}
