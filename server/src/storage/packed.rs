//! What a row of `map_cell` counts, packed: one entry of 32 bytes for each kind, status, district and ward there is in the cell.
//!
//! An entry, little-endian: kind (1 byte) and status (1), as their places in [`KINDS`] and [`STATUSES`]; district (2) and ward (4) as
//! numbers, 0 for none or where a level doesn't tell them apart; count (8); sums of the longitudes (8) and latitudes (8) in 10⁻⁷ degrees.

use std::collections::BTreeMap;

use super::{StorageError, StorageResult};

/// Kinds in the order of their stored numbers: append, never reorder.
const KINDS: [&str; 8] = [
    "banner_horizontal",
    "banner_vertical",
    "pennant",
    "panel",
    "poster",
    "led_screen",
    "light_box",
    "sign",
];
/// Statuses of placements and flags in the order of their stored numbers: append, never reorder.
pub(super) const STATUSES: [&str; 18] = [
    "planned",
    "installed",
    "verified",
    "needs_fix",
    "due_removal",
    "removed",
    "closed",
    "cancelled",
    "recorded",
    "returned",
    "withdrawn",
    "confirmed",
    "dismissed",
    "lapsed",
    "handed_over",
    "remedied",
    "no_violation",
    "under_review",
];
const BYTES: usize = 32;
pub(super) const PER_DEGREE: f64 = 1e7;

/// What is counted apart from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Apart {
    pub(super) kind: u8,
    pub(super) status: u8,
    pub(super) district: u16,
    pub(super) ward: u32,
}

/// How many, and the sums of their positions in 10⁻⁷ degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub(super) count: i64,
    pub(super) lon: i64,
    pub(super) lat: i64,
}

/// The counts of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Packed(BTreeMap<Apart, Sum>);

impl Sum {
    /// Of `count` records, whose longitudes and latitudes add up to these degrees.
    pub(super) fn new(count: i64, lon: f64, lat: f64) -> Self {
        let whole = |degrees: f64| (degrees * PER_DEGREE).round() as i64;
        Self {
            count,
            lon: whole(lon),
            lat: whole(lat),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.lon += other.lon;
        self.lat += other.lat;
    }

    /// Sums of longitudes and of latitudes, in degrees.
    pub(super) fn degrees(self) -> (f64, f64) {
        (self.lon as f64 / PER_DEGREE, self.lat as f64 / PER_DEGREE)
    }
}

impl Apart {
    /// Of these codes, as they are stored.
    ///
    /// # Errors
    /// When one of them has no number.
    pub(super) fn of(
        kind: &str,
        status: &str,
        district: Option<&str>,
        ward: Option<&str>,
    ) -> StorageResult<Self> {
        let unknown = |what, code: &str| StorageError::corrupt(what, format!("{code:?}"));
        Ok(Self {
            kind: kind_number(kind).ok_or_else(|| unknown("kind", kind))?,
            status: status_number(status).ok_or_else(|| unknown("status", status))?,
            district: district.map_or(Ok(0), |code| {
                code.parse().map_err(|_| unknown("district", code))
            })?,
            ward: ward.map_or(Ok(0), |code| {
                code.parse().map_err(|_| unknown("ward", code))
            })?,
        })
    }

    /// The same, wherever it is.
    pub(super) const fn anywhere(self) -> Self {
        Self {
            district: 0,
            ward: 0,
            ..self
        }
    }
}

impl Packed {
    pub(super) fn add(&mut self, apart: Apart, sum: Sum) {
        self.0.entry(apart).or_default().add(sum);
    }

    /// Adds what is stored.
    ///
    /// # Errors
    /// When it isn't a whole number of entries.
    pub(super) fn add_bytes(&mut self, bytes: &[u8]) -> StorageResult<()> {
        for (apart, sum) in entries(bytes)? {
            self.add(apart, sum);
        }
        Ok(())
    }

    /// As it is stored. What counts nothing is left out.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * BYTES);
        for (apart, sum) in self.0.iter().filter(|(_, sum)| sum.count != 0) {
            bytes.extend([apart.kind, apart.status]);
            bytes.extend(apart.district.to_le_bytes());
            bytes.extend(apart.ward.to_le_bytes());
            for number in [sum.count, sum.lon, sum.lat] {
                bytes.extend(number.to_le_bytes());
            }
        }
        bytes
    }
}

/// The entries of a stored row.
///
/// # Errors
/// When there isn't a whole number of them.
pub(super) fn entries(bytes: &[u8]) -> StorageResult<impl Iterator<Item = (Apart, Sum)> + '_> {
    let (entries, rest) = bytes.as_chunks::<BYTES>();
    if !rest.is_empty() {
        return Err(StorageError::corrupt(
            "map_cell.counts",
            format!("{} bytes", bytes.len()),
        ));
    }
    Ok(entries.iter().map(entry))
}

fn entry(bytes: &[u8; BYTES]) -> (Apart, Sum) {
    let [kind, status, district @ ..] = *bytes;
    let part = |from: usize| -> [u8; 8] { std::array::from_fn(|at| bytes[from + at]) };
    let apart = Apart {
        kind,
        status,
        district: u16::from_le_bytes([district[0], district[1]]),
        ward: u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
    };
    let sum = Sum {
        count: i64::from_le_bytes(part(8)),
        lon: i64::from_le_bytes(part(16)),
        lat: i64::from_le_bytes(part(24)),
    };
    (apart, sum)
}

/// The stored number of a kind.
pub(super) fn kind_number(code: &str) -> Option<u8> {
    number(&KINDS, code)
}

/// The stored number of a status.
pub(super) fn status_number(code: &str) -> Option<u8> {
    number(&STATUSES, code)
}

fn number(codes: &[&str], code: &str) -> Option<u8> {
    let at = codes.iter().position(|known| *known == code)?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use app::domain::{display_kind::DisplayKind, flag::FlagStatus, placement::PlacementStatus};

    use super::*;

    #[test]
    fn every_code_has_a_number() {
        for kind in DisplayKind::ALL {
            assert!(kind_number(kind.code()).is_some(), "{kind}");
        }
        let placements = PlacementStatus::ALL.iter().map(|status| status.code());
        let flags = FlagStatus::ALL.iter().map(|status| status.code());
        for code in placements.chain(flags) {
            assert!(status_number(code).is_some(), "{code}");
        }
    }

    #[test]
    fn what_was_packed_is_read_again_and_nothing_is_kept_of_what_is_gone() {
        let apart = |kind, district| Apart::of(kind, "verified", district, Some("00070"));
        let here = apart("panel", Some("002")).expect("known");
        let gone = apart("sign", None).expect("known");
        let mut packed = Packed::default();
        packed.add(here, Sum::new(2, 211.7, -42.06));
        packed.add(here, Sum::new(1, 105.8523456, 21.0287654));
        packed.add(gone, Sum::new(1, 105.85, 21.02));
        packed.add(gone, Sum::new(-1, -105.85, -21.02));
        let bytes = packed.to_bytes();
        assert_eq!(bytes.len(), BYTES);
        let read: Vec<_> = entries(&bytes).expect("whole").collect();
        assert_eq!(read, [(here, Sum::new(3, 317.552_345_6, -21.031_234_6))]);
        let mut again = Packed::default();
        again.add_bytes(&bytes).expect("whole");
        assert_eq!(again.to_bytes(), bytes);
    }

    #[test]
    fn half_an_entry_is_not_read() {
        assert!(entries(&[0; 40]).is_err());
    }

    #[test]
    fn an_unknown_code_is_told() {
        assert!(Apart::of("panel", "lost", None, None).is_err());
        assert!(Apart::of("panel", "verified", Some("x"), None).is_err());
    }
}
