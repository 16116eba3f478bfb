//! `GET /api/v1/basemap/{layer}`

use std::{
    collections::HashMap,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

use app::{
    domain::area::BoundarySet,
    geo::{Area, Line, Polygon},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde_json::{Value, json};

use crate::{
    backend::geography::Geography,
    http::{
        Web,
        etag::{PUBLIC, Tagged},
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
};

const MEDIA_TYPE: &str = "application/geo+json";
const ATTRIBUTION: &str = "© OpenStreetMap contributors, ODbL 1.0";

/// A layer of the own basemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The city's outline.
    City,
    /// The areas of a boundary set.
    Areas(BoundarySet),
    /// Streets.
    Streets,
    /// Lakes and their islets.
    Water,
}

impl FromStr for Layer {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "city" => Ok(Self::City),
            "areas-2020" => Ok(Self::Areas(BoundarySet::Hanoi2020)),
            "areas-2025" => Ok(Self::Areas(BoundarySet::Hanoi2025)),
            "streets" => Ok(Self::Streets),
            "water" => Ok(Self::Water),
            _ => Err("the layers are city, areas-2020, areas-2025, streets, water".to_owned()),
        }
    }
}

/// Layers already written, as long as the geography is the one they were written from.
#[derive(Default)]
pub struct BasemapCache(Mutex<(Arc<Geography>, HashMap<Layer, Tagged>)>);

impl BasemapCache {
    /// The layer, written once for each geography.
    pub fn layer(&self, layer: Layer, geography: Arc<Geography>) -> Tagged {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&held.0, &geography) {
            *held = (geography, HashMap::new());
        }
        let (geography, written) = &mut *held;
        written
            .entry(layer)
            .or_insert_with(|| Tagged::new(write(layer, geography).to_string()))
            .clone()
    }
}

/// A layer of the own basemap as GeoJSON: `city`, `areas-2020`, `areas-2025`, `streets` or `water`.
///
/// Public data, cacheable. Areas carry `code`, `name`, `kind`, `full_name` and `label`, the point to
/// write the name at; streets `name` where they have one, and `class`; water `name` and `kind`.
#[utoipa::path(
    get,
    path = "/api/v1/basemap/{layer}",
    tag = "map",
    params(("layer" = String, Path)),
    responses((status = 200, description = "A FeatureCollection", content_type = "application/geo+json", body = Object), Problems),
    security(())
)]
pub async fn find_layer(
    State(web): State<Web>,
    OnePath(layer): OnePath<Layer>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let geography = web.state.geography();
    let written = tokio::task::spawn_blocking(move || web.basemap().layer(layer, geography)).await;
    Ok(written
        .map_err(anyhow::Error::from)?
        .respond(&headers, MEDIA_TYPE, PUBLIC))
}

fn write(layer: Layer, geography: &Geography) -> Value {
    let areas = |set| {
        geography
            .area_index(set)
            .map(|index| index.areas())
            .unwrap_or_default()
    };
    let features = match layer {
        Layer::City => {
            let lines = outline(areas(BoundarySet::Hanoi2025));
            vec![feature(
                json!({ "name": "Hà Nội" }),
                json!({ "type": "MultiLineString", "coordinates": lines }),
            )]
        }
        Layer::Areas(set) => areas(set).iter().map(area).collect(),
        Layer::Streets => geography.streets().streets().iter().map(street).collect(),
        Layer::Water => geography
            .water()
            .iter()
            .filter(|water| !water.polygons.is_empty())
            .map(water)
            .collect(),
    };
    json!({ "type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features })
}

fn feature(properties: Value, geometry: Value) -> Value {
    json!({ "type": "Feature", "properties": properties, "geometry": geometry })
}

fn area(area: &Area) -> Value {
    let properties = json!({
        "code": area.code, "name": area.name, "kind": area.kind, "full_name": area.full_name,
        "label": [area.label.lon, area.label.lat],
    });
    feature(properties, multi_polygon(&area.polygons))
}

fn street(street: &app::geo::Street) -> Value {
    let mut properties = json!({ "class": street.class });
    // Unnamed ones are drawn without a label.
    if !street.name.is_empty() {
        properties["name"] = street.name.as_str().into();
    }
    feature(
        properties,
        json!({ "type": "MultiLineString", "coordinates": street.lines }),
    )
}

fn water(water: &app::geo::Water) -> Value {
    feature(
        json!({ "name": water.name, "kind": water.kind }),
        multi_polygon(&water.polygons),
    )
}

fn multi_polygon(polygons: &[Polygon]) -> Value {
    json!({ "type": "MultiPolygon", "coordinates": polygons })
}

/// The border of all areas together: the edges that only one of them has, joined into lines.
fn outline(areas: &[Area]) -> Vec<Line> {
    let bits = |[x, y]: [f64; 2]| (x.to_bits(), y.to_bits());
    let edges = || {
        let rings = areas.iter().flat_map(|area| &area.polygons).flatten();
        rings.flat_map(|ring| ring.windows(2).map(|pair| (pair[0], pair[1])))
    };
    let mut uses: HashMap<_, u32> = HashMap::new();
    for (from, to) in edges() {
        let (from, to) = (bits(from), bits(to));
        *uses.entry((from.min(to), from.max(to))).or_default() += 1;
    }
    let mut lines: Vec<Line> = Vec::new();
    for (from, to) in edges() {
        let (a, b) = (bits(from), bits(to));
        if uses[&(a.min(b), a.max(b))] > 1 {
            continue;
        }
        match lines.last_mut().filter(|line| line.last() == Some(&from)) {
            Some(line) => line.push(to),
            None => lines.push(vec![from, to]),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use app::geo::LonLat;

    use super::*;

    fn square(west: f64) -> Area {
        let ring = vec![
            [west, 0.0],
            [west + 1.0, 0.0],
            [west + 1.0, 1.0],
            [west, 1.0],
            [west, 0.0],
        ];
        Area {
            set: "test".into(),
            code: "001".into(),
            name: "Một".into(),
            kind: "quận".into(),
            full_name: "Quận Một".into(),
            label: LonLat::clamped(west + 0.5, 0.5),
            polygons: vec![vec![ring]],
        }
    }

    #[test]
    fn the_outline_leaves_out_what_two_areas_share() {
        let lines = outline(&[square(0.0), square(1.0)]);
        let edges: usize = lines.iter().map(|line| line.len() - 1).sum();
        assert_eq!(edges, 6);
        let is_shared = |pair: &[[f64; 2]]| pair[0][0] == 1.0 && pair[1][0] == 1.0;
        assert!(!lines.iter().any(|line| line.windows(2).any(is_shared)));
    }

    #[test]
    fn an_area_says_where_its_name_goes() {
        let feature = area(&square(3.0));
        assert_eq!(feature["properties"]["label"], json!([3.5, 0.5]));
        assert_eq!(feature["geometry"]["type"], "MultiPolygon");
    }

    #[test]
    fn layers_have_the_names_that_the_map_asks_for() {
        assert_eq!(
            "areas-2020".parse(),
            Ok(Layer::Areas(BoundarySet::Hanoi2020))
        );
        assert!("roads".parse::<Layer>().is_err());
    }
}
