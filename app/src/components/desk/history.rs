//! A record's history in words: what was done, in which role, when.

use leptos::prelude::*;

use crate::{
    domain::{
        addressee::Addressee,
        event::HistoryEntry,
        flag::{FlagStatus, FlagTransition},
        placement::PlacementTransition,
        record::RecordKind,
        role::Role,
    },
    i18n::{Lang, fill, lang, t},
};

/// Draws the history, oldest first.
pub fn history(record: RecordKind, entries: Vec<HistoryEntry>) -> AnyView {
    let lang = lang();
    let texts = t().desk;
    if entries.is_empty() {
        return view! { <p class="hint">{texts.no_history}</p> }.into_any();
    }
    let rows = entries.into_iter().map(|entry| {
        let who = actor(entry.role, entry.mine, lang);
        let reason = why(&entry, lang).map(|words| view! { <p class="hint">{words}</p> });
        view! {
            <li>
                <p>
                    <strong>{action(record, &entry.action, lang)}</strong>
                    " · "{who}
                </p>
                <p class="hint"><time datetime=entry.at.rfc3339()>{entry.at.long()}</time></p>
                {reason}
            </li>
        }
    });
    view! { <ol class="history">{rows.collect_view()}</ol> }.into_any()
}

/// The reason in words; of a handing over, to whom; where a step left a choice, what it ended in.
fn why(entry: &HistoryEntry, lang: Lang) -> Option<String> {
    if entry.action == FlagTransition::HandOver.code() {
        let addressee: Addressee = entry.reason.as_deref()?.parse().ok()?;
        return Some(addressee.label(lang).to_owned());
    }
    let reason = entry.reason.as_ref();
    let reason = reason.map(|reason| format!("{}: {reason}", lang.texts().desk.reason));
    let chose = [FlagTransition::RecordOutcome, FlagTransition::ResolveReview]
        .iter()
        .any(|step| step.code() == entry.action);
    let end = chose.then(|| entry.to.as_deref()?.parse::<FlagStatus>().ok());
    let end = end.flatten().map(|status| status.label(lang).to_owned());
    let parts: Vec<_> = end.into_iter().chain(reason).collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

fn actor(role: Option<Role>, mine: bool, lang: Lang) -> String {
    let texts = lang.texts().desk;
    match role {
        None => texts.history_clock.to_owned(),
        Some(role) if mine => fill("{} ({})", &[role.label(lang), texts.history_mine]),
        Some(role) => role.label(lang).to_owned(),
    }
}

/// The words of an action: a transition of the record's workflow, or a visit.
fn action(record: RecordKind, code: &str, lang: Lang) -> String {
    let step = match record {
        RecordKind::Flag => code
            .parse::<FlagTransition>()
            .map(|step| step.label(lang))
            .ok(),
        _ => code
            .parse::<PlacementTransition>()
            .map(|step| step.label(lang))
            .ok(),
    };
    match code {
        "plan" => return lang.texts().desk.history_plan.to_owned(),
        "plan_change" => return lang.texts().desk.history_plan_change.to_owned(),
        "import" => return lang.texts().desk.history_import.to_owned(),
        _ => {}
    }
    let visit = || code.parse::<RecordKind>().map(|kind| kind.label(lang)).ok();
    step.or_else(visit).unwrap_or(code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_named_by_the_records_own_workflow() {
        assert_eq!(action(RecordKind::Flag, "confirm", Lang::Vi), "Xác nhận");
        assert_eq!(
            action(RecordKind::Placement, "verify", Lang::Vi),
            "Kiểm tra đạt"
        );
        assert_eq!(
            action(RecordKind::Placement, "check_in", Lang::En),
            "Check-in"
        );
        assert_eq!(
            action(RecordKind::Placement, "plan", Lang::En),
            "Put into the plan"
        );
        assert_eq!(
            action(RecordKind::Flag, "unheard_of", Lang::En),
            "unheard_of"
        );
        assert_eq!(
            action(RecordKind::Flag, "import", Lang::En),
            "Imported from a queue"
        );
    }

    #[test]
    fn a_step_says_to_whom_and_what_it_ended_in() {
        let entry = |action: &str, to: &str, reason: Option<&str>| HistoryEntry {
            id: crate::domain::ids::EventId(uuid::Uuid::nil()),
            at: crate::domain::time::Timestamp(0),
            role: Some(Role::CultureDepartment),
            mine: false,
            action: action.to_owned(),
            from: None,
            to: Some(to.to_owned()),
            reason: reason.map(str::to_owned),
        };
        let said = |action, to, reason| why(&entry(action, to, reason), Lang::Vi);
        assert_eq!(
            said("hand_over", "handed_over", Some("ward")).as_deref(),
            Some("UBND phường, xã")
        );
        assert_eq!(
            said("record_outcome", "remedied", None).as_deref(),
            Some("Đã khắc phục")
        );
        assert_eq!(
            said("resolve_review", "closed", Some("đúng")).as_deref(),
            Some("Hoàn tất. Lý do: đúng")
        );
        assert_eq!(
            said("dismiss", "dismissed", Some("nhầm")).as_deref(),
            Some("Lý do: nhầm")
        );
        assert_eq!(said("confirm", "confirmed", None), None);
    }

    #[test]
    fn the_log_names_roles_never_persons() {
        assert_eq!(
            actor(Some(Role::Supervisor), true, Lang::Vi),
            "Phụ trách địa bàn (bạn)"
        );
        assert_eq!(actor(None, false, Lang::Vi), "Hệ thống");
    }
}
