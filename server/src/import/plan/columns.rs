//! Which column is which: heads as units write them, with and without diacritics, in one row or in two of which the
//! upper spans several columns.

use std::collections::BTreeMap;

use app::{
    domain::plan::{PlanColumn, PlanField},
    geo::fold,
};

use super::{
    cells::{Grid, letters},
    heads::{HEADS, OTHERS},
};

/// Rows among which the heads are looked for: above them stand titles.
const SEARCHED: usize = 40;
/// Columns that must be known for a row to be the heads.
const LEAST_KNOWN: usize = 3;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The last row of the heads.
    pub row: u32,
    /// Column of each field.
    pub of: BTreeMap<PlanField, u16>,
    /// All columns with a head, in order.
    pub all: Vec<PlanColumn>,
}

impl Columns {
    /// The head of a field's column as the file writes it, with its letters.
    pub fn name(&self, field: PlanField) -> Option<String> {
        let column = self.all.iter().find(|column| column.field == Some(field));
        column.map(|column| column.name.clone())
    }

    /// The field of a column.
    pub fn field(&self, column: u16) -> Option<PlanField> {
        self.of
            .iter()
            .find(|(_, at)| **at == column)
            .map(|(field, _)| *field)
    }
}

/// The heads of a table: the row, or the two rows, in which most columns are known.
pub fn find(grid: &Grid) -> Option<Columns> {
    let numbers: Vec<u32> = grid.rows.keys().copied().take(SEARCHED).collect();
    let mut best: Option<Columns> = None;
    for (at, &row) in numbers.iter().enumerate() {
        let above = at.checked_sub(1).map(|above| numbers[above]);
        for upper in [None, above] {
            let found = read(grid, upper, row);
            let known = best.as_ref().map_or(LEAST_KNOWN - 1, |best| best.of.len());
            let names_a_place = [PlanField::Code, PlanField::Street]
                .iter()
                .any(|field| found.of.contains_key(field));
            if found.of.len() > known && names_a_place {
                best = Some(found);
            }
        }
    }
    best
}

fn read(grid: &Grid, upper: Option<u32>, row: u32) -> Columns {
    let width = |row: u32| {
        grid.rows
            .get(&row)
            .and_then(|cells| cells.keys().next_back().copied())
    };
    let last = width(row).max(upper.and_then(width)).unwrap_or(0);
    let mut columns = Columns {
        row,
        of: BTreeMap::new(),
        all: Vec::new(),
    };
    let mut parent = String::new();
    let mut sure: BTreeMap<PlanField, bool> = BTreeMap::new();
    for column in 0..=last {
        let over = upper
            .map(|upper| grid.text(upper, column))
            .unwrap_or_default();
        let head = grid.text(row, column);
        // In a CSV file what spans several columns stands over the first of them.
        if !over.is_empty() {
            parent.clone_from(&over);
        }
        let group = if over.is_empty() && head.is_empty() {
            ""
        } else {
            parent.as_str()
        };
        let name = if head.is_empty() { &over } else { &head };
        if name.is_empty() {
            continue;
        }
        let meant = meaning(group, &head);
        let is_better =
            meant.is_some_and(|(field, exact)| sure.get(&field).is_none_or(|was| exact && !*was));
        let field = meant.filter(|_| is_better).map(|(field, exact)| {
            sure.insert(field, exact);
            columns
                .all
                .iter_mut()
                .filter(|column| column.field == Some(field))
                .for_each(|column| column.field = None);
            columns.of.insert(field, column);
            field
        });
        columns.all.push(PlanColumn {
            name: format!("{name} ({})", letters(column)),
            field,
        });
    }
    columns
}

/// What a head means, and whether it is one of [`HEADS`] word by word. One without words takes its group's.
fn meaning(group: &str, head: &str) -> Option<(PlanField, bool)> {
    let (group, plain) = (words(group), words(head));
    let together = format!("{group} {plain}");
    let exact = |name: &str| {
        let of = HEADS.iter().find(|(_, names)| names.contains(&name));
        of.map(|(field, _)| (*field, true))
    };
    if plain.is_empty() {
        return exact(&group).or_else(|| beginning(&group));
    }
    exact(&plain)
        .or_else(|| exact(&together))
        .or_else(|| beginning(&plain))
}

/// The longest of [`HEADS`], of two words or more, that the name begins with.
fn beginning(name: &str) -> Option<(PlanField, bool)> {
    if OTHERS.iter().any(|other| name.starts_with(other)) {
        return None;
    }
    let heads = HEADS
        .iter()
        .flat_map(|(field, names)| names.iter().map(move |known| (*field, *known)));
    let begins = heads.filter(|(_, known)| {
        known.contains(' ')
            && name
                .strip_prefix(known)
                .is_some_and(|rest| rest.starts_with(' '))
    });
    begins
        .max_by_key(|(_, known)| known.len())
        .map(|(field, _)| (field, false))
}

/// Folded, signs as blanks, without what stands in parentheses.
fn words(head: &str) -> String {
    let (mut depth, mut out) = (0_u32, String::new());
    for c in fold(head).chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_alphanumeric() => out.push(c),
            _ => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{super::text::grids, *};

    fn found(csv: &str) -> Columns {
        find(&grids(csv.as_bytes())[0]).expect("heads")
    }

    fn fields(columns: &Columns) -> Vec<(&'static str, u16)> {
        columns
            .of
            .iter()
            .map(|(field, column)| (field.code(), *column))
            .collect()
    }

    #[test]
    fn heads_are_known_in_many_spellings() {
        for head in [
            "TT;Mã điểm;Tuyến phố;Loại hình;Số lượng;Khẩu hiệu;Đơn vị thực hiện",
            "STT;MÃ ĐIỂM TREO;TÊN ĐƯỜNG;HÌNH THỨC;SL (tấm);NỘI DUNG KHẨU HIỆU;ĐƠN VỊ",
            "tt;ma so;duong pho;loai;so luong KH (tam);khau hieu so;ma don vi",
            ";code*;Street;Kind;Quantity;message_no;unit_code",
            "TT;Mã vị trí;Địa điểm treo;Chủng loại;Số lượng theo kế hoạch;Mẫu số;Đơn vị chủ trì, phối hợp",
        ] {
            let columns = found(&format!("{head}\n1;HK-1;x;y;1;1;z\n"));
            assert_eq!(columns.row, 1, "{head}");
            let expected = [
                ("code", 1),
                ("street", 2),
                ("kind", 3),
                ("quantity", 4),
                ("message", 5),
                ("unit", 6),
            ];
            assert_eq!(fields(&columns), expected, "{head}");
        }
    }

    #[test]
    fn titles_stand_above_and_groups_span_columns() {
        let csv = "UBND QUẬN HOÀN KIẾM;;;;;;;;\nKẾ HOẠCH TREO BĂNG-RÔN;;;;;;;;\n(Kèm theo Công văn số 12);;;;;;;;\n\
                   TT;Mã điểm;Vị trí;;Tọa độ VN-2000;;Loại;Thời gian treo;\n;;Tuyến phố;Đoạn;X (m);Y (m);;Từ;Đến\n\
                   (1);(2);(3);(4);(5);(6);(7);(8);(9)\n1;HK-001;a;b;1;2;c;d;e\n";
        let columns = found(csv);
        assert_eq!(columns.row, 5);
        let expected = [
            ("code", 1),
            ("street", 2),
            ("section", 3),
            ("lat", 4),
            ("lon", 5),
            ("kind", 6),
            ("starts_on", 7),
            ("ends_on", 8),
        ];
        assert_eq!(fields(&columns), expected);
        assert_eq!(
            columns.name(PlanField::Latitude).as_deref(),
            Some("X (m) (E)")
        );
    }

    #[test]
    fn what_only_begins_alike_is_another_column() {
        let columns =
            found("Mã điểm;Đơn vị tính;Tuyến phố;Số lượng thực tế;Số lượng;Đơn vị thực hiện\n");
        assert_eq!(
            fields(&columns),
            [("code", 0), ("street", 2), ("quantity", 4), ("unit", 5)]
        );
        assert_eq!(
            columns
                .all
                .iter()
                .filter(|column| column.field.is_none())
                .count(),
            2
        );
    }

    #[test]
    fn text_without_heads_has_none() {
        assert!(find(&grids("Kính gửi: Công an Thành phố\nNội dung;x\n".as_bytes())[0]).is_none());
    }
}
