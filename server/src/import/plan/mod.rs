//! The plan of a campaign as units send it, XLSX or CSV: titles above, heads in one row or two, in any order and
//! spelling, positions in degrees or metres or by street alone.
//!
//! Reading changes nothing and knows no database: [`read`] tells row by row what the file says and what is wrong with
//! it. The desk's preview, the import and the command line all read here.

mod cells;
mod columns;
mod compare;
mod coordinates;
mod heads;
mod place;
mod row;
pub mod template;
#[cfg(test)]
mod tests;
mod text;
mod vn2000;
mod words;
mod workbook;

use std::collections::HashMap;

use app::{
    domain::{
        campaign::Campaign,
        display_kind::DisplayKind,
        ids::{PlacementId, SiteId},
        plan::{PassedOver, PlanColumn, PlanField, PlanRemark},
        time::Date,
        unit::{Unit, UnitCode},
    },
    geo::{LonLat, StreetIndex, fold},
};
use uuid::Uuid;

pub use compare::{Comparison, compare};
pub use row::shown;

use self::{
    cells::{Grid, MAX_COLUMNS, MAX_ROWS},
    columns::Columns,
    place::Streets,
    row::Rows,
    vn2000::Zone,
    workbook::Wrong,
};
use super::{Parsed, Problems};
use crate::{backend::geography::Geography, storage::NewStoredSite};

/// What a plan can't do without: the position may come from the street.
const REQUIRED: [PlanField; 6] = [
    PlanField::Code,
    PlanField::Street,
    PlanField::Kind,
    PlanField::Quantity,
    PlanField::Message,
    PlanField::Unit,
];
/// Code of the template's example, folded.
const EXAMPLE: &str = "vi du";

/// A planned site as a file says it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSite {
    /// Code within the campaign.
    pub code: String,
    /// Where.
    pub point: LonLat,
    /// Whether that is only somewhere on the street.
    pub approximate: bool,
    /// Street.
    pub street: String,
    /// Section of the street; may be empty.
    pub section: String,
    /// Side of the street; may be empty.
    pub side: String,
    /// What should hang there.
    pub kind: DisplayKind,
    /// How many.
    pub quantity: i32,
    /// Which approved message.
    pub message_no: i32,
    /// Who hangs it.
    pub unit: UnitCode,
    /// First day, where it isn't the campaign's.
    pub starts_on: Option<Date>,
    /// Last day, where it isn't the campaign's.
    pub ends_on: Option<Date>,
}

impl PlannedSite {
    /// The site as it is stored. Its ids follow from campaign and code, so that a plan that is
    /// imported again names the same sites.
    pub fn into_stored(self, campaign: &Campaign, geography: &Geography) -> NewStoredSite {
        let id =
            |what: &str| Uuid::new_v5(&campaign.id.0, format!("{what} {}", self.code).as_bytes());
        NewStoredSite {
            id: SiteId(id("site")),
            placement: PlacementId(id("placement")),
            campaign: campaign.id,
            areas: geography.codes_of(self.point),
            point: self.point,
            approximate: self.approximate,
            street: self.street,
            section: self.section,
            side: self.side,
            kind: self.kind,
            quantity: self.quantity,
            message_no: self.message_no,
            unit: self.unit,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            sample: campaign.sample,
            code: self.code,
        }
    }
}

/// Where the site of that code, street and section is, and whether that is approximate.
pub type KnownPlaces<'a> = dyn Fn(&str, &str, &str) -> Option<(LonLat, bool)> + Sync + 'a;

/// What the rows are checked against.
pub struct Against<'a> {
    /// The campaign the plan is of.
    pub campaign: &'a Campaign,
    /// The units that there are.
    pub units: &'a [Unit],
    /// The streets.
    pub streets: &'a StreetIndex,
    /// Whether a position lies in the city.
    pub is_inside: &'a (dyn Fn(LonLat) -> bool + Sync),
    /// Position of the site of that code while it is in that street and section, and whether it is approximate: a file
    /// without coordinates leaves it where it is.
    pub known: &'a KnownPlaces<'a>,
}

/// Something to be said of a row or the file, in no language yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Head of the column as the file writes it.
    pub column: Option<String>,
    /// Which remark.
    pub code: PlanRemark,
    /// What was found, for its places.
    pub found: Vec<String>,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow {
    /// Its number in the file, from 1.
    pub row: u32,
    /// The code; empty where there is none.
    pub code: String,
    /// The site, unless something is wrong with it.
    pub site: Option<PlannedSite>,
    /// What is to be said of it.
    pub said: Vec<Said>,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadPlan {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// The columns.
    pub columns: Vec<PlanColumn>,
    /// What is wrong with the file as a whole.
    pub said: Vec<Said>,
    /// The rows.
    pub rows: Vec<ReadRow>,
    /// Rows that are no site.
    pub passed_over: Vec<PassedOver>,
}

impl ReadPlan {
    fn wrong((code, found): Wrong) -> Self {
        Self {
            said: vec![Said {
                column: None,
                code,
                found,
            }],
            ..Self::default()
        }
    }
}

/// Reads a file, whatever of the two kinds it is.
pub fn read(bytes: &[u8], against: &Against<'_>) -> ReadPlan {
    let grids = match bytes {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            return ReadPlan::wrong((PlanRemark::OldWorkbook, Vec::new()));
        }
        [b'P', b'K', 3, 4, ..] => match workbook::grids(bytes) {
            Ok(grids) => grids,
            Err(wrong) => return ReadPlan::wrong(wrong),
        },
        _ => text::grids(bytes),
    };
    let found = grids.into_iter().filter_map(with_heads);
    // Of several, the one with most columns known; the first among equals.
    let best = found.reduce(|best, other| {
        if other.1.of.len() > best.1.of.len() {
            other
        } else {
            best
        }
    });
    match best {
        Some((grid, columns)) => rows(grid, columns, against),
        None => {
            let needed = REQUIRED
                .map(|field| field.label(app::i18n::Lang::Vi))
                .join(", ");
            ReadPlan::wrong((PlanRemark::NoHeader, vec![needed]))
        }
    }
}

/// The table with its heads; merged cells are filled, first those above, then those of the rows.
fn with_heads(mut grid: Grid) -> Option<(Grid, Columns)> {
    let before = columns::find(&grid)?;
    let last = grid
        .merged
        .iter()
        .filter(|merged| merged.rows.0 <= before.row)
        .map(|merged| merged.rows.1);
    let heads_end = last
        .filter(|row| *row <= before.row + 1)
        .max()
        .unwrap_or(before.row)
        .max(before.row);
    grid.unmerge(heads_end, |column| {
        before.field(column).is_some_and(may_repeat)
    });
    let columns = columns::find(&grid)?;
    Some((grid, columns))
}

/// Whether one cell over several rows means each of them. A quantity or a code would count twice.
const fn may_repeat(field: PlanField) -> bool {
    matches!(
        field,
        PlanField::Street
            | PlanField::Section
            | PlanField::Side
            | PlanField::Kind
            | PlanField::Message
            | PlanField::Unit
            | PlanField::StartsOn
            | PlanField::EndsOn
    )
}

fn rows(grid: Grid, columns: Columns, against: &Against<'_>) -> ReadPlan {
    let mut plan = ReadPlan {
        sheet: grid.sheet.clone(),
        columns: columns.all.clone(),
        ..ReadPlan::default()
    };
    let say = |code, found| Said {
        column: None,
        code,
        found,
    };
    let missing = REQUIRED
        .iter()
        .filter(|field| !columns.of.contains_key(field));
    plan.said.extend(missing.map(|field| {
        say(
            PlanRemark::NoColumn,
            vec![format!("«{}»", field.label(app::i18n::Lang::Vi))],
        )
    }));
    if grid.rows.len() > MAX_ROWS as usize {
        plan.said.push(say(
            PlanRemark::TooLarge,
            vec![MAX_ROWS.to_string(), MAX_COLUMNS.to_string()],
        ));
    }
    if !plan.said.is_empty() {
        return plan;
    }
    let streets = Streets::new(against.streets);
    let reader = Rows {
        grid: &grid,
        columns: &columns,
        against,
        streets: &streets,
        zone: zone(&grid, columns.row),
    };
    for &row in grid.rows.keys().filter(|row| **row > columns.row) {
        if is_site(&grid, &columns, row) {
            plan.rows.push(reader.read(row));
        } else {
            plan.passed_over.push(PassedOver {
                row,
                text: grid.texts(row).join(" · "),
            });
        }
    }
    refuse_repeated(&mut plan.rows, columns.name(PlanField::Code));
    if plan.rows.is_empty() {
        plan.said.push(say(PlanRemark::NoRows, Vec::new()));
    }
    plan
}

/// What the titles or heads say of the zone of coordinates in metres.
fn zone(grid: &Grid, last_head: u32) -> Zone {
    let texts = grid
        .rows
        .keys()
        .take_while(|row| **row <= last_head)
        .flat_map(|row| grid.texts(*row));
    let text = fold(&texts.collect::<Vec<_>>().join(" "));
    let six = ["mui 6", "mui chieu 6", "utm", "3405", "0,9996", "0.9996"];
    if six.iter().any(|sign| text.contains(sign)) {
        Zone::Six
    } else {
        Zone::Three
    }
}

/// Whether a row below the heads is a site, and not a title between the rows, their numbers, a sum, a signature or the
/// template's example.
fn is_site(grid: &Grid, columns: &Columns, row: u32) -> bool {
    let text = |field| {
        columns
            .of
            .get(&field)
            .map(|column| grid.text(row, *column))
            .unwrap_or_default()
    };
    let texts = grid.texts(row);
    let is_number = |text: &String| {
        let inner = text.trim_matches(['(', ')', '[', ']', '=', ' ']);
        inner.len() <= 2 && inner.chars().all(char::is_alphanumeric)
    };
    let begins = |word: &str| texts.iter().any(|text| fold(text).starts_with(word));
    let says_what = [PlanField::Kind, PlanField::Message]
        .iter()
        .any(|field| !text(*field).is_empty());
    let says_where = [
        PlanField::Latitude,
        PlanField::Longitude,
        PlanField::Coordinates,
    ]
    .iter()
    .any(|field| !text(*field).is_empty());
    let is_sum = !says_what && (begins("tong") || begins("cong"));
    let filled = columns
        .of
        .values()
        .filter(|column| !grid.text(row, **column).is_empty())
        .count();
    let is_aside = text(PlanField::Code).is_empty() && filled < 3;
    let says_nothing = !says_what && !says_where && text(PlanField::Quantity).is_empty();
    texts.len() > 1
        && !texts.iter().all(is_number)
        && fold(&text(PlanField::Code)) != EXAMPLE
        && !is_sum
        && !is_aside
        && !says_nothing
}

/// What is wrong with a file and its rows, in English as the command line speaks.
///
/// # Errors
/// Where there is anything.
pub fn problems<'a>(of_file: &'a [Said], rows: impl Iterator<Item = &'a ReadRow>) -> Parsed<()> {
    let mut problems = Problems::default();
    let mut add = |line: usize, said: &Said| {
        if !said.code.is_notice() {
            problems.add(line, said.line(app::i18n::Lang::En));
        }
    };
    of_file.iter().for_each(|said| add(1, said));
    for row in rows {
        let line = usize::try_from(row.row).unwrap_or(usize::MAX);
        row.said.iter().for_each(|said| add(line, said));
    }
    problems.finish(())
}

/// A code may be there once. The later row is wrong, and says where the first is.
fn refuse_repeated(rows: &mut [ReadRow], column: Option<String>) {
    let mut first = HashMap::new();
    for row in rows.iter_mut().filter(|row| !row.code.is_empty()) {
        if let Some(before) = first.get(&row.code) {
            let found = vec![format!("{before}")];
            row.said.push(Said {
                column: column.clone(),
                code: PlanRemark::CodeTwice,
                found,
            });
            row.site = None;
        } else {
            first.insert(row.code.clone(), row.row);
        }
    }
}
