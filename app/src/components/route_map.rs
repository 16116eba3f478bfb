//! The day's walk on a small map: the streets, the line through the sites in their order, the first
//! of them numbered.

use leptos::prelude::*;

use crate::{
    components::{
        field_geo::FieldGeo,
        map_paths::{HEIGHT, UNITS_PER_PX, View, WIDTH, draw},
        small_map::ground,
    },
    geo::{BBox, LonLat, distance_m},
};

/// Sites that are numbered and that the map is fitted to.
const NUMBERED: usize = 8;
/// Closest and widest scale, in metres a pixel.
const SCALES: (f64, f64) = (0.55, 12.0);
/// Part of the map that the walk may fill.
const FILL: f64 = 0.8;

/// Draws the walk from `start` through `stops`.
pub fn route_map(geo: &FieldGeo, start: LonLat, stops: &[LonLat]) -> AnyView {
    let Some(view) = fitting(start, stops) else {
        return ().into_any();
    };
    let place = |point| {
        let [x, y] = view.place(point).map(|units| units.round() as i32);
        (x, y)
    };
    let mut line = String::new();
    for (at, &point) in std::iter::once(&start).chain(stops).enumerate() {
        let (x, y) = place(point);
        line.push(if at == 0 { 'M' } else { 'L' });
        line.push_str(&x.to_string());
        line.push(' ');
        line.push_str(&y.to_string());
    }
    // The next one is drawn last, on top.
    let numbers = stops
        .iter()
        .take(NUMBERED)
        .enumerate()
        .rev()
        .map(|(index, &stop)| {
            let (x, y) = place(stop);
            let class = if index == 0 { "stop next" } else { "stop" };
            view! {
                <g class=class transform=format!("translate({x} {y}) scale({UNITS_PER_PX})")>
                    <circle r="11"/><text dy="4.5">{index + 1}</text>
                </g>
            }
        });
    let (x, y) = place(start);
    view! {
        <div class="map-sheet"><div class="map route">
            <svg viewBox="-1800 -1300 3600 2600" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
                {ground(draw(geo, &view))}
                <path class="walk" d=line/>
                {numbers.collect_view()}
                <g class="here" transform=format!("translate({x} {y}) scale({UNITS_PER_PX})")>
                    <circle class="dot" r="8"/>
                </g>
            </svg>
        </div></div>
    }
    .into_any()
}

/// The view that holds the start and the sites that are numbered.
fn fitting(start: LonLat, stops: &[LonLat]) -> Option<View> {
    let near = stops.iter().copied().take(NUMBERED);
    let bbox = BBox::around(std::iter::once(start).chain(near))?;
    let center = bbox.center();
    let corner = |lon, lat| LonLat { lon, lat };
    let wide = distance_m(corner(bbox.west, center.lat), corner(bbox.east, center.lat));
    let high = distance_m(
        corner(center.lon, bbox.south),
        corner(center.lon, bbox.north),
    );
    let pixels = |units: f64| units / UNITS_PER_PX * FILL;
    let m_per_px = (wide / pixels(WIDTH)).max(high / pixels(HEIGHT));
    Some(View {
        center,
        m_per_px: m_per_px.clamp(SCALES.0, SCALES.1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::LocalProjection;

    const HERE: LonLat = LonLat {
        lon: 105.8525,
        lat: 21.0285,
    };

    #[test]
    fn the_numbered_sites_are_on_the_map() {
        let plane = LocalProjection::new(HERE);
        for far in [40.0, 400.0, 3000.0] {
            let stops = [plane.from_m([far, 30.0]), plane.from_m([0.0, -far / 2.0])];
            let view = fitting(HERE, &stops).expect("a view");
            for &stop in stops.iter().chain([&HERE]) {
                let [x, y] = view.place(stop);
                assert!(
                    x.abs() < WIDTH / 2.0 && y.abs() < HEIGHT / 2.0,
                    "{far}: {x} {y}"
                );
            }
        }
    }
}
