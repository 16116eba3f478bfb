//! The basemap of a PMTiles file: its description, its tiles, and what there is without one.

use std::path::{Path, PathBuf};

use bienpho_tests::{
    app::TestApp,
    archive::{self, KINDS, MAX_ZOOM},
    client::{Answer, Client},
};
use pmtiles::Compression;
use reqwest::Method;

/// A server with a basemap file of that kind, and the folder that the file lies in.
async fn served(kind: &str, compression: Compression) -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("city.pmtiles");
    archive::write(&file, kind, compression);
    let app = TestApp::start_with(|config| config.map_pmtiles = Some(file)).await;
    (app, folder)
}

/// Address of the finest tile at the lake.
fn at_the_lake() -> String {
    let (x, y) = archive::tile(105.8523, 21.0287, MAX_ZOOM);
    format!("/api/v1/basemap/tiles/{MAX_ZOOM}/{x}/{y}")
}

async fn get(client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = client.request(Method::GET, path);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    client.send(request).await
}

#[tokio::test]
async fn tiles_are_described_and_served_to_anybody() {
    let (app, _folder) = served("openmaptiles", Compression::Gzip).await;
    let nobody = app.nobody();
    let described = nobody.get("/api/v1/basemap/tiles").await.expect(200);
    assert_eq!(described.header("cache-control"), "no-cache");
    let description = described.json();
    assert_eq!(description["schema"], "openmaptiles");
    assert_eq!(description["tilejson"], "3.0.0");
    assert_eq!(
        (&description["minzoom"], &description["maxzoom"]),
        (&0.into(), &14.into())
    );
    assert!(
        description["attribution"]
            .as_str()
            .is_some_and(|text| text.contains("Bản đồ thử"))
    );
    let template = description["tiles"][0].as_str().expect("an address");
    let (x, y) = archive::tile(105.8523, 21.0287, 14);
    let path = template
        .replace("{z}", "14")
        .replace("{x}", &x.to_string())
        .replace("{y}", &y.to_string());

    // Compressed as it lies in the file for who takes that, else not.
    let packed = get(&nobody, &path, &[("accept-encoding", "gzip, br")])
        .await
        .expect(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(
        packed.header("content-type"),
        "application/vnd.mapbox-vector-tile"
    );
    assert!(packed.header("cache-control").contains("immutable"));
    assert!(packed.body.starts_with(&[0x1f, 0x8b]));
    let plain = get(&nobody, &path, &[]).await.expect(200);
    assert_eq!(plain.header("content-encoding"), "");
    assert!(plain.text().contains("transportation"), "{}", plain.text());
    for answer in [&packed, &plain] {
        assert!(answer.header("vary").contains("accept-encoding"));
        let etag = answer.header("etag").to_owned();
        let encoding = (
            "accept-encoding",
            if answer.body == packed.body {
                "gzip"
            } else {
                "identity"
            },
        );
        let again = get(&nobody, &path, &[("if-none-match", &etag), encoding])
            .await
            .expect(304);
        assert!(again.body.is_empty());
    }

    // Another edition's address may not be kept for ever.
    let other = nobody
        .get(&format!("{}?v=other", at_the_lake()))
        .await
        .expect(200);
    assert!(!other.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn nothing_there_is_204_and_outside_is_404() {
    let (app, _folder) = served("protomaps", Compression::None).await;
    let nobody = app.nobody();
    assert_eq!(
        nobody.json("/api/v1/basemap/tiles").await["schema"],
        "protomaps"
    );
    nobody.get(&at_the_lake()).await.expect(200);
    nobody.get("/api/v1/basemap/tiles/14/0/0").await.expect(204);
    for outside in [
        "15/0/0",
        "3/8/0",
        "3/0/8",
        "3/-1/0",
        "x/0/0",
        "3/0/0.png",
        "40/0/0",
    ] {
        let path = format!("/api/v1/basemap/tiles/{outside}");
        nobody.get(&path).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn pictures_are_served_as_they_are() {
    let (app, _folder) = served("raster", Compression::None).await;
    let nobody = app.nobody();
    assert_eq!(
        nobody.json("/api/v1/basemap/tiles").await["schema"],
        "raster"
    );
    let tile = nobody.get(&at_the_lake()).await.expect(200);
    assert_eq!(tile.header("content-type"), "image/jpeg");
    assert!(tile.body.starts_with(&[0xff, 0xd8]));
}

#[tokio::test]
async fn without_a_file_that_can_be_used_the_own_basemap_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.pmtiles");
    std::fs::write(&broken, [b'x'; 20_000]).expect("written");
    for file in [
        None,
        Some(broken),
        Some(folder.path().join("missing.pmtiles")),
    ] {
        let app = TestApp::start_with(|config| config.map_pmtiles = file).await;
        let nobody = app.nobody();
        for path in ["/api/v1/basemap/tiles", &at_the_lake()] {
            nobody.get(path).await.problem(404, "not_found");
        }
        nobody.get("/api/v1/basemap/streets").await.expect(200);
        let vanhoa = app.sign_in("vanhoa").await;
        let style = vanhoa.get("/api/fn/find_map_style").await.expect(200);
        assert_eq!(style.text(), "null");
    }
    let (app, _folder) = served("raster", Compression::None).await;
    let vanhoa = app.sign_in("vanhoa").await;
    let style = vanhoa.get("/api/fn/find_map_style").await.expect(200);
    assert_eq!(style.text(), "\"/api/v1/basemap/tiles\"");
}

#[tokio::test]
async fn a_file_that_is_written_over_gives_no_wrong_tiles() {
    let (app, folder) = served("protomaps", Compression::None).await;
    let nobody = app.nobody();
    nobody.get(&at_the_lake()).await.expect(200);
    std::fs::write(folder.path().join("city.pmtiles"), "short").expect("written");
    nobody.get(&at_the_lake()).await.problem(500, "internal");
    // One that takes its place, as it should be done, is read from the next start on; the open one stays whole.
}

/// The browser's tests use files of fixtures/; with BIENPHO_WRITE_FIXTURES set they are written anew.
#[tokio::test]
async fn the_fixtures_are_what_is_written_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/basemaps");
    let scratch = tempfile::tempdir().expect("a folder");
    for (kind, _) in KINDS {
        let name = format!("{kind}.pmtiles");
        let (kept, fresh): (PathBuf, PathBuf) = (folder.join(&name), scratch.path().join(&name));
        archive::write(&fresh, kind, Compression::None);
        if std::env::var_os("BIENPHO_WRITE_FIXTURES").is_some() {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::copy(&fresh, &kept).expect("written");
        }
        let read = |path: &Path| std::fs::read(path).expect("a fixture");
        assert!(
            read(&kept) == read(&fresh),
            "{name}: BIENPHO_WRITE_FIXTURES=1 writes it anew"
        );
    }
}
