//! Conditions of a list as SQL text with numbered parameters, the same for both engines.

use app::{
    domain::{
        area::{AreaCode, BoundarySet},
        ids::AccountId,
        query::{RecordQuery, SortKey},
    },
    error::AppError,
    geo::{BBox, cell},
};
use uuid::Uuid;

use super::{StorageError, StorageResult};

/// How many bits the index over a table's positions takes off their cells: its entries are tiles of zoom 15. The
/// expression must be the index's own, or no engine uses it.
pub(super) const INDEX_SHIFT: u8 = 18;
/// Most tiles of the index that a box is looked up by; a larger box is looked for in all of the campaign.
const MOST_TILES: usize = 600;

/// Which records the reader may see at all.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// In these areas; none means the whole city.
    pub areas: Option<Vec<AreaCode>>,
    /// Recorded by this account.
    pub only_of: Option<AccountId>,
    /// In one of these states; none means any.
    pub statuses: Option<Vec<&'static str>>,
}

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Int(i64),
    Real(f64),
    Text(String),
    Id(Uuid),
}

/// Conditions joined by AND, with their parameters.
#[derive(Debug, Default)]
pub(super) struct Filter {
    conditions: Vec<String>,
    /// For a statement that reads many rows: what the days of a query are compared with. Its numbers are written out, so that the engine
    /// knows how many rows these let through.
    scan: Option<&'static str>,
    pub(super) values: Vec<Value>,
}

/// Binds a filter's values to a query, in order.
macro_rules! bind_values {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                $crate::storage::filter::Value::Int(value) => query.bind(*value),
                $crate::storage::filter::Value::Real(value) => query.bind(*value),
                $crate::storage::filter::Value::Text(value) => query.bind(value.clone()),
                $crate::storage::filter::Value::Id(value) => query.bind(*value),
            };
        }
        query
    }};
}
pub(super) use bind_values;

impl Filter {
    /// One for a statement that reads many rows, planned for its own numbers; it compares the days of a query with `time`.
    pub(super) fn of_scan(time: &'static str) -> Self {
        Self {
            scan: Some(time),
            ..Self::default()
        }
    }

    /// Whether it is for a statement that reads many rows.
    pub(super) const fn is_scan(&self) -> bool {
        self.scan.is_some()
    }

    /// Adds a parameter and gives its place, such as `$3`.
    pub(super) fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// Adds a condition without parameters.
    pub(super) fn raw(&mut self, condition: impl Into<String>) {
        self.conditions.push(condition.into());
    }

    /// Adds `column operator value`.
    pub(super) fn compare(&mut self, column: &str, operator: &str, value: Value) {
        let place = self.value(value);
        self.conditions.push(format!("{column} {operator} {place}"));
    }

    /// Adds that a number lies from the first to the last.
    pub(super) fn between(&mut self, column: &str, (first, last): (i64, i64)) {
        let mut number = |number: i64| match self.scan {
            Some(_) => number.to_string(),
            None => self.value(Value::Int(number)),
        };
        let (from, to) = (number(first), number(last));
        self.raw(match first == last {
            true => format!("{column} = {from}"),
            false => format!("{column} BETWEEN {from} AND {to}"),
        });
    }

    /// Adds `column IN (…)`; an empty list matches nothing.
    pub(super) fn one_of(&mut self, column: &str, values: impl IntoIterator<Item = Value>) {
        let places: Vec<String> = values.into_iter().map(|value| self.value(value)).collect();
        self.conditions.push(if places.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("{column} IN ({})", places.join(", "))
        });
    }

    /// Adds that the position lies in the box.
    pub(super) fn bbox(&mut self, bbox: &BBox) {
        let zoom = cell::CELL_ZOOM - INDEX_SHIFT / 2;
        if let Some(tiles) = cell::tiles(bbox, zoom, MOST_TILES) {
            // Numbers, not parameters: there are many, and each is the program's own.
            let tiles: Vec<_> = tiles.iter().map(i64::to_string).collect();
            self.conditions
                .push(format!("(cell >> {INDEX_SHIFT}) IN ({})", tiles.join(", ")));
        }
        self.compare("lon", ">=", Value::Real(bbox.west));
        self.compare("lon", "<=", Value::Real(bbox.east));
        self.compare("lat", ">=", Value::Real(bbox.south));
        self.compare("lat", "<=", Value::Real(bbox.north));
    }

    /// Adds that the position lies in the area.
    pub(super) fn area(&mut self, area: &AreaCode) {
        self.compare(area_column(area.set()), "=", text(area));
    }

    /// Adds what the reader may see.
    pub(super) fn scope(&mut self, scope: &Scope, status_column: &str) {
        if let Some(areas) = &scope.areas {
            let mut parts = Vec::new();
            for &set in BoundarySet::ALL {
                let of_set: Vec<String> = areas
                    .iter()
                    .filter(|area| area.set() == set)
                    .map(|area| self.value(text(area)))
                    .collect();
                if !of_set.is_empty() {
                    parts.push(format!("{} IN ({})", area_column(set), of_set.join(", ")));
                }
            }
            self.conditions.push(if parts.is_empty() {
                "1 = 0".to_owned()
            } else {
                format!("({})", parts.join(" OR "))
            });
        }
        if let Some(account) = scope.only_of {
            self.compare("recorded_by", "=", Value::Id(account.0));
        }
        if let Some(statuses) = &scope.statuses {
            self.one_of(status_column, statuses.iter().map(text));
        }
    }

    /// Adds the filters of a query that all tables have.
    pub(super) fn query(&mut self, query: &RecordQuery, status_column: &str) {
        if let Some(bbox) = &query.bbox {
            self.bbox(bbox);
        }
        if let Some(area) = &query.area {
            self.area(area);
        }
        if let Some(campaign) = query.campaign {
            self.compare("campaign", "=", Value::Id(campaign.0));
        }
        if !query.status.is_empty() {
            self.one_of(status_column, query.status.iter().map(text));
        }
        self.kinds_and_times(query);
    }

    /// Adds the unit of a query, for the records that have one.
    pub(super) fn unit(&mut self, query: &RecordQuery) {
        if let Some(unit) = &query.unit {
            self.compare("unit", "=", text(unit));
        }
    }

    /// Adds the kinds and the times of a query.
    pub(super) fn kinds_and_times(&mut self, query: &RecordQuery) {
        if !query.kind.is_empty() {
            self.one_of("kind", query.kind.iter().map(text));
        }
        let time = self.scan.unwrap_or("updated_at");
        if let Some(since) = query.since {
            self.compare(time, ">=", Value::Int(since.0));
        }
        if let Some(until) = query.until {
            self.compare(time, "<", Value::Int(until.0));
        }
    }

    /// Begins other conditions of the same statement; the parameters so far stay.
    pub(super) fn take_conditions(&mut self) -> String {
        std::mem::take(&mut self.conditions).join(" AND ")
    }

    /// The WHERE clause, or nothing.
    pub(super) fn clause(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.conditions.join(" AND "))
        }
    }
}

/// The column of a boundary set's codes.
pub(super) const fn area_column(set: BoundarySet) -> &'static str {
    match set {
        BoundarySet::Hanoi2020 => "district",
        BoundarySet::Hanoi2025 => "ward",
    }
}

/// A parameter from anything that can be shown.
pub(super) fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

/// A list's order and the place where the page before ended.
pub(super) struct Order {
    column: &'static str,
    descending: bool,
    /// Whether the rows are few and better sorted than looked for along an index in this order.
    few: bool,
}

impl Order {
    /// The order a query asks for: newest change first unless it says otherwise. `status_column` may differ by table.
    pub(super) fn of(query: &RecordQuery, status_column: &'static str) -> Self {
        let column = match query.sort.unwrap_or(SortKey::Updated) {
            SortKey::Updated => "updated_at",
            SortKey::Street => "street",
            SortKey::Kind => "kind",
            SortKey::Status => status_column,
        };
        let newest_first = column == "updated_at";
        Self {
            column,
            descending: newest_first != query.reverse,
            few: false,
        }
    }

    /// The same order where the rows are known to be few: no index is read along for it.
    pub(super) fn of_few(self) -> Self {
        let few = self.column != "updated_at";
        Self { few, ..self }
    }

    /// The last part of the name of the index in this order, for placements and flags; none where it isn't to be read along.
    pub(super) fn index(&self) -> Option<&'static str> {
        match self.column {
            _ if self.few => None,
            "street" => Some("by_street"),
            "kind" => Some("by_kind"),
            "status" => Some("by_status"),
            _ => None,
        }
    }

    /// Whether it is the time's.
    pub(super) fn is_by_time(&self) -> bool {
        self.column == "updated_at"
    }

    /// The column.
    pub(super) const fn column(&self) -> &'static str {
        self.column
    }

    /// The column as SQL, `prefix` before it.
    fn key(&self, prefix: &str) -> String {
        match self.few {
            // No engine has an index over this.
            true => format!("({prefix}{} || '')", self.column),
            false => format!("{prefix}{}", self.column),
        }
    }

    /// Continues after the row that `next` names.
    pub(super) fn after(&self, next: Option<&str>, filter: &mut Filter) -> StorageResult<()> {
        let Some(next) = next else { return Ok(()) };
        let unreadable = || {
            StorageError::Rule(AppError::bad_request(
                "`next` is not one that this list gave",
            ))
        };
        let (id, key) = next.split_once('.').ok_or_else(unreadable)?;
        let id = Uuid::parse_str(id).map_err(|_| unreadable())?;
        let key = match self.column {
            "updated_at" => Value::Int(key.parse().map_err(|_| unreadable())?),
            _ => Value::Text(key.to_owned()),
        };
        let operator = if self.descending { "<" } else { ">" };
        let (key, id) = (filter.value(key), filter.value(Value::Id(id)));
        filter.raw(format!("({}, id) {operator} ({key}, {id})", self.key("")));
        Ok(())
    }

    /// The ORDER BY clause; `prefix` names the table where columns would be ambiguous, such as `flag.`.
    pub(super) fn by(&self, prefix: &str) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        format!(
            " ORDER BY {} {direction}, {prefix}id {direction}",
            self.key(prefix)
        )
    }

    /// The ORDER BY and LIMIT clauses; one row more than the page tells whether there is a next one.
    pub(super) fn clause(&self, page_size: u32) -> String {
        format!("{} LIMIT {}", self.by(""), page_size + 1)
    }

    /// Cuts the rows to the page; where there was one more, gives the token of the page's last row.
    pub(super) fn cut<R>(
        &self,
        rows: &mut Vec<R>,
        page_size: u32,
        token: impl Fn(&Self, &R) -> String,
    ) -> Option<String> {
        let more = rows.len() > page_size as usize;
        rows.truncate(page_size as usize);
        rows.last().filter(|_| more).map(|row| token(self, row))
    }

    /// The token that continues after this row.
    pub(super) fn token(
        &self,
        id: Uuid,
        updated_at: i64,
        street: &str,
        kind: &str,
        status: &str,
    ) -> String {
        match self.column {
            "updated_at" => format!("{id}.{updated_at}"),
            "street" => format!("{id}.{street}"),
            "kind" => format!("{id}.{kind}"),
            _ => format!("{id}.{status}"),
        }
    }
}
