//! Whatever happens in whatever order, once a photo's life is swept the disk has exactly the files that the records allow.
//!
//! Photos are sent whole, in parts, twice, at the same time; records claim them, flags are dismissed, withdrawn, corrected, lapse; requests are
//! dropped in the middle and servers die with all their tasks; an older database is put back. `BIENPHO_LIFE_SEED` plays one such story again.

mod disk;
mod story;

use std::{sync::Arc, time::Duration};

use bienpho_tests::{
    app::{self, TestApp},
    db::Engine,
};
use server::clock::Clock;

use self::{
    disk::Disk,
    story::{End, Story},
};

/// Says which story to play again.
const SEED: &str = "BIENPHO_LIFE_SEED";
/// Lives of a server in one story; each ends by a crash or cleanly.
const LIVES: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_story_ends_with_the_files_that_the_records_allow_on_sqlite() {
    app::run(Engine::Sqlite, play).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_story_ends_with_the_files_that_the_records_allow_on_postgres() {
    app::run(Engine::Postgres, play).await;
}

async fn play(mut app: TestApp) {
    let seed = std::env::var(SEED).map_or_else(
        |_| fastrand::u64(..),
        |text| text.parse().expect("a number"),
    );
    eprintln!("to play it again: {SEED}={seed}");
    app.stop().await;
    // Copies of a database are made while nobody has it open.
    app.db().close().await;
    let (disk, mut story) = (Disk::of(&app), Story::new(&app, seed));
    for life in 0..LIVES {
        if story.chance(0.4) {
            forget(&disk, &mut story).await;
            story.kept = Some(disk.back_up().await);
        }
        if life > 1
            && story.ended_cleanly
            && story.chance(0.6)
            && let Some(kept) = story.kept.clone()
        {
            disk.restore(&kept).await;
            story.was_restored();
        }
        story = live(&app, story).await;
        disk.let_files_age(app.clock.now());
    }
    let mut story = live(&app, story.last()).await;
    forget(&disk, &mut story).await;
    disk.check(&app, &story).await;
}

async fn forget(disk: &Disk, story: &mut Story) {
    if let Some(kept) = story.kept.take() {
        kept.remove(disk).await;
    }
}

/// One server's life, in a runtime of its own: with it die all of its tasks, wherever they are.
async fn live(app: &TestApp, mut story: Story) -> Story {
    let (config, clock) = (app.config(), Arc::clone(&app.clock));
    let life = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let state = server::open(config, clock).await.expect("it opens");
            let end = story.play(&state).await;
            story.ended_cleanly = end == End::Clean;
            if story.ended_cleanly {
                state.db.close().await;
            }
        });
        runtime.shutdown_timeout(Duration::from_secs(10));
        story
    });
    life.await.expect("it ends")
}
