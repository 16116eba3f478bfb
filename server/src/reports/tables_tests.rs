use app::domain::{
    area::{AreaName, BoundarySet},
    board::{AreaRow, FlagCount, KindCount},
    campaign::Campaign,
    ground::GroundCode,
    ids::CampaignId,
    reality::{RealityCounts, RealityRow},
    time::Timestamp,
};

use super::*;
use crate::reports::model::{GroundRow, StreetRow};

/// A small report whose street was typed by somebody who wants to be a formula.
pub fn sample() -> AreaReport {
    let day = |text: &str| text.parse().expect("a day");
    AreaReport {
        campaign: Campaign {
            id: CampaignId(uuid::Uuid::nil()),
            code: "nhan-quyen-2020".into(),
            name: "Ngày Nhân quyền".into(),
            document_no: String::new(),
            starts_on: day("2020-11-30"),
            ends_on: day("2020-12-30"),
            report_due_on: day("2020-12-25"),
            boundary_set: BoundarySet::Hanoi2020,
            retention_days: 365,
            messages: Vec::new(),
            sample: true,
        },
        area: AreaName {
            code: "002".parse().expect("a code"),
            name: "Quận Hoàn Kiếm".into(),
        },
        made_at: Timestamp(1_608_800_000_000),
        units: vec![RealityRow {
            key: Some("CAQ-HK".into()),
            name: "Công an quận Hoàn Kiếm".into(),
            counts: RealityCounts {
                by_kind: vec![
                    KindCount {
                        kind: DisplayKind::BannerHorizontal,
                        count: 7,
                    },
                    KindCount {
                        kind: DisplayKind::Poster,
                        count: 2,
                    },
                ],
                planned: 10,
                hung: 9,
                checked: 8,
                removed: 1,
                ..RealityCounts::default()
            },
        }],
        streets: vec![StreetRow {
            street: "=HYPERLINK(\"http://example.org\")".into(),
            section: "Hàng Khay, phía hồ".into(),
            kind: DisplayKind::BannerHorizontal,
            counts: RealityCounts {
                planned: 4,
                hung: 3,
                ..RealityCounts::default()
            },
            from: day("2020-11-30"),
            to: day("2020-12-30"),
            photos: vec!["ab".repeat(32).parse().expect("a hash")],
        }],
        grounds: vec![GroundRow {
            ground: GroundCode("G08".into()),
            label: "nguy cơ mất an toàn".into(),
            confirmed: 3,
            remedied: 1,
            in_progress: 2,
            no_violation: 0,
        }],
    }
}

fn row(table: &Table, index: usize) -> Vec<(&str, &Cell)> {
    table
        .headers
        .iter()
        .map(String::as_str)
        .zip(&table.rows[index])
        .collect()
}

fn value<'a>(table: &'a Table, header: &str) -> &'a Cell {
    let found = row(table, 0).into_iter().find(|(name, _)| *name == header);
    found
        .map(|(_, cell)| cell)
        .unwrap_or_else(|| panic!("no column {header}"))
}

#[test]
fn each_table_has_the_papers_columns_in_their_order() {
    let [units, streets, grounds] = area(&sample());
    assert_eq!(
        units.headers.join(" | "),
        "TT | Đơn vị thực hiện | Băng-rôn ngang | Băng-rôn dọc | Phướn | Pa-nô | Màn hình LED | Kế hoạch | Đã treo | \
         Đã kiểm tra | Đã tháo | Ghi chú"
    );
    assert_eq!(
        streets.headers.join(" | "),
        "TT | Tuyến phố | Đoạn | Loại | Số lượng KH | Số lượng thực tế | Từ ngày | Đến ngày | Mã ảnh"
    );
    assert_eq!(
        grounds.headers.join(" | "),
        "TT | Nhóm căn cứ | Số lượt | Đã khắc phục | Đang xử lý | Không vi phạm"
    );
    for table in [units, streets, grounds] {
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.len() == table.headers.len()),
            "{}",
            table.title
        );
    }
}

#[test]
fn figures_stand_under_their_heads() {
    let [units, streets, grounds] = area(&sample());
    assert_eq!(value(&units, "Băng-rôn ngang"), &Cell::Number(7));
    assert_eq!(value(&units, "Kế hoạch"), &Cell::Number(10));
    assert_eq!(value(&units, "Đã tháo"), &Cell::Number(1));
    assert_eq!(value(&units, "Ghi chú"), &text("Áp phích: 2"));
    assert_eq!(value(&streets, "Mã ảnh"), &text("ababababab"));
    assert_eq!(value(&grounds, "Đang xử lý"), &Cell::Number(2));
}

#[test]
fn the_board_counts_every_kind_and_every_state() {
    let board = AreaBoard {
        rows: vec![AreaRow {
            code: "002".parse().expect("a code"),
            name: "Quận Hoàn Kiếm".into(),
            sites: 5,
            sites_missing: 1,
            planned: 12,
            hung: 11,
            checked: 9,
            removed: 2,
            to_fix: 3,
            by_kind: vec![KindCount {
                kind: DisplayKind::Pennant,
                count: 4,
            }],
            flags: vec![FlagCount {
                status: FlagStatus::Confirmed,
                count: 6,
            }],
        }],
    };
    let table = super::board("Đợt thử", &board);
    assert_eq!(
        table.headers.len(),
        9 + DisplayKind::ALL.len() + FlagStatus::ALL.len()
    );
    assert_eq!(table.rows[0].len(), table.headers.len());
    assert_eq!(value(&table, "Mã địa bàn"), &text("002"));
    assert_eq!(value(&table, "Phướn"), &Cell::Number(4));
    assert_eq!(value(&table, "Phiếu: Đã xác nhận"), &Cell::Number(6));
    assert_eq!(value(&table, "Phiếu: Chờ xác nhận"), &Cell::Number(0));
}
