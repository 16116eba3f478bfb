//! Several servers on one PostgreSQL: a desk hears what any of them took.

use bienpho_tests::{
    app::{self, TestApp},
    db::Engine,
    line::Line,
    payload::{Record, sent},
};
use serde_json::json;

/// Ends the connections on which servers hear each other, as a restart of the database or a broken network does.
const BREAK: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
    WHERE datname = current_database() AND query LIKE 'LISTEN %'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_hears_what_another_server_took_if_it_may() {
    app::run(Engine::Postgres, |here: TestApp| async move {
        let there = here.another().await;
        let canbo = there.sign_in("canbo").await;
        let phutrach = there.sign_in("phutrach").await;
        let mut desk = Line::open(&here.sign_in("phutrach").await).await;
        let mut police = Line::open(&here.sign_in("congan").await).await;
        let mut elsewhere = Line::open(&here.sign_in("phutrach-badinh").await).await;

        let (placement, _) = sent(&canbo, &there, Record::placement).await;
        for line in [&mut desk, &mut police] {
            let change = line.change().await;
            assert_eq!(
                (&change["record"], &change["id"]),
                (&json!("placement"), &json!(placement.id))
            );
            assert_eq!(
                (&change["status"], &change["ward"], &change["campaign"]),
                (
                    &json!("installed"),
                    &json!("00070"),
                    &json!(here.plan.campaign.id)
                )
            );
        }
        sent(&canbo, &there, Record::check_in).await;
        for line in [&mut desk, &mut police] {
            assert_eq!(line.change().await["status"], json!("verified"));
        }
        // Each server decides for its own listeners: the police hear of a flag once it is confirmed.
        let (flag, _) = sent(&canbo, &there, Record::flag).await;
        assert_eq!(desk.change().await["status"], json!("recorded"));
        phutrach
            .post(&format!("{}/confirm", flag.path()), &json!({}))
            .await
            .expect(200);
        let change = police.change().await;
        assert_eq!(
            (&change["id"], &change["status"]),
            (&json!(flag.id), &json!("confirmed"))
        );
        // Nobody has told Ba Đình anything so far.
        let vanhoa = there.sign_in("vanhoa").await;
        let photo = bienpho_tests::photo::Photo::drawn(99);
        photo.send(&vanhoa).await.expect(201);
        let far = Record::placement(&there.plan, &[&photo.sha256]);
        let far = far.at(bienpho_tests::build::ba_dinh());
        far.send(&vanhoa).await.expect(201);
        assert_eq!(elsewhere.change().await["id"], json!(far.id));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_are_heard_once_where_they_were_taken() {
    app::run(Engine::Postgres, |here: TestApp| async move {
        let _there = here.another().await;
        let canbo = here.sign_in("canbo").await;
        let mut desk = Line::open(&here.sign_in("phutrach").await).await;
        for _ in 0..3 {
            let (placement, _) = sent(&canbo, &here, Record::placement).await;
            assert_eq!(desk.change().await["id"], json!(placement.id));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_line_is_opened_again_and_desks_are_told_to_read_anew() {
    app::run(Engine::Postgres, |here: TestApp| async move {
        let there = here.another().await;
        let canbo = there.sign_in("canbo").await;
        let mut desk = Line::open(&here.sign_in("phutrach").await).await;
        for _ in 0..2 {
            assert_eq!(
                here.db().execute(BREAK).await,
                2,
                "each server has its line"
            );
            desk.behind().await;
            let (placement, _) = sent(&canbo, &there, Record::placement).await;
            assert_eq!(desk.change().await["id"], json!(placement.id));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_comes_back_says_that_it_may_have_kept_news_from_others() {
    app::run(Engine::Postgres, |here: TestApp| async move {
        let mut desk = Line::open(&here.sign_in("phutrach").await).await;
        let _there = here.another().await;
        desk.behind().await;
    })
    .await;
}
