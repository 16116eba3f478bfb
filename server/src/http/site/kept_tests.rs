use axum::http::{StatusCode, header};

use super::*;

const HOUR_MS: i64 = 3_600_000;

/// A site of that build, with one file of its own and one that all builds have.
fn built(folder: &Path, build: &str) -> Site {
    let folder = folder.join(format!("site-{build}"));
    let manifest = format!(
        r#"{{"chunk.wasm":"/pkg/{build}/chunk.wasm","map.js":"/pkg/map-1/map.js","icon.svg":"/icon.svg"}}"#
    );
    let files = [
        ("build.txt", format!("{build}\n")),
        (MANIFEST, manifest),
        (&format!("pkg/{build}/chunk.wasm"), format!("\0asm{build}")),
        (&format!("pkg/{build}/chunk.wasm.br"), build.to_owned()),
        ("pkg/map-1/map.js", "map".to_owned()),
        ("icon.svg", "<svg/>".to_owned()),
    ];
    for (name, content) in files {
        write_synced(&folder.join(name), content.as_bytes()).expect(name);
    }
    Site::open(Some(&folder)).expect("a site")
}

/// Starts a server of each build in turn, an hour apart.
fn started(folder: &Path, builds: &[&str]) -> Kept {
    let mut now = Timestamp(0);
    let starts = builds.iter().map(|build| {
        now = Timestamp(now.0 + HOUR_MS);
        Kept::keep(&folder.join("assets"), &built(folder, build), now).expect("kept")
    });
    starts.last().expect("a start")
}

fn get(kept: &Kept, path: &str, encoding: &'static str) -> Option<Response<Body>> {
    let headers = HeaderMap::from_iter([(
        header::ACCEPT_ENCODING,
        header::HeaderValue::from_static(encoding),
    )]);
    kept.respond(&Method::GET, &path.parse().expect("a path"), &headers)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("assets")).expect("the folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_two_builds_before_are_served_as_they_were() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = started(folder.path(), &["a1", "b2", "c3", "d4"]);
    assert_eq!(names(folder.path()), ["b2", "c3", "d4"]);
    for build in ["b2", "c3"] {
        let chunk = get(&kept, &format!("/pkg/{build}/chunk.wasm"), "br").expect(build);
        assert_eq!(chunk.status(), StatusCode::OK);
        assert_eq!(chunk.headers()[header::CONTENT_TYPE], "application/wasm");
        assert_eq!(chunk.headers()[header::CONTENT_ENCODING], "br");
        let cache = &chunk.headers()[header::CACHE_CONTROL];
        assert_eq!(cache, "public, max-age=31536000, immutable");
        let body = axum::body::to_bytes(chunk.into_body(), 1000).await;
        assert_eq!(body.expect("a body"), build.as_bytes());
    }
    assert!(get(&kept, "/pkg/a1/chunk.wasm", "br").is_none());
}

#[test]
fn going_back_to_a_build_makes_it_the_latest() {
    let folder = tempfile::tempdir().expect("a folder");
    started(folder.path(), &["a1", "b2", "a1"]);
    let at = |hours| Timestamp(hours * HOUR_MS);
    for (build, hours) in [("c3", 10), ("d4", 11)] {
        let site = built(folder.path(), build);
        Kept::keep(&folder.path().join("assets"), &site, at(hours)).expect("kept");
    }
    assert_eq!(names(folder.path()), ["a1", "c3", "d4"]);
}

#[test]
fn only_hashed_paths_of_complete_builds_are_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = started(folder.path(), &["a1", "b2"]);
    let half = folder.path().join("assets/c3.77.part/pkg/c3");
    write_synced(&half.join("chunk.wasm"), b"\0asm").expect("half a build");
    for path in [
        "/pkg/c3/chunk.wasm",
        "/pkg/../manifest.json",
        "/manifest.json",
        "/served-at",
        "/icon.svg",
    ] {
        assert!(get(&kept, path, "identity").is_none(), "{path}");
    }
}

#[test]
fn what_a_crash_left_behind_is_written_anew_and_goes_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let assets = folder.path().join("assets");
    let half = assets.join("a1.99999.part");
    write_synced(&half.join("pkg/a1/chunk.wasm"), b"").expect("half a build");
    let changed = fs::metadata(&half).expect("it is there").modified();
    let changed = changed.expect("a time").duration_since(UNIX_EPOCH);
    let changed = changed.expect("after 1970").as_millis() as i64;

    let start = |ms| {
        let site = built(folder.path(), "a1");
        Kept::keep(&assets, &site, Timestamp(changed + ms)).expect("kept")
    };
    let kept = start(1000);
    assert!(get(&kept, "/pkg/a1/chunk.wasm", "br").is_some());
    assert_eq!(
        names(folder.path()),
        ["a1", "a1.99999.part"],
        "it may still be written"
    );
    start(2 * HOUR_MS);
    assert_eq!(names(folder.path()), ["a1"]);
}

#[test]
fn servers_that_share_the_folder_keep_each_others_builds() {
    let folder = tempfile::tempdir().expect("a folder");
    let assets = folder.path().join("assets");
    let (old, new) = (built(folder.path(), "a1"), built(folder.path(), "b2"));
    let first = Kept::keep(&assets, &old, Timestamp(1)).expect("kept");
    let again = Kept::keep(&assets, &old, Timestamp(2)).expect("kept");
    let second = Kept::keep(&assets, &new, Timestamp(3)).expect("kept");
    for (server, path) in [
        (&first, "/pkg/b2/chunk.wasm"),
        (&again, "/pkg/b2/chunk.wasm"),
        (&second, "/pkg/a1/chunk.wasm"),
    ] {
        assert!(get(server, path, "br").is_some(), "{path}");
    }
}
