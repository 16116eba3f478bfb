//! A flag: what was seen, on which grounds, its photos, its steps and its history.

use leptos::prelude::*;

use super::{
    detail::{HEADING_ID, accuracy, fact, moment, whereabouts},
    history::history,
    photos::photos,
    reference::Names,
    steps::flag_steps,
    symbol::StatusLook,
};
use crate::{
    domain::{
        event::HistoryEntry,
        flag::{Flag, FlagStatus, FlagTransition},
        ground::{Ground, GroundCode},
        record::RecordKind,
    },
    i18n::{fill, lang, steps::steps, t},
};

/// Draws a flag. `taken` hears in words what a step has done.
pub fn flag_detail(
    flag: Flag,
    entries: Vec<HistoryEntry>,
    names: &Names,
    taken: Callback<&'static str>,
) -> AnyView {
    let texts = t().desk;
    let sample = flag
        .sample
        .then(|| view! { <span class="chip">{t().common.sample}</span> });
    let none = if flag.status.keeps_photos() {
        texts.no_photo
    } else {
        texts.photo_deleted
    };
    let own = flag.mine && flag.status == FlagStatus::Recorded;
    let amendable = flag.steps.contains(&FlagTransition::Correct);
    view! {
        <article class="detail">
            <header>
                <div>
                    <h2 id=HEADING_ID tabindex="-1">{texts.flag}</h2>
                    <p class="soft">{whereabouts(&flag.street, &flag.areas, names)}</p>
                </div>
                <div class="chips">{StatusLook::of_flag(flag.status, lang()).chip()}{sample}</div>
            </header>
            {photos(flag.photos.clone(), none)}
            {facts(&flag, names)}
            {returned(&flag)}
            {flag_steps(&flag, taken)}
            {own.then(|| view! { <p class="hint">{texts.own_flag}</p> })}
            {amendable.then(|| view! { <p><a href=format!("/flags/{}", flag.id)>{texts.amend}</a></p> })}
            <section>
                <h3>{texts.history}</h3>
                {history(RecordKind::Flag, entries)}
            </section>
        </article>
    }
    .into_any()
}

/// Why it was returned, while it is.
fn returned(flag: &Flag) -> Option<AnyView> {
    let reason = flag.return_reason.clone()?;
    let words = fill(t().desk.returned_because, &[&reason]);
    Some(view! { <p class="hint">{words}</p> }.into_any())
}

fn facts(flag: &Flag, names: &Names) -> impl IntoView + use<> {
    let lang = lang();
    let texts = t().desk;
    let accuracy = accuracy(flag.accuracy_m, texts.accuracy);
    let position = [Some(flag.position_source.label(lang).to_owned()), accuracy];
    let campaign = names
        .campaigns
        .iter()
        .find(|campaign| Some(campaign.id) == flag.campaign);
    let grounds: Vec<_> = flag
        .grounds
        .iter()
        .map(|code| ground(code, &names.grounds))
        .collect();
    let note = (!flag.note.is_empty()).then(|| flag.note.clone());
    view! {
        <dl class="facts">
            {fact(texts.kind, Some(flag.kind.label(lang)))}
            {fact(texts.location_class, Some(flag.location_class.label(lang)))}
            {fact(texts.position, Some(position.into_iter().flatten().collect::<Vec<_>>().join(", ")))}
            {fact(texts.grounds, Some(view! { <ul>{grounds}</ul> }))}
            {fact(steps().handed_to, flag.addressee.map(|addressee| addressee.label(lang)))}
            {fact(texts.campaign, campaign.map(|campaign| campaign.name.clone()))}
            {fact(texts.note, note)}
            {fact(texts.recorded_at, Some(moment(flag.recorded_at)))}
            {fact(texts.received_at, Some(moment(flag.received_at)))}
            {fact(texts.updated_at, Some(moment(flag.updated_at)))}
        </dl>
    }
}

/// «G07 Cản lối đi, thoát nạn», marked where nobody has verified its basis.
fn ground(code: &GroundCode, grounds: &[Ground]) -> AnyView {
    let known = grounds.iter().find(|ground| ground.code == *code);
    let label = known.map(|ground| {
        lang()
            .pick(ground.vi.as_str(), ground.en.as_str())
            .to_owned()
    });
    let basis = known
        .map(|ground| ground.basis.clone())
        .filter(|basis| !basis.is_empty());
    let unverified = known.is_none_or(|ground| ground.verified_on.is_none());
    let mark = unverified.then(|| view! { <span class="chip warn">{t().desk.unverified}</span> });
    view! {
        <li>
            <span>{code.to_string()}" "{label}</span>" "{mark}
            {basis.map(|basis| view! { <span class="hint">{basis}</span> })}
        </li>
    }
    .into_any()
}
