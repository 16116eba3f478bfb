//! `/list` «Danh sách»: the officer's sites by what is to be done there, own flags and records with what may be done.

mod sites;

use leptos::prelude::*;

use self::sites::{extras, filters, sites_found};
use crate::{
    components::{
        display_line::site_title,
        frame::{PhonePage, Tab, phone_page},
        freshness::freshness,
        icon::{Icon, icon},
        item_card::item_card,
        load::show_remote,
        symbol::symbol_mark,
        world::{World, use_world},
    },
    domain::{check_in::OwnVisit, field_pack::FieldPack, map::MapLook, record::RecordKind},
    i18n::{fill, lang, t},
    phone::own_flags::own_flags,
    queue::{Item, ItemState},
};

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
