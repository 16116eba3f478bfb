//! A plan as a file: previewed, written as previewed or not at all, never over what officers recorded.

use bienpho_tests::{
    app::TestApp,
    client::{Answer, Client},
    payload::{Record, sent},
};
use reqwest::Method;
use serde_json::{Value, json};

const HEADS: &str =
    "Mã điểm;Tuyến phố;Đoạn;Phía;Vĩ độ;Kinh độ;Loại hình;Số lượng;Khẩu hiệu;Đơn vị\n";
/// The two sites at the lake as they are stored.
const SAME: &str = "HK-001;Đinh Tiên Hoàng;Hàng Khay – Cầu Gỗ;phía hồ;21,0287;105,8523;Băng-rôn ngang;3;1;CAQ-HK\n\
                    HK-002;Đinh Tiên Hoàng;Hàng Khay – Cầu Gỗ;phía hồ;21,0287;105,8523;Băng-rôn ngang;3;1;CAQ-HK\n";
const NEW: &str = "HK-003;Hàng Khay;;;21,0250;105,8520;Phướn;2;2;Đơn vị VHTT\n";

fn path(app: &TestApp) -> String {
    format!("/api/v1/plans/{}", app.plan.campaign.id)
}

async fn preview(app: &TestApp, client: &Client, file: &str) -> Answer {
    let request = client.request(Method::POST, &format!("{}/preview", path(app)));
    client.send(request.body(file.to_owned())).await
}

async fn import(app: &TestApp, client: &Client, file: &str, tag: &str) -> Answer {
    let request = client
        .request(Method::PUT, &path(app))
        .header("if-match", format!("\"{tag}\""));
    client.send(request.body(file.to_owned())).await
}

async fn previewed(app: &TestApp, client: &Client, file: &str) -> Value {
    preview(app, client, file).await.expect(200).json()
}

fn tag(preview: &Value) -> String {
    preview["tag"].as_str().expect("a tag").to_owned()
}

fn outcomes(preview: &Value) -> Vec<&str> {
    let rows = preview["rows"].as_array().expect("rows");
    rows.iter()
        .map(|row| row["outcome"].as_str().expect("an outcome"))
        .collect()
}

async fn codes(client: &Client) -> Vec<String> {
    let mut codes: Vec<_> = (client.list("/api/v1/sites").await.iter())
        .map(|site| site["code"].as_str().expect("a code").to_owned())
        .collect();
    codes.sort();
    codes
}

#[tokio::test]
async fn a_plan_is_previewed_then_written_as_it_was() {
    let app = TestApp::start().await;
    let vanhoa = app.sign_in("vanhoa").await;
    let file = format!(
        "KẾ HOẠCH;;\n{HEADS}I. Quận Hoàn Kiếm;;\n{}{NEW}",
        SAME.replacen(";3;1;", ";5;1;", 1)
    );
    let shown = previewed(&app, &vanhoa, &file).await;
    assert_eq!(
        outcomes(&shown),
        ["updated", "unchanged", "created"],
        "{shown}"
    );
    assert_eq!(
        shown["rows"][0]["changes"],
        json!([{ "field": "quantity", "before": "3", "after": "5" }])
    );
    assert_eq!(shown["absent"][0]["code"], "BD-001");
    assert_eq!(shown["passed_over"][0]["row"], 3);
    assert_eq!(
        codes(&vanhoa).await,
        ["BD-001", "HK-001", "HK-002"],
        "a preview writes nothing"
    );

    let done = import(&app, &vanhoa, &file, &tag(&shown))
        .await
        .expect(200)
        .json();
    assert_eq!(done, json!({ "created": 1, "updated": 1, "unchanged": 1 }));
    assert_eq!(
        codes(&vanhoa).await,
        ["BD-001", "HK-001", "HK-002", "HK-003"]
    );
    let again = previewed(&app, &vanhoa, &file).await;
    assert_eq!(outcomes(&again), ["unchanged"; 3], "{again}");
    let site = vanhoa
        .json(&format!("/api/v1/sites/{}", app.plan.sites[0].id))
        .await;
    assert_eq!(
        (&site["quantity"], &site["status"]),
        (&json!(5), &json!("planned"))
    );
    let history = vanhoa
        .json(&format!(
            "/api/v1/placements/{}/history",
            app.plan.sites[0].placement
        ))
        .await;
    let last = history
        .as_array()
        .and_then(|entries| entries.last())
        .expect("an entry");
    assert_eq!(
        (&last["action"], &last["role"]),
        (&json!("plan_change"), &json!("culture_department"))
    );
}

#[tokio::test]
async fn one_wrong_row_keeps_all_of_it_out() {
    let app = TestApp::start().await;
    let vanhoa = app.sign_in("vanhoa").await;
    let file = format!(
        "{HEADS}{NEW}{}",
        NEW.replace("HK-003", "HK-004").replace("Phướn", "diều")
    );
    let shown = previewed(&app, &vanhoa, &file).await;
    assert_eq!(outcomes(&shown), ["created", "refused"]);
    let said = &shown["rows"][1]["said"][0];
    assert_eq!(
        (&said["column"], &said["is_problem"]),
        (&json!("Loại hình (G)"), &json!(true))
    );
    assert!(
        said["words"]
            .as_str()
            .is_some_and(|words| words.contains("«diều»")),
        "{said}"
    );
    let document = import(&app, &vanhoa, &file, &tag(&shown))
        .await
        .problem(422, "invalid");
    assert_eq!(document["fields"][0]["rule"], "plan_has_problems");
    assert_eq!(codes(&vanhoa).await.len(), 3);
}

#[tokio::test]
async fn what_was_not_previewed_is_not_written() {
    let app = TestApp::start().await;
    let vanhoa = app.sign_in("vanhoa").await;
    let file = format!("{HEADS}{NEW}");
    let first = tag(&previewed(&app, &vanhoa, &file).await);
    let other = file.replace(";2;2;", ";9;2;");
    import(&app, &vanhoa, &other, &first)
        .await
        .problem(412, "not_as_previewed");
    let request = vanhoa.request(Method::PUT, &path(&app)).body(file.clone());
    vanhoa.send(request).await.problem(400, "bad_request");
    // Somebody else imports between preview and import.
    let theirs = app.sign_in("vanhoa2").await;
    let their_file = format!("{HEADS}{}", NEW.replace("HK-003", "HK-009"));
    let their_tag = tag(&previewed(&app, &theirs, &their_file).await);
    import(&app, &theirs, &their_file, &their_tag)
        .await
        .expect(200);
    import(&app, &vanhoa, &file, &first)
        .await
        .problem(412, "not_as_previewed");
    assert_eq!(
        codes(&vanhoa).await,
        ["BD-001", "HK-001", "HK-002", "HK-009"]
    );
}

#[tokio::test]
async fn what_an_officer_recorded_stays_and_a_visit_in_between_is_told() {
    let app = TestApp::start().await;
    let (canbo, vanhoa) = (app.sign_in("canbo").await, app.sign_in("vanhoa").await);
    let file = format!("{HEADS}{}", SAME.replace(";3;1;", ";7;2;"));
    let before = tag(&previewed(&app, &vanhoa, &file).await);
    sent(&canbo, &app, Record::check_in).await;
    import(&app, &vanhoa, &file, &before)
        .await
        .problem(412, "not_as_previewed");

    let shown = previewed(&app, &vanhoa, &file).await;
    let kept = |row: &Value| {
        row["said"]
            .as_array()
            .is_some_and(|said| said.iter().any(|said| said["code"] == "record_kept"))
    };
    let rows = shown["rows"].as_array().expect("rows");
    assert_eq!(
        rows.iter().map(kept).collect::<Vec<_>>(),
        [true, false],
        "{shown}"
    );
    let placement = format!("/api/v1/placements/{}", app.plan.sites[0].placement);
    let mut recorded = vanhoa.json(&placement).await;
    import(&app, &vanhoa, &file, &tag(&shown)).await.expect(200);
    // The plan's own number, by which it is measured.
    recorded["planned_quantity"] = json!(7);
    assert_eq!(vanhoa.json(&placement).await, recorded);
}

#[tokio::test]
async fn a_street_alone_makes_an_approximate_site() {
    let app = TestApp::start().await;
    let vanhoa = app.sign_in("vanhoa").await;
    let file = format!("{HEADS}{}", NEW.replace("21,0250;105,8520", ";"));
    let shown = previewed(&app, &vanhoa, &file).await;
    assert_eq!(
        shown["rows"][0]["said"][0]["code"], "middle_of_street",
        "{shown}"
    );
    import(&app, &vanhoa, &file, &tag(&shown)).await.expect(200);
    let sites = vanhoa.list("/api/v1/sites").await;
    let approximate = |code: &str| {
        sites
            .iter()
            .find(|site| site["code"] == code)
            .map(|site| site["approximate"].clone())
    };
    assert_eq!(
        (approximate("HK-003"), approximate("HK-001")),
        (Some(json!(true)), Some(json!(false)))
    );
    assert_eq!(
        outcomes(&previewed(&app, &vanhoa, &file).await),
        ["unchanged"]
    );
}

#[tokio::test]
async fn only_the_culture_department_plans() {
    let app = TestApp::start().await;
    for name in ["canbo", "phutrach", "congan", "quantri"] {
        let client = app.sign_in(name).await;
        preview(&app, &client, HEADS)
            .await
            .problem(403, "forbidden");
        import(&app, &client, HEADS, "x")
            .await
            .problem(403, "forbidden");
        client
            .get(&format!("{}/template.xlsx", path(&app)))
            .await
            .problem(403, "forbidden");
    }
    let vanhoa = app.sign_in("vanhoa").await;
    let answer = vanhoa
        .get(&format!("{}/template.xlsx", path(&app)))
        .await
        .expect(200);
    assert!(answer.body.starts_with(b"PK\x03\x04"));
    let unknown = format!("/api/v1/plans/{}/template.xlsx", uuid::Uuid::now_v7());
    vanhoa.get(&unknown).await.problem(404, "not_found");
}
