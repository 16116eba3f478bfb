//! A basemap from a PMTiles file: opened once, read where a tile lies in it.

use std::{fs::File, os::unix::fs::FileExt, path::Path, sync::Arc};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use pmtiles::{
    AsyncBackend, AsyncPmTilesReader, BackendResponse, Compression, HashMapCache, PmtError,
    PmtResult, TileCoord, TileType,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::config::Config;

/// How many bytes of the file's beginning tell one edition from another: its header and directory.
const TELLING_BYTES: usize = 16_384;

/// What is on the tiles, and so how they are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Pictures.
    Raster,
    /// Vectors, layers as OpenMapTiles has them.
    OpenMapTiles,
    /// Vectors, layers as Protomaps' basemap has them.
    Protomaps,
}

impl Schema {
    /// Its code, for the map that draws it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Raster => "raster",
            Self::OpenMapTiles => "openmaptiles",
            Self::Protomaps => "protomaps",
        }
    }

    /// Tells by the layers that a file of vectors names.
    fn of_layers(layers: &[String]) -> Option<Self> {
        let has = |name: &str| layers.iter().any(|layer| layer == name);
        match () {
            () if has("transportation") && has("water") => Some(Self::OpenMapTiles),
            () if has("roads") && has("water") => Some(Self::Protomaps),
            () => None,
        }
    }
}

/// An open file of tiles.
pub struct TileArchive {
    reader: AsyncPmTilesReader<OpenFile, HashMapCache>,
    /// What is on the tiles.
    pub schema: Schema,
    /// Who is to be named, as the file says it.
    pub attribution: Option<String>,
    /// Names this edition of the file: changes with its content.
    pub version: String,
}

/// A tile as it lies in the file.
pub struct StoredTile {
    /// Its bytes.
    pub bytes: Bytes,
    /// Whether they are compressed by gzip.
    pub is_gzip: bool,
}

impl TileArchive {
    /// Opens a file.
    ///
    /// # Errors
    /// When it isn't there, is no PMTiles of version 3, or holds tiles that no map here can draw.
    pub async fn open(path: &Path) -> anyhow::Result<Self> {
        let told = || format!("the basemap {}", path.display());
        Self::read(path).await.with_context(told)
    }

    async fn read(path: &Path) -> anyhow::Result<Self> {
        let file = OpenFile(Arc::new(File::open(path)?));
        let length = file.0.metadata()?.len();
        let beginning = file.read(0, TELLING_BYTES).await?;
        let mut hasher = Sha256::new();
        hasher.update(length.to_be_bytes());
        hasher.update(&beginning.bytes);
        let version = hex::encode(&hasher.finalize()[..8]);
        let cache = HashMapCache::default();
        let reader = AsyncPmTilesReader::try_from_cached_source(file, cache).await?;
        let header = reader.get_header();
        ensure!(
            matches!(
                header.tile_compression,
                Compression::None | Compression::Gzip
            ),
            "its tiles are compressed by {:?}; only gzip and none are served",
            header.tile_compression
        );
        let metadata: Value = serde_json::from_str(&reader.get_metadata().await?)
            .context("its metadata is no JSON")?;
        let schema = schema_of(header.tile_type, &metadata)?;
        let attribution = metadata["attribution"].as_str().map(str::to_owned);
        Ok(Self {
            reader,
            schema,
            attribution,
            version,
        })
    }

    /// The media type of its tiles.
    pub fn media_type(&self) -> &'static str {
        self.reader.get_header().tile_type.content_type()
    }

    /// Its coarsest and its finest zoom.
    pub fn zooms(&self) -> (u8, u8) {
        let header = self.reader.get_header();
        (header.min_zoom, header.max_zoom)
    }

    /// West, south, east, north in degrees.
    pub fn bounds(&self) -> [f64; 4] {
        let header = self.reader.get_header();
        [
            header.min_longitude,
            header.min_latitude,
            header.max_longitude,
            header.max_latitude,
        ]
    }

    /// Whether there can be such a tile in this file.
    pub fn covers(&self, z: u8, x: u32, y: u32) -> bool {
        let (min, max) = self.zooms();
        (min..=max).contains(&z) && TileCoord::new(z, x, y).is_ok()
    }

    /// A tile; none where the file has nothing.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn tile(&self, z: u8, x: u32, y: u32) -> anyhow::Result<Option<StoredTile>> {
        let tile = self.reader.get_tile(TileCoord::new(z, x, y)?).await?;
        let is_gzip = self.reader.get_header().tile_compression == Compression::Gzip;
        Ok(tile.map(|bytes| StoredTile { bytes, is_gzip }))
    }

    /// A tile's bytes without compression, for who can't undo it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn plain_tile(&self, z: u8, x: u32, y: u32) -> anyhow::Result<Option<Bytes>> {
        Ok(self
            .reader
            .get_tile_decompressed(TileCoord::new(z, x, y)?)
            .await?)
    }
}

/// The configured file, open; none where none is configured or it can't be used: the own basemap is shown then.
pub async fn configured(config: &Config) -> Option<Arc<TileArchive>> {
    let path = config.map_pmtiles.as_deref()?;
    match TileArchive::open(path).await {
        Ok(archive) => Some(Arc::new(archive)),
        Err(error) => {
            let problem = format!("{error:#}");
            tracing::error!(
                problem,
                "map_pmtiles can't be used; the own basemap is shown"
            );
            None
        }
    }
}

fn schema_of(tiles: TileType, metadata: &Value) -> anyhow::Result<Schema> {
    match tiles {
        TileType::Png | TileType::Jpeg | TileType::Webp | TileType::Avif => Ok(Schema::Raster),
        TileType::Mvt => {
            let layers: Vec<String> = metadata["vector_layers"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|layer| layer["id"].as_str().map(str::to_owned))
                .collect();
            Schema::of_layers(&layers).with_context(|| {
                format!(
                    "its layers ({}) are neither OpenMapTiles' nor Protomaps'",
                    layers.join(", ")
                )
            })
        }
        other => bail!("its tiles are of a kind that is not drawn here ({other:?})"),
    }
}

/// Reads an open file from any place. Not mapped into memory: a file that is cut short while it is in use gives an error
/// then, and doesn't end the program.
struct OpenFile(Arc<File>);

impl AsyncBackend for OpenFile {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        let file = Arc::clone(&self.0);
        let reading = move || {
            let mut bytes = vec![0; length];
            let mut filled = 0;
            while filled < length {
                match file.read_at(&mut bytes[filled..], offset + filled as u64)? {
                    0 => break,
                    more => filled += more,
                }
            }
            bytes.truncate(filled);
            // Told from one that was written over meanwhile: its directory would lead anywhere.
            let facts = file.metadata()?;
            let edition = format!("{} {:?}", facts.len(), facts.modified()?);
            Ok(BackendResponse::new_with_version(bytes.into(), edition))
        };
        tokio::task::spawn_blocking(reading)
            .await
            .map_err(|error| PmtError::from(std::io::Error::other(error)))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(tiles: TileType, layers: &[&str]) -> anyhow::Result<Schema> {
        let layers: Vec<_> = layers
            .iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect();
        schema_of(tiles, &serde_json::json!({ "vector_layers": layers }))
    }

    #[test]
    fn the_schema_is_told_by_the_layers() {
        let mvt = |layers: &[&str]| named(TileType::Mvt, layers).ok();
        assert_eq!(
            mvt(&["water", "transportation", "place"]),
            Some(Schema::OpenMapTiles)
        );
        assert_eq!(mvt(&["earth", "water", "roads"]), Some(Schema::Protomaps));
        assert_eq!(mvt(&["parcels"]), None);
        assert_eq!(named(TileType::Webp, &[]).ok(), Some(Schema::Raster));
        let error = named(TileType::Mvt, &["parcels"]).expect_err("not known");
        assert!(error.to_string().contains("parcels"), "{error}");
    }

    #[tokio::test]
    async fn a_file_that_is_none_is_told() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), [b'x'; 20_000]).expect("written");
        for path in [file.path(), Path::new("/no/such/file.pmtiles")] {
            let error = TileArchive::open(path).await.err().expect("none");
            assert!(
                format!("{error:#}").contains(&path.display().to_string()),
                "{error:#}"
            );
            let config = Config {
                map_pmtiles: Some(path.to_owned()),
                ..Config::default()
            };
            assert!(configured(&config).await.is_none());
        }
    }
}
