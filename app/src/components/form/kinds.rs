//! What is recorded outside the plan: kind, campaign's message, unit; and what it may be already.

use leptos::prelude::*;

use crate::{
    components::{
        form::{
            Form,
            fields::{Choice, Layout, choices},
        },
        small_map::Mark,
        symbol::look_of,
        words,
    },
    domain::{display_kind::DisplayKind, nearby::Similar, site::Site},
    geo::LonLat,
    i18n::{fill, lang, t},
};

/// Kind of display.
pub fn kind(form: Form) -> AnyView {
    let lang = lang();
    let chosen = form.field(|draft| draft.kind);
    let options = DisplayKind::ALL.iter().map(|&kind| Choice {
        label: kind.label(lang).into_any(),
        checked: Signal::derive(move || chosen.get().flatten() == Some(kind)),
        pick: Callback::new(move |()| form.edit(|draft| draft.kind = Some(kind))),
    });
    choices(form, "kind", t().phone.kind, Layout::Two, options.collect())
}

/// Displays that are known already and may be this one; `hint` has a place for their titles.
pub fn similar(
    form: Form,
    hint: &'static str,
    find: fn(Form, DisplayKind, LonLat) -> Vec<Similar>,
    lead: bool,
) -> AnyView {
    let kind = form.field(|draft| draft.kind);
    let found = Memo::new(move |_| {
        let (kind, at) = (kind.get().flatten()?, form.locator.position()?);
        Some(find(form, kind, at.point()))
    });
    let content = move || {
        let found = found.get().filter(|found| !found.is_empty())?;
        let titles = found
            .iter()
            .map(|one| one.title.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let rows = found.into_iter().filter(|_| lead).map(row);
        Some(view! {
            <aside class="block similar" role="status">
                <strong>{t().phone.similar_title}</strong>
                <p>{fill(hint, &[&titles])}</p>
                <ul class="rows">{rows.collect_view()}</ul>
            </aside>
        })
    };
    content.into_any()
}

fn row(one: Similar) -> AnyView {
    let words = fill(t().phone.check_site, &[&one.title]);
    let href = format!("/visit/{}", one.id);
    view! {
        <li><a class="row" href=href>
            <span>{words}</span> <strong>{words::distance(one.distance_m, lang())}</strong>
        </a></li>
    }
    .into_any()
}

/// Planned sites around, and the middle of the map while there is no position.
pub fn surroundings(form: Form) -> (Signal<Vec<Mark>>, Signal<Option<LonLat>>) {
    let marks = Memo::new(move |_| {
        let campaign = form.world.campaign().map(|campaign| campaign.id);
        form.world.pack.with(|pack| {
            let sites = pack
                .ready()
                .map(|pack| pack.sites.as_slice())
                .unwrap_or_default();
            let sites = sites.iter().filter(|site| Some(site.campaign) == campaign);
            let mark = |site: &Site| Mark {
                at: site.point(),
                look: look_of(site.status),
                code: site.code.clone(),
                chosen: false,
            };
            sites.map(mark).collect::<Vec<_>>()
        })
    });
    let start = Memo::new(move |_| {
        form.world
            .pack
            .with(|pack| pack.ready().map(|pack| pack.geo.bbox.center()))
    });
    (marks.into(), start.into())
}
