use app::{
    domain::{area::BoundarySet, campaign::Message, ids::CampaignId},
    geo::Street,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

fn campaign() -> Campaign {
    let day = |month, day| Date::new(2020, month, day).expect("a day");
    Campaign {
        id: CampaignId(Uuid::nil()),
        code: "c".into(),
        name: "C".into(),
        document_no: String::new(),
        starts_on: day(11, 30),
        ends_on: day(12, 30),
        report_due_on: day(12, 25),
        boundary_set: BoundarySet::Hanoi2020,
        retention_days: 1,
        messages: vec![
            Message {
                no: 1,
                text: "Kỷ niệm 72 năm ngày Nhân quyền thế giới (10/12/1948 – 10/12/2020)".into(),
            },
            Message {
                no: 2,
                text: "Việt Nam nỗ lực bảo đảm các quyền và lợi ích của nhân dân".into(),
            },
        ],
        sample: true,
    }
}

fn read_with(bytes: &[u8], campaign: &Campaign, known: Option<(LonLat, bool)>) -> ReadPlan {
    let units = [Unit {
        code: UnitCode("CAQ-HK".into()),
        name: "Công an quận Hoàn Kiếm".into(),
    }];
    let street = |name: &str, line: Vec<[f64; 2]>| Street {
        name: name.into(),
        class: "primary".into(),
        lines: vec![line],
    };
    let streets = StreetIndex::new(vec![
        street(
            "Phố Đinh Tiên Hoàng",
            vec![[105.8535, 21.0255], [105.8537, 21.0320]],
        ),
        street("Phố Lò Sũ", vec![[105.8537, 21.0310], [105.8560, 21.0312]]),
        street("Phố Lê Lai", vec![[105.8536, 21.0280], [105.8560, 21.0282]]),
    ]);
    let against = Against {
        campaign,
        units: &units,
        streets: &streets,
        is_inside: &|point| point.lat < 22.0,
        known: &|_, _, _| known,
    };
    read(bytes, &against)
}

fn read_text(text: &str) -> ReadPlan {
    read_with(text.as_bytes(), &campaign(), None)
}

const HEADS: &str =
    "Mã điểm;Tuyến phố;Đoạn;Vĩ độ;Kinh độ;Loại hình;Số lượng;Khẩu hiệu;Đơn vị;Từ ngày;Đến ngày\n";
const GOOD: &str =
    "HK-001;Đinh Tiên Hoàng;;21,0285;105,8536;Phướn;4;1;CAQ-HK;30/11/2020;30/12/2020\n";

fn codes(row: &ReadRow) -> Vec<PlanRemark> {
    row.said.iter().map(|said| said.code).collect()
}

#[test]
fn a_row_is_read_with_the_streets_own_name() {
    let plan = read_text(&format!("{HEADS}{GOOD}"));
    assert_eq!((plan.said.len(), plan.rows.len()), (0, 1), "{plan:?}");
    let site = plan.rows[0].site.as_ref().expect("a site");
    assert_eq!(
        (site.street.as_str(), site.kind, site.quantity),
        ("Phố Đinh Tiên Hoàng", DisplayKind::Pennant, 4)
    );
    assert!(!site.approximate && (site.point.lat - 21.0285).abs() < 1e-9);
    // The campaign's own days are not kept twice.
    assert_eq!((site.starts_on, site.ends_on), (None, None));
}

#[test]
fn everything_wrong_is_told_with_its_column() {
    for (from, to, remark, column) in [
        ("HK-001", "", PlanRemark::Empty, "Mã điểm (A)"),
        ("Đinh Tiên Hoàng", "", PlanRemark::Empty, "Tuyến phố (B)"),
        ("21,0285", "xx", PlanRemark::PositionUnreadable, "Vĩ độ (D)"),
        ("21,0285", "23,5", PlanRemark::PositionOutside, "Vĩ độ (D)"),
        ("Phướn", "diều", PlanRemark::KindUnknown, "Loại hình (F)"),
        (";4;", ";0;", PlanRemark::QuantityWrong, "Số lượng (G)"),
        (";4;", ";1000;", PlanRemark::QuantityWrong, "Số lượng (G)"),
        (";1;", ";7;", PlanRemark::MessageUnknown, "Khẩu hiệu (H)"),
        ("CAQ-HK", "CAQ-XX", PlanRemark::UnitUnknown, "Đơn vị (I)"),
        (
            "30/11/2020",
            "30/02/2020",
            PlanRemark::DateWrong,
            "Từ ngày (J)",
        ),
        (
            "30/11/2020",
            "01/11/2020",
            PlanRemark::DateOutside,
            "Từ ngày (J)",
        ),
    ] {
        let plan = read_text(&format!("{HEADS}{}", GOOD.replacen(from, to, 1)));
        let said = &plan.rows[0].said;
        let found = said
            .iter()
            .find(|said| said.code == remark)
            .unwrap_or_else(|| panic!("{to}: {said:?}"));
        assert_eq!(found.column.as_deref(), Some(column), "{to}");
        assert_eq!(plan.rows[0].site, None, "{to}");
    }
    let swapped = GOOD.replacen("30/11/2020;30/12/2020", "20/12/2020;10/12/2020", 1);
    assert_eq!(
        codes(&read_text(&format!("{HEADS}{swapped}")).rows[0]),
        [PlanRemark::DatesReversed]
    );
    let twice = read_text(&format!("{HEADS}{GOOD}{GOOD}"));
    assert_eq!(
        (codes(&twice.rows[1]), &twice.rows[1].said[0].found),
        (vec![PlanRemark::CodeTwice], &vec!["2".to_owned()])
    );
    assert!(twice.rows[0].site.is_some() && twice.rows[1].site.is_none());
}

#[test]
fn a_street_and_section_alone_give_an_approximate_position() {
    let rows = "A;Đinh Tiên Hoàng, đoạn từ Lò Sũ đến Lê Lai;;;;Phướn;4;1;CAQ-HK;;\nB;Phố Lạ;;;;Phướn;4;1;CAQ-HK;;\n";
    let plan = read_text(&format!("{HEADS}{rows}"));
    let site = plan.rows[0].site.as_ref().expect("a site");
    assert!(
        site.approximate && (21.028..21.031).contains(&site.point.lat),
        "{site:?}"
    );
    assert_eq!(
        (site.street.as_str(), site.section.as_str()),
        ("Phố Đinh Tiên Hoàng", "đoạn từ Lò Sũ đến Lê Lai")
    );
    assert_eq!(codes(&plan.rows[0]), [PlanRemark::BetweenCrossings]);
    assert_eq!(codes(&plan.rows[1]), [PlanRemark::StreetUnknown]);
    let here = LonLat::clamped(105.85, 21.03);
    let kept = read_with(
        format!("{HEADS}{rows}").as_bytes(),
        &campaign(),
        Some((here, false)),
    );
    let site = kept.rows[1].site.as_ref().expect("kept where it is");
    assert_eq!((site.point, site.approximate), (here, false));
}

#[test]
fn metres_are_of_the_zone_that_the_titles_name() {
    let row = GOOD.replace("21,0285;105,8536", "2325800;588500");
    let three = read_text(&format!("{HEADS}{row}"));
    let six = read_text(&format!("Tọa độ VN-2000, múi 6 độ;;\n{HEADS}{row}"));
    let lat = |plan: &ReadPlan| plan.rows[0].site.as_ref().expect("a site").point.lat;
    assert!((lat(&three) - 21.023_579).abs() < 1e-5 && (lat(&six) - 21.029_882).abs() < 1e-5);
}

#[test]
fn what_is_no_site_is_passed_over_and_said() {
    let text = format!(
        "SỞ VĂN HÓA;;;;\nDANH SÁCH ĐIỂM TREO;;;;\n{HEADS}(1);(2);(3);(4);(5);(6);(7);(8);(9);(10);(11)\n\
         I. Quận Hoàn Kiếm;;;;;;;;;;\n{GOOD};Tổng cộng;;;;;4;;;;\n;;;;;;;;;;\n;NGƯỜI LẬP BIỂU;;;;THỦ TRƯỞNG;;;;;\n\
         VÍ DỤ;Hàng Khay;;21,02;105,85;Phướn;1;1;CAQ-HK;;\n"
    );
    let plan = read_text(&text);
    assert_eq!(
        plan.rows.iter().map(|row| row.row).collect::<Vec<_>>(),
        [6],
        "{plan:?}"
    );
    assert!(plan.rows[0].site.is_some());
    let over: Vec<_> = plan.passed_over.iter().map(|over| over.row).collect();
    // 9 is the signatures, the second of which stands under «Loại hình».
    assert_eq!(over, [4, 5, 7, 9, 10]);
}

#[test]
fn a_workbook_with_merged_heads_days_and_units_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Ghi chú")
        .expect("named")
        .write_string(0, 0, "Kính gửi")
        .expect("written");
    let sheet = book.add_worksheet();
    let (plain, day) = (Format::new(), Format::new().set_num_format("dd/mm/yyyy"));
    sheet
        .merge_range(0, 0, 0, 9, "KẾ HOẠCH TREO BĂNG-RÔN", &plain)
        .expect("written");
    for (column, head) in [
        (0, "TT"),
        (1, "Mã điểm"),
        (2, "Tuyến phố"),
        (5, "Loại"),
        (6, "SL"),
        (7, "Nội dung"),
        (8, "Đơn vị thực hiện"),
        (9, "Từ ngày"),
    ] {
        sheet
            .merge_range(1, column, 2, column, head, &plain)
            .expect("written");
    }
    sheet
        .merge_range(1, 3, 1, 4, "Tọa độ VN-2000", &plain)
        .expect("written");
    sheet
        .write_string(2, 3, "X (m)")
        .expect("written")
        .write_string(2, 4, "Y (m)")
        .expect("written");
    sheet
        .merge_range(3, 8, 4, 8, "Công an quận Hoàn Kiếm", &plain)
        .expect("written");
    for (row, code) in [(3, "HK-001"), (4, "HK-002")] {
        sheet
            .write_number(row, 0, row)
            .expect("written")
            .write_string(row, 1, code)
            .expect("written");
        sheet
            .write_string(row, 2, "ĐINH TIÊN HOÀNG")
            .expect("written");
        sheet
            .write_number(row, 3, 2_326_500.5)
            .expect("written")
            .write_number(row, 4, 588_540.25)
            .expect("written");
        sheet
            .write_string(row, 5, "băng rôn ngang")
            .expect("written")
            .write_number(row, 6, 2)
            .expect("written");
        sheet
            .write_string(
                row,
                7,
                "Việt Nam nỗ lực bảo đảm các quyền và lợi ích của nhân dân.",
            )
            .expect("written");
        let date = ExcelDateTime::from_ymd(2020, 12, 1).expect("a day");
        sheet
            .write_datetime_with_format(row, 9, &date, &day)
            .expect("written");
    }
    let plan = read_with(&book.save_to_buffer().expect("written"), &campaign(), None);
    assert_eq!(
        (plan.sheet.as_deref(), plan.said.len(), plan.rows.len()),
        (Some("Sheet2"), 0, 2),
        "{plan:?}"
    );
    for row in &plan.rows {
        let site = row.site.as_ref().unwrap_or_else(|| panic!("{row:?}"));
        assert_eq!(
            (site.unit.0.as_str(), site.message_no, site.quantity),
            ("CAQ-HK", 2, 2)
        );
        assert_eq!(site.starts_on, Date::new(2020, 12, 1));
        assert_eq!(site.street, "Phố Đinh Tiên Hoàng");
    }
}

#[test]
fn the_template_is_read_again_without_its_example() {
    let campaign = campaign();
    let units = [Unit {
        code: UnitCode("CAQ-HK".into()),
        name: "Công an quận Hoàn Kiếm".into(),
    }];
    let book = template::workbook(&campaign, &units).expect("written");
    let plan = read_with(&book, &campaign, None);
    assert_eq!(plan.sheet.as_deref(), Some("Kế hoạch"));
    assert_eq!(
        (plan.rows.len(), plan.passed_over.len()),
        (0, 1),
        "{plan:?}"
    );
    assert_eq!(plan.said[0].code, PlanRemark::NoRows);
    assert!(plan.columns.iter().all(|column| column.field.is_some()));
}

#[test]
fn a_file_without_a_plan_is_told_in_words() {
    assert_eq!(
        read_text("Kính gửi;ai\n").said[0].code,
        PlanRemark::NoHeader
    );
    assert_eq!(read_text("").said[0].code, PlanRemark::NoHeader);
    assert_eq!(
        read_with(b"\xd0\xcf\x11\xe0\xa1\xb1", &campaign(), None).said[0].code,
        PlanRemark::OldWorkbook
    );
    let lacks = read_text("Mã điểm;Tuyến phố;Loại hình;Số lượng\nA;B;Phướn;1\n");
    assert_eq!(
        lacks.said.iter().map(|said| said.code).collect::<Vec<_>>(),
        [PlanRemark::NoColumn; 2]
    );
}
