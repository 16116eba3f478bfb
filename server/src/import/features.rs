//! The features of a GeoJSON file, each with the line it begins at.

use app::geo::{MultiPolygon, Polygon, Ring};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{Parsed, Problems};

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Raw<'a, P> {
    properties: P,
    #[serde(borrow)]
    geometry: &'a RawValue,
}

/// One feature with properties of the form `P`.
pub struct Feature<P> {
    /// Its properties.
    pub properties: P,
    /// Its geometry.
    pub geometry: Geometry,
}

/// The geometries that are understood.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub enum Geometry {
    /// One line.
    LineString(Coordinates),
    /// Several lines.
    MultiLineString(Vec<Coordinates>),
    /// Outer ring and holes.
    Polygon(Vec<Coordinates>),
    /// Several of these.
    MultiPolygon(Vec<Vec<Coordinates>>),
}

/// A sequence of positions; a height, where there is one, is dropped.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<Position>")]
pub struct Coordinates(Ring);

#[derive(Deserialize)]
#[serde(untagged)]
enum Position {
    Flat([f64; 2]),
    High([f64; 3]),
}

impl From<Vec<Position>> for Coordinates {
    fn from(positions: Vec<Position>) -> Self {
        let flat = positions.into_iter().map(|position| match position {
            Position::Flat(flat) => flat,
            Position::High([lon, lat, _]) => [lon, lat],
        });
        Self(flat.collect())
    }
}

impl Geometry {
    /// Its polygons; none when it is made of lines.
    pub fn polygons(self) -> Option<MultiPolygon> {
        let rings = |rings: Vec<Coordinates>| -> Polygon { lines(rings) };
        match self {
            Self::Polygon(one) => Some(vec![rings(one)]),
            Self::MultiPolygon(many) => Some(many.into_iter().map(rings).collect()),
            Self::LineString(_) | Self::MultiLineString(_) => None,
        }
    }

    /// Its lines; none when it is made of polygons.
    pub fn lines(self) -> Option<Vec<Ring>> {
        match self {
            Self::LineString(one) => Some(vec![one.0]),
            Self::MultiLineString(many) => Some(lines(many)),
            Self::Polygon(_) | Self::MultiPolygon(_) => None,
        }
    }
}

fn lines(many: Vec<Coordinates>) -> Vec<Ring> {
    many.into_iter().map(|line| line.0).collect()
}

/// Reads a FeatureCollection and makes something of each feature, in the file's order, with the
/// line it begins at.
///
/// # Errors
/// Every feature that can't be read, or of which `make` tells that it is wrong.
pub fn read<P: DeserializeOwned, T>(
    text: &str,
    mut make: impl FnMut(Feature<P>) -> Result<T, String>,
) -> Parsed<Vec<(usize, T)>> {
    let text = text.trim_start_matches('\u{feff}');
    let collection: Collection<'_> = serde_json::from_str(text)
        .map_err(|error| Problems::one(error.line().max(1), format!("not GeoJSON: {error}")))?;
    if collection.kind != "FeatureCollection" {
        let what = format!("expected a FeatureCollection, found {:?}", collection.kind);
        return Err(Problems::one(1, what));
    }
    if collection.features.is_empty() {
        return Err(Problems::one(1, "there are no features in it"));
    }
    let mut problems = Problems::default();
    let mut made = Vec::with_capacity(collection.features.len());
    let mut seen = (0, 1);
    for raw in collection.features {
        let line = line_of(text, raw, &mut seen);
        let one = read_one(raw).and_then(|feature| make(feature).map_err(|what| (0, what)));
        match one {
            Ok(one) => made.push((line, one)),
            Err((below, what)) => problems.add(line + below, what),
        }
    }
    problems.finish(made)
}

/// A feature, or how many lines below its beginning it is wrong, and what.
fn read_one<P: DeserializeOwned>(raw: &RawValue) -> Result<Feature<P>, (usize, String)> {
    let below = |error: &serde_json::Error| error.line().saturating_sub(1);
    let feature: Raw<'_, P> =
        serde_json::from_str(raw.get()).map_err(|error| (below(&error), words(&error)))?;
    let geometry = serde_json::from_str(feature.geometry.get())
        .map_err(|error| (0, format!("its geometry can't be read: {}", words(&error))))?;
    Ok(Feature {
        properties: feature.properties,
        geometry,
    })
}

/// What went wrong, without the place within the feature: that is told as the file's line.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// The line a feature begins at. `seen` is the offset counted up to and its line, so that the whole
/// file is gone over once.
fn line_of(text: &str, raw: &RawValue, seen: &mut (usize, usize)) -> usize {
    let offset = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let between = text.as_bytes().get(seen.0..offset).unwrap_or_default();
    let lines = between.iter().filter(|byte| **byte == b'\n').count();
    *seen = (offset, seen.1 + lines);
    seen.1
}
