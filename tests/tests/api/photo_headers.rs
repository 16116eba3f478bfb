//! Whatever the headers of an upload say, the answer is one that a phone can act upon: never the server's own failure.

use bienpho_tests::{
    app::TestApp,
    client::Client,
    photo::Photo,
    upload::{PATH, metadata},
};
use fastrand::Rng;
use reqwest::{Method, header::HeaderValue};

/// Plays a run again.
const SEED: &str = "BIENPHO_TUS_SEED";
const CASES: usize = 400;

const NUMBERS: [&str; 16] = [
    "0",
    "1",
    "100",
    "+5",
    "-1",
    " 7",
    "0x10",
    "1e3",
    "",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
    "1.5",
    "\u{661}",
];

fn value(random: &mut Rng, photo: &Photo) -> Vec<u8> {
    match random.u32(0..8) {
        0..=2 => NUMBERS[random.usize(..NUMBERS.len())].as_bytes().to_vec(),
        3 => photo.bytes.len().to_string().into_bytes(),
        4 => metadata(photo.sha256.as_str()).into_bytes(),
        5 => format!("filename YQ==,{} ", metadata(photo.sha256.as_str())).into_bytes(),
        6 => b"application/offset+octet-stream".to_vec(),
        _ => {
            let length = random.usize(0..40);
            std::iter::repeat_with(|| random.u8(..))
                .take(length)
                .collect()
        }
    }
}

async fn ask(random: &mut Rng, client: &Client, photo: &Photo) {
    let methods = [Method::POST, Method::PATCH, Method::HEAD];
    let method = methods[random.usize(..3)].clone();
    let path = if method == Method::POST {
        PATH.to_owned()
    } else {
        photo.upload_path()
    };
    let mut request = client.request(method.clone(), &path);
    let usual = [
        ("tus-resumable", b"1.0.0".to_vec()),
        ("upload-length", photo.bytes.len().to_string().into_bytes()),
        (
            "upload-metadata",
            metadata(photo.sha256.as_str()).into_bytes(),
        ),
        ("upload-offset", b"0".to_vec()),
        ("content-type", b"application/offset+octet-stream".to_vec()),
    ];
    let mut said = Vec::new();
    for (name, usual) in usual {
        let value = if random.bool() {
            usual
        } else {
            value(random, photo)
        };
        if random.u32(0..10) > 0
            && let Ok(value) = HeaderValue::from_bytes(&value)
        {
            said.push((name, value.clone()));
            request = request.header(name, value);
        }
    }
    if method == Method::PATCH {
        let to = random.usize(..=photo.bytes.len());
        request = request.body([&photo.bytes[..to], &vec![7; random.usize(..3)]].concat());
    }
    let answer = client.send(request).await;
    assert!(
        answer.status < 500,
        "{method} {said:?}: {} {}",
        answer.status,
        answer.text()
    );
}

#[tokio::test]
async fn no_header_of_an_upload_makes_the_server_fail() {
    let seed = std::env::var(SEED).map_or_else(
        |_| fastrand::u64(..),
        |text| text.parse().expect("a number"),
    );
    eprintln!("to play it again: {SEED}={seed}");
    let mut random = Rng::with_seed(seed);
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for case in 0..CASES {
        let photo = Photo::drawn(u32::try_from(case / 8).expect("few"));
        ask(&mut random, &canbo, &photo).await;
        // It can still be sent, whatever was said about it before.
        if case % 8 == 7 {
            photo.begin(&canbo).await;
            let answer = photo.send(&canbo).await;
            assert!(matches!(answer.status, 200 | 201), "{}", answer.status);
        }
    }
}
