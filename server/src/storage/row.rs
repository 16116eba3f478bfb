//! What rows of several tables share: reading codes, lists in text columns, and a capture's columns.

use std::{fmt::Display, str::FromStr};

use app::{
    domain::{
        area::AreaCodes,
        ids::AccountId,
        photo::Sha256,
        position::{PinReason, PositionSource},
        time::Timestamp,
    },
    geo::{LonLat, cell},
};

use super::{StorageError, StorageResult};

/// The columns that every field record has.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCapture {
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Radius of the 68 % circle in metres.
    pub accuracy_m: Option<f64>,
    /// How the position was got.
    pub position_source: PositionSource,
    /// Why it was placed by hand.
    pub pin_reason: Option<PinReason>,
    /// Street.
    pub street: String,
    /// Areas of the position.
    pub areas: AreaCodes,
    /// Note.
    pub note: String,
    /// Photos.
    pub photos: Vec<Sha256>,
    /// Account that recorded it.
    pub recorded_by: AccountId,
    /// The phone's time of recording.
    pub recorded_at: Timestamp,
    /// The phone's clock minus the server's.
    pub clock_offset_ms: Option<i64>,
    /// The server's time of acceptance.
    pub received_at: Timestamp,
    /// Whether it is sample data.
    pub sample: bool,
}

impl StoredCapture {
    /// The cell of its position.
    pub(super) fn cell(&self) -> i64 {
        cell::cell(LonLat::clamped(self.lon, self.lat))
    }
}

/// Most parameters of a statement that writes many rows: SQLite looks for each among all of them.
const MOST_PARAMETERS: usize = 600;

/// Rows that one statement writes, of so many parameters each.
pub(super) const fn rows_at_once(own: usize) -> usize {
    MOST_PARAMETERS / own
}

/// Places for the values of so many rows in one statement: each row has the first `same` parameters of the statement, which all rows
/// share, and then `own` of its own.
pub(super) fn row_values(rows: usize, same: usize, own: usize) -> String {
    let row = |row: usize| {
        let own = (1..=own).map(|at| same + row * own + at);
        let places: Vec<_> = (1..=same).chain(own).map(|at| format!("${at}")).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<_> = (0..rows).map(row).collect();
    rows.join(", ")
}

/// Reads a column that holds a code.
pub(super) fn code<T: FromStr<Err: Display>>(what: &'static str, text: &str) -> StorageResult<T> {
    text.parse()
        .map_err(|error: T::Err| StorageError::corrupt(what, error))
}

/// Reads a column that may hold a code.
pub(super) fn optional_code<T: FromStr<Err: Display>>(
    what: &'static str,
    text: Option<&str>,
) -> StorageResult<Option<T>> {
    text.map(|text| code(what, text)).transpose()
}

/// Reads a column that holds codes separated by spaces.
pub(super) fn codes<T: FromStr<Err: Display>>(
    what: &'static str,
    text: &str,
) -> StorageResult<Vec<T>> {
    text.split_whitespace()
        .map(|part| code(what, part))
        .collect()
}

/// Writes a list as a column of codes separated by spaces.
pub(super) fn joined<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    texts.join(" ")
}

/// Reads the two area columns.
pub(super) fn areas(district: Option<&str>, ward: Option<&str>) -> StorageResult<AreaCodes> {
    Ok(AreaCodes {
        district: optional_code("district", district)?,
        ward: optional_code("ward", ward)?,
    })
}
