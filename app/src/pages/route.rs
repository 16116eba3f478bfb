//! `/route` «Lộ trình hôm nay»: the sites still to be visited in a good walking order, one at a time.
//!
//! The position is read once, when the officer asks for the route, and is kept only while the app is
//! open. After that the walk starts at the last check-in.

use std::{sync::Arc, time::Duration};

use leptos::{leptos_dom::helpers::set_timeout, prelude::*};

use crate::{
    components::{
        display_line::{site_distance, site_line, site_title},
        frame::{PhonePage, phone_page},
        icon::Icon,
        load::{Remote, empty, show_remote},
        locate::{Locator, use_locator},
        route_map::route_map,
        words,
        world::{World, use_world},
    },
    domain::{field_pack::FieldPack, phase::Todo, position::POOR_ACCURACY_M, site::Site},
    geo::{LonLat, walk},
    i18n::{fill, lang, t},
    paths,
    phone::day::{start_of_walk, to_visit},
    ports::Fix,
};

/// The best fix within this time is taken, a good one at once.
const LOCATE_FOR: Duration = Duration::from_secs(8);
/// Sites listed at first, and how many more at a time.
const SHOWN: usize = 12;

/// The walk.
#[derive(Debug, Clone, PartialEq)]
struct Walk {
    start: LonLat,
    /// Each site with what is to be done there and the metres to it from the one before.
    stops: Vec<(Site, Todo, f64)>,
}

#[derive(Clone, Copy)]
struct Page {
    world: World,
    locator: Locator,
    locating: RwSignal<bool>,
    walk: Memo<Option<Walk>>,
    shown: RwSignal<usize>,
}

/// The route for the day.
#[component]
pub fn RoutePage() -> impl IntoView {
    let world = use_world();
    let locating = RwSignal::new(false);
    let page = Page {
        world,
        locator: use_locator(world, locating.into()),
        locating,
        walk: Memo::new(move |_| find_walk(world)),
        shown: RwSignal::new(SHOWN),
    };
    page.stop_when_good();
    let pack = Memo::new(move |_| match world.pack.get() {
        Remote::Loading => Remote::Loading,
        Remote::Ready(pack) => Remote::Ready(Arc::as_ptr(&pack) as usize),
        Remote::Failed(error) => Remote::Failed(error),
    });
    let retry = Callback::new(move |()| world.reload_pack());
    let body = move || {
        show_remote(pack.get(), 4, Some(retry), |_| {
            let content = move || match page.walk.get() {
                None => ask(page),
                Some(walk) if walk.stops.is_empty() => all_done(),
                Some(walk) => content(page, walk),
            };
            content.into_any()
        })
    };
    phone_page(PhonePage {
        title: Signal::stored(t().phone.route.to_owned()),
        tab: None,
        back: Some(paths::CHECK_IN),
        body: body.into_any(),
        actions: actions(page),
    })
}

fn find_walk(world: World) -> Option<Walk> {
    let today = world.now.get_untracked().date();
    world.pack.with(|pack| {
        let pack = pack.ready()?;
        let campaign = world.campaign()?.id;
        world.items.with(|items| {
            let items = items.ready()?;
            let sites = to_visit(pack, items, campaign, world.today(), today);
            let start = start_of_walk(items, today, world.route_from.get())?;
            let points: Vec<_> = sites.iter().map(|(site, _)| site.point()).collect();
            let legs = walk(start, &points).into_iter();
            let stops = legs.map(|leg| {
                let (site, todo) = sites[leg.stop];
                (site.clone(), todo, leg.metres)
            });
            Some(Walk {
                start,
                stops: stops.collect(),
            })
        })
    })
}

impl Page {
    /// Looks for the position until there is a good fix, or for some seconds.
    fn locate(self) {
        self.locator.fix.set(Fix::Searching);
        self.locating.set(true);
        set_timeout(move || self.take_fix(), LOCATE_FOR);
    }

    fn stop_when_good(self) {
        Effect::new(move |_| {
            let good = match self.locator.fix.get() {
                Fix::Best(position) => position
                    .accuracy_m
                    .is_some_and(|metres| metres <= POOR_ACCURACY_M),
                Fix::Denied | Fix::Unavailable => true,
                Fix::Searching => false,
            };
            if good && self.locating.get_untracked() {
                self.take_fix();
            }
        });
    }

    fn take_fix(self) {
        if self.locating.try_get_untracked() != Some(true) {
            return;
        }
        if let Fix::Best(position) = self.locator.fix.get_untracked() {
            self.start_at(position.point());
        }
        self.locating.set(false);
    }

    fn start_at(self, point: LonLat) {
        let now = self.world.now.get_untracked();
        self.world.route_from.set(Some((point, now)));
    }

    /// The first site by its code, for who can't be located.
    fn first_site(self) -> Option<Site> {
        let first = |pack: &Arc<FieldPack>| {
            let campaign = self.world.campaign()?.id;
            let sites = pack.sites.iter().filter(|site| site.campaign == campaign);
            sites.min_by(|a, b| a.code.cmp(&b.code)).cloned()
        };
        self.world.pack.with(|pack| pack.ready().and_then(first))
    }
}

fn ask(page: Page) -> AnyView {
    let texts = t().phone;
    let words = move || match (page.locating.get(), page.locator.fix.get()) {
        (true, _) => texts.position_searching,
        (false, Fix::Denied | Fix::Unavailable) => texts.route_no_position,
        _ => texts.route_ask,
    };
    view! {
        <section class="note" role="status"><p>{words}</p></section>
    }
    .into_any()
}

fn all_done() -> AnyView {
    let texts = t().phone;
    empty(
        Icon::Tick,
        texts.route_done_title,
        texts.route_done_hint,
        (),
    )
}

fn content(page: Page, walk: Walk) -> AnyView {
    let (texts, lang) = (t().phone, lang());
    let points: Vec<_> = walk.stops.iter().map(|stop| stop.0.point()).collect();
    let start = walk.start;
    let map = move || {
        let geo = page.world.geo.get()?;
        Some(route_map(&geo, start, &points))
    };
    let total: f64 = walk.stops.iter().map(|stop| stop.2).sum();
    let count = walk.stops.len();
    let lead = fill(
        texts.route_total,
        &[&count.to_string(), &words::distance(total, lang)],
    );
    let todos = Todo::ALL.iter().filter_map(|&todo| {
        let count = walk.stops.iter().filter(|stop| stop.1 == todo).count();
        (count > 0).then(|| view! { <span class="chip">{todo.label(lang)} " · " {count}</span> })
    });
    let todos = todos.collect_view();
    let rows = walk
        .stops
        .into_iter()
        .take(page.shown.get())
        .enumerate()
        .map(|(index, (site, todo, metres))| row(index, &site, todo, metres));
    let more = (count > page.shown.get()).then(|| {
        view! {
            <button type="button" class="link" on:click=move |_| page.shown.update(|shown| *shown += SHOWN)>
                {texts.show_more}
            </button>
        }
    });
    view! {
        {map}
        <h2 class="lead">{lead}</h2>
        <p class="chips">{todos}</p>
        <ol class="stack dense">{rows.collect_view()}</ol>
        {more}
        <p class="hint">{texts.route_hint}</p>
    }
    .into_any()
}

fn row(index: usize, site: &Site, todo: Todo, metres: f64) -> AnyView {
    let current = (index == 0).then_some("step");
    view! {
        <li><a class="site" aria-current=current href=format!("/visit/{}", site.id)>
            <strong class="number">{index + 1}</strong>
            <span class="what">
                <strong>{site_title(site)}</strong>
                <span><b>{todo.label(lang())}</b> " · " {site_line(site, lang())}</span>
            </span>
            <strong class="far">{site_distance(site, words::distance(metres, lang()))}</strong>
        </a></li>
    }
    .into_any()
}

/// One thing to do: the next site; before that, the start.
fn actions(page: Page) -> AnyView {
    let texts = t().phone;
    let content = move || match page.walk.get() {
        Some(walk) => {
            let (site, _, metres) = walk.stops.into_iter().next()?;
            let far = words::distance(metres, lang());
            let words = fill(texts.route_next, &[&site.code, &far]);
            Some(
                view! {
                    <a class="button" href=format!("/visit/{}", site.id)>{words}</a>
                    {locate_button(page, "button outlined", texts.route_again)}
                }
                .into_any(),
            )
        }
        None => {
            let denied = matches!(page.locator.fix.get(), Fix::Denied | Fix::Unavailable);
            let from_first = denied.then(|| page.first_site()).flatten().map(|site| {
                let words = fill(texts.route_from_site, &[&site.code]);
                let point = site.point();
                view! {
                    <button type="button" class="button outlined" on:click=move |_| page.start_at(point)>{words}</button>
                }
            });
            Some(
                view! { {locate_button(page, "button", texts.route_start)} {from_first} }
                    .into_any(),
            )
        }
    };
    content.into_any()
}

fn locate_button(page: Page, class: &'static str, words: &'static str) -> AnyView {
    view! {
        <button type="button" class=class disabled=move || page.locating.get()
            on:click=move |_| page.locate()>{words}</button>
    }
    .into_any()
}
