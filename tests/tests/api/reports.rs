//! The district's figures: what the board says, what the files say, and that the two agree.

use app::domain::photo::Sha256;
use bienpho_tests::{
    app::{Plan, TestApp},
    build,
    client::Client,
    payload::{Record, sent},
    photo::Photo,
};
use serde_json::{Value, json};

async fn table(client: &Client, path: &str) -> Vec<Vec<String>> {
    let answer = client.get(path).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment; filename=\"ket-qua-nhan-quyen-2020")
    );
    let text = answer.text();
    let body = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    rows.collect()
}

/// The cell of a row under a head.
fn cell<'a>(rows: &'a [Vec<String>], head: &str, row: usize) -> &'a str {
    let column = rows[0].iter().position(|found| found == head);
    &rows[row][column.unwrap_or_else(|| panic!("{head} in {:?}", rows[0]))]
}

async fn visit(app: &TestApp, client: &Client, site: usize, condition: &str, quantity: i32) {
    let photo = Photo::drawn(fastrand::u32(..));
    photo.send(client).await.expect(201);
    let record: fn(&Plan, &[&Sha256]) -> Record = Record::check_in;
    let record = record(&app.plan, &[&photo.sha256])
        .with("site", json!(app.plan.sites[site].id))
        .with("condition", condition)
        .with("quantity", quantity);
    record.send(client).await.expect(201);
}

#[tokio::test]
async fn the_files_say_what_the_board_says() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    visit(&app, &canbo, 0, "intact", 3).await;
    visit(&app, &canbo, 1, "wrong_quantity", 2).await;
    sent(&canbo, &app, Record::placement).await;
    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    sent(&canbo, &app, Record::flag).await;
    phutrach
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
        .expect(200);

    let report = format!("/api/v1/reports/{}/areas", app.plan.campaign.id);
    let board = phutrach.json(&report).await;
    let rows = board["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 1, "their own district only");
    let row = &rows[0];
    assert_eq!(
        (&row["code"], &row["name"]),
        (&json!("002"), &json!("Quận Hoàn Kiếm"))
    );
    for (field, value) in [
        ("sites", 2),
        ("sites_missing", 0),
        ("planned", 6),
        ("hung", 7),
        ("checked", 5),
        ("removed", 0),
        ("to_fix", 2),
    ] {
        assert_eq!(row[field], value, "{field}");
    }
    let flags = |status: &str| -> i64 {
        let found = row["flags"]
            .as_array()
            .expect("flags")
            .iter()
            .filter(|count| count["status"] == status);
        found.filter_map(|count| count["count"].as_i64()).sum()
    };
    assert_eq!((flags("recorded"), flags("confirmed")), (1, 1));

    let all = table(&phutrach, &format!("{report}.csv")).await;
    let of_area = all
        .iter()
        .position(|row| row.iter().any(|cell| cell == "Quận Hoàn Kiếm"))
        .expect("a row");
    for (head, field) in [
        ("Kế hoạch", "planned"),
        ("Đã treo", "hung"),
        ("Đã kiểm tra", "checked"),
        ("Đã tháo", "removed"),
    ] {
        assert_eq!(cell(&all, head, of_area), row[field].to_string(), "{head}");
    }

    let forms = table(&phutrach, &format!("{report}/002.csv")).await;
    let starts: Vec<_> = (0..forms.len())
        .filter(|&at| forms[at][0].starts_with("Biểu "))
        .collect();
    let [one, two, three] = starts[..] else {
        panic!("three forms: {forms:?}")
    };
    let units = &forms[one + 1..two];
    assert_eq!(cell(units, "Đơn vị thực hiện", 1), "Đơn vị CAQ-HK");
    for (head, field) in [
        ("Kế hoạch", "planned"),
        ("Đã treo", "hung"),
        ("Đã kiểm tra", "checked"),
        ("Đã tháo", "removed"),
    ] {
        assert_eq!(cell(units, head, 1), row[field].to_string(), "{head}");
    }
    assert_eq!(
        (cell(units, "Băng-rôn ngang", 1), cell(units, "Phướn", 1)),
        ("5", "2")
    );
    let streets = &forms[two + 1..three];
    let actual: i64 = (1..streets.len())
        .filter(|&at| streets[at].len() > 5)
        .map(|at| {
            cell(streets, "Số lượng thực tế", at)
                .parse::<i64>()
                .expect("a number")
        })
        .sum();
    assert_eq!(actual, 7);
    assert_eq!(cell(streets, "Từ ngày", 1), "01/12/2020");
    // A flag with two grounds counts under both; one that nobody confirmed counts nowhere.
    let grounds = &forms[three + 1..];
    let counts: Vec<_> = (1..grounds.len())
        .map(|at| {
            (
                cell(grounds, "Nhóm căn cứ", at),
                cell(grounds, "Số lượt", at),
            )
        })
        .collect();
    assert_eq!(counts, [("G01 Căn cứ G01", "1"), ("G08 Căn cứ G08", "1")]);
    assert_eq!(
        (
            cell(grounds, "Đang xử lý", 1),
            cell(grounds, "Đã khắc phục", 1)
        ),
        ("1", "0")
    );
}

#[tokio::test]
async fn no_cell_of_a_csv_starts_a_formula() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for street in [
        "=HYPERLINK(\"http://example.org\")",
        "+1+1",
        "-2",
        "@SUM(A1:A9)",
        "\u{ff1d}1",
    ] {
        let photo = Photo::drawn(fastrand::u32(..));
        photo.send(&canbo).await.expect(201);
        let record = Record::placement(&app.plan, &[&photo.sha256]).with("street", street);
        record.send(&canbo).await.expect(201);
    }
    let phutrach = app.sign_in("phutrach").await;
    let report = format!("/api/v1/reports/{}/areas", app.plan.campaign.id);
    let mut guarded = 0;
    for path in [format!("{report}.csv"), format!("{report}/002.csv")] {
        for cell in table(&phutrach, &path).await.into_iter().flatten() {
            let number = cell.parse::<f64>().is_ok();
            assert!(
                number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}']),
                "{cell}"
            );
            guarded += usize::from(cell.starts_with('\''));
        }
    }
    assert_eq!(guarded, 5);
}

#[tokio::test]
async fn workbooks_are_workbooks() {
    let app = TestApp::start().await;
    let phutrach = app.sign_in("phutrach").await;
    let report = format!("/api/v1/reports/{}/areas", app.plan.campaign.id);
    for path in [format!("{report}.xlsx"), format!("{report}/002.xlsx")] {
        let answer = phutrach.get(&path).await.expect(200);
        assert!(
            answer.header("content-type").contains("spreadsheetml"),
            "{path}"
        );
        assert!(answer.body.starts_with(b"PK\x03\x04"), "{path}");
        assert!(
            answer.header("content-disposition").ends_with(".xlsx\""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_report_is_of_ones_areas_and_of_the_campaigns_boundary_set() {
    let app = TestApp::start().await;
    let report = format!("/api/v1/reports/{}/areas", app.plan.campaign.id);
    for extension in ["csv", "xlsx"] {
        let phutrach = app.sign_in("phutrach").await;
        phutrach
            .get(&format!("{report}/002.{extension}"))
            .await
            .expect(200);
        phutrach
            .get(&format!("{report}/001.{extension}"))
            .await
            .problem(403, "forbidden");
        phutrach
            .get(&format!("{report}/00070.{extension}"))
            .await
            .problem(400, "bad_request");
        let vanhoa = app.sign_in("vanhoa").await;
        vanhoa
            .get(&format!("{report}/001.{extension}"))
            .await
            .expect(200);
        vanhoa
            .get(&format!("{report}/999.{extension}"))
            .await
            .problem(404, "not_found");
        let unknown = uuid::Uuid::now_v7();
        vanhoa
            .get(&format!("/api/v1/reports/{unknown}/areas.{extension}"))
            .await
            .problem(404, "not_found");
    }
    let vanhoa = app.sign_in("vanhoa").await;
    for file in ["002.pdf", "002", "abc.csv", "../areas.csv"] {
        let status = vanhoa.get(&format!("{report}/{file}")).await.status;
        assert!(
            matches!(status, 400 | 404) || file.starts_with(".."),
            "{file}: {status}"
        );
    }
    assert_eq!(
        vanhoa.json(&report).await["rows"].as_array().map(Vec::len),
        Some(30)
    );
}

#[tokio::test]
async fn every_export_is_in_the_access_log() {
    let app = TestApp::start().await;
    let phutrach = app.sign_in("phutrach").await;
    let report = format!("/api/v1/reports/{}/areas", app.plan.campaign.id);
    for path in [".csv", ".xlsx", "/002.csv", "/002.xlsx"] {
        phutrach.get(&format!("{report}{path}")).await.expect(200);
    }
    phutrach.get(&format!("{report}/001.csv")).await.expect(403);
    let log = app.state.db.list_access(10).await.expect("read");
    let subjects: Vec<Value> = log
        .iter()
        .map(|(_, action, subject)| json!([action, subject]))
        .collect();
    assert_eq!(
        subjects,
        [
            json!(["export", "report nhan-quyen-2020 area 002"]),
            json!(["export", "report nhan-quyen-2020 area 002"]),
            json!(["export", "report nhan-quyen-2020 all areas"]),
            json!(["export", "report nhan-quyen-2020 all areas"]),
        ]
    );
}

/// The totals of the board, by every grouping the same.
async fn reality(app: &TestApp, client: &Client, area: &str) -> Value {
    let report = format!("/api/v1/reports/{}/reality", app.plan.campaign.id);
    let mut totals = Vec::new();
    for by in ["area", "street", "unit", "message"] {
        let board = client.json(&format!("{report}?by={by}&area={area}")).await;
        totals.push(board["total"].clone());
    }
    totals.dedup();
    assert_eq!(totals.len(), 1, "{totals:?}");
    totals.remove(0)
}

/// The sum of a column of Biểu 1 or Biểu 2.
fn sum(form: &[Vec<String>], head: &str) -> i64 {
    let rows = (1..form.len()).filter(|&row| form[row].len() == form[0].len());
    rows.map(|row| cell(form, head, row).parse::<i64>().expect("a number"))
        .sum()
}

/// Biểu 1 and Biểu 2 of Hoàn Kiếm, heads first.
async fn forms(app: &TestApp, client: &Client) -> [Vec<Vec<String>>; 2] {
    let path = format!("/api/v1/reports/{}/areas/002.csv", app.plan.campaign.id);
    let all = table(client, &path).await;
    let start = |name: &str| {
        let found = all.iter().position(|row| row[0].starts_with(name));
        found.unwrap_or_else(|| panic!("{name} in {all:?}"))
    };
    let (one, two, three) = (start("Biểu 1"), start("Biểu 2"), start("Biểu 3"));
    [all[one + 1..two].to_vec(), all[two + 1..three].to_vec()]
}

#[tokio::test]
async fn the_plan_against_reality_says_what_the_report_says() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    visit(&app, &canbo, 0, "intact", 3).await;
    visit(&app, &canbo, 1, "wrong_quantity", 2).await;
    sent(&canbo, &app, Record::placement).await;
    let total = reality(&app, &phutrach, "002").await;
    for (field, value) in [
        ("sites", 2),
        ("sites_missing", 0),
        ("planned", 6),
        ("hung", 7),
        ("missing", 1),
        ("wrong", 2),
        ("extra", 2),
        ("checked", 5),
        ("to_remove", 0),
        ("removed", 0),
    ] {
        assert_eq!(total[field], value, "{field}");
    }
    let found = json!([{ "condition": "wrong_quantity", "count": 2 }]);
    assert_eq!(total["wrong_by"], found);
    let [units, streets] = forms(&app, &phutrach).await;
    for (head, field) in [
        ("Kế hoạch", "planned"),
        ("Đã treo", "hung"),
        ("Đã kiểm tra", "checked"),
        ("Đã tháo", "removed"),
    ] {
        assert_eq!(json!(sum(&units, head)), total[field], "{head}");
    }
    assert_eq!(json!(sum(&streets, "Số lượng KH")), total["planned"]);
    assert_eq!(json!(sum(&streets, "Số lượng thực tế")), total["hung"]);

    let path = format!("/api/v1/reports/{}/reality", app.plan.campaign.id);
    let board = phutrach.json(&format!("{path}?by=unit&unit=CAQ-HK")).await;
    assert_eq!(
        (&board["phase"], &board["days_left"]),
        (&json!("during"), &json!(15))
    );
    let rows = board["rows"].as_array().expect("rows");
    assert_eq!((rows.len(), &rows[0]["name"]), (1, &json!("Đơn vị CAQ-HK")));
    let answer = phutrach
        .get(&format!("{path}.csv?by=message"))
        .await
        .expect(200);
    let text = answer.text();
    let last = text.lines().last().expect("a row of totals");
    assert_eq!(last, "Tổng,2,0,6,7,1,2,2,5,0,0,0");
}

#[tokio::test]
async fn what_an_officer_did_not_find_is_not_reported_as_hung() {
    let app = TestApp::start().await;
    let (canbo, congan) = (app.sign_in("canbo").await, app.sign_in("congan").await);
    let phutrach = app.sign_in("phutrach").await;
    let placement = format!("/api/v1/placements/{}", app.plan.sites[0].placement);
    let hung = async || {
        let total = reality(&app, &phutrach, "002").await;
        let [units, streets] = forms(&app, &phutrach).await;
        assert_eq!(json!(sum(&units, "Đã treo")), total["hung"]);
        assert_eq!(json!(sum(&streets, "Số lượng thực tế")), total["hung"]);
        (total["hung"].as_i64(), total["missing"].as_i64())
    };
    let report = |step: &str| format!("{placement}/{step}");
    congan
        .post(&report("report-installed"), &json!({}))
        .await
        .expect(200);
    assert_eq!(hung().await, (Some(3), Some(3)));
    let gone = Record::check_in(&app.plan, &[])
        .with("site", json!(app.plan.sites[0].id))
        .with("condition", "missing");
    gone.send(&canbo).await.expect(201);
    assert_eq!(hung().await, (Some(0), Some(6)), "reported, but not there");
    let board = format!("/api/v1/reports/{}/areas", app.plan.campaign.id);
    assert_eq!(phutrach.json(&board).await["rows"][0]["hung"], 0);
    congan
        .post(&report("report-fixed"), &json!({}))
        .await
        .expect(200);
    assert_eq!(hung().await, (Some(3), Some(3)));
    let fixed = phutrach.json(&placement).await;
    assert_eq!(fixed["condition"], Value::Null, "of before the fix");
}

#[tokio::test]
async fn sites_with_days_of_their_own_stand_apart_in_form_two() {
    let app = TestApp::start().await;
    let day = |text: &str| Some(text.parse().expect("a day"));
    let mut site = build::site(app.plan.campaign.id, "HK-900", "CAQ-HK");
    (site.starts_on, site.ends_on) = (day("05/12/2020"), None);
    let mut other = build::site(app.plan.campaign.id, "HK-901", "CAQ-HK");
    (other.starts_on, other.ends_on) = (day("05/12/2020"), day("12/12/2020"));
    let saved = app.db().save_sites(vec![site, other], build::NOON).await;
    saved.expect("stored");
    let phutrach = app.sign_in("phutrach").await;
    let [_, streets] = forms(&app, &phutrach).await;
    let days: Vec<_> = (1..streets.len())
        .filter(|&row| streets[row].len() == streets[0].len())
        .map(|row| {
            let cell = |head| cell(&streets, head, row);
            (cell("Từ ngày"), cell("Đến ngày"), cell("Số lượng KH"))
        })
        .collect();
    assert_eq!(
        days,
        [
            ("01/12/2020", "30/12/2020", "6"),
            ("05/12/2020", "12/12/2020", "3"),
            ("05/12/2020", "30/12/2020", "3"),
        ]
    );
}

#[tokio::test]
async fn the_plan_against_reality_is_of_ones_areas() {
    let app = TestApp::start().await;
    let path = format!("/api/v1/reports/{}/reality", app.plan.campaign.id);
    let phutrach = app.sign_in("phutrach").await;
    let board = phutrach.json(&format!("{path}?by=area")).await;
    let keys: Vec<_> = board["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| &row["key"])
        .collect();
    assert_eq!(keys, [&json!("002")]);
    assert_eq!(board["total"]["planned"], 6);
    let vanhoa = app.sign_in("vanhoa").await;
    let all = vanhoa.json(&format!("{path}?by=unit")).await;
    assert_eq!(all["total"]["planned"], 9);
    for (query, status, code) in [
        ("by=unit&area=001", 403, "forbidden"),
        ("by=unit&area=00070", 400, "bad_request"),
        ("by=colour", 400, "bad_request"),
        ("", 400, "bad_request"),
        ("by=unit&colour=red", 400, "bad_request"),
    ] {
        for file in ["", ".csv", ".xlsx"] {
            let answer = phutrach.get(&format!("{path}{file}?{query}")).await;
            answer.problem(status, code);
        }
    }
    let unknown = format!("/api/v1/reports/{}/reality?by=unit", uuid::Uuid::now_v7());
    vanhoa.get(&unknown).await.problem(404, "not_found");
}
