//! `/check-in` «Kiểm tra»: where the officer stands, and what should hang there.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    components::{
        display_line::{site_distance, site_line, site_title},
        frame::{PhonePage, Tab, phone_page},
        freshness::freshness,
        icon::Icon,
        install::install_banner,
        load::{Remote, empty, show_remote},
        locate::{Locator, use_locator},
        map_sheet::map_sheet,
        small_map::Mark,
        symbol::look_of,
        words,
        world::{World, use_world},
    },
    domain::{
        campaign::Campaign, field_pack::FieldPack, ids::SiteId, map::MapLook,
        nearby::nearest_sites, phase::Todo, site::Site, time::Date,
    },
    geo::LonLat,
    i18n::{fill, lang, t},
    phone::day::sites_today,
    queue::{Item, ItemState},
};

/// Sites listed at first, and how many more at a time.
const PAGE: usize = 6;

/// The officer's first page.
#[component]
pub fn CheckInPage() -> impl IntoView {
    let texts = t().phone;
    let world = use_world();
    let locator = use_locator(world, Signal::stored(true));
    let page = Page {
        world,
        locator,
        chosen: RwSignal::new(None),
        shown: RwSignal::new(PAGE),
    };
    let near = page.near();
    let chosen = page.chosen_of(near);
    let marks = Signal::derive(move || {
        near.with(|near| near.iter().map(|one| one.mark(chosen.get())).collect())
    });
    let start = Signal::derive(move || {
        world
            .pack
            .with(|pack| pack.ready().map(|pack| pack.geo.bbox.center()))
    });
    on_cleanup(move || locator.hand_on());
    phone_page(PhonePage {
        title: Signal::stored(texts.check_in.to_owned()),
        tab: Some(Tab::CheckIn),
        back: None,
        body: view! {
            {map_sheet(world, locator, marks, start)}
            {install_banner(world)}
            {sites(page, near, chosen)}
        }
        .into_any(),
        actions: actions(page, near, chosen),
    })
}

#[derive(Clone, Copy)]
struct Page {
    world: World,
    locator: Locator,
    chosen: RwSignal<Option<SiteId>>,
    shown: RwSignal<usize>,
}

/// A site as this page shows it.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    site: Site,
    todo: Option<Todo>,
    distance: Option<String>,
    done: Option<&'static str>,
}

impl Row {
    fn mark(&self, chosen: Option<SiteId>) -> Mark {
        // Done today though the reference data don't know it yet.
        let look = if self.done.is_some() && self.todo.is_some() {
            MapLook::Checked
        } else {
            look_of(self.site.status)
        };
        Mark {
            at: self.site.point(),
            look,
            code: self.site.code.clone(),
            chosen: chosen == Some(self.site.id),
        }
    }
}

impl Page {
    /// Sites of the campaign, nearest first, those done at the end.
    fn near(self) -> Memo<Vec<Row>> {
        let (texts, lang) = (t().phone, lang());
        // Some metres don't change the order: the list must not dance under the thumb.
        let at = Memo::new(move |_| {
            self.locator
                .position()
                .map(|position| rough(position.point()))
        });
        Memo::new(move |_| {
            let campaign = self.world.campaign().map(|campaign| campaign.id);
            let (waiting, sent) = self.saved_here();
            let today = self.world.today();
            self.world.pack.with(|pack| {
                let Some(pack) = pack.ready() else {
                    return Vec::new();
                };
                let sites = sites_today(pack, campaign, today);
                let todo_at = |id| sites.iter().find(|(site, _)| site.id == id)?.1;
                let done = |site: &Site| {
                    if waiting.contains(&site.id) {
                        Some(texts.saved_here)
                    } else if sent.contains(&site.id) {
                        Some(texts.done_today)
                    } else {
                        let nothing = todo_at(site.id).is_none();
                        nothing.then(|| site.status.label(lang))
                    }
                };
                let all = sites.iter().map(|(site, _)| *site);
                let is_done = |site: &Site| done(site).is_some();
                let near = nearest_sites(all, at.get(), self.shown.get(), is_done);
                let rows = near.into_iter().map(|near| Row {
                    site: near.site.clone(),
                    todo: todo_at(near.site.id),
                    distance: near
                        .distance_m
                        .map(|metres| site_distance(near.site, words::distance(metres, lang))),
                    done: done(near.site),
                });
                rows.collect()
            })
        })
    }

    /// Sites with a check-in on this phone that the reference data doesn't know yet: unsent, and sent today.
    fn saved_here(self) -> (Vec<SiteId>, Vec<SiteId>) {
        let today = self.world.now.get_untracked().date();
        self.world.items.with(|items| {
            let sites = |wanted: &dyn Fn(&Item) -> bool| {
                let items = items
                    .ready()
                    .into_iter()
                    .flatten()
                    .filter(|item| wanted(item));
                items.filter_map(|item| item.draft.site).collect()
            };
            let is_sent =
                |item: &Item| item.state == ItemState::Sent && item.draft.begun_at.date() == today;
            (sites(&Item::is_unsent), sites(&is_sent))
        })
    }

    /// The one the officer chose, else the nearest that is not done.
    fn chosen_of(self, near: Memo<Vec<Row>>) -> Memo<Option<SiteId>> {
        Memo::new(move |_| {
            near.with(|near| {
                let by_hand = self
                    .chosen
                    .get()
                    .filter(|id| near.iter().any(|row| row.site.id == *id));
                by_hand.or_else(|| {
                    near.iter()
                        .find(|row| row.done.is_none())
                        .map(|row| row.site.id)
                })
            })
        })
    }
}

/// Positions within about three metres are one.
fn rough(at: LonLat) -> LonLat {
    let round = |degrees: f64| (degrees * 30_000.0).round() / 30_000.0;
    LonLat {
        lon: round(at.lon),
        lat: round(at.lat),
    }
}

fn sites(page: Page, near: Memo<Vec<Row>>, chosen: Memo<Option<SiteId>>) -> AnyView {
    let world = page.world;
    let state = Memo::new(move |_| match world.pack.get() {
        Remote::Loading => Remote::Loading,
        Remote::Ready(pack) => Remote::Ready(Arc::as_ptr(&pack) as usize),
        Remote::Failed(error) => Remote::Failed(error),
    });
    let retry = Callback::new(move |()| world.reload_pack());
    let content = move || {
        show_remote(state.get(), 3, Some(retry), |_| {
            view! {
                {campaign_lines(world)}
                {move || if near.with(Vec::is_empty) { nothing() } else { rows(page, near.get(), chosen) }}
                {more(page)}
                {freshness(world)}
            }
            .into_any()
        })
    };
    view! { <section class="block" aria-label=t().phone.near_you>{content}</section> }.into_any()
}

fn nothing() -> AnyView {
    let texts = t().phone;
    empty(Icon::Banner, texts.no_sites_title, texts.no_sites_hint, ())
}

fn campaign_lines(world: World) -> AnyView {
    let texts = t().phone;
    let Some(campaign) = world.campaign() else {
        return ().into_any();
    };
    let today = world.today();
    let notice =
        window_notice(&campaign, today).map(|words| view! { <p class="notice">{words}</p> });
    view! {
        <h2 class="lead">{texts.near_you} " · " {campaign.name}</h2>
        <a class="link" href="/route">{texts.route}</a>
        {notice}
    }
    .into_any()
}

fn window_notice(campaign: &Campaign, today: Date) -> Option<String> {
    let texts = t().phone;
    let text = if campaign.is_running(today) {
        return None;
    } else if today < campaign.starts_on {
        texts.window_ahead
    } else {
        texts.window_over
    };
    Some(fill(
        text,
        &[
            &campaign.starts_on.to_string(),
            &campaign.ends_on.to_string(),
        ],
    ))
}

fn rows(page: Page, near: Vec<Row>, chosen: Memo<Option<SiteId>>) -> AnyView {
    let lang = lang();
    let rows = near.into_iter().map(|row| {
        let id = row.site.id;
        let is_done = row.done.is_some();
        // That it is to be checked is what this page is about.
        let todo = row.todo.filter(|&todo| !is_done && todo != Todo::Check);
        let todo = todo.map(|todo| view! { <b>{todo.label(lang)}</b> " · " });
        let done = row
            .done
            .map(|words| view! { <span class="chip ok">"✓ " {words}</span> });
        view! {
            <li>
                <button type="button" class="site" class:done=is_done
                    aria-pressed=move || if chosen.get() == Some(id) { "true" } else { "false" }
                    on:click=move |_| page.chosen.set(Some(id))>
                    <span class="what">
                        <strong>{site_title(&row.site)}</strong>
                        <span>{todo} {site_line(&row.site, lang)}</span>
                        {done}
                    </span>
                    <strong class="far">{row.distance}</strong>
                </button>
            </li>
        }
    });
    view! { <ul class="stack">{rows.collect_view()}</ul> }.into_any()
}

fn more(page: Page) -> AnyView {
    let texts = t().phone;
    let total = move || {
        let campaign = page.world.campaign().map(|campaign| campaign.id);
        let today = page.world.today();
        let count = |pack: &Arc<FieldPack>| sites_today(pack, campaign, today).len();
        page.world.pack.with(|pack| pack.ready().map_or(0, count))
    };
    let button = move || {
        (total() > page.shown.get()).then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| page.shown.update(|shown| *shown += 2 * PAGE)>
                    {texts.show_more}
                </button>
            }
        })
    };
    button.into_any()
}

fn actions(page: Page, near: Memo<Vec<Row>>, chosen: Memo<Option<SiteId>>) -> AnyView {
    let texts = t().phone;
    let code = move || {
        let chosen = chosen.get()?;
        near.with(|near| {
            near.iter()
                .find(|row| row.site.id == chosen)
                .map(|row| row.site.code.clone())
        })
    };
    let check = move || {
        let id = chosen.get()?;
        let words = fill(texts.check_site, &[&code()?]);
        let href = format!("/visit/{id}");
        Some(
            view! { <a class="button" href=href on:click=move |_| page.locator.hand_on()>{words}</a> },
        )
    };
    view! {
        {check}
        <a class="button outlined flag" href="/record">{texts.record_outside}</a>
    }
    .into_any()
}
