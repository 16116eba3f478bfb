//! `/work`: what waits for the person, oldest first, by keyboard too. Placements can be verified together; flags are decided
//! one by one, on their own page.

mod bulk;
mod keys;
mod rows;

use leptos::prelude::*;

use self::{bulk::Bulk, keys::Keys, rows::rows};
use crate::{
    api,
    components::{
        desk::{
            reference::{Names, Reference},
            shell::{DeskPage, Place, desk_page},
            shortcuts::{Shortcut, shortcut_list},
        },
        load::{failure, skeleton},
    },
    domain::{
        notification::due_line,
        worklist::{Due, Worklist},
    },
    error::AppResult,
    i18n::{lang, work::work},
};

/// The page.
pub struct WorkPage {
    reference: Reference,
    list: Resource<AppResult<Worklist>>,
}

impl WorkPage {
    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self {
            reference: Reference::load(),
            list: Resource::new(|| (), |()| api::worklist::find_worklist()),
        };
        this.draw()
    }

    fn draw(self) -> AnyView {
        let texts = work();
        let Self { reference, list } = self;
        let retry = Callback::new(move |()| list.refetch());
        let bulk = Bulk::new(retry);
        let keys = Keys::listen(bulk);
        let body = view! {
            <div class="page-head"><h1>{texts.title}</h1></div>
            <p class="work-said" role="status">{move || bulk.said.get()}</p>
            <Transition fallback=|| skeleton(8)>
                {move || Suspend::new(async move {
                    match (reference.names().await, list.await) {
                        (Ok(names), Ok(list)) => lists(list, &names, bulk, keys),
                        (Err(error), _) | (_, Err(error)) => failure(&error, Some(retry)),
                    }
                })}
            </Transition>
        };
        let page = DeskPage {
            place: Place::Work,
            title: texts.title.to_owned(),
            class: "",
            state: ().into_any(),
            body: body.into_any(),
        };
        desk_page(reference, page)
    }
}

fn lists(list: Worklist, names: &Names, bulk: Bulk, keys: Keys) -> AnyView {
    let due: Vec<_> = list.due.iter().map(due_chip).collect();
    let due = (!due.is_empty()).then(|| view! { <ul class="work-due">{due}</ul> });
    view! {
        {due}
        {rows(list, names, bulk, keys)}
        {shortcuts()}
    }
    .into_any()
}

fn due_chip(due: &Due) -> AnyView {
    let class = if due.days > 0 { "chip" } else { "chip warn" };
    view! { <li><span class=class>{due_line(due, lang())}</span></li> }.into_any()
}

fn shortcuts() -> AnyView {
    let texts = work();
    let rows = [
        ("J K", texts.keys_move),
        ("Enter", texts.keys_open),
        ("X", texts.keys_mark),
        ("V", texts.keys_verify),
    ];
    let rows = rows.map(|(keys, words)| Shortcut { keys, words });
    view! {
        {shortcut_list(rows.to_vec(), true)}
        <p class="hint">{texts.one_by_one}</p>
    }
    .into_any()
}
