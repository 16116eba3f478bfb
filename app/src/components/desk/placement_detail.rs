//! A placement: what hangs there, what was found, its photos and its history.

use leptos::prelude::*;

use super::{
    detail::{HEADING_ID, accuracy, fact, moment, whereabouts},
    history::history,
    photos::photos,
    reference::Names,
    steps::placement_steps,
    symbol::StatusLook,
};
use crate::{
    domain::{
        event::HistoryEntry,
        placement::{Placement, PlacementTransition},
        record::RecordKind,
    },
    i18n::{fill, lang, steps::steps, t},
};

/// Draws a placement. `taken` hears in words what a step has done.
pub fn placement_detail(
    placement: Placement,
    entries: Vec<HistoryEntry>,
    names: &Names,
    taken: Callback<&'static str>,
) -> AnyView {
    let texts = t().desk;
    let title = placement
        .site_code
        .clone()
        .unwrap_or_else(|| texts.outside_plan.to_owned());
    let sample = placement
        .sample
        .then(|| view! { <span class="chip">{t().common.sample}</span> });
    view! {
        <article class="detail">
            <header>
                <div>
                    <p class="hint">{texts.placement}</p>
                    <h2 id=HEADING_ID tabindex="-1">{title}</h2>
                    <p class="soft">{whereabouts(&placement.street, &placement.areas, names)}</p>
                </div>
                <div class="chips">{StatusLook::of_placement(placement.status, lang()).chip()}{sample}</div>
            </header>
            {photos(placement.photos.clone(), texts.no_photo)}
            {facts(&placement, names)}
            {placement_steps(&placement, taken)}
            {on_site(&placement)}
            <section>
                <h3>{texts.history}</h3>
                {history(RecordKind::Placement, entries)}
            </section>
        </article>
    }
    .into_any()
}

/// Who stands there takes the photo by a visit. Only who records in the street verifies, so for others there is no link.
fn on_site(placement: &Placement) -> Option<AnyView> {
    let asks = |step: &PlacementTransition| *step == PlacementTransition::VerifyRemoval;
    let target = placement.site.map_or(placement.id.0, |site| site.0);
    let href = format!("/visit/{target}");
    let link = || view! { <p class="hint"><a href=href>{steps().on_site}</a></p> }.into_any();
    placement.steps.iter().any(asks).then(link)
}

fn facts(placement: &Placement, names: &Names) -> impl IntoView + use<> {
    let lang = lang();
    let texts = t().desk;
    let campaign = names
        .campaigns
        .iter()
        .find(|campaign| campaign.id == placement.campaign);
    let message = placement.message_no.map(|no| {
        let text = campaign
            .and_then(|campaign| campaign.message(no))
            .unwrap_or_default();
        format!("{no}. {text}")
    });
    let quantity = match placement.planned_quantity {
        0 => placement.quantity.to_string(),
        planned => fill(
            texts.quantity_planned,
            &[&placement.quantity.to_string(), &planned.to_string()],
        ),
    };
    let position = placement.position_source.map(|source| {
        let accuracy = accuracy(placement.accuracy_m, texts.accuracy);
        [Some(source.label(lang).to_owned()), accuracy]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    });
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    view! {
        <dl class="facts">
            {fact(texts.kind, Some(placement.kind.label(lang)))}
            {fact(texts.quantity, Some(quantity))}
            {fact(texts.condition, placement.condition.map(|condition| condition.label(lang)))}
            {fact(texts.unit, placement.unit.as_ref().map(|unit| names.unit(unit)))}
            {fact(texts.message, message)}
            {fact(texts.section, placement.section.clone().filter(|section| !section.is_empty()))}
            {fact(texts.position, position)}
            {fact(texts.campaign, campaign.map(|campaign| campaign.name.clone()))}
            {fact(texts.note, filled(&placement.note))}
            {fact(texts.recorded_at, placement.recorded_at.map(moment))}
            {fact(texts.checked_at, placement.checked_at.map(moment))}
            {fact(texts.updated_at, Some(moment(placement.updated_at)))}
        </dl>
    }
}
