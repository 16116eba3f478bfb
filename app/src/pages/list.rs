//! `/list` «Danh sách»: the officer's sites by status, own records of today, open flags.

use leptos::prelude::*;

use crate::{
    components::{
        display_line::{site_line, site_title},
        frame::{PhonePage, Tab, phone_page},
        freshness::freshness,
        icon::Icon,
        item_card::item_card,
        load::{empty, show_remote},
        symbol::{look_of, symbol_mark},
        world::{World, use_world},
    },
    domain::{
        field_pack::FieldPack, flag::Flag, map::MapLook, placement::PlacementStatus, site::Site,
    },
    geo::fold,
    i18n::{lang, t},
    order::sort_by,
    queue::ItemState,
};

/// Sites drawn at most; a search narrows the rest.
const SHOWN: usize = 60;

/// Everything the officer answers for.
#[component]
pub fn ListPage() -> impl IntoView {
    let texts = t().phone;
    let world = use_world();
    let search = RwSignal::new(String::new());
    let status = RwSignal::new(None::<PlacementStatus>);
    let retry = Callback::new(move |()| world.reload_pack());
    let content = move || {
        show_remote(world.pack.get(), 5, Some(retry), |pack| {
            let sites = pack.clone();
            view! {
                {statuses(world, &pack, status)}
                {move || sites_found(world, &sites, &search.get(), status.get())}
                {own_flags(&pack.flags)}
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

fn of_campaign(world: World, pack: &FieldPack) -> Vec<&Site> {
    let campaign = world.campaign().map(|campaign| campaign.id);
    pack.sites
        .iter()
        .filter(|site| Some(site.campaign) == campaign)
        .collect()
}

/// Statuses with their counts, as filters.
fn statuses(world: World, pack: &FieldPack, chosen: RwSignal<Option<PlacementStatus>>) -> AnyView {
    let lang = lang();
    let sites = of_campaign(world, pack);
    let count = |status| sites.iter().filter(|site| site.status == status).count();
    let mut filters = vec![(None, t().phone.all_statuses, sites.len())];
    let present = PlacementStatus::ALL
        .iter()
        .map(|&status| (Some(status), status.label(lang), count(status)));
    filters.extend(present.filter(|(_, _, count)| *count > 0));
    let buttons = filters.into_iter().map(|(status, word, count)| {
        view! {
            <button type="button" class="filter" aria-pressed=move || if chosen.get() == status { "true" } else { "false" }
                on:click=move |_| chosen.set(status)>{word} " " <strong>{count}</strong></button>
        }
    });
    view! { <div class="filters">{buttons.collect_view()}</div> }.into_any()
}

fn sites_found(
    world: World,
    pack: &FieldPack,
    search: &str,
    status: Option<PlacementStatus>,
) -> AnyView {
    let texts = t().phone;
    let wanted = fold(search);
    let matches = |site: &&Site| {
        status.is_none_or(|status| site.status == status)
            && wanted
                .split(' ')
                .all(|word| fold(&site_title(site)).contains(word))
    };
    let mut found: Vec<_> = of_campaign(world, pack)
        .into_iter()
        .filter(matches)
        .collect();
    if found.is_empty() {
        return empty(
            Icon::Search,
            texts.none_found_title,
            texts.none_found_hint,
            (),
        );
    }
    sort_by(&mut found, |a, b| a.code.cmp(&b.code));
    let rows = found.into_iter().take(SHOWN).map(|site| {
        view! {
            <li><a class="site" href=format!("/visit/{}", site.id)>
                {symbol_mark(look_of(site.status))}
                <span class="what">
                    <strong>{site_title(site)}</strong>
                    <span><b>{site.status.label(lang())}</b> " · " {site_line(site, lang())}</span>
                </span>
            </a></li>
        }
    });
    view! { <ul class="stack dense">{rows.collect_view()}</ul> }.into_any()
}

fn own_records(world: World) -> AnyView {
    let content = move || {
        let today = world.now.get_untracked().date();
        world.items.with(|items| {
            let items = items.ready().into_iter().flatten();
            let mine = items.filter(|item| {
                item.state != ItemState::Draft && item.draft.begun_at.date() == today
            });
            let cards: Vec<_> = mine
                .map(|item| item_card(world, item, ().into_any()))
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

fn own_flags(flags: &[Flag]) -> Option<AnyView> {
    let rows = flags.iter().map(|flag| {
        view! {
            <li class="site">
                {symbol_mark(MapLook::Flag)}
                <span class="what">
                    <strong>{flag.street.clone()}</strong>
                    <span>
                        <b>{flag.status.label(lang())}</b> " · " {flag.kind.label(lang())} " · "
                        {flag.recorded_at.date().to_string()}
                    </span>
                </span>
            </li>
        }
    });
    (!flags.is_empty()).then(|| {
        view! {
            <h2 class="lead">{t().phone.my_flags} " · " {flags.len()}</h2>
            <ul class="stack dense">{rows.collect_view()}</ul>
        }
        .into_any()
    })
}
