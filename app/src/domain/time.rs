//! Moments and days. Moments are milliseconds since the Unix epoch; days are those of
//! Asia/Ho_Chi_Minh, which has been UTC+7 without daylight saving since 1975.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use time::{Month, OffsetDateTime, UtcOffset};

const HANOI_SECONDS_EAST: i32 = 7 * 3600;
/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    Default,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

crate::json_inner!(Timestamp);

impl Timestamp {
    fn local(self) -> OffsetDateTime {
        let offset = UtcOffset::from_whole_seconds(HANOI_SECONDS_EAST).unwrap_or(UtcOffset::UTC);
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(offset)
    }

    /// The day in Hanoi.
    pub fn date(self) -> Date {
        Date(self.local().date())
    }

    /// `HH:MM` in Hanoi.
    pub fn clock(self) -> String {
        let local = self.local();
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// `dd/MM/yyyy HH:MM` in Hanoi.
    pub fn long(self) -> String {
        format!("{} {}", self.date(), self.clock())
    }

    /// RFC 3339 with Hanoi's offset, for files and machine readers.
    pub fn rfc3339(self) -> String {
        let local = self.local();
        format!(
            "{}T{:02}:{:02}:{:02}+07:00",
            self.date().iso(),
            local.hour(),
            local.minute(),
            local.second()
        )
    }

    /// This moment moved by `ms` milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

/// A day of the calendar. On the wire `yyyy-MM-dd`; shown `dd/MM/yyyy`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Date, example = "2020-11-30")]
pub struct Date(time::Date);

impl crate::json::Read for Date {
    fn read(json: crate::json::Json<'_>) -> Option<Self> {
        json.text()?.parse().ok()
    }
}

impl crate::json::Write for Date {
    fn write(&self, out: &mut crate::json::Writer) {
        out.text(&self.iso());
    }
}

impl Date {
    /// A day from its parts, or `None` where the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        time::Date::from_calendar_date(year, Month::try_from(month).ok()?, day)
            .ok()
            .map(Self)
    }

    /// `yyyy-MM-dd`.
    pub fn iso(self) -> String {
        format!(
            "{:04}-{:02}-{:02}",
            self.0.year(),
            u8::from(self.0.month()),
            self.0.day()
        )
    }

    /// Moves by whole days, staying at the calendar's ends.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(
            time::Date::from_julian_day(self.0.to_julian_day().saturating_add(days))
                .unwrap_or(self.0),
        )
    }

    /// Whole days from `earlier` to `self`.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.to_julian_day() - earlier.0.to_julian_day()
    }

    /// The first moment of this day in Hanoi.
    pub fn start(self) -> Timestamp {
        let epoch_julian_day = 2_440_588_i64;
        let days = i64::from(self.0.to_julian_day()) - epoch_julian_day;
        Timestamp(days * DAY_MS - i64::from(HANOI_SECONDS_EAST) * 1000)
    }

    /// Year, month (1–12), day.
    pub fn parts(self) -> (i32, u8, u8) {
        (self.0.year(), u8::from(self.0.month()), self.0.day())
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(
            self.0.weekday(),
            time::Weekday::Saturday | time::Weekday::Sunday
        )
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:02}/{:02}/{:04}",
            self.0.day(),
            u8::from(self.0.month()),
            self.0.year()
        )
    }
}

/// Text that is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date: write yyyy-MM-dd or dd/MM/yyyy")]
pub struct NotADate(pub String);

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (separator, iso) = if text.contains('-') {
                ('-', true)
            } else {
                ('/', false)
            };
            let mut parts = text.trim().split(separator);
            let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
            let (year, month, day) = if iso { (a, b, c) } else { (c, b, a) };
            if parts.next().is_some() || year.len() != 4 {
                return None;
            }
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        parse().ok_or_else(|| NotADate(text.to_owned()))
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.iso()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_starts_at_midnight_in_hanoi() {
        let day: Date = "30/11/2020".parse().expect("a day");
        assert_eq!(day.start().rfc3339(), "2020-11-30T00:00:00+07:00");
        assert_eq!(day.start().date(), day);
        assert_eq!(day.start().plus_ms(-1).date().to_string(), "29/11/2020");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        assert!("2021-02-29".parse::<Date>().is_err());
        assert!("31/04/2020".parse::<Date>().is_err());
        assert!("11/2020".parse::<Date>().is_err());
    }
}
