//! What phones and desks send goes through the proxies that docs/operations.md describes, configured as it says.

use std::{collections::BTreeSet, net::Ipv4Addr};

use bienpho_tests::{
    app::{PASSWORD, TestApp},
    client::{Answer, Client},
    line::Line,
    payload::{Record, sent},
    photo::Photo,
    proxy::{Kind, NAME, ORIGIN_THERE, Proxy},
    queue_file::{QueueFile, send},
};
use futures::StreamExt;
use reqwest::Method;
use serde_json::json;

/// A machine of a client's.
const PHONE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Another.
const DESK: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
/// What a browser can unpack.
const ENCODINGS: &str = "gzip, deflate, br, zstd";
/// Most looks at an upload until what was sent of it has arrived; each is a request and a sync.
const LOOKS: u32 = 5_000;

/// The server that the document describes.
async fn documented() -> TestApp {
    TestApp::start_with(|config| {
        config.origin = Some(ORIGIN_THERE.to_owned());
        config.trust_proxy = true;
        config.login_attempts_per_address = 3;
    })
    .await
}

async fn signed_in(proxy: &Proxy, name: &str) -> Client {
    let browser = proxy.browser(PHONE);
    browser.sign_in(name, PASSWORD).await.expect(204);
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_largest_photo_and_a_queue_of_many_arrive() {
    for kind in Kind::ALL {
        let app = documented().await;
        let proxy = Proxy::start(kind, &app);
        let canbo = signed_in(&proxy, "canbo").await;
        let largest = Photo::long(app.state.config.photo_max_bytes, 1);
        largest.send(&canbo).await.expect(201);
        let mut file = QueueFile::of(&canbo).await;
        for number in 2..5 {
            let photo = Photo::long(4_000_000, number);
            let record = Record::flag(&app.plan, &[&photo.sha256]);
            file = file.with(&record, &[&photo]);
        }
        let zip = file.zip();
        assert!(zip.len() > 11_000_000);
        let desk = signed_in(&proxy, "phutrach").await;
        let import = send(&desk, "application/zip", zip).await;
        let import = import.expect(200).json();
        let items = import["items"].as_array().expect("items");
        let taken = items.iter().filter(|item| item["outcome"] == "taken");
        assert_eq!(taken.count(), 3, "{kind:?}: {import}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_of_a_photo_has_arrived_before_the_rest_is_sent() {
    const LONG: usize = 600_000;
    const SENT: usize = 300_000;
    for kind in Kind::ALL {
        let app = documented().await;
        let proxy = Proxy::start(kind, &app);
        let canbo = signed_in(&proxy, "canbo").await;
        let photo = Photo::long(LONG, 1);
        photo.begin(&canbo).await.expect(201);
        let first = photo.bytes[..SENT].to_vec();
        let first = futures::stream::once(async { Ok::<_, std::io::Error>(first) });
        let body = reqwest::Body::wrap_stream(first.chain(futures::stream::pending()));
        let request = canbo
            .request(Method::PATCH, &photo.upload_path())
            .header("tus-resumable", "1.0.0")
            .header("content-type", "application/offset+octet-stream")
            .header("content-length", LONG)
            .header("upload-offset", 0)
            .body(body);
        let stuck = tokio::spawn(request.send());
        arrived(&canbo, &photo, SENT).await;
        stuck.abort();
        let offset = photo.begin(&canbo).await.expect(200);
        assert_eq!(offset.header("upload-offset"), SENT.to_string(), "{kind:?}");
        photo.part(&canbo, SENT, LONG).await.expect(204);
        canbo.get(&photo.path()).await.expect(200);
    }
}

async fn arrived(client: &Client, photo: &Photo, bytes: usize) {
    for _ in 0..LOOKS {
        let answer = photo.ask(client).await;
        if answer.status == 200 && answer.header("upload-offset") == bytes.to_string() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{bytes} bytes never arrived");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_come_one_by_one_over_a_line_that_stays_open() {
    for kind in Kind::ALL {
        let app = documented().await;
        let proxy = Proxy::start(kind, &app);
        let canbo = signed_in(&proxy, "canbo").await;
        let desk = signed_in(&proxy, "phutrach").await;
        let request = desk.request(Method::GET, "/api/v1/live");
        let mut line = Line::start(request.header("accept-encoding", ENCODINGS)).await;
        for _ in 0..3 {
            let (flag, _) = sent(&canbo, &app, Record::flag).await;
            assert_eq!(line.change().await["id"], json!(flag.id), "{kind:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_are_told_apart_by_what_the_proxy_saw() {
    for kind in Kind::ALL {
        let app = documented().await;
        let proxy = Proxy::start(kind, &app);
        for number in 0..4 {
            let stranger = proxy.browser(PHONE);
            let credentials = json!({ "username": format!("name{number}"), "password": "wrong" });
            let request = stranger.request(Method::POST, "/api/v1/session");
            let claimed = format!("203.0.113.{number}");
            let request = request.header("x-forwarded-for", claimed);
            let answer = stranger.send(request.json(&credentials)).await;
            answer.expect(if number < 3 { 401 } else { 429 });
        }
        let other = proxy.browser(DESK);
        other.sign_in("canbo", PASSWORD).await.expect(204);
    }
}

/// Names of an answer's headers but for those that are of the line itself, or of the proxy and harmless.
fn names(answer: &Answer) -> BTreeSet<String> {
    const OF_THE_LINE: [&str; 7] = [
        "alt-svc",
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "server",
        "transfer-encoding",
    ];
    let names = answer.headers.keys().map(ToString::to_string);
    names
        .filter(|name| !OF_THE_LINE.contains(&name.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_come_as_the_server_sent_them_and_foreign_pages_can_do_nothing() {
    for kind in Kind::ALL {
        let app = documented().await;
        let proxy = Proxy::start(kind, &app);
        let browser = proxy.browser(PHONE);
        let signed_in = browser.sign_in("canbo", PASSWORD).await.expect(204);
        assert!(signed_in.header("set-cookie").contains("Secure"));
        let own = app.nobody().get("/sign-in").await.expect(200);
        let page = browser.get("/sign-in").await.expect(200);
        assert_eq!(names(&own), names(&page), "{kind:?}");
        let foreign = browser
            .request(Method::DELETE, "/api/v1/session")
            .header("sec-fetch-site", "cross-site")
            .header("origin", "https://elsewhere.example");
        browser.send(foreign).await.expect(403);
        browser.get("/api/v1/session").await.expect(200);
        // Who knows the server's port and not its name gets nothing.
        let unnamed = Client::new(&app.base).get("/sign-in").await;
        assert_eq!(unnamed.status, 421, "only {NAME} is answered");
    }
}
