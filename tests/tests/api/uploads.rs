//! Photos in parts, by tus 1.0: a byte that arrived is never sent again, whatever breaks.

use bienpho_tests::{
    app::TestApp,
    client::{Answer, Client},
    payload::Record,
    photo::Photo,
    upload::{PATH, begin_as, cookie, metadata, part_of},
};
use reqwest::Method;

/// Bytes of the photos here: three parts of a phone's.
const LONG: usize = 600_000;
/// Most looks at an upload until a request that broke off has been put down; each is a request and a sync.
const LOOKS: u32 = 5_000;

fn offset(answer: &Answer) -> usize {
    let offset = answer.header("upload-offset").parse();
    offset.unwrap_or_else(|_| panic!("an offset: {} {}", answer.status, answer.text()))
}

/// Waits until that much has arrived; whoever watches changes nothing.
async fn arrived(client: &Client, photo: &Photo, bytes: usize) {
    for _ in 0..LOOKS {
        let answer = photo.ask(client).await;
        // A photo that is being completed can't be asked for.
        if answer.status == 200 && offset(&answer) == bytes {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{bytes} bytes never arrived");
}

async fn is_stored(client: &Client, photo: &Photo) {
    client.get(&photo.path()).await.expect(200);
    let again = photo.begin(client).await.expect(200);
    assert_eq!(offset(&again), photo.bytes.len());
    assert_eq!(
        offset(&photo.ask(client).await.expect(200)),
        photo.bytes.len()
    );
}

#[tokio::test]
async fn a_photo_in_parts_becomes_a_photo_like_any_other() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    let begun = photo.begin(&canbo).await.expect(201);
    assert_eq!(
        (offset(&begun), begun.header("location")),
        (0, &*photo.upload_path())
    );
    assert_eq!(
        begun.header("upload-expires"),
        "Thu, 17 Dec 2020 05:00:00 GMT"
    );
    for (from, to) in [(0, 262_144), (262_144, 524_288), (524_288, LONG)] {
        canbo.get(&photo.path()).await.problem(404, "not_found");
        let answer = photo.part(&canbo, from, to).await.expect(204);
        assert_eq!(offset(&answer), to);
        assert_eq!(answer.header("tus-resumable"), "1.0.0");
    }
    is_stored(&canbo, &photo).await;
    assert!(app.upload_files().is_empty(), "the parts are gone");
    // Nothing of the trailing bytes is kept: it was decoded and encoded anew.
    let kept = canbo.get(&photo.path()).await.expect(200).body;
    assert!(kept.len() < 100_000);
    let record = Record::check_in(&app.plan, &[&photo.sha256]);
    record.send(&canbo).await.expect(201);
}

#[tokio::test]
async fn what_arrived_of_a_broken_line_is_kept_and_the_rest_makes_it_whole() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let cookie = cookie(&app, "canbo").await;
    for (number, cut) in (1..).zip([1, 4_095, 65_536, 300_001, LONG - 1]) {
        let photo = Photo::long(LONG, number);
        photo.begin(&canbo).await.expect(201);
        drop(photo.break_off(&app, &cookie, 0, cut).await);
        arrived(&canbo, &photo, cut).await;
        let again = photo.begin(&canbo).await.expect(200);
        assert_eq!(offset(&again), cut);
        photo.part(&canbo, cut, LONG).await.expect(204);
        is_stored(&canbo, &photo).await;
    }
}

#[tokio::test]
async fn a_line_that_breaks_again_and_again_never_sends_a_byte_twice() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let cookie = cookie(&app, "canbo").await;
    let photo = Photo::long(LONG, 1);
    let mut at = 0;
    while at < LONG {
        // A phone asks first, which ends what still holds the upload: a line's end is not heard of at once.
        assert_eq!(offset(&photo.begin(&canbo).await), at);
        let send = (LONG - at).min(70_001);
        drop(photo.break_off(&app, &cookie, at, send).await);
        at += send;
        arrived(&canbo, &photo, at).await;
    }
    // The last answer was lost with its line.
    is_stored(&canbo, &photo).await;
}

#[tokio::test]
async fn a_restart_loses_nothing_that_was_told() {
    let mut app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    photo.begin(&canbo).await.expect(201);
    photo.part(&canbo, 0, 250_000).await.expect(204);
    app.restart().await;
    let canbo = app.sign_in("canbo").await;
    assert_eq!(offset(&photo.ask(&canbo).await.expect(200)), 250_000);
    assert_eq!(offset(&photo.begin(&canbo).await.expect(200)), 250_000);
    photo.part(&canbo, 250_000, LONG).await.expect(204);
    is_stored(&canbo, &photo).await;
    app.restart().await;
    is_stored(&app.sign_in("canbo").await, &photo).await;
}

#[tokio::test]
async fn a_whole_upload_that_a_dying_server_left_becomes_a_photo_when_it_is_asked_for() {
    let mut app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    photo.begin(&canbo).await.expect(201);
    photo.part(&canbo, 0, LONG - 1).await.expect(204);
    app.stop().await;
    let [file] = &app.upload_files()[..] else {
        panic!("one file")
    };
    std::fs::write(file, &photo.bytes).expect("written");
    app.start_again().await;
    let canbo = app.sign_in("canbo").await;
    canbo.get(&photo.path()).await.problem(404, "not_found");
    assert_eq!(offset(&photo.ask(&canbo).await.expect(200)), LONG);
    is_stored(&canbo, &photo).await;
}

#[tokio::test]
async fn of_two_that_send_at_once_one_is_refused_and_who_begins_again_takes_over() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let cookie = cookie(&app, "canbo").await;
    let photo = Photo::long(LONG, 1);
    photo.begin(&canbo).await.expect(201);
    let first = photo.break_off(&app, &cookie, 0, 100_000).await;
    arrived(&canbo, &photo, 100_000).await;
    photo
        .part(&canbo, 0, 100)
        .await
        .problem(423, "upload_locked");
    photo
        .part(&canbo, 100_000, LONG)
        .await
        .problem(423, "upload_locked");
    // The first line still stands, but nobody speaks: a phone that asks anew has given it up.
    assert_eq!(offset(&photo.begin(&canbo).await.expect(200)), 100_000);
    assert!(first.answer().await.starts_with("HTTP/1.1 423"));
    photo.part(&canbo, 100_000, LONG).await.expect(204);
    is_stored(&canbo, &photo).await;
}

#[tokio::test]
async fn a_part_at_another_offset_is_refused_with_the_right_one() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    photo.begin(&canbo).await.expect(201);
    photo.part(&canbo, 0, 1_000).await.expect(204);
    for from in [0, 999, 1_001] {
        let problem = photo
            .part(&canbo, from, LONG)
            .await
            .problem(409, "wrong_offset");
        assert_eq!(problem["offset"], 1_000);
    }
    let nothing = photo.part(&canbo, 1_000, 1_000).await.expect(204);
    assert_eq!(offset(&nothing), 1_000);
    photo.part(&canbo, 1_000, LONG).await.expect(204);
    // Repeated, because the answer was lost.
    let problem = photo
        .part(&canbo, 1_000, LONG)
        .await
        .problem(409, "wrong_offset");
    assert_eq!(problem["offset"], LONG);
}

#[tokio::test]
async fn bytes_that_are_not_the_photo_are_refused_at_the_end_and_forgotten() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (photo, mut damaged) = (Photo::long(LONG, 1), Photo::long(LONG, 1));
    damaged.bytes[500_000] ^= 1;
    photo.begin(&canbo).await.expect(201);
    damaged.part(&canbo, 0, 300_000).await.expect(204);
    damaged
        .part(&canbo, 300_000, LONG)
        .await
        .problem(422, "hash_mismatch");
    assert!(app.upload_files().is_empty());
    assert_eq!(photo.ask(&canbo).await.status, 404);
    canbo.get(&photo.path()).await.problem(404, "not_found");
    assert_eq!(offset(&photo.begin(&canbo).await.expect(201)), 0);
    photo.part(&canbo, 0, LONG).await.expect(204);
    is_stored(&canbo, &photo).await;

    let text = Photo::of(b"not a picture".to_vec());
    text.begin(&canbo).await.expect(201);
    let end = text.bytes.len();
    text.part(&canbo, 0, end).await.problem(415, "not_a_jpeg");
    assert!(app.photo_files(text.sha256.as_str()).is_empty());
}

#[tokio::test]
async fn more_bytes_than_were_announced_are_refused() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    begin_as(&canbo, photo.sha256.as_str(), 1_000)
        .await
        .expect(201);
    photo.part(&canbo, 0, 400).await.expect(204);
    for to in [1_001, LONG] {
        let problem = photo.part(&canbo, 400, to).await.problem(413, "past_end");
        assert_eq!(
            (&problem["length"], &problem["offset"]),
            (&1_000.into(), &400.into())
        );
        // Nothing of it was kept, and the upload goes on where it stood.
        assert_eq!(offset(&photo.ask(&canbo).await.expect(200)), 400);
    }
    // With its true length it begins anew.
    assert_eq!(offset(&photo.begin(&canbo).await.expect(201)), 0);
    photo.part(&canbo, 0, LONG).await.expect(204);
    is_stored(&canbo, &photo).await;
}

#[tokio::test]
async fn an_upload_that_expired_is_forgotten_with_its_bytes() {
    let mut app = TestApp::start_with(|config| config.upload_days = 1).await;
    let canbo = app.sign_in("canbo").await;
    let (old, young) = (Photo::long(LONG, 1), Photo::long(LONG, 2));
    old.begin(&canbo).await.expect(201);
    old.part(&canbo, 0, 1_000).await.expect(204);
    app.clock.advance_ms(12 * 3_600_000);
    young.begin(&canbo).await.expect(201);
    young.part(&canbo, 0, 1_000).await.expect(204);
    app.clock.advance_ms(12 * 3_600_000);
    assert_eq!(old.ask(&canbo).await.status, 404);
    old.part(&canbo, 1_000, 2_000)
        .await
        .problem(404, "not_found");
    assert_eq!(app.upload_files().len(), 2);
    // A server that starts clears away, and a moment's life is enough: it is done before it has stopped.
    app.restart().await;
    let canbo = app.sign_in("canbo").await;
    for _ in 0..LOOKS {
        if app.upload_files().len() == 1 {
            break;
        }
        assert_eq!(young.ask(&canbo).await.status, 200);
    }
    assert_eq!(app.upload_files().len(), 1);
    assert_eq!(offset(&young.ask(&canbo).await.expect(200)), 1_000);
    assert_eq!(offset(&old.begin(&canbo).await.expect(201)), 0);
}

#[tokio::test]
async fn an_expired_upload_that_begins_again_begins_at_nothing() {
    let app = TestApp::start_with(|config| config.upload_days = 1).await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    photo.begin(&canbo).await.expect(201);
    photo.part(&canbo, 0, 1_000).await.expect(204);
    app.clock.advance_ms(24 * 3_600_000);
    assert_eq!(offset(&photo.begin(&canbo).await.expect(201)), 0);
    photo.part(&canbo, 0, LONG).await.expect(204);
    is_stored(&canbo, &photo).await;
}

#[tokio::test]
async fn an_upload_is_its_accounts_alone() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let photo = Photo::long(LONG, 1);
    photo.begin(&canbo).await.expect(201);
    photo.part(&canbo, 0, 1_000).await.expect(204);
    assert_eq!(photo.ask(&canbo2).await.status, 404);
    photo
        .part(&canbo2, 1_000, LONG)
        .await
        .problem(404, "not_found");
    assert_eq!(offset(&photo.begin(&canbo2).await.expect(201)), 0);
    assert_eq!(offset(&photo.ask(&canbo).await.expect(200)), 1_000);
    photo.part(&canbo, 1_000, LONG).await.expect(204);
    // Who has only the hash does not learn that somebody sent the photo.
    assert_eq!(offset(&photo.begin(&canbo2).await.expect(200)), 0);

    let owner = canbo.json("/api/v1/session").await["id"].clone();
    let begin = canbo2
        .request(Method::POST, PATH)
        .header("bienpho-owner", owner.as_str().expect("an id"))
        .header("tus-resumable", "1.0.0")
        .header("upload-length", 10)
        .header("upload-metadata", metadata(photo.sha256.as_str()));
    let refused = canbo2.send(begin).await.problem(403, "forbidden");
    assert_eq!(refused["refusal"], "not_its_owner");
}

#[tokio::test]
async fn a_photo_that_was_sent_whole_is_not_asked_for_in_parts() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    photo.begin(&canbo).await.expect(201);
    photo.part(&canbo, 0, 1_000).await.expect(204);
    photo.send(&canbo).await.expect(201);
    assert_eq!(offset(&photo.begin(&canbo).await.expect(200)), LONG);
    assert!(app.upload_files().is_empty());
    let another = Photo::long(LONG, 2);
    another.send(&canbo).await.expect(201);
    assert_eq!(offset(&another.begin(&canbo).await.expect(201)), LONG);
}

#[tokio::test]
async fn one_account_has_only_so_much_under_way() {
    let app = TestApp::start_with(|config| {
        config.uploads_open = 3;
        config.photo_max_bytes = 800_000;
        config.uploads_open_bytes = 1_500_000;
    })
    .await;
    let canbo = app.sign_in("canbo").await;
    let begin = async |number, length| {
        let photo = Photo::drawn(number);
        begin_as(&canbo, photo.sha256.as_str(), length).await
    };
    let problem = begin(0, 800_001).await.problem(413, "too_large");
    assert_eq!(problem["max_bytes"], 800_000);
    begin(0, 0).await.problem(400, "bad_request");
    begin(1, 700_000).await.expect(201);
    begin(2, 700_000).await.expect(201);
    begin(3, 700_000).await.problem(429, "too_many_uploads");
    begin(3, 50_000).await.expect(201);
    begin(4, 10).await.problem(429, "too_many_uploads");
    begin(1, 700_000).await.expect(200);
    // Another account has its own.
    let other = Photo::long(LONG, 9);
    let canbo2 = app.sign_in("canbo2").await;
    other.begin(&canbo2).await.expect(201);
}

#[tokio::test]
async fn what_is_not_tus_is_refused() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(LONG, 1);
    let options = app.nobody().request(Method::OPTIONS, PATH);
    let options = app.nobody().send(options).await.expect(204);
    assert_eq!(options.header("tus-version"), "1.0.0");
    assert_eq!(options.header("tus-extension"), "creation,expiration");
    assert_eq!(options.header("tus-max-size"), "8388608");

    let old = canbo
        .request(Method::POST, PATH)
        .header("tus-resumable", "0.2.2");
    let old = canbo.send(old).await;
    assert_eq!(old.header("tus-version"), "1.0.0");
    old.problem(412, "bad_request");
    for metadata in ["", "sha256", "sha256 !!!", "sha256 YWJj", "name YWJj"] {
        let request = canbo
            .request(Method::POST, PATH)
            .header("tus-resumable", "1.0.0")
            .header("upload-length", 10)
            .header("upload-metadata", metadata);
        canbo.send(request).await.problem(400, "bad_request");
    }
    photo.begin(&canbo).await.expect(201);
    let said = canbo
        .request(Method::PATCH, &photo.upload_path())
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", 0)
        .header("content-type", "image/jpeg")
        .body(photo.bytes.clone());
    canbo.send(said).await.problem(415, "bad_request");
    for name in ["..%2f..%2fetc%2fpasswd", "abc"] {
        let path = format!("{PATH}/{name}");
        part_of(&canbo, &path, 0, b"x")
            .await
            .problem(400, "bad_request");
    }
    app.nobody().get(&photo.upload_path()).await.expect(405);
}
