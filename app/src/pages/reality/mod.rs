//! `/areas/reality`: the plan of a campaign against reality, by area, street, unit or message.

mod choice;
mod picks;
mod table;

use leptos::prelude::*;

use self::{
    choice::{Shown, use_shown},
    picks::{groupings, picks},
    table::table,
};
use super::areas::tabs::{Tab, tabs};
use crate::{
    api,
    components::{
        desk::{
            reference::Reference,
            shell::{DeskPage, Place, desk_page},
        },
        icon::Icon,
        load::{empty, failure, skeleton},
    },
    domain::{campaign::Campaign, phase::Phase, reality::RealityBoard},
    error::AppResult,
    i18n::{
        fill, lang,
        reality::{days_left, reality},
        t,
    },
};

/// The board; none while there is no campaign.
type Board = Option<(Campaign, RealityBoard)>;

/// The page.
pub struct RealityPage;

impl RealityPage {
    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let reference = Reference::load();
        let shown = use_shown();
        let board = Resource::new(
            move || shown.get(),
            move |shown| find_board(reference, shown),
        );
        let (texts, desk) = (reality(), t().desk);
        let retry = Callback::new(move |()| board.refetch());
        let body = view! {
            {tabs(Tab::Reality, move || shown.with(|shown| shown.campaign))}
            <div class="page-head">
                <h1>{texts.title}</h1>
                {picks(reference, shown)}
            </div>
            {groupings(shown)}
            <Transition fallback=|| skeleton(8)>
                {move || Suspend::new(async move {
                    match board.await {
                        Ok(Some((campaign, board))) => draw(&shown.get_untracked(), &campaign, board),
                        Ok(None) => empty(Icon::Banner, desk.no_campaign, desk.no_campaign_hint, ()),
                        Err(error) => failure(&error, Some(retry)),
                    }
                })}
            </Transition>
        };
        desk_page(
            reference,
            DeskPage {
                place: Place::Areas,
                title: texts.title.to_owned(),
                class: "",
                state: ().into_any(),
                body: body.into_any(),
            },
        )
    }
}

async fn find_board(reference: Reference, shown: Shown) -> AppResult<Board> {
    let campaigns = reference.campaigns.await?;
    let Some(campaign) = shown.campaign(&campaigns) else {
        return Ok(None);
    };
    let query = shown.query;
    let (area, unit) = (query.area, query.unit);
    let board =
        api::reality::find_reality_board(campaign.id, query.by, area, unit, query.message).await?;
    Ok(Some((campaign.clone(), board)))
}

fn draw(shown: &Shown, campaign: &Campaign, board: RealityBoard) -> AnyView {
    let texts = reality();
    let facts = facts(campaign, &board);
    let content = if board.rows.is_empty() {
        empty(Icon::Search, texts.nothing, texts.nothing_hint, ())
    } else {
        view! { {summary(shown, campaign, &board)} {table(shown, campaign, board)} }.into_any()
    };
    view! { {facts} {content} }.into_any()
}

fn facts(campaign: &Campaign, board: &RealityBoard) -> AnyView {
    let (texts, desk, lang) = (reality(), t().desk, lang());
    let (starts, ends) = (campaign.starts_on.to_string(), campaign.ends_on.to_string());
    let phase = match board.phase {
        Phase::Before => fill(texts.phase_before, &[&starts]),
        Phase::During => fill(texts.phase_during, &[&ends]),
        Phase::After => fill(texts.phase_after, &[&ends]),
    };
    let due = [
        campaign.report_due_on.to_string(),
        days_left(board.days_left, lang),
    ];
    let due = fill(texts.due, &due.each_ref().map(String::as_str));
    let late = if board.days_left > 0 {
        "chip"
    } else {
        "chip warn"
    };
    let sample = campaign
        .sample
        .then(|| view! { <span class="chip">{t().common.sample}</span> });
    view! {
        <div class="campaign-facts">
            <p><strong>{campaign.name.clone()}</strong></p>
            <p class="hint">{fill(desk.window, &[&starts, &ends])}</p>
            <span class="chip ok">{phase}</span>
            <span class=late>{due}</span>
            {sample}
        </div>
    }
    .into_any()
}

fn summary(shown: &Shown, campaign: &Campaign, board: &RealityBoard) -> AnyView {
    let (texts, total) = (reality(), &board.total);
    let words = |text: &str, counts: &[i64]| {
        let counts: Vec<_> = counts.iter().map(ToString::to_string).collect();
        let counts: Vec<_> = counts.iter().map(String::as_str).collect();
        fill(text, &counts)
    };
    let first = [
        total.planned,
        total.hung,
        total.missing,
        total.wrong,
        total.extra,
    ];
    let after = (board.phase == Phase::After).then(|| {
        let counts = [total.to_remove, total.removed, total.to_verify];
        view! { <p class="figure">{words(texts.summary_after, &counts)}</p> }
    });
    let files = [("csv", "CSV"), ("xlsx", "XLSX")].map(|(extension, name)| {
        let href = shown.file(campaign.id, extension);
        let label = fill(texts.download, &[name]);
        view! { <a class="download" href=href download="" rel="external" aria-label=label>{name}</a> }
    });
    view! {
        <div class="board-summary card">
            <div>
                {after}
                <p class="figure">{words(texts.summary, &first)}</p>
                <p class="hint">{texts.sums}</p>
            </div>
            <div class="downloads">{files.into_iter().collect_view()}</div>
        </div>
    }
    .into_any()
}
