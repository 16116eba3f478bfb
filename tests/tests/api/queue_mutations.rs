//! Queues whose bytes were changed by chance: refused, or taken item by item; an item is there whole or not at all.

use bienpho_tests::{
    app::TestApp,
    payload::Record,
    photo::Photo,
    queue_file::{QueueFile, send},
};

/// Files tried; `BIENPHO_SEED` repeats a run.
const FILES: usize = 60;
/// Items of the queue.
const ITEMS: u32 = 3;

fn changed(zip: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = zip.to_vec();
    for _ in 0..random.usize(1..4) {
        let at = random.usize(..bytes.len());
        match random.u8(..5) {
            0 => bytes.truncate(at.max(1)),
            1 => bytes.insert(at, random.u8(..)),
            2 => drop(bytes.remove(at)),
            _ => bytes[at] = random.u8(..),
        }
    }
    bytes
}

#[tokio::test]
async fn a_queue_that_was_changed_by_chance_is_never_taken_by_halves() {
    let seed = std::env::var("BIENPHO_SEED");
    let seed = seed.map_or_else(
        |_| fastrand::u64(..),
        |seed| seed.parse().expect("a number"),
    );
    println!("BIENPHO_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (mut taken, mut refused, mut unread) = (0, 0, 0);
    for number in 0..FILES {
        let mut file = QueueFile::of(&canbo).await;
        for item in 0..ITEMS {
            let number = u32::try_from(number).expect("few") * ITEMS + item;
            let photo = Photo::drawn(number);
            let record = Record::flag(&app.plan, &[&photo.sha256]);
            file = file.with(&record, &[&photo]);
        }
        let bytes = changed(&file.zip(), &mut random);
        let answer = send(&phutrach, "application/zip", bytes).await;
        if answer.status == 400 {
            answer.problem(400, "bad_request");
            unread += 1;
        } else {
            let import = answer.expect(200).json();
            for item in import["items"].as_array().expect("items") {
                match item["outcome"].as_str() {
                    Some("taken") => taken += 1,
                    Some("refused") => refused += 1,
                    _ => panic!("{item}"),
                }
            }
        }
        let flags = canbo.list("/api/v1/flags").await;
        assert_eq!(flags.len(), taken, "seed {seed}, file {number}");
        for flag in &flags {
            let photos = flag["photos"].as_array().expect("photos");
            assert_eq!(photos.len(), 1, "seed {seed}: {flag}");
        }
    }
    for flag in canbo.list("/api/v1/flags").await {
        let photo = flag["photos"][0].as_str().expect("a photo's hash");
        canbo
            .get(&format!("/api/v1/photos/{photo}"))
            .await
            .expect(200);
    }
    println!("{taken} items taken, {refused} refused, {unread} files not read");
    assert!(taken > 0 && unread > 0, "seed {seed}");
}
