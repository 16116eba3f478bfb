//! What people are told of without asking: counts, never a record; once a working day; only what they may see.

use app::domain::{addressee::Addressee, time::DAY_MS};
use bienpho_tests::{
    app::TestApp,
    client::Client,
    mailbox::Mailbox,
    payload::{Record, sent},
    steps::flag_in,
};
use serde_json::{Value, json};
use server::scheduler::run_due;

const SETTINGS: &str = "/api/v1/notification-settings";
const DIGEST: &str = "/api/v1/digest";
const HOUR_MS: i64 = 3_600_000;

fn mailed(email: &str) -> Value {
    json!({
        "email": email,
        "choices": [{"topic": "work", "channel": "email"}],
        "lang": "vi",
    })
}

async fn with_mail(mailbox: &Mailbox) -> TestApp {
    let url = mailbox.url.clone();
    TestApp::start_with(|config| {
        config.smtp_url = Some(url);
        config.mail_from = Some("Biển Phố <bienpho@example.vn>".to_owned());
        config.origin = Some("http://127.0.0.1:3000".to_owned());
    })
    .await
}

async fn run(app: &TestApp) -> usize {
    let done = run_due(&app.state).await.expect("it runs");
    done.expect("the lease").mailed
}

async fn counts(client: &Client) -> (Value, Value) {
    let digest = client.json(DIGEST).await;
    (digest["flags"].clone(), digest["placements"].clone())
}

#[tokio::test]
async fn a_person_chooses_what_they_are_told_and_where() {
    let app = TestApp::start().await;
    let phutrach = app.sign_in("phutrach").await;
    let state = phutrach.json(SETTINGS).await;
    assert_eq!(state["can_mail"], false);
    assert_eq!(state["settings"]["email"], "");
    let in_app = json!([{"topic": "work", "channel": "app"}, {"topic": "due", "channel": "app"}]);
    assert_eq!(state["settings"]["choices"], in_app);

    let chosen = mailed("  phutrach@hanoi.gov.vn ");
    phutrach.put(SETTINGS, &chosen).await.expect(200);
    let state = phutrach.json(SETTINGS).await;
    assert_eq!(state["settings"], mailed("phutrach@hanoi.gov.vn"));
    let vanhoa = app.sign_in("vanhoa").await;
    assert_eq!(
        vanhoa.json(SETTINGS).await["settings"]["email"],
        "",
        "everybody their own"
    );

    for bad in ["", "phutrach", "a@x.vn\r\nBcc: b@y.vn"] {
        let problem = phutrach.put(SETTINGS, &mailed(bad)).await;
        let problem = problem.problem(422, "invalid");
        assert_eq!(problem["fields"][0]["rule"], "email_address", "{bad}");
    }
    let state = phutrach.json(SETTINGS).await;
    assert_eq!(state["settings"], mailed("phutrach@hanoi.gov.vn"));
    let quantri = app.sign_in("quantri").await;
    quantri.get(DIGEST).await.problem(403, "forbidden");
}

#[tokio::test]
async fn the_app_tells_what_is_new_since_one_looked() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    assert_eq!(counts(&phutrach).await, (json!(0), json!(0)));
    sent(&canbo, &app, Record::flag).await;
    assert_eq!(counts(&phutrach).await, (json!(1), json!(0)));
    assert_eq!(counts(&canbo).await.0, json!(0), "it waits for another");
    app.clock.advance_ms(1000);
    phutrach
        .post(&format!("{DIGEST}/seen"), &json!({}))
        .await
        .expect(204);
    assert_eq!(counts(&phutrach).await, (json!(0), json!(0)));
    app.clock.advance_ms(1000);
    sent(&canbo, &app, Record::placement).await;
    assert_eq!(counts(&phutrach).await, (json!(0), json!(1)));
    let nothing = json!({"email": "", "choices": [], "lang": "en"});
    phutrach.put(SETTINGS, &nothing).await.expect(200);
    assert_eq!(
        counts(&phutrach).await,
        (json!(0), json!(0)),
        "as they chose"
    );
}

#[tokio::test]
async fn the_police_are_told_of_nothing_that_is_not_confirmed() {
    let app = TestApp::start().await;
    let (canbo, congan) = (app.sign_in("canbo").await, app.sign_in("congan").await);
    for status in ["recorded", "returned", "confirmed", "dismissed"] {
        flag_in(&app, &canbo, status, Addressee::Police).await;
        assert_eq!(counts(&congan).await.0, json!(0), "{status}");
    }
    flag_in(&app, &canbo, "handed_over", Addressee::Police).await;
    assert_eq!(counts(&congan).await.0, json!(1));
}

#[tokio::test]
async fn one_mail_a_working_day_counts_what_is_new_and_says_nothing_of_it() {
    let mailbox = Mailbox::start().await;
    let app = with_mail(&mailbox).await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    assert_eq!(phutrach.json(SETTINGS).await["can_mail"], true);
    phutrach
        .put(SETTINGS, &mailed("phutrach@hanoi.gov.vn"))
        .await
        .expect(200);
    app.clock.advance_ms(HOUR_MS);
    sent(&canbo, &app, Record::flag).await;
    sent(&canbo, &app, Record::placement).await;
    assert_eq!(
        run(&app).await,
        0,
        "today they chose; the first mail comes tomorrow"
    );

    // Friday 11/12/2020, ten to seven and seven.
    app.clock.advance_ms(18 * HOUR_MS - HOUR_MS / 6);
    assert_eq!(run(&app).await, 0, "people sleep");
    app.clock.advance_ms(HOUR_MS / 6);
    assert_eq!(run(&app).await, 1);
    assert_eq!(run(&app).await, 0, "once is enough");
    let mails = mailbox.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["phutrach@hanoi.gov.vn"]);
    let text = mails[0].text();
    assert_eq!(
        text.lines().map(str::trim_end).collect::<Vec<_>>(),
        [
            "1 phiếu ghi nhận mới chờ bạn",
            "1 vị trí treo mới chờ bạn",
            "",
            "Mở danh sách việc chờ: http://127.0.0.1:3000/work",
            "Đổi hoặc tắt thông báo: http://127.0.0.1:3000/notifications",
        ]
    );

    let canbo = app.sign_in("canbo").await;
    sent(&canbo, &app, Record::flag).await;
    app.clock.advance_ms(DAY_MS);
    assert_eq!(run(&app).await, 0, "Saturday");
    app.clock.advance_ms(2 * DAY_MS);
    assert_eq!(run(&app).await, 1, "Monday, of what came on Friday");
    assert!(mailbox.take()[0].text().starts_with("1 phiếu"));
    app.clock.advance_ms(DAY_MS);
    assert_eq!(run(&app).await, 0, "nothing new, no mail");
}

#[tokio::test]
async fn a_mail_that_was_refused_is_tried_again_later_and_tells_everything() {
    let mailbox = Mailbox::start().await;
    let app = with_mail(&mailbox).await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    phutrach
        .put(SETTINGS, &mailed("phutrach@hanoi.gov.vn"))
        .await
        .expect(200);
    app.clock.advance_ms(HOUR_MS);
    sent(&canbo, &app, Record::flag).await;
    app.clock.advance_ms(DAY_MS);
    mailbox.refuse(true);
    assert_eq!(run(&app).await, 0);
    mailbox.refuse(false);
    assert_eq!(run(&app).await, 0, "the mail server gets a rest");
    app.clock.advance_ms(HOUR_MS / 4);
    assert_eq!(run(&app).await, 1);
    assert!(mailbox.take()[0].text().starts_with("1 phiếu"));
}
