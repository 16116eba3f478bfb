//! `/records`: the same records as the map, as a list; and each record on a page of its own.

mod one;
mod table;

pub use one::{FlagPage, PlacementPage};

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use self::table::{flag_table, placement_table};
use crate::{
    api::{self, to_query},
    components::{
        desk::{
            filter::{Filter, use_filter},
            filter_bar::{FilterBar, filter_bar},
            reference::{Names, Reference},
            shell::{DeskPage, Place, desk_page},
        },
        icon::Icon,
        load::{empty, failure, skeleton},
    },
    domain::{flag::Flag, placement::Placement, query::Page, record::RecordKind},
    error::{AppError, AppResult},
    i18n::{fill, lang, t},
    paths,
};

const ROWS: u32 = 50;

/// One page of the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Rows {
    Placements(Page<Placement>),
    Flags(Page<Flag>),
}

/// The list.
pub struct RecordsPage {
    reference: Reference,
    filter: Memo<Filter>,
    problem: Memo<Option<AppError>>,
    rows: Resource<AppResult<Rows>>,
}

impl RecordsPage {
    fn load() -> Self {
        let reference = Reference::load();
        let (filter, problem) = use_filter();
        let rows = Resource::new(
            move || filter.get(),
            move |filter| find_rows(reference, filter),
        );
        Self {
            reference,
            filter,
            problem,
            rows,
        }
    }

    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self::load();
        let texts = t().desk;
        let bar = FilterBar {
            reference: this.reference,
            filter: this.filter,
            path: paths::RECORDS,
            statuses: |filter| {
                (
                    filter.record != RecordKind::Flag,
                    filter.record == RecordKind::Flag,
                )
            },
        };
        let body = view! {
            <div class="page-head">
                <h1>{texts.records}</h1>
                {switch(this.filter)}
            </div>
            {filter_bar(bar)}
            {problem_note(this.problem)}
            <section class="results" aria-live="polite" aria-busy="false">{results(&this)}</section>
        };
        desk_page(
            this.reference,
            DeskPage {
                place: Place::Records,
                title: texts.records.to_owned(),
                class: "",
                state: ().into_any(),
                body: body.into_any(),
            },
        )
    }
}

async fn find_rows(reference: Reference, filter: Filter) -> AppResult<Rows> {
    let mut request = filter.to_request(&reference.campaigns.await?);
    request.limit.get_or_insert(ROWS);
    let query = to_query(&request);
    match filter.record {
        RecordKind::Flag => api::flag::list_flags(query).await.map(Rows::Flags),
        _ => api::placement::list_placements(query)
            .await
            .map(Rows::Placements),
    }
}

/// What is wrong with the address, in words.
pub fn problem_note(problem: Memo<Option<AppError>>) -> impl IntoView {
    let (lang, texts) = (lang(), t().desk);
    move || {
        problem.get().map(|error| {
            view! { <p class="error" role="alert">{fill(texts.filter_wrong, &[&error.message(lang)])}</p> }
        })
    }
}

/// Placements or flags.
fn switch(filter: Memo<Filter>) -> impl IntoView {
    let texts = t().desk;
    let link = move |record: RecordKind, label: &'static str| {
        let href = move || {
            let next = filter.get().with(|filter| {
                filter.record = record;
                filter.query.status.clear();
            });
            next.address(paths::RECORDS)
        };
        let current = move || {
            filter
                .with(|filter| filter.record == record)
                .then_some("true")
        };
        view! { <a class="segment" href=href aria-current=current>{label}</a> }
    };
    view! {
        <nav class="segments" aria-label=texts.records_of>
            {link(RecordKind::Placement, texts.placements_group)}
            {link(RecordKind::Flag, texts.flags_group)}
        </nav>
    }
}

fn results(page: &RecordsPage) -> impl IntoView + use<> {
    let (reference, filter, rows) = (page.reference, page.filter, page.rows);
    let retry = Callback::new(move |()| rows.refetch());
    view! {
        <Transition fallback=|| skeleton(8)>
            {move || Suspend::new(async move {
                let names = reference.names().await;
                match (names, rows.await) {
                    (Ok(names), Ok(rows)) => draw(rows, &names, &filter.get_untracked()),
                    (Err(error), _) | (_, Err(error)) => failure(&error, Some(retry)),
                }
            })}
        </Transition>
    }
}

fn draw(rows: Rows, names: &Names, filter: &Filter) -> AnyView {
    let (count, next) = match &rows {
        Rows::Placements(page) => (page.items.len(), page.next.clone()),
        Rows::Flags(page) => (page.items.len(), page.next.clone()),
    };
    if count == 0 {
        let texts = t().desk;
        let clear = view! { <a class="button outlined small" href=filter.cleared().address(paths::RECORDS)>{texts.clear}</a> };
        return empty(
            Icon::Search,
            texts.nothing_here,
            texts.nothing_here_hint,
            clear,
        );
    }
    let table = match rows {
        Rows::Placements(page) => placement_table(page.items, names, filter),
        Rows::Flags(page) => flag_table(page.items, names, filter),
    };
    view! { {table} {pager(count, next, filter)} }.into_any()
}

fn pager(count: usize, next: Option<String>, filter: &Filter) -> AnyView {
    let texts = t().desk;
    let first = filter
        .query
        .next
        .is_some()
        .then(|| filter.with(|_| ()).address(paths::RECORDS));
    let next = next.map(|next| {
        filter
            .with(|filter| filter.query.next = Some(next))
            .address(paths::RECORDS)
    });
    view! {
        <nav class="pager" aria-label=texts.next_page>
            <p class="hint" role="status">{fill(texts.rows, &[&count.to_string()])}</p>
            {first.map(|href| view! { <a class="button outlined small" href=href>{texts.first_page}</a> })}
            {next.map(|href| view! { <a class="button outlined small brand" rel="next" href=href>{texts.next_page}</a> })}
        </nav>
    }
    .into_any()
}
