//! The files of the photo folder as they lie there: photos, thumbnails, and what writes that broke off left behind.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::Context;
use app::domain::{photo::Sha256, time::Timestamp};

use super::store::PhotoSize;

/// Parts that the folder is listed in, by the first digit of a photo's hash: so a list of a whole city's photos is never in memory.
pub const SHARDS: u8 = 16;

/// A file in the photo folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Whose it is; none of a file that is no photo's.
    pub photo: Option<Sha256>,
    /// Which picture; none of one that was not written to its end.
    pub size: Option<PhotoSize>,
    /// When it was written.
    pub written_at: Timestamp,
}

/// The files of one shard. What lies outside the photos' folders counts to the first.
pub(super) fn list(folder: &Path, shard: u8) -> anyhow::Result<Vec<PhotoFile>> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        let name = entry.file_name();
        let digit = name
            .to_string_lossy()
            .chars()
            .next()
            .and_then(|c| c.to_digit(16));
        let of_shard = digit.map_or(0, |digit| u8::try_from(digit).unwrap_or(0)) == shard;
        if !of_shard {
            continue;
        }
        if entry.file_type()?.is_dir() {
            for inner in entries(&entry.path())? {
                found.extend(describe(&inner)?);
            }
        } else {
            found.extend(describe(&entry)?);
        }
    }
    Ok(found)
}

/// Deletes a file and syncs its folder; whether it was there.
pub(super) fn delete(path: &Path) -> anyhow::Result<bool> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        done => done.with_context(|| format!("deleting {}", path.display()))?,
    }
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(true)
}

fn entries(folder: &Path) -> anyhow::Result<Vec<fs::DirEntry>> {
    let told = || format!("photo folder {}", folder.display());
    let found: Result<Vec<_>, _> = fs::read_dir(folder).with_context(told)?.collect();
    found.with_context(told)
}

fn describe(entry: &fs::DirEntry) -> anyhow::Result<Option<PhotoFile>> {
    let written = match entry.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        facts => facts?.modified()?,
    };
    let name = entry.file_name().to_string_lossy().into_owned();
    let (hash, suffix) = name.split_once('.').unwrap_or((&name, ""));
    let size = match suffix {
        "jpg" => Some(PhotoSize::Full),
        "thumb.jpg" => Some(PhotoSize::Thumb),
        _ => None,
    };
    Ok(Some(PhotoFile {
        path: entry.path(),
        photo: hash.parse().ok(),
        size,
        written_at: moment(written),
    }))
}

fn moment(time: SystemTime) -> Timestamp {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_one_shard_with_what_its_name_says() {
        let folder = tempfile::tempdir().expect("a folder");
        let hash = "ab".repeat(32);
        let names = [
            format!("ab/{hash}.jpg"),
            format!("ab/{hash}.thumb.jpg"),
            format!("ab/{hash}.jpg#1"),
            "probe".to_owned(),
        ];
        fs::create_dir(folder.path().join("ab")).expect("made");
        for name in &names {
            fs::write(folder.path().join(name), "x").expect("written");
        }
        let mut found = Vec::new();
        for shard in 0..SHARDS {
            for file in list(folder.path(), shard).expect("listed") {
                let name = file.path.strip_prefix(folder.path()).expect("inside");
                let name = name.to_string_lossy().into_owned();
                found.push((name, shard, file.photo.is_some(), file.size));
            }
        }
        found.sort();
        let [full, thumb, broken, probe] = names;
        let mut wanted = vec![
            (full, 10, true, Some(PhotoSize::Full)),
            (thumb, 10, true, Some(PhotoSize::Thumb)),
            (broken, 10, true, None),
            (probe, 0, false, None),
        ];
        wanted.sort();
        assert_eq!(found, wanted);
    }
}
