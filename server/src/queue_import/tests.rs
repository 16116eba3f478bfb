use std::io::{Seek, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

const LIMITS: ArchiveLimits = ArchiveLimits {
    entries: 3,
    bytes: 1_000,
};

fn packed(entries: &[(&str, &[u8])]) -> std::fs::File {
    let mut zip = ZipWriter::new(tempfile::tempfile().expect("a file"));
    for (number, (name, bytes)) in entries.iter().enumerate() {
        let method = [CompressionMethod::Stored, CompressionMethod::Deflated][number % 2];
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    let mut file = zip.finish().expect("a ZIP file");
    file.rewind().expect("rewound");
    file
}

#[tokio::test]
async fn stored_and_deflated_entries_are_read_within_their_limit() {
    let file = packed(&[("a", b"first"), ("b", b"second")]);
    let archive = Archive::open(file, "a", LIMITS).await.expect("opens");
    let read = async |name: &str, most| archive.read(name.to_owned(), most).await;
    assert_eq!(read("a", 5).await, Ok(Some(b"first".to_vec())));
    assert_eq!(read("b", 6).await, Ok(Some(b"second".to_vec())));
    assert_eq!(read("../a", 5).await, Ok(None));
    assert_eq!(
        read("b", 5).await.expect_err("too long").code(),
        "bad_request"
    );
}

#[tokio::test]
async fn a_small_file_that_unpacks_into_a_large_one_is_stopped() {
    let large = vec![0_u8; 600];
    let file = packed(&[("a", &large), ("b", &large)]);
    let archive = Archive::open(file, "a", LIMITS).await.expect("opens");
    let read = async |name: &str| archive.read(name.to_owned(), 600).await;
    assert!(read("b").await.is_ok());
    assert_eq!(read("a").await.expect_err("all told").status(), 400);
    let bomb = packed(&[("x", b""), ("bomb", &vec![0_u8; 50_000_000])]);
    assert!(bomb.metadata().expect("its size").len() < 100_000);
    let archive = Archive::open(bomb, "x", LIMITS).await.expect("opens");
    let read = archive.read("bomb".to_owned(), usize::MAX).await;
    assert_eq!(read.expect_err("stopped").status(), 400);
}

#[tokio::test]
async fn what_is_no_zip_file_or_has_too_many_entries_is_a_bad_request() {
    let many = packed(&[("a", b""), ("b", b""), ("c", b""), ("d", b"")]);
    let mut text = tempfile::tempfile().expect("a file");
    text.write_all(b"not a ZIP file").expect("written");
    for file in [many, text] {
        let opened = Archive::open(file, "a", LIMITS).await;
        assert_eq!(opened.err().map(|error| error.status()), Some(400));
    }
}

#[test]
fn the_manifest_says_what_it_is() {
    let good = r#"{"format":"bienpho-queue","version":1,"server":"https://bienpho.example.vn","exported_at":1,
        "owner":{"id":"0192f0c1-7a40-7cc2-9f0e-6f5d7c1b2a90","username":"canbo"},"items":[
        {"id":"0192f0c1-7a40-7cc2-9f0e-6f5d7c1b2a92","record":"flag","title":"Hàng Gai","state":"waiting","saved_at":9,
         "payload_sha256":null,"photos":[]},
        {"id":"0192f0c1-7a40-7cc2-9f0e-6f5d7c1b2a91","record":"from_the_future"}]}"#;
    let manifest = Manifest::read(good.as_bytes()).expect("read");
    assert_eq!(manifest.owner.username, "canbo");
    let records: Vec<_> = manifest.items.iter().map(|item| &*item.record).collect();
    assert_eq!(records, ["from_the_future", "flag"], "oldest first");
    for (what, with) in [
        ("bienpho-queue", "another"),
        ("\"version\":1", "\"version\":2"),
        ("0192f0c1-7a40-7cc2-9f0e-6f5d7c1b2a90", "nobody"),
        ("\"items\"", "\"things\""),
    ] {
        let bad = good.replace(what, with);
        let problem = Manifest::read(bad.as_bytes()).expect_err(with);
        assert!(problem.starts_with("queue.json: "), "{problem}");
    }
}

#[tokio::test]
async fn a_file_that_was_unpacked_and_packed_anew_is_the_same() {
    for (folder, added) in [
        ("", "__MACOSX/._queue.json"),
        ("./", "Thumbs.db"),
        ("hàng chờ/", "__MACOSX/hàng chờ/._queue.json"),
        ("a/b/", ".DS_Store"),
        ("a\\b\\", "a/b/records/"),
    ] {
        let (manifest, record) = (
            format!("{folder}queue.json"),
            format!("{folder}records/1.json"),
        );
        let file = packed(&[(&manifest, b"{}"), (&record, b"record"), (added, b"")]);
        let archive = Archive::open(file, MANIFEST, LIMITS).await.expect(folder);
        let read = archive.read("records/1.json".to_owned(), 100).await;
        assert_eq!(read, Ok(Some(b"record".to_vec())), "{folder}");
        assert_eq!(
            archive.read(MANIFEST.to_owned(), 100).await,
            Ok(Some(b"{}".to_vec()))
        );
    }
    for entries in [
        &["a/queue.json", "b/queue.json"][..],
        &["../queue.json"],
        &["my-queue.json"],
        &["queue.json", "records/1.json", "./records/1.json"],
    ] {
        let entries: Vec<_> = entries.iter().map(|name| (*name, &b"{}"[..])).collect();
        let opened = Archive::open(packed(&entries), MANIFEST, LIMITS).await;
        assert_eq!(
            opened.err().map(|error| error.status()),
            Some(400),
            "{entries:?}"
        );
    }
}
