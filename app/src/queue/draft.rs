//! A draft: what of a record is on the phone until it is complete, and what is sent of it then.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    domain::{
        check_in::NewCheckIn,
        condition::Condition,
        display_kind::DisplayKind,
        flag::{NewFlag, Withdrawal},
        ground::GroundCode,
        ids::{AccountId, CampaignId, FlagId, PlacementId, SiteId},
        invalid::{FieldError, Rule},
        location_class::LocationClass,
        photo::Sha256,
        placement::NewPlacement,
        position::Position,
        record::{Capture, RecordKind},
        time::Timestamp,
        unit::UnitCode,
    },
    json::{Write, Writer},
};

/// Version of what is kept on the phone; an older one is upgraded when it is read.
pub const DRAFT_VERSION: u32 = 2;

/// A photo that lies on the phone, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalPhoto {
    /// Hash of its JPEG bytes.
    pub sha256: Sha256,
    /// Size in bytes.
    pub bytes: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether parts were painted over.
    pub redacted: bool,
}

crate::json_fields!(LocalPhoto {
    sha256,
    bytes,
    width,
    height,
    redacted
});

/// A form as far as it has been filled in. Every change is kept on the phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Version of this shape.
    pub version: u32,
    /// The record's id from the start (UUID version 7).
    pub id: Uuid,
    /// Account that fills it in; only its session sends it.
    pub owner: AccountId,
    /// What it will become.
    pub record: RecordKind,
    /// When it was begun, by the phone's clock.
    pub begun_at: Timestamp,
    /// Words for lists: a site's code, or a street.
    pub title: String,
    /// Campaign.
    pub campaign: Option<CampaignId>,
    /// Site checked in at.
    pub site: Option<SiteId>,
    /// Placement checked in at, where it isn't a planned site.
    pub placement: Option<PlacementId>,
    /// Kind of display.
    pub kind: Option<DisplayKind>,
    /// Condition found.
    pub condition: Option<Condition>,
    /// Class of the place.
    pub location_class: Option<LocationClass>,
    /// Grounds.
    pub grounds: Vec<GroundCode>,
    /// Displays found.
    pub quantity: Option<i32>,
    /// Approved message.
    pub message_no: Option<i32>,
    /// Who hung it.
    pub unit: Option<UnitCode>,
    /// Street.
    pub street: String,
    /// Position.
    pub position: Option<Position>,
    /// Note.
    pub note: String,
    /// Photos, in order.
    pub photos: Vec<LocalPhoto>,
    /// Flag that this form corrects, where it is no new record.
    #[serde(default)]
    pub corrects: Option<FlagId>,
    /// Flag that this takes back; the note is the reason then.
    #[serde(default)]
    pub withdraws: Option<FlagId>,
    /// Photos of the corrected flag that stay. They went or go with the flag, so they aren't sent again.
    #[serde(default)]
    pub kept: Vec<Sha256>,
    /// Place of the photo that the camera was opened for, until it is there: small phones kill the
    /// page behind the camera.
    #[serde(default)]
    pub asked: Option<u32>,
}

crate::json_fields!(Draft {
    version,
    id,
    owner,
    record,
    begun_at,
    title,
    campaign,
    site,
    placement,
    kind,
    condition,
    location_class,
    grounds,
    quantity,
    message_no,
    unit,
    street,
    position,
    note,
    photos
} newer {
    corrects,
    withdraws,
    kept,
    asked
});

impl Draft {
    /// An empty form.
    pub fn new(id: Uuid, owner: AccountId, record: RecordKind, begun_at: Timestamp) -> Self {
        Self {
            version: DRAFT_VERSION,
            id,
            owner,
            record,
            begun_at,
            title: String::new(),
            campaign: None,
            site: None,
            placement: None,
            kind: None,
            condition: None,
            location_class: None,
            grounds: Vec::new(),
            quantity: None,
            message_no: None,
            unit: None,
            street: String::new(),
            position: None,
            note: String::new(),
            photos: Vec::new(),
            corrects: None,
            withdraws: None,
            kept: Vec::new(),
            asked: None,
        }
    }

    /// The flag that it changes, where it is no new record.
    pub fn amends(&self) -> Option<FlagId> {
        self.corrects.or(self.withdraws)
    }

    /// Where it is sent, beneath `/api/v1`.
    pub fn path(&self) -> String {
        let part = match self.corrects {
            Some(_) => "/corrections/",
            None => "/withdrawals/",
        };
        let id = self.id.to_string();
        match self.amends() {
            Some(flag) => ["/flags/", &flag.to_string(), part, &id].concat(),
            None => ["/", self.record.path(), "/", &id].concat(),
        }
    }

    /// Hashes of all its photos: those that stay first.
    pub fn photo_hashes(&self) -> impl Iterator<Item = &Sha256> {
        let new = self.photos.iter().map(|photo| &photo.sha256);
        self.kept.iter().chain(new)
    }

    /// The record to send, once every rule that the phone can check holds.
    ///
    /// # Errors
    /// Every field that is missing or broke a rule, with the server's own rules.
    pub fn submission(
        &self,
        now: Timestamp,
        clock_offset_ms: Option<i64>,
    ) -> Result<Submission, Vec<FieldError>> {
        if self.withdraws.is_some() {
            return self.withdrawal(now, clock_offset_ms);
        }
        let mut missing = Vec::new();
        let mut need = |there: bool, field: &str, rule| {
            if !there {
                missing.push(FieldError {
                    field: field.to_owned(),
                    rule,
                });
            }
        };
        need(self.position.is_some(), "position", Rule::PositionRequired);
        let needs_photo = self.condition.is_none_or(Condition::needs_photo);
        need(
            !needs_photo || self.photo_hashes().next().is_some(),
            "photos",
            Rule::PhotoRequired,
        );
        need(
            !self.street.trim().is_empty(),
            "street",
            Rule::StreetRequired,
        );
        match self.record {
            RecordKind::CheckIn => need(
                self.condition.is_some(),
                "condition",
                Rule::ConditionRequired,
            ),
            RecordKind::Placement => {
                need(self.kind.is_some(), "kind", Rule::KindRequired);
                need(self.campaign.is_some(), "campaign", Rule::CampaignRequired);
            }
            RecordKind::Flag => {
                need(self.kind.is_some(), "kind", Rule::KindRequired);
                need(
                    self.location_class.is_some(),
                    "location_class",
                    Rule::LocationClassRequired,
                );
                need(!self.grounds.is_empty(), "grounds", Rule::GroundRequired);
            }
        }
        let built = self
            .position
            .and_then(|position| self.build(self.capture(position, now, clock_offset_ms)));
        match built {
            Some(submission) => {
                submission.check()?;
                Ok(submission)
            }
            None => Err(missing),
        }
    }

    fn withdrawal(
        &self,
        recorded_at: Timestamp,
        clock_offset_ms: Option<i64>,
    ) -> Result<Submission, Vec<FieldError>> {
        let submission = Submission::Withdrawal(Withdrawal {
            reason: self.note.trim().to_owned(),
            recorded_at,
            clock_offset_ms,
        });
        submission.check()?;
        Ok(submission)
    }

    fn capture(&self, position: Position, now: Timestamp, clock_offset_ms: Option<i64>) -> Capture {
        Capture {
            position,
            street: self.street.trim().to_owned(),
            note: self.note.trim().to_owned(),
            photos: self.photo_hashes().cloned().collect(),
            recorded_at: now,
            clock_offset_ms,
        }
    }

    fn build(&self, capture: Capture) -> Option<Submission> {
        Some(match self.record {
            RecordKind::CheckIn => Submission::CheckIn(NewCheckIn {
                site: self.site,
                placement: self.placement,
                condition: self.condition?,
                quantity: self.quantity,
                capture,
            }),
            RecordKind::Placement => Submission::Placement(NewPlacement {
                campaign: self.campaign?,
                kind: self.kind?,
                quantity: self.quantity.unwrap_or(1),
                message_no: self.message_no,
                unit: self.unit.clone(),
                capture,
            }),
            RecordKind::Flag => Submission::Flag(NewFlag {
                kind: self.kind?,
                location_class: self.location_class?,
                grounds: self.grounds.clone(),
                campaign: self.campaign,
                capture,
            }),
        })
    }
}

/// A record ready to be sent. Its JSON is the payload whose bytes are kept and hashed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Submission {
    /// To `/api/v1/check-ins/{id}`.
    CheckIn(NewCheckIn),
    /// To `/api/v1/flags/{id}`, or as a correction to `/api/v1/flags/{flag}/corrections/{id}`.
    Flag(NewFlag),
    /// To `/api/v1/placements/{id}`.
    Placement(NewPlacement),
    /// To `/api/v1/flags/{flag}/withdrawals/{id}`.
    Withdrawal(Withdrawal),
}

impl Write for Submission {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::CheckIn(new) => new.write(out),
            Self::Flag(new) => new.write(out),
            Self::Placement(new) => new.write(out),
            Self::Withdrawal(new) => new.write(out),
        }
    }
}

impl Submission {
    /// The rules that need no other record.
    ///
    /// # Errors
    /// Every field that broke one.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        match self {
            Self::CheckIn(new) => new.check(),
            Self::Placement(new) => new.check(),
            Self::Flag(new) => new.check(),
            Self::Withdrawal(new) => new.check(),
        }
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
