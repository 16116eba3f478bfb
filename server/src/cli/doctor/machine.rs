//! The machine: room on the disk, photos that can be written, a basemap that can be read, a clock that can be right.

use std::path::Path;

use app::domain::time::{Date, Timestamp};
use server::{
    archive::TileArchive,
    clock::{Clock, SystemClock},
    config::Config,
    photos::PhotoStore,
};

use super::Finding;

/// Free space below which photos will soon not fit: about 6,000 of them.
const MIN_FREE_BYTES: u64 = 2 << 30;

/// Disk, photo store, basemap, clock.
pub async fn examine(config: &Config) -> Vec<Finding> {
    vec![
        disk(&config.data),
        photos(config).await,
        basemap(config).await,
        year(SystemClock.now()),
    ]
}

fn disk(data: &Path) -> Finding {
    let about = "disk";
    let existing = data.ancestors().find(|folder| folder.exists());
    let existing = existing.unwrap_or(Path::new("."));
    match rustix::fs::statvfs(existing) {
        Ok(facts) => room(existing, facts.f_bavail.saturating_mul(facts.f_frsize)),
        Err(error) => {
            let advice = "does the folder exist, and may this account enter it?";
            Finding::bad(about, format!("{}: {error}", existing.display()), advice)
        }
    }
}

fn room(folder: &Path, free: u64) -> Finding {
    let found = format!("{:.1} GB free for {}", free as f64 / 1e9, folder.display());
    let advice = "make room or move `data` to a larger disk before it is full: then nothing more is accepted, and \
                  phones keep what they have until it is";
    Finding::when(free >= MIN_FREE_BYTES, "disk", found, advice)
}

async fn photos(config: &Config) -> Finding {
    let (about, folder) = ("photo store", config.photo_folder());
    if !folder.exists() {
        // The first start makes it; an examination doesn't.
        let parent = folder.ancestors().find(|parent| parent.exists());
        let writable = parent
            .is_some_and(|parent| rustix::fs::access(parent, rustix::fs::Access::WRITE_OK).is_ok());
        let found = format!("{} is not there yet", folder.display());
        return Finding::when(
            writable,
            about,
            found,
            "let this account write to the folder that `data` names",
        );
    }
    let checked = match PhotoStore::open(&folder) {
        Ok(store) => store.check().await,
        Err(error) => Err(error),
    };
    match checked {
        Ok(()) => Finding::good(
            about,
            format!("{}: written, synced and deleted a file", folder.display()),
        ),
        Err(error) => {
            let advice = "may this account write there? Is the disk full or mounted read-only?";
            Finding::bad(about, format!("{error:#}"), advice)
        }
    }
}

/// What the desk's map is drawn on.
async fn basemap(config: &Config) -> Finding {
    let about = "basemap";
    if let Some(url) = &config.map_style_url {
        return Finding::when(
            config.map_pmtiles.is_none(),
            about,
            format!("the style {url}"),
            "map_pmtiles does nothing beside map_style_url: remove one of them",
        );
    }
    let Some(path) = &config.map_pmtiles else {
        return Finding::good(about, "the own one");
    };
    match TileArchive::open(path).await {
        Ok(archive) => {
            let (from, to) = archive.zooms();
            let schema = archive.schema.code();
            let found = format!("{}: {schema}, zooms {from} to {to}", path.display());
            Finding::good(about, found)
        }
        Err(error) => {
            let advice = "the own basemap is shown meanwhile. map_pmtiles wants a PMTiles file (version 3) of pictures, or \
                          of vectors in the layers of OpenMapTiles or Protomaps";
            Finding::bad(about, format!("{error:#}"), advice)
        }
    }
}

/// A machine without a battery or network wakes up in 1970 or in its firmware's year.
fn year(now: Timestamp) -> Finding {
    let possible = Date::new(2026, 1, 1).is_none_or(|first| now >= first.start());
    let advice = "set the clock, best by NTP (timedatectl set-ntp true): receipts and the event log carry its time";
    Finding::when(
        possible,
        "clock",
        format!("{} in Hanoi", now.long()),
        advice,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_is_nearly_full_is_told() {
        let told = |free| room(Path::new("/srv"), free).advice.is_some();
        assert!(told(MIN_FREE_BYTES - 1) && !told(MIN_FREE_BYTES));
        assert!(
            disk(Path::new("/no/such/folder/at/all"))
                .found
                .contains("GB free")
        );
    }

    #[test]
    fn a_clock_in_1970_is_told() {
        assert!(year(Timestamp(0)).advice.is_some());
        assert!(
            year(Date::new(2027, 5, 1).expect("a day").start())
                .advice
                .is_none()
        );
    }

    #[tokio::test]
    async fn a_basemap_that_cannot_be_drawn_is_told() {
        let told = async |style: Option<&str>, file: Option<&str>| {
            basemap(&Config {
                map_style_url: style.map(str::to_owned),
                map_pmtiles: file.map(Into::into),
                ..Config::default()
            })
            .await
        };
        assert!(told(None, None).await.advice.is_none());
        let missing = told(None, Some("/no/such/city.pmtiles")).await;
        assert!(
            missing.advice.is_some() && missing.found.contains("/no/such/city.pmtiles"),
            "{missing}"
        );
        assert!(told(Some("/style.json"), None).await.advice.is_none());
        let both = told(Some("/style.json"), Some("x")).await;
        assert!(both.advice.is_some(), "{both}");
    }

    #[tokio::test]
    async fn a_photo_folder_that_cannot_be_one_is_told() {
        let file = std::env::temp_dir().join(format!("bienpho-doctor-{}", std::process::id()));
        std::fs::create_dir_all(&file).expect("a folder");
        std::fs::write(file.join("photos"), "a file").expect("written");
        let finding = photos(&Config {
            data: file.clone(),
            ..Config::default()
        })
        .await;
        std::fs::remove_dir_all(&file).expect("cleaned");
        assert!(finding.advice.is_some(), "{finding}");
    }
}
