//! Titled tables: what a report says, before it is a file of some kind.

use app::{
    domain::{
        board::AreaBoard, display_kind::DisplayKind, flag::FlagStatus, photo::Sha256, time::Date,
    },
    i18n::Lang,
};

use super::model::AreaReport;

/// Digits of a photo's hash that make its code in Biểu 2; enough to find it among a campaign's.
const PHOTO_CODE_DIGITS: usize = 10;

/// One value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, as somebody may have typed them.
    Text(String),
    /// A count.
    Number(i64),
    /// A day.
    Day(Date),
}

/// A table under its title. Every row is as long as `headers`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name of the sheet: at most 31 characters, none of `[]:*?/\`.
    pub sheet: &'static str,
    /// Title above the table.
    pub title: String,
    /// Heads of the columns.
    pub headers: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

pub(super) fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

pub(super) fn headers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// TT: the running number of a row.
fn number(index: usize) -> Cell {
    Cell::Number(i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1))
}

/// The board of all areas: one row an area.
pub fn board(campaign: &str, board: &AreaBoard) -> Table {
    let mut names = headers(&[
        "Mã địa bàn",
        "Địa bàn",
        "Điểm kế hoạch",
        "Điểm chưa treo",
        "Kế hoạch",
        "Đã treo",
        "Đã kiểm tra",
        "Đã tháo",
        "Cần khắc phục",
    ]);
    names.extend(
        DisplayKind::ALL
            .iter()
            .map(|kind| kind.label(Lang::Vi).to_owned()),
    );
    names.extend(
        FlagStatus::ALL
            .iter()
            .map(|status| format!("Phiếu: {}", status.label(Lang::Vi))),
    );
    let rows = board.rows.iter().map(|row| {
        let counts = [
            row.sites,
            row.sites_missing,
            row.planned,
            row.hung,
            row.checked,
            row.removed,
            row.to_fix,
        ];
        let flags = |status| {
            row.flags
                .iter()
                .filter(|count| count.status == status)
                .map(|count| count.count)
                .sum()
        };
        let mut cells = vec![text(row.code.as_str()), text(&row.name)];
        cells.extend(counts.map(Cell::Number));
        cells.extend(
            DisplayKind::ALL
                .iter()
                .map(|kind| Cell::Number(row.kind(*kind))),
        );
        cells.extend(
            FlagStatus::ALL
                .iter()
                .map(|status| Cell::Number(flags(*status))),
        );
        cells
    });
    Table {
        sheet: "Địa bàn",
        title: format!("Kết quả theo địa bàn – {campaign}"),
        headers: names,
        rows: rows.collect(),
    }
}

/// Biểu 1, 2 and 3 of one area.
pub fn area(report: &AreaReport) -> [Table; 3] {
    let subject = format!("{} – {}", report.area.name, report.campaign.name);
    [
        units(report, &subject),
        streets(report, &subject),
        grounds(report, &subject),
    ]
}

/// The kinds that have a column in Biểu 1; the others are told in its notes.
const UNIT_KINDS: [DisplayKind; 5] = [
    DisplayKind::BannerHorizontal,
    DisplayKind::BannerVertical,
    DisplayKind::Pennant,
    DisplayKind::Panel,
    DisplayKind::LedScreen,
];

fn units(report: &AreaReport, subject: &str) -> Table {
    let rows = report.units.iter().enumerate().map(|(index, row)| {
        let counts = &row.counts;
        let name = match &row.key {
            Some(_) => row.name.as_str(),
            None => "Chưa rõ đơn vị",
        };
        let others = DisplayKind::ALL
            .iter()
            .filter(|kind| !UNIT_KINDS.contains(kind));
        let notes: Vec<_> = others
            .filter(|kind| counts.kind(**kind) > 0)
            .map(|kind| format!("{}: {}", kind.label(Lang::Vi), counts.kind(*kind)))
            .collect();
        let mut cells = vec![number(index), text(name)];
        cells.extend(UNIT_KINDS.map(|kind| Cell::Number(counts.kind(kind))));
        let figures = [counts.planned, counts.hung, counts.checked, counts.removed];
        cells.extend(figures.map(Cell::Number));
        cells.push(text(notes.join("; ")));
        cells
    });
    Table {
        sheet: "Biểu 1",
        title: format!("Biểu 1. Kết quả theo đơn vị – {subject}"),
        headers: headers(&[
            "TT",
            "Đơn vị thực hiện",
            "Băng-rôn ngang",
            "Băng-rôn dọc",
            "Phướn",
            "Pa-nô",
            "Màn hình LED",
            "Kế hoạch",
            "Đã treo",
            "Đã kiểm tra",
            "Đã tháo",
            "Ghi chú",
        ]),
        rows: rows.collect(),
    }
}

fn streets(report: &AreaReport, subject: &str) -> Table {
    let rows = report.streets.iter().enumerate().map(|(index, row)| {
        let photos: Vec<_> = row.photos.iter().map(photo_code).collect();
        vec![
            number(index),
            text(&row.street),
            text(&row.section),
            text(row.kind.label(Lang::Vi)),
            Cell::Number(row.counts.planned),
            Cell::Number(row.counts.hung),
            Cell::Day(row.from),
            Cell::Day(row.to),
            text(photos.join(", ")),
        ]
    });
    Table {
        sheet: "Biểu 2",
        title: format!("Biểu 2. Kết quả theo tuyến phố – {subject}"),
        headers: headers(&[
            "TT",
            "Tuyến phố",
            "Đoạn",
            "Loại",
            "Số lượng KH",
            "Số lượng thực tế",
            "Từ ngày",
            "Đến ngày",
            "Mã ảnh",
        ]),
        rows: rows.collect(),
    }
}

fn grounds(report: &AreaReport, subject: &str) -> Table {
    let rows = report.grounds.iter().enumerate().map(|(index, row)| {
        let mut cells = vec![number(index), text(format!("{} {}", row.ground, row.label))];
        cells.extend(
            [
                row.confirmed,
                row.remedied,
                row.in_progress,
                row.no_violation,
            ]
            .map(Cell::Number),
        );
        cells
    });
    Table {
        sheet: "Biểu 3",
        title: format!("Biểu 3. Tồn tại – {subject}"),
        headers: headers(&[
            "TT",
            "Nhóm căn cứ",
            "Số lượt",
            "Đã khắc phục",
            "Đang xử lý",
            "Không vi phạm",
        ]),
        rows: rows.collect(),
    }
}

/// Mã ảnh: the first digits of the photo's hash.
fn photo_code(photo: &Sha256) -> String {
    photo.as_str().chars().take(PHOTO_CODE_DIGITS).collect()
}

#[cfg(test)]
#[path = "tables_tests.rs"]
pub(super) mod tests;
