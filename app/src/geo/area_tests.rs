//! The area index against brute force over all real polygons, with exact integer arithmetic.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::real_data;
use super::*;

struct Set {
    index: AreaIndex,
    exact: Vec<Exact>,
    edges: Vec<[[f64; 2]; 2]>,
    bbox: BBox,
}

/// A polygon in units of 2⁻⁴⁸ degrees. Hanoi's coordinates as f64 are whole numbers of them,
/// so that nothing is rounded here.
struct Exact {
    code: String,
    edges: Vec<[[i128; 2]; 2]>,
}

fn exact([lon, lat]: [f64; 2]) -> [i128; 2] {
    [lon, lat].map(|degrees| {
        let scaled = degrees * 2f64.powi(48);
        assert_eq!(
            scaled.fract(),
            0.0,
            "{degrees} has more than 48 binary places"
        );
        scaled as i128
    })
}

impl Exact {
    /// The crossing's longitude is compared with the point's, both times the edge's height.
    fn contains(&self, [x, y]: [i128; 2]) -> bool {
        let crossed = |[[ax, ay], [bx, by]]: &[[i128; 2]; 2]| {
            if (*ay <= y) == (*by <= y) {
                return false;
            }
            let height = by - ay;
            let east = (y - ay) * (bx - ax) - (x - ax) * height;
            if height > 0 { east > 0 } else { east < 0 }
        };
        self.edges.iter().filter(|e| crossed(e)).count() % 2 == 1
    }

    fn touches(&self, [x, y]: [i128; 2]) -> bool {
        self.edges.iter().any(|&[[ax, ay], [bx, by]]| {
            (bx - ax) * (y - ay) == (by - ay) * (x - ax)
                && (ax.min(bx)..=ax.max(bx)).contains(&x)
                && (ay.min(by)..=ay.max(by)).contains(&y)
        })
    }
}

impl Set {
    fn load(set: &str, count: usize) -> Self {
        let areas = real_data::areas(set);
        assert_eq!(areas.len(), count);
        let rings = areas.iter().flat_map(|a| a.polygons.iter().flatten());
        let edges = rings.flat_map(|r| r.windows(2)).map(|w| [w[0], w[1]]);
        let edges: Vec<_> = edges.collect();
        let exact = areas.iter().map(|a| Exact {
            code: a.code.clone(),
            edges: (a.polygons.iter().flatten().flat_map(|r| r.windows(2)))
                .map(|w| [exact(w[0]), exact(w[1])])
                .collect(),
        });
        let points = edges
            .iter()
            .map(|e| LonLat::try_from(e[0]).expect("a position on the globe"));
        Self {
            exact: exact.collect(),
            bbox: BBox::around(points).expect("a box"),
            edges,
            index: AreaIndex::new(set, areas).expect("areas that can be indexed"),
        }
    }

    /// Every area that the ray rule gives the point to, in order of code.
    fn inside(&self, p: LonLat) -> Vec<&str> {
        let p = exact(p.to_array());
        let hit = self.exact.iter().filter(|e| e.contains(p));
        hit.map(|e| e.code.as_str()).collect()
    }

    fn touching(&self, p: LonLat) -> Vec<&str> {
        let p = exact(p.to_array());
        let hit = self.exact.iter().filter(|e| e.touches(p));
        hit.map(|e| e.code.as_str()).collect()
    }

    /// Compares index and brute force, and returns the code.
    fn check(&self, p: LonLat) -> Option<&str> {
        let inside = self.inside(p);
        assert!(inside.len() <= 1, "{p:?} lies in {inside:?}");
        let expected = inside.first().copied();
        let expected = expected.or_else(|| self.touching(p).first().copied());
        let found = self.index.lookup(p).map(|a| a.code.as_str());
        assert_eq!(found, expected, "{p:?}");
        found
    }
}

static DISTRICTS: LazyLock<Set> = LazyLock::new(|| Set::load("hanoi-2020", 30));
static WARDS: LazyLock<Set> = LazyLock::new(|| Set::load("hanoi-2025", 126));

fn both() -> [&'static Set; 2] {
    [&DISTRICTS, &WARDS]
}

/// A position with a fraction of the box's width and height, cut to 2⁻⁴⁸ degrees.
fn within(bbox: &BBox, (u, v): (f64, f64)) -> LonLat {
    LonLat::clamped(
        bbox.west + u * (bbox.east - bbox.west),
        bbox.south + v * (bbox.north - bbox.south),
    )
}

fn unit() -> impl Strategy<Value = (f64, f64)> {
    (0.0..=1.0f64, 0.0..=1.0f64)
}

#[test]
fn the_lake_is_in_hoan_kiem_in_both_sets() {
    let lake = LonLat::new(105.8523, 21.0287).expect("a position on the globe");
    let area = DISTRICTS.index.lookup(lake).expect("an area");
    assert_eq!(
        (area.code.as_str(), area.full_name.as_str()),
        ("002", "Quận Hoàn Kiếm")
    );
    let area = WARDS.index.lookup(lake).expect("an area");
    assert_eq!(
        (area.code.as_str(), area.full_name.as_str()),
        ("00070", "Phường Hoàn Kiếm")
    );
    let hue = LonLat::new(107.59, 16.46).expect("a position on the globe");
    assert!(both().iter().all(|set| set.index.lookup(hue).is_none()));
}

#[test]
fn every_label_lies_in_its_area() {
    for set in both() {
        for area in set.index.areas() {
            assert_eq!(set.check(area.label), Some(area.code.as_str()));
            assert_eq!(set.index.find(&area.code), Some(area));
        }
        assert_eq!(set.index.find("999"), None);
    }
}

#[test]
fn every_vertex_belongs_to_exactly_one_area() {
    for set in both() {
        // One in seven keeps brute force within seconds; the property test below draws others.
        for edge in set.edges.iter().step_by(7) {
            let vertex = LonLat::try_from(edge[0]).expect("a position on the globe");
            let code = set.check(vertex).expect("a vertex belongs to an area");
            assert!(set.touching(vertex).contains(&code));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_points_fall_where_brute_force_says(at in unit()) {
        for set in both() {
            set.check(within(&set.bbox, at));
        }
    }

    #[test]
    fn points_near_the_lake_fall_where_brute_force_says(at in unit()) {
        let old_town = BBox::new(105.84, 21.015, 105.87, 21.045).expect("a box");
        for set in both() {
            prop_assert!(set.check(within(&old_town, at)).is_some());
        }
    }

    #[test]
    fn vertices_belong_to_exactly_one(pick: prop::sample::Index) {
        for set in both() {
            let vertex = LonLat::try_from(pick.get(&set.edges)[0]).expect("a position on the globe");
            prop_assert!(set.check(vertex).is_some());
        }
    }

    #[test]
    fn edge_points_fall_where_brute_force_says(pick: prop::sample::Index, part in 0.0..1.0f64) {
        for set in both() {
            let [a, b] = *pick.get(&set.edges);
            for part in [0.5, part] {
                let on = [0, 1].map(|i| a[i] + part * (b[i] - a[i]));
                set.check(LonLat::try_from(on).expect("a position on the globe"));
            }
        }
    }

    #[test]
    fn beside_a_vertex_by_one_bit_falls_where_brute_force_says(
        pick: prop::sample::Index, up in any::<[bool; 2]>(),
    ) {
        let nudge = |v: f64, up: bool| if up { v.next_up() } else { v.next_down() };
        for set in both() {
            let [lon, lat] = pick.get(&set.edges)[0];
            set.check(LonLat::new(nudge(lon, up[0]), lat).expect("a position on the globe"));
            set.check(LonLat::new(lon, nudge(lat, up[1])).expect("a position on the globe"));
        }
    }
}

fn square(code: &str, west: f64, east: f64) -> Area {
    Area {
        set: "s".into(),
        code: code.into(),
        name: code.into(),
        kind: "quận".into(),
        full_name: code.into(),
        label: LonLat::new(west, 0.5).expect("a position on the globe"),
        polygons: vec![vec![vec![
            [west, 0.0],
            [east, 0.0],
            [east, 1.0],
            [west, 1.0],
            [west, 0.0],
        ]]],
    }
}

fn code_at(index: &AreaIndex, lon: f64, lat: f64) -> Option<&str> {
    let found = index.lookup(LonLat::new(lon, lat).expect("a position on the globe"));
    found.map(|a| a.code.as_str())
}

#[test]
fn a_shared_edge_has_one_owner_and_the_outer_border_some_owner() {
    let index = AreaIndex::new("s", vec![square("b", 1.0, 2.0), square("a", 0.0, 1.0)])
        .expect("areas that can be indexed");
    assert_eq!(code_at(&index, 1.0, 0.5), Some("b"));
    for (lon, lat, code) in [
        (0.0, 0.0, "a"),
        (0.0, 0.5, "a"),
        (0.5, 1.0, "a"),
        (1.0, 1.0, "a"),
        (1.5, 1.0, "b"),
        (2.0, 0.5, "b"),
        (2.0, 1.0, "b"),
    ] {
        assert_eq!(code_at(&index, lon, lat), Some(code), "{lon} {lat}");
    }
    assert_eq!(code_at(&index, 2.0f64.next_up(), 0.5), None);
    assert_eq!(code_at(&index, 0.5, 1.0f64.next_up()), None);
}

/// Plain arithmetic loses the last bit here and takes the point for one on the diagonal.
#[test]
fn one_bit_beside_a_long_edge_is_told_apart() {
    let triangle = |code, corner| {
        let mut area = square(code, 0.0, 1.0);
        let ring = vec![[0.0, 0.0], [24.0, 24.0], corner, [0.0, 0.0]];
        area.polygons = vec![vec![ring]];
        area
    };
    let areas = vec![triangle("east", [24.0, 0.0]), triangle("west", [0.0, 24.0])];
    let index = AreaIndex::new("s", areas).expect("areas that can be indexed");
    for at in [0.5, 0.7, 3.0, 23.0f64] {
        assert_eq!(code_at(&index, at, at.next_up()), Some("west"), "{at}");
        assert_eq!(code_at(&index, at.next_up(), at), Some("east"), "{at}");
        assert_eq!(code_at(&index, at, at), Some("east"), "{at}");
    }
}

#[test]
fn holes_and_islands_count() {
    let mut ring = square("ring", 0.0, 3.0);
    let hole = square("x", 1.0, 2.0).polygons.remove(0).remove(0);
    let hole = hole.into_iter().map(|[x, y]| [x, 0.25 + y / 2.0]).collect();
    ring.polygons[0].push(hole);
    ring.polygons.push(square("x", 5.0, 6.0).polygons.remove(0));
    let index = AreaIndex::new("s", vec![ring]).expect("areas that can be indexed");
    assert_eq!(code_at(&index, 1.5, 0.5), None);
    assert_eq!(code_at(&index, 1.5, 0.1), Some("ring"));
    assert_eq!(code_at(&index, 5.5, 0.5), Some("ring"));
    assert_eq!(code_at(&index, 4.0, 0.5), None);
}

#[test]
fn refuses_what_it_cannot_answer_for() {
    let error = |areas| AreaIndex::new("s", areas).expect_err("something to refuse");
    let mut open = square("a", 0.0, 1.0);
    open.polygons[0][0].pop();
    assert_eq!(
        error(vec![open]).to_string(),
        "area a: ring 0 of polygon 0 is not closed"
    );
    let mut off = square("a", 0.0, 1.0);
    off.polygons[0][0][1] = [181.0, 0.0];
    assert!(matches!(error(vec![off]), AreaError::Coordinate { .. }));
    let mut nan = square("a", 0.0, 1.0);
    nan.polygons[0][0][1] = [f64::NAN, 0.0];
    assert!(matches!(error(vec![nan]), AreaError::Coordinate { .. }));
    let mut none = square("a", 0.0, 1.0);
    none.polygons.clear();
    assert_eq!(error(vec![none]), AreaError::Empty("a".into()));
    let twice = vec![square("a", 0.0, 1.0), square("a", 1.0, 2.0)];
    assert_eq!(error(twice), AreaError::Duplicate("a".into()));
    let mut other = square("a", 0.0, 1.0);
    other.set = "t".into();
    assert!(matches!(error(vec![other]), AreaError::OtherSet { .. }));
}
