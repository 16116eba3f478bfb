//! Cells of the tile pyramid: a position as one sortable number.
//!
//! A cell is the Morton (Z-order) number of the Web-Mercator tile at zoom [`CELL_ZOOM`] that
//! holds the position, x in the even bits, y in the odd ones. So every XYZ tile is one
//! contiguous range of cells, and a coarser cell is a finer one shifted right.
//!
//! A cell is worked out once, on the server, and stored: the last bit of `tan` may differ from
//! machine to machine, which only matters for a position within a micrometre of a cell's edge.

use std::f64::consts::PI;
use std::ops::RangeInclusive;

use super::point::{BBox, LonLat};

/// The zoom of cells. A cell is 2.2 m wide in Hanoi, and its number has 48 bits.
pub const CELL_ZOOM: u8 = 24;

const SIDE: f64 = (1u32 << CELL_ZOOM) as f64;
const LAST: u32 = (1 << CELL_ZOOM) - 1;

/// The cell of a position. Beyond ±85.05° it is the outermost row's.
#[must_use]
pub fn cell(p: LonLat) -> i64 {
    let (x, y) = column_row(p);
    interleave(x, y)
}

/// The middle of a cell.
#[must_use]
pub fn center(cell: i64) -> LonLat {
    let (x, y) = deinterleave(cell);
    LonLat::clamped(lon_of(f64::from(x) + 0.5), lat_of(f64::from(y) + 0.5))
}

/// The cell's number at a coarser zoom: the Morton number of the tile there that holds it.
/// `zoom` above [`CELL_ZOOM`] means [`CELL_ZOOM`].
#[must_use]
pub fn parent(cell: i64, zoom: u8) -> i64 {
    cell >> shift(zoom)
}

/// The XYZ tile (x, y) of a cell at a zoom up to [`CELL_ZOOM`].
#[must_use]
pub fn tile_of(cell: i64, zoom: u8) -> (u32, u32) {
    deinterleave(parent(cell, zoom))
}

/// The cells of an XYZ tile; `None` if there is no such tile or it is finer than a cell.
#[must_use]
pub fn tile_range(zoom: u8, x: u32, y: u32) -> Option<RangeInclusive<i64>> {
    (zoom <= CELL_ZOOM && x >> zoom == 0 && y >> zoom == 0)
        .then(|| children(interleave(x, y), zoom))
}

/// The degrees that an XYZ tile covers; `None` as in [`tile_range`].
#[must_use]
pub fn tile_bbox(zoom: u8, x: u32, y: u32) -> Option<BBox> {
    tile_range(zoom, x, y)?;
    let size = f64::from(1u32 << (CELL_ZOOM - zoom));
    let (west, north) = (f64::from(x) * size, f64::from(y) * size);
    BBox::new(
        lon_of(west),
        lat_of(north + size),
        lon_of(west + size),
        lat_of(north),
    )
    .ok()
}

/// The numbers of all tiles of a zoom that the box touches, sorted; `None` if they are more than `max`.
#[must_use]
pub fn tiles(bbox: &BBox, zoom: u8, max: usize) -> Option<Vec<i64>> {
    let zoom = zoom.min(CELL_ZOOM);
    let bits = CELL_ZOOM - zoom;
    let (left, top) = column_row(LonLat::clamped(bbox.west, bbox.north));
    let (right, bottom) = column_row(LonLat::clamped(bbox.east, bbox.south));
    let (x, y) = (
        (left >> bits)..=(right >> bits),
        (top >> bits)..=(bottom >> bits),
    );
    let sides = [x.clone().count(), y.clone().count()];
    if sides[0].saturating_mul(sides[1]) > max {
        return None;
    }
    let mut tiles: Vec<_> = y
        .flat_map(|y| x.clone().map(move |x| interleave(x, y)))
        .collect();
    tiles.sort_unstable();
    Some(tiles)
}

fn shift(zoom: u8) -> u32 {
    2 * u32::from(CELL_ZOOM.saturating_sub(zoom))
}

fn children(tile: i64, zoom: u8) -> RangeInclusive<i64> {
    let bits = shift(zoom);
    (tile << bits)..=((tile + 1) << bits) - 1
}

/// Where a position lies on the square of the Web-Mercator projection: from the west and from the north, 0 to 1. Beyond
/// ±85.05° the second leaves that.
#[must_use]
pub fn on_square(p: LonLat) -> (f64, f64) {
    let x = (p.lon + 180.0) / 360.0;
    let y = (1.0 - p.lat.to_radians().tan().asinh() / PI) / 2.0;
    (x, y)
}

fn column_row(p: LonLat) -> (u32, u32) {
    let (x, y) = on_square(p);
    // `as` saturates: west of the first column and north of the first row is 0.
    let index = |part: f64| ((part * SIDE).floor() as u32).min(LAST);
    (index(x), index(y))
}

fn lon_of(column: f64) -> f64 {
    column / SIDE * 360.0 - 180.0
}

fn lat_of(row: f64) -> f64 {
    (PI * (1.0 - 2.0 * row / SIDE)).sinh().atan().to_degrees()
}

fn interleave(x: u32, y: u32) -> i64 {
    (spread(x) | spread(y) << 1) as i64
}

fn deinterleave(tile: i64) -> (u32, u32) {
    (gather(tile as u64), gather(tile as u64 >> 1))
}

/// Moves bit i to bit 2i.
fn spread(n: u32) -> u64 {
    let mut v = u64::from(n);
    v = (v | v << 16) & 0x0000_ffff_0000_ffff;
    v = (v | v << 8) & 0x00ff_00ff_00ff_00ff;
    v = (v | v << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v << 2) & 0x3333_3333_3333_3333;
    (v | v << 1) & 0x5555_5555_5555_5555
}

/// Moves bit 2i back to bit i, and drops the odd ones.
fn gather(n: u64) -> u32 {
    let mut v = n & 0x5555_5555_5555_5555;
    v = (v | v >> 1) & 0x3333_3333_3333_3333;
    v = (v | v >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v >> 4) & 0x00ff_00ff_00ff_00ff;
    v = (v | v >> 8) & 0x0000_ffff_0000_ffff;
    (v | v >> 16) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn anywhere() -> impl Strategy<Value = LonLat> {
        (-180.0..=180.0, -90.0..=90.0)
            .prop_map(|(lon, lat)| LonLat::new(lon, lat).expect("a position on the globe"))
    }

    fn in_hanoi() -> impl Strategy<Value = LonLat> {
        (105.2..106.1, 20.5..21.4)
            .prop_map(|(lon, lat)| LonLat::new(lon, lat).expect("a position on the globe"))
    }

    /// The usual formula for an XYZ tile, with nothing of this module in it.
    fn xyz(p: LonLat, zoom: u8) -> (u32, u32) {
        let n = f64::from(1u32 << zoom);
        let lat = p.lat.clamp(-85.051_128, 85.051_128).to_radians();
        let x = (p.lon + 180.0) / 360.0 * n;
        let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / PI) / 2.0 * n;
        ((x as u32).min(n as u32 - 1), (y as u32).min(n as u32 - 1))
    }

    #[test]
    fn the_lake_lies_in_the_known_tile() {
        let lake = cell(LonLat::new(105.8523, 21.0287).expect("a position on the globe"));
        assert_eq!(tile_of(lake, 14), (13_009, 7_212));
        assert_eq!(
            xyz(
                LonLat::new(105.8523, 21.0287).expect("a position on the globe"),
                14
            ),
            (13_009, 7_212)
        );
    }

    #[test]
    fn tiles_that_do_not_exist_have_no_range() {
        assert_eq!(tile_range(0, 0, 0), Some(0..=(1 << 48) - 1));
        assert_eq!(
            tile_range(24, LAST, LAST),
            Some((1 << 48) - 1..=(1 << 48) - 1)
        );
        for (z, x, y) in [(0, 1, 0), (3, 8, 0), (3, 0, 8), (25, 0, 0), (255, 0, 0)] {
            assert_eq!(tile_range(z, x, y), None);
            assert_eq!(tile_bbox(z, x, y), None);
        }
    }

    #[test]
    fn corners_of_the_world_have_cells() {
        for (lon, lat, tile) in [
            (-180.0, 90.0, (0, 0)),
            (180.0, 90.0, (LAST, 0)),
            (-180.0, -90.0, (0, LAST)),
            (180.0, -90.0, (LAST, LAST)),
        ] {
            assert_eq!(
                tile_of(
                    cell(LonLat::new(lon, lat).expect("a position on the globe")),
                    24
                ),
                tile
            );
        }
    }

    proptest! {
        #[test]
        fn interleaving_goes_there_and_back(x: u32, y: u32) {
            let (x, y) = (x >> 8, y >> 8);
            prop_assert_eq!(deinterleave(interleave(x, y)), (x, y));
        }

        #[test]
        fn a_cell_is_in_its_tile_and_in_no_neighbour(p in anywhere(), zoom in 0u8..=24) {
            let c = cell(p);
            let (x, y) = tile_of(c, zoom);
            let side = 1i64 << zoom;
            for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
                let (nx, ny) = (i64::from(x) + dx, i64::from(y) + dy);
                if (0..side).contains(&nx) && (0..side).contains(&ny) {
                    let range = tile_range(zoom, nx as u32, ny as u32).expect("the tile exists");
                    prop_assert_eq!(range.contains(&c), dx == 0 && dy == 0);
                }
            }
        }

        #[test]
        fn tiles_are_the_usual_ones(p in in_hanoi(), zoom in 0u8..=18) {
            prop_assert_eq!(tile_of(cell(p), zoom), xyz(p, zoom));
        }

        #[test]
        fn the_centre_lies_in_its_cell(p in in_hanoi(), zoom in 0u8..=24) {
            let c = cell(p);
            prop_assert_eq!(cell(center(c)), c);
            prop_assert!(super::super::distance_m(center(c), p) < 2.0);
            let (x, y) = tile_of(c, zoom);
            prop_assert!(tile_bbox(zoom, x, y).expect("the tile exists").expand_m(0.001).contains(p));
        }

        #[test]
        fn parents_shift(p in anywhere(), zoom in 0u8..=24) {
            let (x, y) = tile_of(cell(p), zoom);
            prop_assert_eq!(parent(cell(p), zoom), interleave(x, y));
            prop_assert_eq!(parent(cell(p), zoom / 2), parent(cell(p), zoom) >> (2 * (zoom - zoom / 2)));
        }

        #[test]
        fn tiles_of_a_box_are_those_it_touches(
            a in in_hanoi(), b in in_hanoi(), size in 0.0..1.0f64, zoom in 0u8..=16,
            (u, v) in (0.0..=1.0f64, 0.0..=1.0f64),
        ) {
            let (east, north) = (a.lon + (b.lon - a.lon).abs() * size, a.lat + (b.lat - a.lat).abs() * size);
            let bbox = BBox::new(a.lon, a.lat, east, north).expect("a box");
            let found = tiles(&bbox, zoom, usize::MAX).expect("no limit");
            prop_assert!(found.is_sorted());
            let inside = LonLat::clamped(
                (a.lon + u * (east - a.lon)).min(east),
                (a.lat + v * (north - a.lat)).min(north),
            );
            for p in [a, LonLat::clamped(east, north), bbox.center(), inside] {
                prop_assert!(found.contains(&parent(cell(p), zoom)), "{:?} in {:?}", p, found);
            }
            for &tile in &found {
                let (x, y) = deinterleave(tile);
                let touched = tile_bbox(zoom, x, y).expect("a tile").expand_m(0.001);
                prop_assert!(touched.west <= bbox.east && bbox.west <= touched.east);
                prop_assert!(touched.south <= bbox.north && bbox.south <= touched.north);
            }
            prop_assert_eq!(tiles(&bbox, zoom, found.len() - 1), None);
        }
    }
}
