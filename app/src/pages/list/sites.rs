//! The sites of the list, by what is to be done there; and what hangs outside the plan and is to come down.

use leptos::prelude::*;

use crate::{
    components::{
        display_line::{display_line, site_line, site_title},
        icon::Icon,
        load::empty,
        symbol::{look_of, symbol_mark},
        world::World,
    },
    domain::{
        field_pack::FieldPack,
        phase::Todo,
        placement::{Placement, PlacementStatus},
        site::Site,
    },
    geo::fold,
    i18n::{lang, t},
    order::sort_by,
    phone::day::{sites_today, todo},
};

/// Sites drawn at most; a search narrows the rest.
const SHOWN: usize = 60;

/// A site with what it is listed under: what is to be done there, else how it stands.
type Listed<'a> = (&'a Site, Option<Todo>, &'static str);

fn listed(world: World, pack: &FieldPack) -> Vec<Listed<'_>> {
    let today = world.today();
    let campaign = world.campaign().map(|campaign| campaign.id);
    let sites = sites_today(pack, campaign, today).into_iter();
    sites
        .map(|(site, todo)| {
            let state = || site.status.label(lang());
            (
                site,
                todo,
                todo.map_or_else(state, |todo| todo.label(lang())),
            )
        })
        .collect()
}

/// What is to be done, then how the others stand, with their counts, as filters.
pub fn filters(world: World, pack: &FieldPack, chosen: RwSignal<Option<&'static str>>) -> AnyView {
    let lang = lang();
    let sites = listed(world, pack);
    let count = |word| sites.iter().filter(|site| site.2 == word).count();
    let mut filters = vec![(None, t().phone.all_statuses, sites.len())];
    let todos = Todo::ALL.iter().map(|todo| todo.label(lang));
    let states = PlacementStatus::ALL.iter().map(|status| status.label(lang));
    for word in todos.chain(states) {
        let known = filters.iter().any(|filter| filter.1 == word);
        if !known && count(word) > 0 {
            filters.push((Some(word), word, count(word)));
        }
    }
    let buttons = filters.into_iter().map(|(filter, word, count)| {
        view! {
            <button type="button" class="filter" aria-pressed=move || if chosen.get() == filter { "true" } else { "false" }
                on:click=move |_| chosen.set(filter)>{word} " " <strong>{count}</strong></button>
        }
    });
    view! { <div class="filters">{buttons.collect_view()}</div> }.into_any()
}

/// The sites that search and filter leave.
pub fn sites_found(
    world: World,
    pack: &FieldPack,
    search: &str,
    filter: Option<&'static str>,
) -> AnyView {
    let texts = t().phone;
    let wanted = fold(search);
    let matches = |(site, _, word): &Listed<'_>| {
        filter.is_none_or(|filter| *word == filter)
            && wanted
                .split(' ')
                .all(|word| fold(&site_title(site)).contains(word))
    };
    let mut found = listed(world, pack);
    found.retain(matches);
    if found.is_empty() {
        return empty(
            Icon::Search,
            texts.none_found_title,
            texts.none_found_hint,
            (),
        );
    }
    sort_by(&mut found, |a, b| a.0.code.cmp(&b.0.code));
    let rows = found.into_iter().take(SHOWN).map(|(site, todo, word)| {
        let state = (todo == Some(Todo::Check)).then(|| site.status.label(lang()));
        let state = state.map(|state| view! { {state} " · " });
        view! {
            <li><a class="site" href=format!("/visit/{}", site.id)>
                {symbol_mark(look_of(site.status))}
                <span class="what">
                    <strong>{site_title(site)}</strong>
                    <span><b>{word}</b> " · " {state} {site_line(site, lang())}</span>
                </span>
            </a></li>
        }
    });
    view! { <ul class="stack dense">{rows.collect_view()}</ul> }.into_any()
}

/// What hangs outside the plan and is to be removed.
pub fn extras(world: World, pack: &FieldPack) -> Option<AnyView> {
    let today = world.today();
    let rows = pack.placements.iter().filter_map(|placement| {
        let Placement {
            id,
            campaign,
            status,
            ..
        } = *placement;
        let todo = todo(pack, campaign, id, status, today).filter(|todo| todo.is_removal())?;
        Some(view! {
            <li><a class="site" href=format!("/visit/{id}")>
                {symbol_mark(look_of(status))}
                <span class="what">
                    <strong>{placement.street.clone()}</strong>
                    <span>
                        <b>{todo.label(lang())}</b> " · "
                        {display_line(placement.kind, placement.quantity, lang())}
                    </span>
                </span>
            </a></li>
        })
    });
    let rows: Vec<_> = rows.take(SHOWN).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h2 class="lead">{t().phone.outside_plan} " · " {rows.len()}</h2>
            <ul class="stack dense">{rows}</ul>
        }
        .into_any()
    })
}
