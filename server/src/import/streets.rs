//! Streets: lines with `name` (none for links that are only drawn) and `class`.

use app::geo::{LonLat, Street};
use serde::Deserialize;

use super::{Parsed, clean, features};

#[derive(Deserialize)]
struct Properties {
    #[serde(default)]
    name: Option<String>,
    class: String,
}

/// The streets of a file, in its order.
///
/// # Errors
/// Every feature without class, that is no line, or has a position that is none.
pub fn parse(text: &str) -> Parsed<Vec<Street>> {
    let streets = features::read(text, street)?;
    Ok(streets.into_iter().map(|(_, street)| street).collect())
}

fn street(feature: features::Feature<Properties>) -> Result<Street, String> {
    let class = clean(&feature.properties.class);
    if class.is_empty() {
        return Err("class is empty: write OpenStreetMap's, such as residential".to_owned());
    }
    let lines = feature.geometry.lines();
    let lines = lines.ok_or("a street is a LineString or a MultiLineString, not a polygon")?;
    if lines.is_empty() || lines.iter().any(|line| line.len() < 2) {
        return Err("a line needs at least two positions".to_owned());
    }
    for &position in lines.iter().flatten() {
        LonLat::try_from(position).map_err(|error| error.to_string())?;
    }
    Ok(Street {
        name: clean(feature.properties.name.as_deref().unwrap_or_default()),
        class,
        lines,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_streets_of_the_product() {
        let named = parse(include_str!("../../../data/streets.geojson")).expect("good");
        assert!(named.len() > 1000 && named.iter().all(|street| !street.name.is_empty()));
        assert!(
            named
                .iter()
                .any(|street| street.name == "Phố Đinh Tiên Hoàng")
        );
        let unnamed = parse(include_str!("../../../data/streets-unnamed.geojson")).expect("good");
        assert!(unnamed.iter().all(|street| street.name.is_empty()));
    }

    #[test]
    fn tells_what_is_no_street() {
        let text = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"Phố A","class":"primary"},"geometry":{"type":"LineString","coordinates":[[105.8,21.0]]}},
{"type":"Feature","properties":{"name":"Phố B"},"geometry":{"type":"LineString","coordinates":[[105.8,21.0],[105.9,21.0]]}},
{"type":"Feature","properties":{"class":"primary"},"geometry":{"type":"LineString","coordinates":[[105.8,21.0],[105.9,91.0]]}},
{"type":"Feature","properties":{"class":"primary"},"geometry":{"type":"Point","coordinates":[105.8,21.0]}}
]}"#;
        let told = parse(text).expect_err("refused");
        let lines: Vec<_> = told.0.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3, 4, 5], "{}", told.shown("F"));
    }
}
