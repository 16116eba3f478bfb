//! `/list` «Danh sách»: the officer's sites by what is to be done there, own flags and records with what may be done.

use leptos::prelude::*;

use crate::{
    components::{
        display_line::{display_line, site_line, site_title},
        frame::{PhonePage, Tab, phone_page},
        freshness::freshness,
        icon::{Icon, icon},
        item_card::item_card,
        load::{empty, show_remote},
        symbol::{look_of, symbol_mark},
        world::{World, use_world},
    },
    domain::{
        check_in::OwnVisit,
        field_pack::FieldPack,
        map::MapLook,
        phase::Todo,
        placement::{Placement, PlacementStatus},
        record::RecordKind,
        site::Site,
    },
    geo::fold,
    i18n::{fill, lang, t},
    order::sort_by,
    phone::{
        day::{sites_today, todo},
        own_flags::own_flags,
    },
    queue::{Item, ItemState},
};

/// Sites drawn at most; a search narrows the rest.
const SHOWN: usize = 60;

/// Everything the officer answers for.
#[component]
pub fn ListPage() -> impl IntoView {
    let texts = t().phone;
    let world = use_world();
    let search = RwSignal::new(String::new());
    let filter = RwSignal::new(None::<&'static str>);
    let retry = Callback::new(move |()| world.reload_pack());
    let content = move || {
        show_remote(world.pack.get(), 5, Some(retry), |pack| {
            let sites = pack.clone();
            view! {
                {filters(world, &pack, filter)}
                {move || sites_found(world, &sites, &search.get(), filter.get())}
                {extras(world, &pack)}
                {
                    let pack = pack.clone();
                    move || own_flags_list(world, &pack)
                }
                {own_visits(world, &pack)}
                {freshness(world)}
            }
            .into_any()
        })
    };
    phone_page(PhonePage {
        title: Signal::stored(texts.list.to_owned()),
        tab: Some(Tab::List),
        back: None,
        body: view! {
            <div class="block">
                <input class="input" type="search" aria-label=texts.search_sites placeholder=texts.search_sites
                    autocomplete="off" on:input=move |event| search.set(event_target_value(&event))/>
            </div>
            {content}
            {own_records(world)}
        }
        .into_any(),
        actions: ().into_any(),
    })
}

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
fn filters(world: World, pack: &FieldPack, chosen: RwSignal<Option<&'static str>>) -> AnyView {
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

fn sites_found(
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
fn extras(world: World, pack: &FieldPack) -> Option<AnyView> {
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

/// What was recorded today on this phone, with the way to what can be done about it.
fn own_records(world: World) -> AnyView {
    let content = move || {
        let today = world.now.get_untracked().date();
        world.items.with(|items| {
            let items = items.ready().into_iter().flatten();
            let mine = items.filter(|item| {
                item.state != ItemState::Draft && item.draft.begun_at.date() == today
            });
            let cards: Vec<_> = mine
                .map(|item| item_card(world, item, amend_link(item)))
                .collect();
            (!cards.is_empty()).then(|| {
                view! {
                    <h2 class="lead">{t().phone.my_records_today} " · " {cards.len()}</h2>
                    <ul class="stack">{cards}</ul>
                }
            })
        })
    };
    content.into_any()
}

/// A flag is corrected or withdrawn; a visit is corrected by another one. A refused item is mended in the queue.
fn amend_link(item: &Item) -> AnyView {
    let texts = t().phone;
    let draft = &item.draft;
    let target = draft.site.map(|id| id.0).or(draft.placement.map(|id| id.0));
    let (href, words) = match (draft.record, target) {
        _ if item.state == ItemState::Refused => ("/queue".to_owned(), texts.queue),
        (RecordKind::Flag, _) => {
            let flag = draft.amends().map_or(draft.id, |flag| flag.0);
            (format!("/flags/{flag}"), texts.open_flag)
        }
        (RecordKind::CheckIn, Some(target)) => (format!("/visit/{target}"), texts.visit_again),
        _ => return ().into_any(),
    };
    view! { <div class="steps"><a class="button outlined small" href=href>{words}</a></div> }
        .into_any()
}

/// Own flags, those that were returned first.
fn own_flags_list(world: World, pack: &FieldPack) -> AnyView {
    let texts = t().phone;
    let mut flags = world
        .items
        .with(|items| own_flags(pack, items.ready().map_or(&[], Vec::as_slice)));
    flags.sort_by_key(|flag| flag.return_reason.is_none());
    let count = flags.len();
    let rows = flags.into_iter().map(|flag| {
        let reason = flag.return_reason.map(|reason| {
            view! { <span class="chip warn">{fill(texts.returned_because, &[&reason])}</span> }
        });
        view! {
            <li><a class="site" href=format!("/flags/{}", flag.id)>
                {symbol_mark(MapLook::Flag)}
                <span class="what">
                    <strong>{flag.form.street}</strong>
                    <span>
                        <b>{flag.status.label(lang())}</b> " · " {flag.form.kind.map(|kind| kind.label(lang()))} " · "
                        {flag.recorded_at.date().to_string()}
                    </span>
                    {reason}
                </span>
                {icon(Icon::Forward)}
            </a></li>
        }
    });
    view! {
        <h2 class="lead" hidden=count == 0>{texts.own_flags} " · " {count}</h2>
        <ul class="stack dense">{rows.collect_view()}</ul>
    }
    .into_any()
}

/// Own check-ins of the days before; today's are among the records on this phone.
fn own_visits(world: World, pack: &FieldPack) -> Option<AnyView> {
    let texts = t().phone;
    let here: Vec<_> = world.items.with_untracked(|items| {
        let items = items.ready().into_iter().flatten();
        items.map(|item| item.draft.id).collect()
    });
    let visits = pack
        .visits
        .iter()
        .filter(|visit| !here.contains(&visit.id.0));
    let rows: Vec<_> = visits.map(|visit| visit_row(pack, visit)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h2 class="lead">{texts.own_visits} " · " {rows.len()}</h2>
            <p class="hint">{texts.visit_again_hint}</p>
            <ul class="stack dense">{rows}</ul>
        }
        .into_any()
    })
}

fn visit_row(pack: &FieldPack, visit: &OwnVisit) -> AnyView {
    let site = visit
        .site
        .and_then(|id| pack.sites.iter().find(|site| site.id == id));
    let title = site.map_or_else(|| visit.street.clone(), site_title);
    let target = visit.site.map_or(visit.placement.0, |site| site.0);
    view! {
        <li><a class="site" href=format!("/visit/{target}")>
            {icon(Icon::CheckIn)}
            <span class="what">
                <strong>{title}</strong>
                <span><b>{visit.condition.label(lang())}</b> " · " {visit.recorded_at.long()}</span>
            </span>
            {icon(Icon::Forward)}
        </a></li>
    }
    .into_any()
}
