//! What is sent to another name than the server's is answered by health checks alone.

use bienpho_tests::{app::TestApp, upload::Line};

/// The status of a request with these lines of its head, and the whole answer.
async fn ask(app: &TestApp, path: &str, lines: &str) -> (u16, String) {
    let mut line = Line::open(app).await;
    let head = format!("GET {path} HTTP/1.1\r\n{lines}connection: close\r\n\r\n");
    line.send(head.as_bytes()).await;
    let answer = line.answer().await;
    let status = answer.split(' ').nth(1).expect("a status line").parse();
    (status.expect("a status"), answer)
}

/// Pages, the site's files, the API, tiles, what isn't there.
const PATHS: [&str; 8] = [
    "/",
    "/sign-in",
    "/check-in",
    "/favicon.ico",
    "/sw.js",
    "/api/v1/session",
    "/tiles/records/1/1/1.mvt",
    "/nothing",
];

#[tokio::test]
async fn a_name_that_was_pointed_here_gets_nothing() {
    let origin = "https://bienpho.example.vn";
    for (origin, own, foreign) in [
        (
            None,
            ["localhost:3000", "127.0.0.1"],
            ["rebound.example", "192.0.2.7:3000"],
        ),
        (
            Some(origin),
            ["bienpho.example.vn", "BIENPHO.example.vn:443"],
            ["localhost:3000", "127.0.0.1"],
        ),
    ] {
        let app = TestApp::start_with(|config| config.origin = origin.map(str::to_owned)).await;
        for path in PATHS {
            for name in foreign {
                let (status, answer) = ask(&app, path, &format!("host: {name}\r\n")).await;
                assert_eq!(status, 421, "{path} at {name}: {answer}");
                assert!(answer.contains("origin"), "it says what to do: {answer}");
                assert!(!answer.contains("set-cookie"), "{answer}");
            }
            for name in own {
                let (status, answer) = ask(&app, path, &format!("host: {name}\r\n")).await;
                assert_ne!(status, 421, "{path} at {name}: {answer}");
            }
        }
        for path in ["/healthz", "/readyz"] {
            for lines in ["host: 10.0.0.7:3000\r\n", "host: rebound.example\r\n", ""] {
                assert_eq!(ask(&app, path, lines).await.0, 200, "{path} {lines}");
            }
        }
    }
}

#[tokio::test]
async fn a_request_names_one_host() {
    let app = TestApp::start().await;
    for lines in [
        "",
        "host: localhost\r\nhost: localhost\r\n",
        "host: localhost\r\nhost: rebound.example\r\n",
        "host: \r\n",
        "host: x@localhost\r\n",
    ] {
        for path in PATHS {
            let (status, answer) = ask(&app, path, lines).await;
            assert_eq!(status, 400, "{path} with {lines:?}: {answer}");
            assert!(answer.contains("must name one host"), "{answer}");
        }
    }
}

#[tokio::test]
async fn nobody_signs_in_through_a_name_that_was_pointed_here() {
    let app = TestApp::start().await;
    let body = r#"{"username":"canbo","password":"x"}"#;
    let mut line = Line::open(&app).await;
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: rebound.example\r\norigin: http://rebound.example\r\n\
         sec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    );
    line.send(head.as_bytes()).await;
    let answer = line.answer().await;
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    assert!(answer.contains("\"code\":\"wrong_host\""), "{answer}");
}
