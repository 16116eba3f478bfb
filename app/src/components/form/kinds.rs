//! What is recorded outside the plan: kind, campaign's message, unit; and what it may be already.

use leptos::prelude::*;

use crate::{
    components::{
        form::{
            Form,
            fields::{Choice, Layout, choices},
        },
        small_map::Mark,
        symbol::{look_of, symbol_mark},
        words,
    },
    domain::{
        display_kind::DisplayKind,
        field_pack::FieldPack,
        map::MapLook,
        nearby::{self, Known, Similar},
        record::RecordKind,
        site::Site,
    },
    geo::LonLat,
    i18n::{lang, t},
    queue::{Draft, Item},
};

/// Known displays offered at most; there are rarely more on one pole.
const MOST_SIMILAR: usize = 6;

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

/// «Có phải biển này không?»: displays within 25 m that are known already, each with the way to it.
pub fn similar(
    form: Form,
    hint: &'static str,
    known: fn(&FieldPack, &[Item], &Draft) -> Vec<Known>,
) -> AnyView {
    let found = Memo::new(move |_| {
        let at = form.locator.position()?.point();
        form.world.pack.with(|pack| {
            let pack = pack.ready()?;
            form.world.items.with(|items| {
                let items = items.ready().map_or(&[][..], Vec::as_slice);
                form.draft.with(|draft| {
                    let draft = draft.ready()?;
                    Some(nearby::similar(known(pack, items, draft), draft.kind, at))
                })
            })
        })
    });
    let content = move || {
        let found = found.get().filter(|found| !found.is_empty())?;
        let rows = found
            .into_iter()
            .take(MOST_SIMILAR)
            .map(|one| row(form, one));
        Some(view! {
            <aside class="block similar" role="status">
                <strong>{t().phone.similar_title}</strong>
                <p>{hint}</p>
                <ul class="stack dense">{rows.collect_view()}</ul>
            </aside>
        })
    };
    content.into_any()
}

fn row(form: Form, one: Similar) -> AnyView {
    let known = one.known;
    let is_flag = known.record == RecordKind::Flag;
    let look = if is_flag {
        MapLook::Flag
    } else {
        MapLook::Planned
    };
    let href = way_to(form, &known);
    view! {
        <li><a class="site" href=href>
            {symbol_mark(look)}
            <span class="what">
                <strong>{known.title}</strong>
                <span>{known.kind.label(lang())}</span>
            </span>
            <strong class="far">{words::distance(one.distance_m, lang())}</strong>
        </a></li>
    }
    .into_any()
}

/// A display of the plan or outside it is visited, an own flag opened; what only waits here is shown as it was saved.
fn way_to(form: Form, known: &Known) -> String {
    if known.record == RecordKind::Flag {
        return format!("/flags/{}", known.id);
    }
    let waits = form.world.items.with_untracked(|items| {
        let mut items = items.ready().into_iter().flatten();
        items.any(|item| item.draft.id == known.id)
    });
    if waits {
        format!("/done/{}", known.id)
    } else {
        format!("/visit/{}", known.id)
    }
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
