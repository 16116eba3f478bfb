//! The plan against reality as a table.

use app::{
    domain::reality::{Grouping, RealityBoard, RealityCounts, RealityRow},
    i18n::Lang,
};

use super::tables::{Cell, Table, headers, text};

/// Heads of the figures, in the order of [`figures`].
const FIGURES: [&str; 11] = [
    "Điểm kế hoạch",
    "Điểm chưa treo",
    "Kế hoạch",
    "Đã treo",
    "Thiếu",
    "Sai, hỏng",
    "Ngoài kế hoạch",
    "Đã kiểm tra",
    "Cần tháo",
    "Đã tháo",
    "Tháo chưa xác nhận",
];

const fn figures(counts: &RealityCounts) -> [i64; FIGURES.len()] {
    [
        counts.sites,
        counts.sites_missing,
        counts.planned,
        counts.hung,
        counts.missing,
        counts.wrong,
        counts.extra,
        counts.checked,
        counts.to_remove,
        counts.removed,
        counts.to_verify,
    ]
}

/// A row each, and one of totals.
pub fn table(campaign: &str, by: Grouping, board: &RealityBoard) -> Table {
    let mut names = headers(&[by.label(Lang::Vi)]);
    names.extend(headers(&FIGURES));
    let row = |name: String, counts: &RealityCounts| {
        let figures = figures(counts).map(Cell::Number);
        std::iter::once(text(name)).chain(figures).collect()
    };
    let rows = board.rows.iter().map(|one| row(name(by, one), &one.counts));
    Table {
        sheet: "Kế hoạch và thực tế",
        title: format!("Kế hoạch và thực tế – {campaign}"),
        headers: names,
        rows: rows.chain([row("Tổng".to_owned(), &board.total)]).collect(),
    }
}

fn name(by: Grouping, row: &RealityRow) -> String {
    match (by, &row.key) {
        (Grouping::Message, Some(no)) => format!("{no}. {}", row.name),
        (_, Some(_)) => row.name.clone(),
        (_, None) => "Chưa rõ".to_owned(),
    }
}
