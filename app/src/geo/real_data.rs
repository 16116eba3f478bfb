//! The real geography of data/, for this module's tests.

use serde_json::Value;

use super::{Area, LonLat, MultiPolygon, Street, Water};

fn features(file: &str) -> Vec<Value> {
    let path = format!("{}/../data/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut collection: Value = serde_json::from_str(&text).unwrap();
    match collection["features"].take() {
        Value::Array(features) => features,
        other => panic!("{path} has no features but {other}"),
    }
}

/// The areas of a boundary set, `hanoi-2020` or `hanoi-2025`.
pub fn areas(set: &str) -> Vec<Area> {
    features(&format!("{set}.geojson"))
        .into_iter()
        .map(|mut f| {
            let text = |key: &str| text(&f["properties"][key]);
            let label: [f64; 2] = serde_json::from_value(f["properties"]["label"].clone()).unwrap();
            Area {
                set: set.to_owned(),
                code: text("code"),
                name: text("name"),
                kind: text("kind"),
                full_name: text("full_name"),
                label: LonLat::try_from(label).unwrap(),
                polygons: polygons(f["geometry"].take()),
            }
        })
        .collect()
}

fn polygons(mut geometry: Value) -> MultiPolygon {
    let coordinates = geometry["coordinates"].take();
    match geometry["type"].as_str() {
        Some("Polygon") => vec![serde_json::from_value(coordinates).unwrap()],
        Some("MultiPolygon") => serde_json::from_value(coordinates).unwrap(),
        other => panic!("{other:?} is no polygon"),
    }
}

/// The streets of the inner districts.
pub fn streets() -> Vec<Street> {
    let street = |mut f: Value| Street {
        name: text(&f["properties"]["name"]),
        class: text(&f["properties"]["class"]),
        lines: serde_json::from_value(f["geometry"]["coordinates"].take()).unwrap(),
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
                vec![serde_json::from_value(f["geometry"]["coordinates"].take()).unwrap()]
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
    value.as_str().unwrap().to_owned()
}
