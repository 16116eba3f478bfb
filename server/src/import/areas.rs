//! A boundary set: one polygon an area, with `code`, `name`, `kind` and `full_name`.

use std::collections::HashSet;

use app::{
    domain::area::{AreaCode, BoundarySet},
    geo::{Area, BBox, LonLat, MultiPolygon},
};
use serde::Deserialize;

use super::{Parsed, clean, features};

#[derive(Deserialize)]
struct Properties {
    code: String,
    name: String,
    kind: String,
    full_name: String,
    /// Where to write the name; the middle of the box unless given.
    #[serde(default)]
    label: Option<[f64; 2]>,
}

/// The areas of `set`, by code.
///
/// # Errors
/// Every feature without its properties, whose code is not one of the set, is there twice, or whose
/// boundary is not made of closed rings of WGS84 degrees.
pub fn parse(text: &str, set: BoundarySet) -> Parsed<Vec<Area>> {
    let mut codes = HashSet::new();
    let areas = features::read(text, |feature| {
        let area = area(feature, set)?;
        if !codes.insert(area.code.clone()) {
            return Err(format!("area {} is there already", area.code));
        }
        Ok(area)
    })?;
    Ok(areas.into_iter().map(|(_, area)| area).collect())
}

fn area(feature: features::Feature<Properties>, set: BoundarySet) -> Result<Area, String> {
    let properties = feature.properties;
    let code: AreaCode = properties
        .code
        .trim()
        .parse()
        .map_err(|error| format!("{error}"))?;
    if code.set() != set {
        return Err(format!(
            "{code} is not a code of {set}, whose codes have {} digits: is --set right?",
            set.code_len()
        ));
    }
    let polygons = feature.geometry.polygons();
    let polygons = polygons.ok_or_else(|| format!("area {code} is a line: draw a Polygon"))?;
    let area = Area {
        set: set.code().to_owned(),
        code: code.as_str().to_owned(),
        name: named("name", &properties.name)?,
        kind: named("kind", &properties.kind)?,
        full_name: named("full_name", &properties.full_name)?,
        label: label(properties.label, &polygons)?,
        polygons,
    };
    area.check().map_err(|error| error.to_string())?;
    Ok(area)
}

/// The given position, else the middle of the box around the boundary.
fn label(given: Option<[f64; 2]>, polygons: &MultiPolygon) -> Result<LonLat, String> {
    if let Some(given) = given {
        return LonLat::try_from(given).map_err(|error| format!("label: {error}"));
    }
    let positions = polygons.iter().flatten().flatten();
    let bbox = BBox::around(positions.filter_map(|&position| LonLat::try_from(position).ok()));
    bbox.map(|bbox| bbox.center())
        .ok_or_else(|| "the boundary has no positions".to_owned())
}

fn named(property: &str, text: &str) -> Result<String, String> {
    match clean(text) {
        empty if empty.is_empty() => Err(format!("{property} is empty")),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(code: &str, rest: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"A","kind":"quận","full_name":"Quận A"}},"geometry":{{{rest}}}}}"#
        )
    }

    const SQUARE: &str =
        r#""type":"Polygon","coordinates":[[[105.0,21.0],[105.2,21.0],[105.2,21.2],[105.0,21.0]]]"#;

    fn collection(features: &[String]) -> String {
        let features = features.join(",\n");
        format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{features}\n]}}\n")
    }

    fn told(text: &str, set: BoundarySet) -> String {
        parse(text, set).expect_err("refused").shown("F")
    }

    #[test]
    fn reads_both_sets_of_the_product() {
        for (set, text, count) in [
            (
                BoundarySet::Hanoi2020,
                include_str!("../../../data/hanoi-2020.geojson"),
                30,
            ),
            (
                BoundarySet::Hanoi2025,
                include_str!("../../../data/hanoi-2025.geojson"),
                126,
            ),
        ] {
            let areas =
                parse(text, set).unwrap_or_else(|problems| panic!("{}", problems.shown("F")));
            assert_eq!(areas.len(), count);
            assert!(
                areas
                    .iter()
                    .all(|area| !area.polygons.is_empty() && area.set == set.code())
            );
        }
    }

    #[test]
    fn tells_every_problem_with_its_line() {
        let open = r#""type":"Polygon","coordinates":[[[105.0,21.0],[105.2,21.0],[105.2,21.2],[105.1,21.1]]]"#;
        let line = r#""type":"LineString","coordinates":[[105.0,21.0],[105.2,21.0]]"#;
        let text = collection(&[
            feature("001", SQUARE),
            feature("00001", SQUARE),
            feature("002", open),
            feature("003", line),
            feature("001", SQUARE),
        ]);
        let told = told(&text, BoundarySet::Hanoi2020);
        let lines: Vec<_> = told.lines().collect();
        assert!(
            lines[0].starts_with("F:3: 00001 is not a code of hanoi-2020"),
            "{told}"
        );
        assert!(
            lines[1].starts_with("F:4: ") && lines[1].contains("not closed"),
            "{told}"
        );
        assert!(lines[2].starts_with("F:5: area 003 is a line"), "{told}");
        assert!(
            lines[3].starts_with("F:6: area 001 is there already"),
            "{told}"
        );
        assert_eq!(lines[4..], ["Nothing was imported."], "{told}");
    }

    #[test]
    fn tells_where_the_json_breaks() {
        let broken = collection(&[feature("001", SQUARE)]).replace("\n]}\n", "\n]x}\n");
        assert!(told(&broken, BoundarySet::Hanoi2020).starts_with("F:3: not GeoJSON"));
        let nameless = collection(&[feature("001", SQUARE).replace("\"name\":\"A\",", "")]);
        let told_nameless = told(&nameless, BoundarySet::Hanoi2020);
        assert!(
            told_nameless.starts_with("F:2: missing field `name`"),
            "{told_nameless}"
        );
        assert!(told("[]", BoundarySet::Hanoi2020).starts_with("F:1: "));
        assert!(told(&collection(&[]), BoundarySet::Hanoi2020).contains("no features"));
    }

    #[test]
    fn keeps_names_composed_and_drops_heights() {
        let text = collection(&[feature("001", &SQUARE.replace("21.0]", "21.0,7.5]"))])
            .replace("Quận A", " Quâ\u{323}n  A");
        let areas = parse(&text, BoundarySet::Hanoi2020).expect("good");
        assert_eq!(areas[0].full_name, "Quận A");
        assert_eq!(areas[0].polygons[0][0][0], [105.0, 21.0]);
    }
}
