//! Queues as people, systems and attackers pack them. The files of tests/fixtures/queue-zips are kept: each is read as its
//! name says, and changes of their bytes begin with them.

use std::{
    fs::File,
    io::{Seek, Write},
    path::Path,
};

use app::error::AppError;
use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

const LIMITS: ArchiveLimits = ArchiveLimits {
    entries: 40,
    bytes: 100_000,
};
/// Most bytes of one entry here.
const MOST: usize = 20_000;
/// What the kept files that can be read have inside.
const INSIDE: [(&str, &[u8]); 3] = [
    ("queue.json", b"{\"format\":\"bienpho-queue\"}"),
    ("records/0192f0c1.json", b"{\"note\":\"H\xc3\xa0ng Gai\"}"),
    ("photos/00ff.jpg", &[0xff; 3_000]),
];

fn kept() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/queue-zips");
    let entries = std::fs::read_dir(folder).expect("the kept files");
    let entries = entries.map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "zip"));
    let mut kept: Vec<_> = files
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(file.path()).expect("readable"))
        })
        .collect();
    kept.sort();
    kept
}

fn file_of(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    file.rewind().expect("rewound");
    file
}

type Read = Result<Vec<Option<Vec<u8>>>, AppError>;

/// Opens a file and reads these entries, as far as the first that can't be read.
fn read<'n>(bytes: &[u8], names: impl IntoIterator<Item = &'n str>) -> Read {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let archive = Archive::open(file_of(bytes), MANIFEST, LIMITS).await?;
        let mut found = Vec::new();
        for name in names {
            found.push(archive.read(name.to_owned(), MOST).await?);
        }
        Ok(found)
    })
}

fn inside() -> Read {
    Ok(INSIDE
        .iter()
        .map(|(_, bytes)| Some(bytes.to_vec()))
        .collect())
}

/// A refusal says what is wrong; it is never what is left of a panic.
fn is_told(error: &AppError) -> bool {
    matches!(error, AppError::BadRequest { problem } if problem != BROKEN)
}

#[test]
fn kept_files_are_read_or_refused_as_their_names_say() {
    let names = INSIDE.map(|(name, _)| name);
    let kept = kept();
    assert!(kept.len() >= 14, "{}", kept.len());
    for (name, bytes) in kept {
        let read = read(&bytes, names);
        match name.split_once('-').map(|(what, _)| what) {
            Some("read") => assert_eq!(read, inside(), "{name}"),
            Some("refused") => {
                let error = read.expect_err(&name);
                assert!(is_told(&error), "{name}: {error:?}");
            }
            _ => panic!("{name}: read-… or refused-…"),
        }
    }
}

/// How somebody packed one entry.
#[derive(Debug, Clone)]
struct Packed {
    dotted: bool,
    backslashes: bool,
    deflated: bool,
    place: u16,
}

fn packed() -> impl Strategy<Value = Packed> {
    let parts = (any::<bool>(), any::<bool>(), any::<bool>(), any::<u16>());
    parts.prop_map(|(dotted, backslashes, deflated, place)| Packed {
        dotted,
        backslashes,
        deflated,
        place,
    })
}

/// What systems put into a file by themselves, and folders.
const ADDED: [&str; 8] = [
    "photos/",
    "records/",
    ".DS_Store",
    "photos/.DS_Store",
    "Thumbs.db",
    "._queue.json",
    "__MACOSX/._queue.json",
    "__MACOSX/photos/._00ff.jpg",
];

fn pack(entries: &[(String, &[u8], Packed)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes, how) in entries {
        let method = [CompressionMethod::Stored, CompressionMethod::Deflated];
        let method = method[usize::from(how.deflated)];
        let options = SimpleFileOptions::default().compression_method(method);
        if name.ends_with('/') {
            zip.add_directory(name.as_str(), options).expect("a folder");
            continue;
        }
        let dot = if how.dotted { "./" } else { "" };
        let mut name = format!("{dot}{name}");
        if how.backslashes {
            name = name.replace('/', "\\");
        }
        zip.start_file(name, options).expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a ZIP file").into_inner()
}

proptest! {
    #[test]
    fn a_queue_that_is_packed_anew_is_the_same_queue(
        folder in prop::sample::select(vec!["", "Hàng chờ/", "a/b c/", "bienpho (1)/", "photos/"]),
        how in prop::collection::vec(packed(), INSIDE.len()),
        added in prop::collection::vec((prop::sample::select(&ADDED[..]), packed()), 0..6),
        name in "[a-z]{1,8}\\.(txt|jpg)",
    ) {
        let mut entries: Vec<_> = INSIDE
            .iter()
            .zip(how)
            .map(|((name, bytes), how)| (format!("{folder}{name}"), *bytes, how))
            .collect();
        for (added, how) in added {
            // A Mac puts its own folder beside the one that it packs.
            let folder = if added.starts_with("__MACOSX") { "" } else { folder };
            let name = format!("{folder}{added}");
            if entries.iter().all(|(known, ..)| *known != name) {
                entries.push((name, b"\x00\x05\x16\x07", how));
            }
        }
        let stray = Packed { dotted: false, backslashes: false, deflated: true, place: 0 };
        entries.push((format!("{folder}{name}"), b"stray", stray));
        entries.sort_by_key(|(.., how)| how.place);
        prop_assert_eq!(read(&pack(&entries), INSIDE.map(|(name, _)| name)), inside());
    }

    #[test]
    fn no_change_of_bytes_breaks_the_reader_or_gets_more_out_of_it_than_its_limits(
        file in prop::sample::select(kept()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..5_u8), 1..12),
    ) {
        let (name, mut bytes) = file;
        for (at, value, what) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match what {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, value),
                2 => drop(bytes.remove(at)),
                // Heads of a ZIP file hold lengths and offsets at its end, so half of the changes are made there.
                3 => {
                    let near = bytes.len().saturating_sub(1 + at % 160);
                    bytes[near] = value;
                }
                _ => bytes[at] = value,
            }
        }
        let outcome = read(&bytes, INSIDE.map(|(name, _)| name));
        match outcome {
            Ok(found) => prop_assert!(found.iter().flatten().all(|bytes| bytes.len() <= MOST)),
            Err(error) => prop_assert!(is_told(&error), "{}: {:?}", name, error),
        }
    }
}
