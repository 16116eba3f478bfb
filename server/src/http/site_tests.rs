use std::fs;

use leptos::prelude::GetValue;

use super::*;

const BIG: &str = "const answer = 42;";

fn folder(name: &str, manifest: Option<&str>) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("bienpho-site-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("pkg/0a1b")).expect("a temporary folder");
    let write = |path: &str, content: &[u8]| fs::write(folder.join(path), content).expect(path);
    write("pkg/0a1b/boot.js", BIG.as_bytes());
    write("pkg/0a1b/boot.js.br", b"brotli bytes");
    write("pkg/0a1b/boot.js.gz", b"gzip bytes");
    write("pkg/0a1b/bienpho.wasm", b"\0asm");
    write("icon.svg", b"<svg/>");
    if let Some(manifest) = manifest {
        write("manifest.json", manifest.as_bytes());
    }
    folder
}

fn site(name: &str) -> Site {
    let manifest = r#"{"boot.js":"/pkg/0a1b/boot.js","main.css":"/pkg/main.77.css"}"#;
    Site::open(Some(&folder(name, Some(manifest)))).expect("a site")
}

fn get(site: &Site, path: &str, headers: &[(header::HeaderName, &str)]) -> Option<Response<Body>> {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), value.parse().expect("header")))
        .collect();
    site.respond(&Method::GET, &path.parse().expect("uri"), &headers)
}

fn header_of(response: &Response<Body>, name: header::HeaderName) -> &str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

async fn body_of(response: Response<Body>) -> Vec<u8> {
    axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .expect("body")
        .to_vec()
}

#[test]
fn a_logical_name_is_translated_by_the_manifest() {
    let site = site("names");
    assert_eq!(site.asset("boot.js"), "/pkg/0a1b/boot.js");
    assert_eq!(site.asset("unknown.js"), "/pkg/unknown.js");
}

#[test]
fn without_a_manifest_the_names_are_those_of_cargo_leptos() {
    let site = Site::open(Some(&folder("plain", None))).expect("a site");
    assert_eq!(site.asset("main.css"), "/pkg/bienpho.css");
    let boot = get(&site, "/pkg/boot.js", &[]).expect("the built-in boot script");
    assert_eq!(header_of(&boot, header::CACHE_CONTROL), "no-cache");
}

#[tokio::test]
async fn what_cargo_leptos_does_not_make_comes_from_the_site_beside_it() {
    let built = folder("watch/site", Some(r#"{"map.js":"/pkg/0a1b/boot.js"}"#));
    let watched = built.with_file_name("leptos-site");
    fs::create_dir_all(watched.join("pkg")).expect("a temporary folder");
    fs::write(watched.join("pkg/bienpho.js"), "watched").expect("glue");
    let site = Site::open(Some(&watched)).expect("a site");
    let glue = get(&site, "/pkg/bienpho.js", &[]).expect("glue");
    assert_eq!(body_of(glue).await, b"watched");
    let map = get(&site, "/pkg/map.js", &[]).expect("map");
    assert_eq!(body_of(map).await, BIG.as_bytes());
    assert!(get(&site, "/pkg/nothing.js", &[]).is_none());
}

#[tokio::test]
async fn the_smallest_accepted_form_is_sent() {
    let site = site("forms");
    let forms = [
        ("gzip, br", "br", b"brotli bytes".as_slice()),
        ("br;q=0, gzip", "gzip", b"gzip bytes"),
        ("identity", "", BIG.as_bytes()),
    ];
    for (accept, encoding, expected) in forms {
        let response = get(
            &site,
            "/pkg/0a1b/boot.js",
            &[(header::ACCEPT_ENCODING, accept)],
        )
        .expect("a file");
        assert_eq!(header_of(&response, header::CONTENT_ENCODING), encoding);
        assert_eq!(header_of(&response, header::VARY), "accept-encoding");
        assert_eq!(
            header_of(&response, header::CONTENT_TYPE),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(body_of(response).await, expected, "{accept}");
    }
}

#[test]
fn hashed_paths_are_immutable_and_others_are_revalidated() {
    let site = site("cache");
    let wasm = get(&site, "/pkg/0a1b/bienpho.wasm", &[]).expect("wasm");
    assert_eq!(header_of(&wasm, header::CONTENT_TYPE), "application/wasm");
    assert_eq!(
        header_of(&wasm, header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    let icon = get(&site, "/icon.svg", &[]).expect("icon");
    assert_eq!(header_of(&icon, header::CACHE_CONTROL), "no-cache");
    let etag = header_of(&icon, header::ETAG).to_owned();
    let again = get(&site, "/icon.svg", &[(header::IF_NONE_MATCH, &etag)]).expect("icon");
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[test]
fn an_etag_names_the_encoding_too() {
    let site = site("etag");
    let plain = get(&site, "/pkg/0a1b/boot.js", &[]).expect("plain");
    let brotli = get(
        &site,
        "/pkg/0a1b/boot.js",
        &[(header::ACCEPT_ENCODING, "br")],
    )
    .expect("br");
    assert_ne!(
        header_of(&plain, header::ETAG),
        header_of(&brotli, header::ETAG)
    );
}

#[tokio::test]
async fn head_has_the_length_and_no_body_and_other_methods_are_refused() {
    let site = site("methods");
    let uri = "/pkg/0a1b/boot.js".parse().expect("uri");
    let head = site
        .respond(&Method::HEAD, &uri, &HeaderMap::new())
        .expect("head");
    assert_eq!(
        header_of(&head, header::CONTENT_LENGTH),
        BIG.len().to_string()
    );
    assert!(body_of(head).await.is_empty());
    let post = site
        .respond(&Method::POST, &uri, &HeaderMap::new())
        .expect("post");
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn lazy_pages_are_found_where_the_build_put_them() {
    let manifest = r#"{
        "__wasm_split_manifest.json": "/pkg/0a1b/__wasm_split_manifest.json",
        "__wasm_split.______________________.js": "/pkg/0a1b/loader.js"
    }"#;
    let folder = folder("lazy", Some(manifest));
    let chunks = r#"{"map_view_7": ["chunk_0", "split_map"]}"#;
    fs::write(folder.join("pkg/0a1b/__wasm_split_manifest.json"), chunks).expect("chunks");
    let site = Site::open(Some(&folder)).expect("a site");
    let lazy = site.lazy.expect("lazy chunks").0;
    let (root, chunks, loader) = lazy.get_value();
    assert_eq!((root.as_str(), loader.as_str()), ("/pkg/0a1b", "loader.js"));
    assert_eq!(chunks["map_view_7"], ["chunk_0", "split_map"]);
}

#[test]
fn no_path_leaves_the_folder() {
    let site = site("inside");
    for path in [
        "/../Cargo.toml",
        "/pkg/../../x",
        "/%2e%2e/x",
        "//etc/passwd",
        "/",
        "/pkg/",
        "/.hidden",
        "/nothing.js",
    ] {
        assert!(get(&site, path, &[]).is_none(), "{path}");
    }
}
