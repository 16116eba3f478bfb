//! What the small map draws, as SVG path data: streets, water and labels inside one view.
//!
//! Plain arithmetic. Coordinates are tenths of a pixel, so that paths need no decimals.

use std::fmt::Write;

use crate::{
    components::field_geo::FieldGeo,
    geo::{LocalProjection, LonLat, short_name},
    order::sort_by,
};

/// Width of the view in its own units.
pub const WIDTH: f64 = 3600.0;
/// Height of the view in its own units.
pub const HEIGHT: f64 = 2600.0;
/// Units of the view in one pixel.
pub const UNITS_PER_PX: f64 = 10.0;
/// Labels drawn at most.
const MAX_LABELS: usize = 9;
/// Small streets are left out beyond this scale.
const SMALL_STREETS_M_PER_PX: f64 = 3.0;
/// Two pieces of a street make one straight run up to this turn.
const STRAIGHT_RAD: f64 = 0.2;

/// A window onto the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Its middle.
    pub center: LonLat,
    /// Metres in one pixel.
    pub m_per_px: f64,
}

impl View {
    /// Where a point lies in the view; (0, 0) is the middle, y points down.
    pub fn place(&self, point: LonLat) -> [f64; 2] {
        let [x, y] = LocalProjection::new(self.center).to_m(point);
        [self.units(x), -self.units(y)]
    }

    /// The point at that place of the view.
    pub fn point(&self, [x, y]: [f64; 2]) -> LonLat {
        let metres = self.m_per_px / UNITS_PER_PX;
        LocalProjection::new(self.center).from_m([x * metres, -y * metres])
    }

    /// Metres as units of the view.
    pub fn units(&self, metres: f64) -> f64 {
        metres / self.m_per_px * UNITS_PER_PX
    }
}

/// A street's name on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The name without "Phố".
    pub text: String,
    /// Its middle.
    pub at: [f64; 2],
    /// Degrees it is turned by, never upside down.
    pub turn: f64,
}

/// Everything under the symbols.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paths {
    /// Surface of the water.
    pub water: String,
    /// Islets.
    pub green: String,
    /// Streets: main, middle, small.
    pub roads: [String; 3],
    /// Names of streets.
    pub labels: Vec<Label>,
}

/// Draws what lies in the view.
pub fn draw(geo: &FieldGeo, view: &View) -> Paths {
    let mut paths = Paths::default();
    for water in &geo.water {
        let path = if water.kind == "lake" {
            &mut paths.water
        } else {
            &mut paths.green
        };
        for ring in water.polygons.iter().flatten() {
            add_ring(path, view, ring);
        }
        for line in &water.lines {
            add_line(&mut paths.roads[2], view, line);
        }
    }
    let mut runs: Vec<(&str, Run)> = Vec::new();
    for street in geo.streets.streets() {
        let rank = rank(&street.class);
        if rank == 2 && view.m_per_px > SMALL_STREETS_M_PER_PX {
            continue;
        }
        for line in &street.lines {
            add_line(&mut paths.roads[rank], view, line);
            note_longest(&mut runs, short_name(&street.name), longest_run(view, line));
        }
    }
    paths.labels = labels(runs);
    paths
}

fn rank(class: &str) -> usize {
    match class {
        "motorway" | "trunk" | "primary" => 0,
        "secondary" | "tertiary" => 1,
        _ => 2,
    }
}

fn place(view: &View, &[lon, lat]: &[f64; 2]) -> [f64; 2] {
    view.place(LonLat { lon, lat })
}

fn add_point(path: &mut String, letter: char, [x, y]: [f64; 2]) {
    let _ = write!(path, "{letter}{} {}", x.round() as i32, y.round() as i32);
}

fn add_ring(path: &mut String, view: &View, ring: &[[f64; 2]]) {
    for (i, position) in ring.iter().enumerate() {
        add_point(path, if i == 0 { 'M' } else { 'L' }, place(view, position));
    }
    if !ring.is_empty() {
        path.push('Z');
    }
}

/// Only the segments that touch the view.
fn add_line(path: &mut String, view: &View, line: &[[f64; 2]]) {
    let mut drawn_to = None;
    for (i, pair) in line.windows(2).enumerate() {
        let (from, to) = (place(view, &pair[0]), place(view, &pair[1]));
        if clip(from, to).is_none() {
            continue;
        }
        if drawn_to != Some(i) {
            add_point(path, 'M', from);
        }
        add_point(path, 'L', to);
        drawn_to = Some(i + 1);
    }
}

/// The part of a segment inside the view (Liang and Barsky).
fn clip(from: [f64; 2], to: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    let edges = [
        (-dx, from[0] + WIDTH / 2.0),
        (dx, WIDTH / 2.0 - from[0]),
        (-dy, from[1] + HEIGHT / 2.0),
        (dy, HEIGHT / 2.0 - from[1]),
    ];
    for (step, room) in edges {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            start = start.max(room / step);
        } else {
            end = end.min(room / step);
        }
    }
    let at = |t: f64| [from[0] + t * dx, from[1] + t * dy];
    (start < end).then(|| (at(start), at(end)))
}

/// A nearly straight piece of a street inside the view.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: [f64; 2],
    to: [f64; 2],
}

impl Run {
    fn length(&self) -> f64 {
        (self.to[0] - self.from[0]).hypot(self.to[1] - self.from[1])
    }

    fn direction(&self) -> f64 {
        (self.to[1] - self.from[1]).atan2(self.to[0] - self.from[0])
    }

    fn goes_on_with(&self, next: &Self) -> bool {
        let turn = (self.direction() - next.direction()).rem_euclid(std::f64::consts::TAU);
        self.to == next.from && turn.min(std::f64::consts::TAU - turn) < STRAIGHT_RAD
    }
}

fn longest_run(view: &View, line: &[[f64; 2]]) -> Option<Run> {
    let mut best: Option<Run> = None;
    let mut current: Option<Run> = None;
    for pair in line.windows(2) {
        let Some((from, to)) = clip(place(view, &pair[0]), place(view, &pair[1])) else {
            current = None;
            continue;
        };
        let piece = Run { from, to };
        let run = match current {
            Some(run) if run.goes_on_with(&piece) => Run { from: run.from, to },
            _ => piece,
        };
        if best.is_none_or(|best| run.length() > best.length()) {
            best = Some(run);
        }
        current = Some(run);
    }
    best
}

fn note_longest<'a>(runs: &mut Vec<(&'a str, Run)>, name: &'a str, run: Option<Run>) {
    let Some(run) = run else { return };
    match runs.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) if known.length() < run.length() => *known = run,
        Some(_) => {}
        None => runs.push((name, run)),
    }
}

/// Names that fit onto their street, longest street first, none close to another.
fn labels(mut runs: Vec<(&str, Run)>) -> Vec<Label> {
    const LETTER: f64 = 62.0;
    const APART: f64 = 480.0;
    sort_by(&mut runs, |a, b| b.1.length().total_cmp(&a.1.length()));
    let mut labels: Vec<Label> = Vec::new();
    for (name, run) in runs {
        let at = [
            (run.from[0] + run.to[0]) / 2.0,
            (run.from[1] + run.to[1]) / 2.0,
        ];
        let fits = run.length() > LETTER * name.chars().count() as f64;
        let free = labels
            .iter()
            .all(|other| (other.at[0] - at[0]).hypot(other.at[1] - at[1]) > APART);
        if fits && free && labels.len() < MAX_LABELS {
            let turn = run.direction().to_degrees();
            let turn = if turn.abs() > 90.0 {
                turn - 180.0_f64.copysign(turn)
            } else {
                turn
            };
            labels.push(Label {
                text: name.to_owned(),
                at,
                turn: turn.round(),
            });
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: View = View {
        center: LonLat {
            lon: 105.8525,
            lat: 21.0285,
        },
        m_per_px: 0.75,
    };

    #[test]
    fn a_place_and_its_point_are_the_same() {
        let place = [812.0, -401.0];
        let back = VIEW.place(VIEW.point(place));
        assert!(
            (back[0] - place[0]).abs() < 1e-3 && (back[1] - place[1]).abs() < 1e-3,
            "{back:?}"
        );
        let north = LonLat {
            lon: VIEW.center.lon,
            lat: VIEW.center.lat + 0.0001,
        };
        assert!(VIEW.place(north)[1] < 0.0, "north is up");
    }

    #[test]
    fn only_what_touches_the_view_is_drawn() {
        let at = |x: f64, y: f64| VIEW.point([x, y]).to_array();
        let mut path = String::new();
        add_line(
            &mut path,
            &VIEW,
            &[
                at(-9000.0, 0.0),
                at(-8000.0, 0.0),
                at(0.0, 0.0),
                at(0.0, 100.0),
            ],
        );
        assert_eq!(path, "M-8000 0L0 0L0 100");
        let mut nothing = String::new();
        add_line(&mut nothing, &VIEW, &[at(0.0, 5000.0), at(9000.0, 5000.0)]);
        assert_eq!(nothing, "");
    }

    #[test]
    fn a_label_lies_on_its_street_and_never_upside_down() {
        let at = |x: f64, y: f64| VIEW.point([x, y]).to_array();
        let line = [at(1000.0, 500.0), at(0.0, 0.0), at(-1000.0, -480.0)];
        let run = longest_run(&VIEW, &line).expect("a run");
        let label = labels(vec![("Hàng Dầu", run)]).pop().expect("a label");
        assert!(label.turn.abs() <= 90.0);
        assert!((label.turn - 26.0).abs() < 2.0, "{}", label.turn);
        assert!(label.at[0].abs() < 1.0);
        let short = Run {
            from: [0.0, 0.0],
            to: [100.0, 0.0],
        };
        assert!(
            labels(vec![("Hàng Dầu", short)]).is_empty(),
            "it wouldn't fit"
        );
    }
}
