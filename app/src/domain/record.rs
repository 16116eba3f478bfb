//! What the three kinds of field record have in common.

use serde::{Deserialize, Serialize};

use super::{
    invalid::{Check, Rule},
    photo::Sha256,
    position::Position,
    time::Timestamp,
};

crate::vocabulary! {
    /// Kind of record that a phone sends.
    pub enum RecordKind {
        Placement = "placement", "Vị trí treo", "Placement";
        CheckIn = "check_in", "Lượt kiểm tra", "Check-in";
        Flag = "flag", "Phiếu ghi nhận", "Flag";
    }
}

impl RecordKind {
    /// Its name in the paths of `/api/v1`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Placement => "placements",
            Self::CheckIn => "check-ins",
            Self::Flag => "flags",
        }
    }
}

/// Counts a record's changes, from 1: what a person looked at is what they decide on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Version(pub i64);

crate::json_inner!(Version);

/// Longest note, in characters.
pub const MAX_NOTE_CHARS: usize = 280;
/// Most displays in one record.
pub const MAX_QUANTITY: i32 = 999;
/// Longest street name, in characters.
const MAX_STREET_CHARS: usize = 120;
/// Earliest moment a record may claim: 2015-01-01.
const EARLIEST: Timestamp = Timestamp(1_420_045_200_000);
/// Latest moment a record may claim: 2100-01-01. A phone's clock may be years off; the server keeps both times.
const LATEST: Timestamp = Timestamp(4_102_419_600_000);

/// What the server answers once a record is durable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Receipt {
    /// The record's id.
    pub id: uuid::Uuid,
    /// The server's time of acceptance.
    pub received_at: Timestamp,
    /// Hash of the payload's bytes as received.
    pub payload_sha256: Sha256,
    /// The photos that are stored with it.
    pub photos: Vec<Sha256>,
}

crate::json_fields!(Receipt {
    id,
    received_at,
    payload_sha256,
    photos
});

/// Fields every field record has; flattened into each payload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Capture {
    /// Where.
    pub position: Position,
    /// Street the officer picked.
    pub street: String,
    /// Short note on the display and its fixing.
    #[serde(default)]
    pub note: String,
    /// Photos, each already sent.
    #[serde(default)]
    pub photos: Vec<Sha256>,
    /// The phone's time of recording.
    pub recorded_at: Timestamp,
    /// The phone's clock minus the server's, in milliseconds, as the phone last measured it.
    #[serde(default)]
    pub clock_offset_ms: Option<i64>,
}

crate::json_fields!(Capture {
    position,
    street,
    note,
    photos,
    recorded_at,
    clock_offset_ms
});

impl Capture {
    /// Checks what can be checked without knowing the kind of record.
    pub fn check(&self, check: &mut Check) {
        self.position.check(check);
        check.that(
            !self.street.trim().is_empty(),
            "street",
            Rule::StreetRequired,
        );
        check.text(&self.street, MAX_STREET_CHARS, "street");
        check.text(&self.note, MAX_NOTE_CHARS, "note");
        check_recorded_at(self.recorded_at, check);
    }
}

/// Checks the moment that a record claims.
pub fn check_recorded_at(at: Timestamp, check: &mut Check) {
    check.that(
        (EARLIEST..LATEST).contains(&at),
        "recorded_at",
        Rule::TimeRange,
    );
}

/// Checks a number of displays.
pub fn check_quantity(quantity: i32, check: &mut Check) {
    check.that(
        (1..=MAX_QUANTITY).contains(&quantity),
        "quantity",
        Rule::QuantityRange,
    );
}
