//! Placements (vị trí treo): displays that are really there, and their workflow.

use serde::{Deserialize, Serialize};

use super::{
    area::AreaCodes,
    condition::Condition,
    display_kind::DisplayKind,
    ids::{CampaignId, PlacementId, SiteId},
    invalid::{Check, FieldError},
    photo::{Sha256, check_photos},
    position::PositionSource,
    record::{Capture, Version, check_quantity},
    time::Timestamp,
    unit::UnitCode,
};

crate::vocabulary! {
    /// Where a placement stands in its workflow.
    pub enum PlacementStatus {
        Planned = "planned", "Chưa treo", "Not yet hung";
        Installed = "installed", "Đã treo", "Hung";
        Verified = "verified", "Đã kiểm tra", "Checked";
        NeedsFix = "needs_fix", "Cần khắc phục", "To fix";
        DueRemoval = "due_removal", "Cần tháo", "To remove";
        Removed = "removed", "Đã tháo", "Removed";
        Closed = "closed", "Hoàn tất", "Closed";
        Cancelled = "cancelled", "Đã hủy", "Cancelled";
    }
}

impl PlacementStatus {
    /// Whether the display hangs now.
    pub const fn is_hung(self) -> bool {
        matches!(
            self,
            Self::Installed | Self::Verified | Self::NeedsFix | Self::DueRemoval
        )
    }

    /// Whether the display hangs or has hung.
    pub const fn was_hung(self) -> bool {
        !matches!(self, Self::Planned | Self::Cancelled)
    }

    /// Whether the display was taken down.
    pub const fn is_removed(self) -> bool {
        matches!(self, Self::Removed | Self::Closed)
    }
}

crate::vocabulary! {
    /// A step of a placement's workflow.
    pub enum PlacementTransition {
        ReportInstalled = "report_installed", "Báo đã treo", "Reported hung";
        Verify = "verify", "Kiểm tra đạt", "Verified";
        RequestFix = "request_fix", "Yêu cầu khắc phục", "Fix requested";
        ReportFixed = "report_fixed", "Báo đã khắc phục", "Reported fixed";
        Expire = "expire", "Hết thời gian treo", "Window ended";
        ReportRemoved = "report_removed", "Báo đã tháo", "Reported removed";
        VerifyRemoval = "verify_removal", "Xác nhận đã tháo", "Removal verified";
        Cancel = "cancel", "Hủy", "Cancelled";
    }
}

impl PlacementTransition {
    /// The state this step leads to from `status`, if [the table](super::workflow::PLACEMENT) has it.
    pub fn from(self, status: PlacementStatus) -> Option<PlacementStatus> {
        let rule = super::workflow::PLACEMENT
            .iter()
            .find(|rule| rule.step == self && rule.from.contains(&status))?;
        rule.to.first().copied()
    }

    /// Whether it says that the display hangs now as it should, whatever was found before.
    pub const fn hangs(self) -> bool {
        matches!(self, Self::ReportInstalled | Self::ReportFixed)
    }
}

/// The steps that a check-in with `condition` takes from `status`, in order.
///
/// A check-in that changes nothing (a display already checked, still intact) takes none and is kept as a visit.
/// `same_reporter` says whether the officer is the one who reported the removal that waits to be verified.
pub fn steps_of_check_in(
    status: PlacementStatus,
    condition: Condition,
    same_reporter: bool,
) -> &'static [PlacementTransition] {
    use PlacementStatus::{DueRemoval, Installed, NeedsFix, Planned, Removed, Verified};
    use PlacementTransition::{
        ReportFixed, ReportInstalled, ReportRemoved, RequestFix, Verify, VerifyRemoval,
    };
    match (condition, status) {
        (Condition::Intact, Planned) => &[ReportInstalled, Verify],
        (Condition::Intact, Installed) => &[Verify],
        (Condition::Intact, NeedsFix) => &[ReportFixed, Verify],
        (Condition::Removed, Installed | Verified | NeedsFix | DueRemoval) => &[ReportRemoved],
        (Condition::Removed, Removed) if !same_reporter => &[VerifyRemoval],
        (
            Condition::Intact | Condition::Removed | Condition::Missing,
            Planned | Removed | Verified | DueRemoval,
        ) => &[],
        (_, Planned) => &[ReportInstalled, RequestFix],
        (_, Installed) => &[RequestFix],
        _ => &[],
    }
}

/// A placement that an officer records outside the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NewPlacement {
    /// Campaign it belongs to.
    pub campaign: CampaignId,
    /// Kind of display.
    pub kind: DisplayKind,
    /// How many hang together.
    pub quantity: i32,
    /// Which approved message it carries.
    #[serde(default)]
    pub message_no: Option<i32>,
    /// Who hung it, where known.
    #[serde(default)]
    pub unit: Option<UnitCode>,
    /// Position, street, photos, time.
    #[serde(flatten)]
    pub capture: Capture,
}

crate::json_fields!(NewPlacement { campaign, kind, quantity, message_no, unit } flat { capture });

impl NewPlacement {
    /// The rules that need no other record.
    ///
    /// # Errors
    /// Every field that broke one.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut check = Check::default();
        self.capture.check(&mut check);
        check_quantity(self.quantity, &mut check);
        check_photos(&self.capture.photos, true, &mut check);
        check.finish()
    }
}

/// A placement as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Placement {
    /// Its id.
    pub id: PlacementId,
    /// Campaign.
    pub campaign: CampaignId,
    /// Site it realises; none outside the plan.
    pub site: Option<SiteId>,
    /// Code of that site.
    pub site_code: Option<String>,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Radius of the 68 % circle in metres.
    pub accuracy_m: Option<f64>,
    /// How the position was got; none for one that is only planned.
    pub position_source: Option<PositionSource>,
    /// Street.
    pub street: String,
    /// Section of the street, from the plan.
    pub section: Option<String>,
    /// Its areas.
    #[serde(flatten)]
    pub areas: AreaCodes,
    /// Approved message.
    pub message_no: Option<i32>,
    /// Displays planned; 0 outside the plan.
    pub planned_quantity: i32,
    /// Displays there.
    pub quantity: i32,
    /// Who hangs it.
    pub unit: Option<UnitCode>,
    /// Status.
    pub status: PlacementStatus,
    /// Short note.
    pub note: String,
    /// Photos of the placement and of its check-ins, newest first.
    pub photos: Vec<Sha256>,
    /// Condition found last.
    pub condition: Option<Condition>,
    /// When it was last checked.
    pub checked_at: Option<Timestamp>,
    /// The phone's time of recording; none for one that is only planned.
    pub recorded_at: Option<Timestamp>,
    /// The server's time of its last change.
    pub updated_at: Timestamp,
    /// Whether the reader recorded it.
    pub mine: bool,
    /// Counts its changes; the ETag of its own address says the same.
    #[serde(default)]
    pub version: Version,
    /// Steps that the reader may take now.
    #[serde(default)]
    pub steps: Vec<PlacementTransition>,
    /// Whether it is sample data of the demo.
    pub sample: bool,
}

crate::json_read!(Placement { id, campaign, site, site_code, kind, lon, lat, accuracy_m, position_source, street, section, message_no, planned_quantity, quantity, unit, status, note, photos, condition, checked_at, recorded_at, updated_at, mine, sample } newer { version, steps } flat { areas });

impl Placement {
    /// Displays that are there after a check-in that counted `found`, if it counted.
    ///
    /// Where nothing was found none is there, whoever reported it hung: so the report can't count it. Where all was found well, it
    /// is as planned, unless another number was found well before.
    pub fn displays_after(&self, condition: Condition, found: Option<i32>) -> i32 {
        match (condition, found) {
            (Condition::Missing, _) if self.status.is_hung() => 0,
            (Condition::Missing | Condition::Removed, None) => self.quantity,
            (_, Some(found)) => found,
            (Condition::Intact, None) => self.displays_when_hung(),
            (_, None) if self.quantity == 0 => self.displays_when_hung(),
            (_, None) => self.quantity,
        }
    }

    /// Displays that are there once somebody reports that it hangs, or is fixed: what was found wrong no longer holds.
    pub fn displays_when_hung(&self) -> i32 {
        let counted_wrong = matches!(
            self.condition,
            Some(Condition::WrongQuantity | Condition::Missing)
        );
        if self.planned_quantity > 0 && (counted_wrong || self.quantity == 0) {
            self.planned_quantity
        } else {
            self.quantity.max(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_in_walks_only_edges_of_the_table() {
        for &status in PlacementStatus::ALL {
            for &condition in Condition::ALL {
                for same_reporter in [false, true] {
                    let steps = steps_of_check_in(status, condition, same_reporter);
                    let walked = steps.iter().try_fold(status, |at, step| step.from(at));
                    assert!(walked.is_some(), "{status} {condition} {steps:?}");
                }
            }
        }
    }

    fn placement(status: &str, condition: Option<&str>, planned: i32, there: i32) -> Placement {
        serde_json::from_value(serde_json::json!({
            "id": uuid::Uuid::nil(), "campaign": uuid::Uuid::nil(), "site": null, "site_code": null, "kind": "pennant",
            "lon": 105.85, "lat": 21.03, "accuracy_m": null, "position_source": null, "street": "", "section": null,
            "district": null, "ward": null, "message_no": null, "planned_quantity": planned, "quantity": there,
            "unit": null, "status": status, "note": "", "photos": [], "condition": condition, "checked_at": null,
            "recorded_at": null, "updated_at": 0, "mine": false, "sample": true,
        }))
        .expect("a placement")
    }

    #[test]
    fn what_was_found_gone_is_not_there_and_comes_back_as_planned() {
        let hung = placement("installed", None, 3, 3);
        assert_eq!(hung.displays_after(Condition::Missing, Some(2)), 0);
        let gone = placement("needs_fix", Some("missing"), 3, 0);
        assert_eq!(gone.displays_when_hung(), 3);
        assert_eq!(gone.displays_after(Condition::Intact, None), 3);
        assert_eq!(gone.displays_after(Condition::Damaged, None), 3);
        assert_eq!(gone.displays_after(Condition::Removed, None), 0);
        let outside_plan = placement("needs_fix", Some("missing"), 0, 0);
        assert_eq!(outside_plan.displays_after(Condition::Intact, None), 1);
    }

    #[test]
    fn a_number_found_wrong_holds_until_it_is_mended() {
        let fewer = placement("needs_fix", Some("wrong_quantity"), 3, 2);
        assert_eq!(fewer.displays_after(Condition::Damaged, None), 2);
        assert_eq!(fewer.displays_after(Condition::WrongQuantity, Some(1)), 1);
        assert_eq!(fewer.displays_after(Condition::Intact, None), 3);
        let found_well = placement("verified", Some("intact"), 3, 2);
        assert_eq!(found_well.displays_after(Condition::Intact, None), 2);
    }

    #[test]
    fn what_is_only_planned_keeps_its_plan() {
        let planned = placement("planned", None, 3, 3);
        assert_eq!(planned.displays_after(Condition::Missing, None), 3);
        assert_eq!(planned.displays_when_hung(), 3);
    }

    #[test]
    fn who_reported_a_removal_never_verifies_it() {
        assert!(steps_of_check_in(PlacementStatus::Removed, Condition::Removed, true).is_empty());
    }
}
