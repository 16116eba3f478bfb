//! The real geography of data/, for this module's tests.

use serde_json::Value;

use super::{Area, LonLat, MultiPolygon, Street, Water};

fn read(file: &str) -> String {
    let path = format!("{}/../data/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn features(file: &str) -> Vec<Value> {
    let mut collection: Value = serde_json::from_str(&read(file)).expect("readable JSON");
    match collection["features"].take() {
        Value::Array(features) => features,
        other => panic!("{file} has no features but {other}"),
    }
}

/// The areas of a boundary set, `hanoi-2020` or `hanoi-2025`.
pub fn areas(set: &str) -> Vec<Area> {
    features(&format!("{set}.geojson"))
        .into_iter()
        .map(|mut f| {
            let text = |key: &str| text(&f["properties"][key]);
            let label: [f64; 2] =
                serde_json::from_value(f["properties"]["label"].clone()).expect("readable JSON");
            Area {
                set: set.to_owned(),
                code: text("code"),
                name: text("name"),
                kind: text("kind"),
                full_name: text("full_name"),
                label: LonLat::try_from(label).expect("a position on the globe"),
                polygons: polygons(f["geometry"].take()),
            }
        })
        .collect()
}

fn polygons(mut geometry: Value) -> MultiPolygon {
    let coordinates = geometry["coordinates"].take();
    match geometry["type"].as_str() {
        Some("Polygon") => vec![serde_json::from_value(coordinates).expect("readable JSON")],
        Some("MultiPolygon") => serde_json::from_value(coordinates).expect("readable JSON"),
        other => panic!("{other:?} is no polygon"),
    }
}

/// The streets of the inner districts.
pub fn streets() -> Vec<Street> {
    let street = |mut f: Value| Street {
        name: text(&f["properties"]["name"]),
        class: text(&f["properties"]["class"]),
        lines: serde_json::from_value(f["geometry"]["coordinates"].take()).expect("readable JSON"),
    };
    features("streets.geojson")
        .into_iter()
        .map(street)
        .collect()
}

/// Hồ Hoàn Kiếm, its islets and its bridge.
pub fn water() -> Vec<Water> {
    let water = |mut f: Value| {
        let is_line = f["geometry"]["type"] == "LineString";
        Water {
            name: text(&f["properties"]["name"]),
            kind: text(&f["properties"]["kind"]),
            lines: if is_line {
                vec![
                    serde_json::from_value(f["geometry"]["coordinates"].take())
                        .expect("readable JSON"),
                ]
            } else {
                Vec::new()
            },
            polygons: if is_line {
                Vec::new()
            } else {
                polygons(f["geometry"].take())
            },
        }
    };
    features("hoan-kiem-lake.geojson")
        .into_iter()
        .map(water)
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

mod tests {
    use super::super::{AreaIndex, StreetIndex, fold, street_key};
    use super::*;

    /// Rows of a file without quoted cells, as columns by name.
    fn rows(file: &str) -> Vec<impl Fn(&str) -> String> {
        let text = read(file);
        let mut lines = text
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect());
        let header: Vec<String> = lines.next().expect("a header");
        lines
            .map(|cells: Vec<String>| {
                let header = header.clone();
                assert_eq!(cells.len(), header.len(), "{file}: {cells:?}");
                move |column: &str| {
                    let i = header.iter().position(|h| h == column);
                    cells[i.unwrap_or_else(|| panic!("no column {column}"))].clone()
                }
            })
            .collect()
    }

    #[test]
    fn demo_sites_lie_in_their_district_and_on_their_street() {
        let districts =
            AreaIndex::new("hanoi-2020", areas("hanoi-2020")).expect("areas that can be indexed");
        let streets = StreetIndex::new(streets());
        let units: Vec<_> = rows("units.csv").iter().map(|row| row("code")).collect();
        let sites = rows("demo/sites.csv");
        let mut in_hoan_kiem = 0;
        for site in &sites {
            let code = site("code");
            let at = |column: &str| site(column).parse().expect("a number");
            let point = LonLat::new(at("lon"), at("lat")).expect("a position on the globe");
            let district = districts.lookup(point).expect("an area");
            in_hoan_kiem += usize::from(district.code == "002");
            let unit = site("unit_code");
            assert!(units.contains(&unit), "{code}: {unit}");
            let own = unit.strip_prefix("UBND-").unwrap_or("002");
            assert_eq!(district.code, own, "{code}");
            if district.kind == "quận" {
                let near = streets.nearest(point, 15.0, 10);
                let street = site("street");
                assert!(
                    near.iter().any(|n| n.name == street),
                    "{code}: {street} not in {near:?}"
                );
            }
        }
        assert!((390..=430).contains(&sites.len()));
        assert!((110..=130).contains(&in_hoan_kiem));
    }

    #[test]
    fn restricted_streets_are_streets() {
        let streets = StreetIndex::new(streets());
        let keys: Vec<_> = streets.names().map(street_key).collect();
        for row in rows("restricted-streets.csv") {
            let (name, street) = (row("name"), row("street"));
            // The one square of the decision is no street in the data.
            assert_eq!(street.is_empty(), fold(&name).starts_with("quang truong"));
            assert!(
                street.is_empty() || streets.names().any(|n| n == street),
                "{street}"
            );
            assert!(
                street.is_empty() || keys.contains(&street_key(&name)),
                "{name}"
            );
        }
    }
}
