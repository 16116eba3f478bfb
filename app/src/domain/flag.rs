//! Flags (phiếu ghi nhận): displays nobody authorised or that are dangerous, and their workflow.

use serde::{Deserialize, Serialize};

use super::{
    addressee::Addressee,
    area::AreaCodes,
    display_kind::DisplayKind,
    ground::GroundCode,
    ids::{CampaignId, FlagId},
    invalid::{Check, FieldError, Rule},
    location_class::LocationClass,
    photo::{Sha256, check_photos},
    position::{PinReason, PositionSource},
    record::{Capture, MAX_NOTE_CHARS, Version, check_recorded_at},
    time::Timestamp,
};

crate::vocabulary! {
    /// Where a flag stands in its workflow.
    pub enum FlagStatus {
        Recorded = "recorded", "Chờ xác nhận", "Waiting for review";
        Returned = "returned", "Trả lại", "Returned";
        Withdrawn = "withdrawn", "Đã rút", "Withdrawn";
        Confirmed = "confirmed", "Đã xác nhận", "Confirmed";
        Dismissed = "dismissed", "Bác bỏ", "Dismissed";
        Lapsed = "lapsed", "Hết hiệu lực", "Lapsed";
        HandedOver = "handed_over", "Đã chuyển xử lý", "Handed over";
        Removed = "removed", "Đã tháo dỡ", "Removed";
        Remedied = "remedied", "Đã khắc phục", "Remedied";
        NoViolation = "no_violation", "Không vi phạm", "No violation";
        UnderReview = "under_review", "Đang xem xét lại", "Under review";
        Closed = "closed", "Hoàn tất", "Closed";
    }
}

impl FlagStatus {
    /// Whether the police may see a flag in this state: only after a second person confirmed it.
    pub const fn is_visible_to_police(self) -> bool {
        matches!(
            self,
            Self::Confirmed
                | Self::HandedOver
                | Self::Removed
                | Self::Remedied
                | Self::NoViolation
                | Self::Closed
        )
    }

    /// Whether a flag in this state waits for somebody.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Recorded
                | Self::Returned
                | Self::Confirmed
                | Self::HandedOver
                | Self::UnderReview
        )
    }

    /// Whether photos of a flag in this state are kept.
    pub const fn keeps_photos(self) -> bool {
        !matches!(self, Self::Dismissed | Self::Withdrawn | Self::Lapsed)
    }
}

crate::vocabulary! {
    /// A step of a flag's workflow; [`FLAG`](super::workflow::FLAG) says from where, by whom, with what.
    pub enum FlagTransition {
        Record = "record", "Ghi nhận", "Recorded";
        Correct = "correct", "Đính chính", "Corrected";
        Withdraw = "withdraw", "Rút phiếu", "Withdrawn";
        Return = "return", "Trả lại", "Returned";
        Confirm = "confirm", "Xác nhận", "Confirmed";
        Dismiss = "dismiss", "Bác bỏ", "Dismissed";
        Lapse = "lapse", "Hết hiệu lực", "Lapsed";
        HandOver = "hand_over", "Chuyển xử lý", "Handed over";
        RecordOutcome = "record_outcome", "Ghi kết quả xử lý", "Outcome recorded";
        VerifyRemoval = "verify_removal", "Xác nhận đã tháo", "Removal verified";
        Reopen = "reopen", "Xem xét lại", "Reopened";
        ResolveReview = "resolve_review", "Kết luận xem xét lại", "Review resolved";
    }
}

impl FlagTransition {
    /// The steps by which a flag is decided on, from its confirmation to the end of a review. Who took one may not take one that reverses it.
    pub const DECISIONS: [Self; 7] = [
        Self::Confirm,
        Self::Dismiss,
        Self::HandOver,
        Self::RecordOutcome,
        Self::VerifyRemoval,
        Self::Reopen,
        Self::ResolveReview,
    ];
}

/// A flag that an officer sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NewFlag {
    /// Kind of display.
    pub kind: DisplayKind,
    /// Class of the place.
    pub location_class: LocationClass,
    /// At least one ground of the list.
    pub grounds: Vec<GroundCode>,
    /// Campaign during which it was seen, where one runs.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
    /// Position, street, photos, time.
    #[serde(flatten)]
    pub capture: Capture,
}

crate::json_fields!(NewFlag { kind, location_class, grounds, campaign } flat { capture });

impl NewFlag {
    /// The rules that need no other record.
    ///
    /// # Errors
    /// Every field that broke one.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut check = Check::default();
        self.capture.check(&mut check);
        check.that(!self.grounds.is_empty(), "grounds", Rule::GroundRequired);
        check_photos(&self.capture.photos, true, &mut check);
        check.finish()
    }
}

/// A flag that its officer takes back. Its photos are deleted at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why, if the officer says so.
    #[serde(default)]
    pub reason: String,
    /// The phone's time of it.
    pub recorded_at: Timestamp,
    /// The phone's clock minus the server's, in milliseconds, as the phone last measured it.
    #[serde(default)]
    pub clock_offset_ms: Option<i64>,
}

crate::json_fields!(Withdrawal {
    reason,
    recorded_at,
    clock_offset_ms
});

impl Withdrawal {
    /// The rules that need no other record.
    ///
    /// # Errors
    /// Every field that broke one.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut check = Check::default();
        check_reason(&self.reason, &mut check);
        check_recorded_at(self.recorded_at, &mut check);
        check.finish()
    }
}

fn check_reason(reason: &str, check: &mut Check) {
    check.text(reason, MAX_NOTE_CHARS, "reason");
}

/// Why a flag is dismissed or returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason, about the display or the flag's form.
    pub reason: String,
}

impl Reason {
    /// A reason is there and not too long.
    ///
    /// # Errors
    /// The field that broke a rule.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut check = Check::default();
        check.that(
            !self.reason.trim().is_empty(),
            "reason",
            Rule::ReasonRequired,
        );
        check_reason(&self.reason, &mut check);
        check.finish()
    }
}

/// A flag as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Flag {
    /// Its id.
    pub id: FlagId,
    /// Campaign during which it was seen.
    pub campaign: Option<CampaignId>,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Class of the place.
    pub location_class: LocationClass,
    /// Grounds.
    pub grounds: Vec<GroundCode>,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Radius of the 68 % circle in metres.
    pub accuracy_m: Option<f64>,
    /// How the position was got.
    pub position_source: PositionSource,
    /// Why it was placed by hand.
    #[serde(default)]
    pub pin_reason: Option<PinReason>,
    /// Street.
    pub street: String,
    /// Its areas.
    #[serde(flatten)]
    pub areas: AreaCodes,
    /// Status.
    pub status: FlagStatus,
    /// Short note.
    pub note: String,
    /// Photos; empty once dismissed, withdrawn or lapsed.
    pub photos: Vec<Sha256>,
    /// The phone's time of recording.
    pub recorded_at: Timestamp,
    /// The server's time of acceptance.
    pub received_at: Timestamp,
    /// The server's time of its last change.
    pub updated_at: Timestamp,
    /// Whether the reader recorded it.
    pub mine: bool,
    /// Why it was returned to its officer, while it is.
    #[serde(default)]
    pub return_reason: Option<String>,
    /// Whom it was handed over to.
    #[serde(default)]
    pub addressee: Option<Addressee>,
    /// Counts its changes; the ETag of its own address says the same.
    #[serde(default)]
    pub version: Version,
    /// Steps that the reader may take now.
    #[serde(default)]
    pub steps: Vec<FlagTransition>,
    /// States that the reader's step may end in, where it leaves the choice.
    #[serde(default)]
    pub choices: Vec<FlagStatus>,
    /// Whether the reader may confirm or dismiss it now. As `steps` says; kept for apps of before.
    pub reviewable: bool,
    /// Whether it is sample data of the demo.
    pub sample: bool,
}

crate::json_read!(Flag { id, campaign, kind, location_class, grounds, lon, lat, accuracy_m, position_source, street, status, note, photos, recorded_at, received_at, updated_at, mine, reviewable, sample } newer { pin_reason, return_reason, addressee, version, steps, choices } flat { areas });
