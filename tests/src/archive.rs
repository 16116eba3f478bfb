//! Small basemap files of the tests: a lake in the west of every tile, a street across its middle.

use std::{fs::File, path::Path};

use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};
use pmtiles::{Compression, PmTilesWriter, TileCoord, TileType};
use serde_json::json;

/// West, south, east, north of what the files hold: the inner city.
const BOUNDS: [f64; 4] = [105.80, 20.99, 105.90, 21.06];
/// Finest zoom in them.
pub const MAX_ZOOM: u8 = 14;
/// Colour of a file of pictures.
pub const COLOR: [u8; 3] = [200, 60, 40];

/// A layer's name, its class field and the class of what lies in it.
type Layer = (&'static str, &'static str, &'static str);

/// Kinds of files: a name, and the layers of water, of streets and of streets' names; pictures have none.
pub const KINDS: [(&str, &[Layer]); 3] = [
    (
        "openmaptiles",
        &[
            ("water", "class", "lake"),
            ("transportation", "class", "primary"),
            ("transportation_name", "class", "primary"),
        ],
    ),
    (
        "protomaps",
        &[
            ("water", "kind", "lake"),
            ("roads", "kind_detail", "primary"),
        ],
    ),
    ("raster", &[]),
];

/// Writes the file of that kind.
pub fn write(path: &Path, kind: &str, compression: Compression) {
    let (_, layers) = KINDS
        .into_iter()
        .find(|(name, _)| *name == kind)
        .expect("a known kind");
    let (tiles, content) = match layers {
        [] => (TileType::Jpeg, picture()),
        layers => (TileType::Mvt, vectors(layers)),
    };
    let names: Vec<_> = layers
        .iter()
        .map(|(id, ..)| json!({ "id": id, "fields": {} }))
        .collect();
    let metadata = json!({ "attribution": "<a href='https://example.vn'>Bản đồ thử</a>", "vector_layers": names });
    let [west, south, east, north] = BOUNDS;
    let mut writer = PmTilesWriter::new(tiles)
        .internal_compression(compression)
        .tile_compression(compression)
        .min_zoom(0)
        .max_zoom(MAX_ZOOM)
        .bounds(west, south, east, north)
        .metadata(metadata.to_string())
        .create(File::create(path).expect("a file"))
        .expect("a writer");
    for coordinate in coordinates() {
        writer.add_tile(coordinate, &content).expect("written");
    }
    writer.finalize().expect("written");
}

/// Every tile that a file holds, coarsest first.
pub fn coordinates() -> Vec<TileCoord> {
    let [west, south, east, north] = BOUNDS;
    let mut all = Vec::new();
    for z in 0..=MAX_ZOOM {
        let ((left, top), (right, bottom)) = (tile(west, north, z), tile(east, south, z));
        for x in left..=right {
            all.extend((top..=bottom).map(|y| TileCoord::new(z, x, y).expect("a tile")));
        }
    }
    all
}

/// Column and row of the tile that a position lies on.
pub fn tile(lon: f64, lat: f64, z: u8) -> (u32, u32) {
    let side = f64::from(1_u32 << z);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    (((lon + 180.0) / 360.0 * side) as u32, (y * side) as u32)
}

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode(&COLOR.repeat(256 * 256), 256, 256, ExtendedColorType::Rgb8)
        .expect("a picture");
    bytes
}

/// A tile of vectors, by hand: the few messages of the format that it takes.
fn vectors(layers: &[Layer]) -> Vec<u8> {
    const MOVE: u64 = 9;
    const CLOSE: u64 = 15;
    let line = |count: u64| 2 | count << 3;
    let step = |by: i64| ((by << 1) ^ (by >> 63)) as u64;
    let west_half = [
        &[MOVE, step(0), step(0), line(3)][..],
        &[
            step(2048),
            step(0),
            step(0),
            step(4096),
            step(-2048),
            step(0),
            CLOSE,
        ],
    ]
    .concat();
    let across = [MOVE, step(0), step(2048), line(1), step(4096), step(0)];
    let mut tile = Vec::new();
    for (name, field, class) in layers {
        let (kind, geometry) = match *name {
            "water" => (3, &west_half[..]),
            _ => (2, &across[..]),
        };
        let feature = [
            packed(2, &[0, 0, 1, 1]),
            number(3, kind),
            packed(4, geometry),
        ]
        .concat();
        let text = |value: &str| bytes(4, &bytes(1, value.as_bytes()));
        let layer = [
            number(15, 2),
            bytes(1, name.as_bytes()),
            bytes(2, &feature),
            bytes(3, field.as_bytes()),
            bytes(3, b"name"),
            text(class),
            text("Phố Thử"),
            number(5, 4096),
        ]
        .concat();
        tile.extend(bytes(3, &layer));
    }
    tile
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, content: &[u8]) -> Vec<u8> {
    let length = varint(content.len() as u64);
    [varint(field << 3 | 2), length, content.to_vec()].concat()
}

fn packed(field: u64, values: &[u64]) -> Vec<u8> {
    let content: Vec<u8> = values.iter().flat_map(|value| varint(*value)).collect();
    bytes(field, &content)
}
