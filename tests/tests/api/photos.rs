use app::domain::photo::Sha256;
use bienpho_tests::{
    app::TestApp,
    build,
    client::{Answer, Client},
    payload::{Record, sent},
    photo::{Photo, send_as},
};
use image::GenericImageView;

/// Longest side that is kept, and longest side of a thumbnail, in pixels.
const SIDES: (u32, u32) = (2048, 320);

fn decoded(bytes: &[u8]) -> image::DynamicImage {
    image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).expect("a JPEG")
}

fn exif_of(bytes: &[u8]) -> Option<exif::Exif> {
    exif::Reader::new()
        .read_from_container(&mut std::io::Cursor::new(bytes))
        .ok()
}

/// Application and comment segments besides JFIF's own: where metadata lies.
fn metadata_segments(bytes: &[u8]) -> Vec<u8> {
    let (mut found, mut at) = (Vec::new(), 2);
    while at + 4 <= bytes.len() && bytes[at] == 0xff && bytes[at + 1] != 0xda {
        let marker = bytes[at + 1];
        if matches!(marker, 0xe1..=0xef | 0xfe) {
            found.push(marker);
        }
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
    found
}

#[tokio::test]
async fn every_real_photo_is_kept_upright_and_without_metadata() {
    let app = TestApp::start().await;
    let client = app.sign_in("canbo").await;
    let mut had_metadata = 0;
    for (name, photo) in Photo::fixtures() {
        had_metadata += usize::from(exif_of(&photo.bytes).is_some());
        photo.send(&client).await.expect(201);
        let full = client.get(&photo.path()).await.expect(200);
        let thumb = client
            .get(&format!("{}?size=thumb", photo.path()))
            .await
            .expect(200);
        for (answer, side) in [(&full, SIDES.0), (&thumb, SIDES.1)] {
            assert_eq!(answer.header("content-type"), "image/jpeg", "{name}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
            // No record names it yet: it may become a flag's.
            assert!(
                answer.header("cache-control").contains("no-store"),
                "{name}"
            );
            assert!(exif_of(&answer.body).is_none(), "{name}");
            assert!(metadata_segments(&answer.body).is_empty(), "{name}");
            let (width, height) = decoded(&answer.body).dimensions();
            assert!(width.max(height) <= side, "{name}: {width} × {height}");
        }
        for file in app.photo_files(photo.sha256.as_str()) {
            let bytes = std::fs::read(&file).expect("readable");
            assert!(
                exif_of(&bytes).is_none() && metadata_segments(&bytes).is_empty(),
                "{}",
                file.display()
            );
        }
    }
    assert!(had_metadata >= 2, "the fixtures must have metadata to lose");
}

#[tokio::test]
async fn a_turned_photo_is_turned_upright() {
    let app = TestApp::start().await;
    let client = app.sign_in("canbo").await;
    let photo = Photo::fixture("Samsung_GT-I9000_Galaxy_S.jpg");
    let exif = exif_of(&photo.bytes).expect("metadata");
    let orientation = exif
        .get_field(exif::Tag::Orientation, exif::In::PRIMARY)
        .expect("an orientation");
    assert_eq!(orientation.value.get_uint(0), Some(6));
    photo.send(&client).await.expect(201);
    let kept = decoded(&client.get(&photo.path()).await.expect(200).body);
    let expected = decoded(&photo.bytes).rotate90();
    assert_eq!(kept.dimensions(), expected.dimensions());
    assert!(
        difference(&kept, &expected) < 6.0,
        "{}",
        difference(&kept, &expected)
    );
    assert!(
        difference(&kept.rotate180(), &expected) > 12.0,
        "the picture must tell up from down"
    );
}

/// Mean difference of the pixels' channels.
fn difference(a: &image::DynamicImage, b: &image::DynamicImage) -> f64 {
    let (a, b) = (a.to_rgb8(), b.to_rgb8());
    let sum: f64 = a
        .iter()
        .zip(b.iter())
        .map(|(&a, &b)| f64::from(a.abs_diff(b)))
        .sum();
    sum / a.len() as f64
}

#[tokio::test]
async fn the_same_photo_again_is_answered_alike_and_changes_nothing() {
    let app = TestApp::start().await;
    let client = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    photo.send(&client).await.expect(201);
    let before = client.get(&photo.path()).await.expect(200).body;
    photo.send(&client).await.expect(201);
    assert_eq!(client.get(&photo.path()).await.expect(200).body, before);
}

/// All that an answer says but of what is asked about, which is another hash, and when it was said.
fn said(mut answer: Answer, photo: &Photo) -> (u16, Vec<(String, String)>, String) {
    for own in ["date", "x-request-id"] {
        answer.headers.remove(own);
    }
    let hash = |text: &str| text.replace(photo.sha256.as_str(), "{sha256}");
    let headers = answer.headers.iter().map(|(name, value)| {
        let value = value.to_str().unwrap_or_default();
        (name.to_string(), hash(value))
    });
    (answer.status, headers.collect(), hash(&answer.text()))
}

#[tokio::test]
async fn no_answer_tells_that_somebody_else_sent_the_same_photo() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let (known, fresh) = (Photo::drawn(1), Photo::drawn(2));
    let (known_in_parts, fresh_in_parts) = (Photo::drawn(3), Photo::drawn(4));
    known.send(&canbo).await.expect(201);
    known_in_parts.begin(&canbo).await.expect(201);
    // Nothing of it is there for another, in whichever order it is asked.
    for (photo, other) in [(&known, &fresh), (&known_in_parts, &fresh_in_parts)] {
        for path in [photo.path(), format!("{}?size=thumb", photo.path())] {
            let other_path = path.replace(photo.sha256.as_str(), other.sha256.as_str());
            let answers = (canbo2.get(&path).await, canbo2.get(&other_path).await);
            assert_eq!(said(answers.0, photo), said(answers.1, other));
        }
        let asked = (photo.ask(&canbo2).await, other.ask(&canbo2).await);
        assert_eq!(said(asked.0, photo), said(asked.1, other));
    }
    // To be begun once, and again.
    for _ in 0..2 {
        let begun = (
            known_in_parts.begin(&canbo2).await,
            fresh_in_parts.begin(&canbo2).await,
        );
        let (known, fresh) = (
            said(begun.0, &known_in_parts),
            said(begun.1, &fresh_in_parts),
        );
        assert_eq!(known, fresh);
    }
    // To be sent whole: once, and again.
    for time in ["first", "again"] {
        let sent = (known.send(&canbo2).await, fresh.send(&canbo2).await);
        let (known, fresh) = (said(sent.0, &known), said(sent.1, &fresh));
        assert_eq!(known, fresh, "{time}");
    }
}

#[tokio::test]
async fn a_body_with_another_hash_is_refused() {
    let app = TestApp::start().await;
    let client = app.sign_in("canbo").await;
    let (photo, other) = (Photo::drawn(1), Photo::drawn(2));
    let answer = send_as(&client, &photo.path(), "image/jpeg", other.bytes.clone()).await;
    answer.problem(422, "hash_mismatch");
    let mut cut = photo.bytes.clone();
    cut.pop();
    send_as(&client, &photo.path(), "image/jpeg", cut)
        .await
        .problem(422, "hash_mismatch");
    assert!(app.photo_files(photo.sha256.as_str()).is_empty());
    for name in [
        "abc",
        &photo.sha256.as_str().to_uppercase(),
        "../../etc/passwd",
        "%00",
    ] {
        let answer = send_as(
            &client,
            &format!("/api/v1/photos/{name}"),
            "image/jpeg",
            photo.bytes.clone(),
        )
        .await;
        assert!(
            matches!(answer.status, 400 | 404),
            "{name}: {}",
            answer.status
        );
    }
}

#[tokio::test]
async fn what_is_not_a_jpeg_is_415() {
    let app = TestApp::start().await;
    let client = app.sign_in("canbo").await;
    let jpeg = Photo::sized(800, 600, 3).bytes;
    let bodies: [(&str, Vec<u8>); 6] = [
        ("nothing", Vec::new()),
        ("text", b"not a picture".to_vec()),
        ("html", b"<html><script>alert(1)</script>".to_vec()),
        (
            "png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0".to_vec(),
        ),
        ("only a head", jpeg[..20].to_vec()),
        ("a head and rubbish", [&jpeg[..20], &[0x55; 500]].concat()),
    ];
    for (name, bytes) in bodies {
        let answer = Photo::of(bytes).send(&client).await;
        assert_eq!(answer.status, 415, "{name}: {}", answer.text());
        answer.problem(415, "not_a_jpeg");
    }
    let photo = Photo::of(jpeg);
    let said = send_as(&client, &photo.path(), "image/png", photo.bytes.clone()).await;
    said.problem(415, "not_a_jpeg");
    assert!(
        app.photo_files("")
            .iter()
            .all(|file| file.metadata().is_ok_and(|of| of.len() == 0))
    );
}

#[tokio::test]
async fn too_many_pixels_and_too_many_bytes_are_refused() {
    let app = TestApp::start_with(|config| {
        config.photo_max_pixels = 10_000;
        config.photo_max_bytes = 4_000;
    })
    .await;
    let client = app.sign_in("canbo").await;
    Photo::sized(100, 100, 1).send(&client).await.expect(201);
    let problem = Photo::sized(101, 100, 1)
        .send(&client)
        .await
        .problem(422, "too_many_pixels");
    assert_eq!(problem["max"], 10_000);
    let mut long = Photo::sized(100, 100, 2).bytes;
    long.resize(4_001, 0);
    let long = Photo::of(long);
    assert_eq!(
        long.send(&client).await.problem(413, "too_large")["max_bytes"],
        4_000
    );
    // Without a length that says so before.
    let chunks = long
        .bytes
        .chunks(1_000)
        .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()));
    let stream = reqwest::Body::wrap_stream(futures::stream::iter(chunks.collect::<Vec<_>>()));
    let request = client
        .request(reqwest::Method::PUT, &long.path())
        .header("content-type", "image/jpeg");
    client
        .send(request.body(stream))
        .await
        .problem(413, "too_large");
}

#[tokio::test]
async fn a_photo_without_a_record_is_its_senders_alone() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    canbo.get(&photo.path()).await.problem(404, "not_found");
    photo.send(&canbo).await.expect(201);
    canbo.get(&photo.path()).await.expect(200);
    app.nobody()
        .get(&photo.path())
        .await
        .problem(401, "sign_in_required");
    for other in ["canbo2", "phutrach", "vanhoa", "congan", "quantri"] {
        app.sign_in(other)
            .await
            .get(&photo.path())
            .await
            .problem(404, "not_found");
    }
}

async fn readers(app: &TestApp, photo: &Photo) -> Vec<&'static str> {
    let mut readers = Vec::new();
    for &(name, ..) in bienpho_tests::app::ACCOUNTS {
        let client: Client = app.sign_in(name).await;
        for size in ["", "?size=thumb"] {
            let answer = client.get(&format!("{}{size}", photo.path())).await;
            match answer.status {
                200 if size.is_empty() => readers.push(name),
                200 => {}
                403 | 404 => assert!(!readers.contains(&name)),
                other => panic!("{name}: {other}"),
            }
        }
    }
    readers
}

#[tokio::test]
async fn a_photo_is_for_who_may_see_its_record() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (_, of_placement) = sent(&canbo, &app, Record::placement).await;
    let (_, of_check_in) = sent(&canbo, &app, Record::check_in).await;
    let (flag, of_flag) = sent(&canbo, &app, Record::flag).await;
    let of_area = [
        "canbo",
        "canbo2",
        "phutrach",
        "phutrach-phuong",
        "vanhoa",
        "vanhoa2",
        "vanhoa3",
        "vanhoa4",
        "congan",
    ];
    assert_eq!(readers(&app, &of_placement).await, of_area);
    assert_eq!(readers(&app, &of_check_in).await, of_area);
    // Of officers only who recorded it; of the police nobody before it is confirmed.
    let waiting = &of_area[..]
        .iter()
        .copied()
        .filter(|name| !["canbo2", "congan"].contains(name))
        .collect::<Vec<_>>();
    assert_eq!(readers(&app, &of_flag).await, *waiting);
    let phutrach = app.sign_in("phutrach").await;
    phutrach
        .post(&format!("{}/confirm", flag.path()), &serde_json::json!({}))
        .await
        .expect(200);
    let confirmed = [&waiting[..], &["congan"]].concat();
    assert_eq!(readers(&app, &of_flag).await, confirmed);
}

#[tokio::test]
async fn every_read_of_a_flags_photo_is_in_the_access_log() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, of_flag) = sent(&canbo, &app, Record::flag).await;
    let (_, of_placement) = sent(&canbo, &app, Record::placement).await;
    let phutrach = app.sign_in("phutrach").await;
    phutrach.get(&of_flag.path()).await.expect(200);
    phutrach
        .get(&format!("{}?size=thumb", of_flag.path()))
        .await
        .expect(200);
    phutrach.get(&of_placement.path()).await.expect(200);
    app.sign_in("congan")
        .await
        .get(&of_flag.path())
        .await
        .expect(404);
    let log = app.state.db.list_access(10).await.expect("read");
    let subject = format!("flag {}", flag.id);
    assert_eq!(
        log,
        vec![(build::NOON, "flag_photo".to_owned(), subject); 2]
    );
}

#[tokio::test]
async fn sizes_that_there_are_not_are_refused() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    photo.send(&canbo).await.expect(201);
    for query in ["size=huge", "size=", "width=10"] {
        canbo
            .get(&format!("{}?{query}", photo.path()))
            .await
            .problem(400, "bad_request");
    }
    let unknown: Sha256 = build::sha256("never sent");
    canbo
        .get(&format!("/api/v1/photos/{unknown}"))
        .await
        .problem(404, "not_found");
}
