//! A good order to walk a day's places in: from where one stands to the nearest, on to the nearest
//! of the rest, and then untangled (2-opt) until no turn of a part makes the walk shorter.
//!
//! Straight lines, not streets: in the Old Quarter's grid that orders places well, and the phone
//! needs no road network for it.

use super::{LonLat, distance::LocalProjection};

/// Places that are ordered at most: beyond that a morning is over anyway.
pub const MOST_STOPS: usize = 200;
/// A turn has to save that many metres, or rounding could turn a part to and fro for ever.
const LEAST_GAIN_M: f64 = 1e-6;

/// One place of the walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leg {
    /// Which of the given places.
    pub stop: usize,
    /// Metres from the place before, or from the start.
    pub metres: f64,
}

/// The walk from `from` through every one of `stops`, without coming back. Of more than [`MOST_STOPS`]
/// the nearest are taken. The same input gives the same walk.
pub fn walk(from: LonLat, stops: &[LonLat]) -> Vec<Leg> {
    let plane = LocalProjection::new(from);
    let mut places: Vec<_> = stops
        .iter()
        .enumerate()
        .map(|(stop, &at)| Place {
            stop,
            at: plane.to_m(at),
        })
        .collect();
    places.sort_by(|a, b| a.away().total_cmp(&b.away()));
    places.truncate(MOST_STOPS);
    greedy(&mut places);
    untangle(&mut places);
    legs(&places)
}

/// The length of a walk in metres.
pub fn length_m(legs: &[Leg]) -> f64 {
    legs.iter().map(|leg| leg.metres).sum()
}

/// A place on the plane around the start.
#[derive(Debug, Clone, Copy)]
struct Place {
    stop: usize,
    at: [f64; 2],
}

impl Place {
    fn away(&self) -> f64 {
        metres([0.0, 0.0], self.at)
    }
}

fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Puts the places into the order nearest next; of two as near the one given first.
fn greedy(places: &mut [Place]) {
    let mut at = [0.0, 0.0];
    for done in 0..places.len() {
        let rest = places.iter().enumerate().skip(done);
        let next = rest.min_by(|(_, a), (_, b)| {
            let nearer = metres(at, a.at).total_cmp(&metres(at, b.at));
            nearer.then(a.stop.cmp(&b.stop))
        });
        if let Some((next, _)) = next {
            places.swap(done, next);
            at = places[done].at;
        }
    }
}

/// Turns parts of the walk round as long as that makes it shorter.
fn untangle(places: &mut [Place]) {
    let mut shorter = true;
    while shorter {
        shorter = false;
        for first in 0..places.len() {
            let before = match first.checked_sub(1) {
                Some(before) => places[before].at,
                None => [0.0, 0.0],
            };
            for last in first + 1..places.len() {
                // The walk ends anywhere, so turning its tail costs no way back.
                let after = places.get(last + 1).map(|place| place.at);
                let (head, tail) = (places[first].at, places[last].at);
                let onward = |from| after.map_or(0.0, |after| metres(from, after));
                let gain =
                    metres(before, head) + onward(tail) - metres(before, tail) - onward(head);
                if gain > LEAST_GAIN_M {
                    places[first..=last].reverse();
                    shorter = true;
                }
            }
        }
    }
}

fn legs(places: &[Place]) -> Vec<Leg> {
    let mut at = [0.0, 0.0];
    places
        .iter()
        .map(|place| {
            let from = std::mem::replace(&mut at, place.at);
            Leg {
                stop: place.stop,
                metres: metres(from, place.at),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HERE: LonLat = LonLat {
        lon: 105.8525,
        lat: 21.0285,
    };

    fn at(east_m: f64, north_m: f64) -> LonLat {
        LocalProjection::new(HERE).from_m([east_m, north_m])
    }

    fn order(legs: &[Leg]) -> Vec<usize> {
        legs.iter().map(|leg| leg.stop).collect()
    }

    /// The walk nearest next, worked out anew and slowly.
    fn nearest_next_m(stops: &[LonLat]) -> f64 {
        let plane = LocalProjection::new(HERE);
        let mut rest: Vec<_> = stops.iter().map(|&stop| plane.to_m(stop)).collect();
        let (mut here, mut length) = ([0.0, 0.0], 0.0);
        while !rest.is_empty() {
            let far = |&i: &usize| metres(here, rest[i]);
            let next = (0..rest.len())
                .min_by(|a, b| far(a).total_cmp(&far(b)))
                .expect("one is left");
            length += far(&next);
            here = rest.remove(next);
        }
        length
    }

    #[test]
    fn places_along_a_street_are_walked_along_it() {
        let stops = [
            at(300.0, 0.0),
            at(100.0, 0.0),
            at(400.0, 0.0),
            at(200.0, 0.0),
        ];
        let legs = walk(HERE, &stops);
        assert_eq!(order(&legs), [1, 3, 0, 2]);
        assert!((length_m(&legs) - 400.0).abs() < 0.5);
        assert!((legs[0].metres - 100.0).abs() < 0.2);
    }

    #[test]
    fn the_nearest_place_is_not_always_first() {
        // Nearest next goes 10 m west, 25 m east, and then all the way back to the far west.
        let stops = [at(-10.0, 0.0), at(15.0, 0.0), at(-60.0, 0.0)];
        let legs = walk(HERE, &stops);
        assert_eq!(order(&legs), [1, 0, 2]);
        assert!((length_m(&legs) - 90.0).abs() < 0.2, "{}", length_m(&legs));
        assert!(nearest_next_m(&stops) > 109.0);
    }

    #[test]
    fn nothing_to_do_is_no_walk() {
        assert_eq!(walk(HERE, &[]), []);
        let many: Vec<_> = (0..300).map(|i| at(f64::from(i), 0.0)).collect();
        let legs = walk(HERE, &many);
        assert_eq!(order(&legs), (0..MOST_STOPS).collect::<Vec<_>>());
    }

    fn stops() -> impl Strategy<Value = Vec<LonLat>> {
        // On a grid of five metres, so that places coincide and distances tie.
        let metres = || (-200..200_i32).prop_map(|step| f64::from(step) * 5.0);
        prop::collection::vec((metres(), metres()).prop_map(|(x, y)| at(x, y)), 0..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn every_place_is_walked_to_once_and_the_walk_is_no_longer_than_nearest_next(stops in stops()) {
            let legs = walk(HERE, &stops);
            let mut visited = order(&legs);
            visited.sort_unstable();
            prop_assert_eq!(visited, (0..stops.len()).collect::<Vec<_>>());
            prop_assert!(length_m(&legs) <= nearest_next_m(&stops) + 1e-3);
            prop_assert_eq!(&walk(HERE, &stops), &legs, "the same every time");
        }

        #[test]
        fn no_turn_of_a_part_makes_the_walk_shorter(stops in stops()) {
            let legs = walk(HERE, &stops);
            let plane = LocalProjection::new(HERE);
            let places: Vec<_> = order(&legs).iter().map(|&stop| plane.to_m(stops[stop])).collect();
            let length = |places: &[[f64; 2]]| {
                let mut here = [0.0, 0.0];
                places.iter().map(|&next| metres(std::mem::replace(&mut here, next), next)).sum::<f64>()
            };
            let whole = length(&places);
            for first in 0..places.len() {
                for last in first + 1..places.len() {
                    let mut turned = places.clone();
                    turned[first..=last].reverse();
                    prop_assert!(length(&turned) > whole - 1e-3);
                }
            }
        }
    }
}
