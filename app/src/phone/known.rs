//! Displays that the phone knows of: the plan, what hangs outside it, own open flags, and what the
//! queue holds of these. So two records of one display are noticed without a network too.

use crate::{
    domain::{field_pack::FieldPack, ids::CampaignId, nearby::Known, record::RecordKind},
    phone::own_flags::own_flags,
    queue::{Item, ItemState},
};

/// Sites and placements of the campaign, those that only this phone knows too.
pub fn known_placements(
    pack: &FieldPack,
    items: &[Item],
    campaign: Option<CampaignId>,
) -> Vec<Known> {
    let sites = pack.sites.iter();
    let sites = sites.filter(|site| Some(site.campaign) == campaign && !site.status.is_removed());
    let outside = pack.placements.iter();
    let outside = outside.filter(|one| one.site.is_none() && !one.status.is_removed());
    let mut known: Vec<_> = sites
        .map(Known::site)
        .chain(outside.map(Known::placement))
        .collect();
    let here = items.iter().filter(|item| {
        item.draft.record == RecordKind::Placement && item.state != ItemState::Draft
    });
    for item in here {
        if known.iter().all(|one| one.id != item.draft.id) {
            known.extend(of_item(item));
        }
    }
    known
}

/// Own open flags, those that only this phone knows too.
pub fn known_flags(pack: &FieldPack, items: &[Item]) -> Vec<Known> {
    own_flags(pack, items)
        .into_iter()
        .filter(|flag| flag.status.is_open())
        .filter_map(|flag| {
            Some(Known {
                record: RecordKind::Flag,
                id: flag.id.0,
                title: flag.form.street,
                kind: flag.form.kind?,
                at: flag.form.position?.point(),
            })
        })
        .collect()
}

fn of_item(item: &Item) -> Option<Known> {
    let draft = &item.draft;
    Some(Known {
        record: RecordKind::Placement,
        id: draft.id,
        title: draft.street.clone(),
        kind: draft.kind?,
        at: draft.position?.point(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{display_kind::DisplayKind, flag::FlagStatus, ids::FlagId},
        phone::own_flags::tests::{HERE, flag, item, pack, position},
    };

    #[test]
    fn what_was_recorded_offline_is_known() {
        let pack = pack(Vec::new());
        let mut waiting = item(7, 1000, |draft| {
            draft.record = RecordKind::Placement;
            draft.kind = Some(DisplayKind::Pennant);
            draft.street = "Phố Hàng Bài".to_owned();
            draft.position = Some(position());
        });
        let known = known_placements(&pack, std::slice::from_ref(&waiting), None);
        assert_eq!(known.len(), 1);
        assert_eq!((known[0].id, known[0].at), (waiting.draft.id, HERE));
        waiting.state = ItemState::Draft;
        assert_eq!(known_placements(&pack, &[waiting], None), []);
    }

    #[test]
    fn a_flag_that_is_over_is_no_double() {
        let flags = vec![
            flag(1, FlagStatus::Confirmed),
            flag(2, FlagStatus::Dismissed),
        ];
        let pack = pack(flags);
        let known = known_flags(&pack, &[]);
        assert_eq!(known.len(), 1);
        let withdrawn = item(3, 1000, |draft| {
            draft.withdraws = Some(FlagId(known[0].id));
        });
        assert_eq!(
            known_flags(&pack, &[withdrawn]).len(),
            1,
            "one that is confirmed stays"
        );
    }
}
