//! The officer's own flags as the phone knows them: what the server said last, and what the queue
//! has done to them since. So a flag that was recorded offline can be corrected offline too.

use uuid::Uuid;

use crate::{
    domain::{
        display_kind::DisplayKind,
        field_pack::FieldPack,
        flag::{Flag, FlagStatus, FlagTransition},
        ground::GroundCode,
        ids::{CampaignId, FlagId},
        location_class::LocationClass,
        photo::Sha256,
        position::Position,
        record::RecordKind,
        role::Role,
        time::Timestamp,
        workflow::{FLAG, Standing, steps},
    },
    queue::{Draft, Item, ItemState},
};

/// What a flag says, as a form holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Campaign during which it was seen.
    pub campaign: Option<CampaignId>,
    /// Kind of display.
    pub kind: Option<DisplayKind>,
    /// Class of the place.
    pub location_class: Option<LocationClass>,
    /// Grounds.
    pub grounds: Vec<GroundCode>,
    /// Street.
    pub street: String,
    /// Position.
    pub position: Option<Position>,
    /// Note.
    pub note: String,
    /// Photos.
    pub photos: Vec<Sha256>,
}

/// A change of a flag that the server has not acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The queue's item.
    pub item: Uuid,
    /// Whether it takes the flag back; else it corrects it.
    pub withdraws: bool,
    /// Where the item stands.
    pub state: ItemState,
}

/// A flag of the officer's own.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnFlag {
    /// Its id.
    pub id: FlagId,
    /// Status, once what waits has been sent.
    pub status: FlagStatus,
    /// What it says then.
    pub form: Form,
    /// The phone's time of recording.
    pub recorded_at: Timestamp,
    /// Why it was returned.
    pub return_reason: Option<String>,
    /// The last change that was not acknowledged.
    pub pending: Option<Pending>,
}

/// The officer's own flags, newest first.
pub fn own_flags(pack: &FieldPack, items: &[Item]) -> Vec<OwnFlag> {
    let mut flags: Vec<_> = pack.flags.iter().map(OwnFlag::of_server).collect();
    let mut news: Vec<_> = items
        .iter()
        .filter(|item| item.draft.record == RecordKind::Flag && is_news(item, pack.made_at))
        .collect();
    // A correction may be as old as its flag to the millisecond, and comes after it all the same.
    news.sort_by_key(|item| (item.draft.amends().is_some(), item.saved_at));
    for item in news {
        match item.draft.amends() {
            None if item.state == ItemState::Refused => {}
            None => {
                if flags.iter().all(|flag| flag.id.0 != item.draft.id) {
                    flags.push(OwnFlag::of_draft(&item.draft));
                }
            }
            Some(id) => {
                if let Some(flag) = flags.iter_mut().find(|flag| flag.id == id) {
                    flag.take_in(item, pack.me.role);
                }
            }
        }
    }
    flags.sort_by_key(|flag| std::cmp::Reverse(flag.recorded_at));
    flags
}

/// Whether the pack can't know of it: not acknowledged, or only after the pack was made.
fn is_news(item: &Item, made_at: Timestamp) -> bool {
    item.state != ItemState::Draft
        && item
            .receipt
            .as_ref()
            .is_none_or(|receipt| receipt.received_at > made_at)
}

impl OwnFlag {
    fn of_server(flag: &Flag) -> Self {
        Self {
            id: flag.id,
            status: flag.status,
            form: Form {
                campaign: flag.campaign,
                kind: Some(flag.kind),
                location_class: Some(flag.location_class),
                grounds: flag.grounds.clone(),
                street: flag.street.clone(),
                position: Some(Position {
                    lon: flag.lon,
                    lat: flag.lat,
                    accuracy_m: flag.accuracy_m,
                    source: flag.position_source,
                    pin_reason: flag.pin_reason,
                    fixed_at: flag.recorded_at,
                }),
                note: flag.note.clone(),
                photos: flag.photos.clone(),
            },
            recorded_at: flag.recorded_at,
            return_reason: flag.return_reason.clone(),
            pending: None,
        }
    }

    fn of_draft(draft: &Draft) -> Self {
        Self {
            id: FlagId(draft.id),
            status: FlagStatus::Recorded,
            form: Form::of_draft(draft),
            recorded_at: draft.begun_at,
            return_reason: None,
            pending: None,
        }
    }

    fn take_in(&mut self, item: &Item, role: Role) {
        let withdraws = item.draft.withdraws.is_some();
        if item.is_unsent() {
            self.pending = Some(Pending {
                item: item.draft.id,
                withdraws,
                state: item.state,
            });
        }
        let step = if withdraws {
            FlagTransition::Withdraw
        } else {
            FlagTransition::Correct
        };
        if item.state == ItemState::Refused || !self.steps(role).contains(&step) {
            return;
        }
        self.return_reason = None;
        if withdraws {
            self.status = FlagStatus::Withdrawn;
            self.form.photos.clear();
        } else {
            self.status = FlagStatus::Recorded;
            self.form = Form::of_draft(&item.draft);
        }
    }

    /// Steps that its officer may take now: correct and withdraw, or nothing.
    pub fn steps(&self, role: Role) -> Vec<FlagTransition> {
        let who = Standing {
            role: Some(role),
            in_area: true,
            recorder: true,
            ..Standing::default()
        };
        let steps = steps(FLAG, Some(self.status), &who).map(|rule| rule.step);
        steps
            .filter(|step| matches!(step, FlagTransition::Correct | FlagTransition::Withdraw))
            .collect()
    }

    /// Fills a new draft in that corrects this flag.
    pub fn begin_correction(&self, draft: &mut Draft) {
        let form = self.form.clone();
        draft.corrects = Some(self.id);
        draft.campaign = form.campaign;
        draft.kind = form.kind;
        draft.location_class = form.location_class;
        draft.grounds = form.grounds;
        draft.street = form.street;
        draft.position = form.position;
        draft.note = form.note;
        draft.kept = form.photos;
    }
}

impl Form {
    fn of_draft(draft: &Draft) -> Self {
        Self {
            campaign: draft.campaign,
            kind: draft.kind,
            location_class: draft.location_class,
            grounds: draft.grounds.clone(),
            street: draft.street.clone(),
            position: draft.position,
            note: draft.note.clone(),
            photos: draft.photo_hashes().cloned().collect(),
        }
    }
}

#[cfg(test)]
#[path = "own_flags_tests.rs"]
pub(super) mod tests;
