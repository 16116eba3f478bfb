//! The district's figures: what the board says, what the files say, and that the two agree.

use app::domain::photo::Sha256;
use bienpho_tests::{
    app::{Plan, TestApp},
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
