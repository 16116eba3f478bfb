//! Water to be drawn: `kind` is lake, islet or footbridge, `name` may be missing.

use app::geo::{LonLat, Water};
use serde::Deserialize;

use super::{Parsed, clean, features};

/// What can be drawn.
const KINDS: &[&str] = &["lake", "islet", "footbridge"];

#[derive(Deserialize)]
struct Properties {
    #[serde(default)]
    name: Option<String>,
    kind: String,
}

/// The water of a file, in its order.
///
/// # Errors
/// Every feature of another kind, or with a position that is none.
pub fn parse(text: &str) -> Parsed<Vec<Water>> {
    let found = features::read(text, water)?;
    Ok(found.into_iter().map(|(_, water)| water).collect())
}

fn water(feature: features::Feature<Properties>) -> Result<Water, String> {
    let kind = clean(&feature.properties.kind);
    if !KINDS.contains(&kind.as_str()) {
        return Err(format!(
            "kind {kind:?} is not known: write one of {}",
            KINDS.join(", ")
        ));
    }
    let (polygons, lines) = match feature.geometry {
        geometry @ (features::Geometry::LineString(_) | features::Geometry::MultiLineString(_)) => {
            (Vec::new(), geometry.lines().unwrap_or_default())
        }
        geometry => (geometry.polygons().unwrap_or_default(), Vec::new()),
    };
    for &position in polygons.iter().flatten().chain(&lines).flatten() {
        LonLat::try_from(position).map_err(|error| error.to_string())?;
    }
    Ok(Water {
        name: clean(feature.properties.name.as_deref().unwrap_or_default()),
        kind,
        polygons,
        lines,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_lake_of_the_product() {
        let water = parse(include_str!("../../../data/hoan-kiem-lake.geojson")).expect("good");
        let lake = water
            .iter()
            .find(|water| water.kind == "lake")
            .expect("a lake");
        assert_eq!(lake.name, "Hồ Hoàn Kiếm");
        assert!(
            water
                .iter()
                .any(|water| water.kind == "footbridge" && !water.lines.is_empty())
        );
    }

    #[test]
    fn other_kinds_are_refused() {
        let text = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"kind":"puddle"},"geometry":{"type":"Polygon","coordinates":[]}}]}"#;
        assert!(
            parse(text)
                .expect_err("refused")
                .shown("F")
                .starts_with("F:2: kind \"puddle\"")
        );
    }
}
