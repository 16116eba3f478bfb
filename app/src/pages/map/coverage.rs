//! Areas coloured by how much of their plan hangs or is checked. The numbers are the board's own; the board is the same for those
//! who can't use the map.

use leptos::prelude::*;

use super::Desk;
use crate::{
    api,
    components::load::failure,
    domain::{
        board::AreaBoard,
        campaign::Campaign,
        coverage::{Coverage, STEPS, range, step},
    },
    error::AppResult,
    i18n::{fill, lang, map::map},
};

/// Draws the choice, the legend in words, and the areas on the map for as long as it is there.
pub fn coverage(desk: Desk) -> AnyView {
    let board = LocalResource::new(move || {
        desk.news.track();
        let campaign = desk.campaign();
        async move {
            let campaign: Campaign = campaign?;
            let board = api::area::find_area_board(campaign.id).await;
            Some(board.map(|board| (campaign, board)))
        }
    });
    let which = Memo::new(move |_| desk.filter.with(|filter| filter.coverage));
    colour(desk, board, which);
    let texts = map();
    let content = move || {
        let which = which.get()?;
        Some(match board.get()? {
            None => view! { <p class="hint">{texts.coverage_no_campaign}</p> }.into_any(),
            Some(Err(error)) => failure(&error, None),
            Some(Ok((campaign, board))) => view! {
                {legend(which, &board)}
                <a class="tool-link" href=format!("/areas?campaign={}", campaign.id)>{texts.coverage_table}</a>
            }
            .into_any(),
        })
    };
    view! {
        {choice(desk, which)}
        {content}
    }
    .into_any()
}

/// Has the map colour the areas.
fn colour(
    desk: Desk,
    board: LocalResource<Option<AppResult<(Campaign, AreaBoard)>>>,
    which: Memo<Option<Coverage>>,
) {
    Effect::new(move |_| {
        let (Some(which), Some(Some(Ok((_, board))))) = (which.get(), board.get()) else {
            return;
        };
        // The map may be drawn later than the board is there.
        desk.stage.track();
        let value = drawn(which, &board);
        desk.with_map(|map| map.tell("coverage", &value));
    });
}

/// What the map's tool reads: per cent and step by area.
fn drawn(which: Coverage, board: &AreaBoard) -> String {
    let rows = board.rows.iter().filter_map(|row| {
        let percent = which.of(row)?;
        Some((
            row.code.to_string(),
            serde_json::json!([percent, step(percent)]),
        ))
    });
    serde_json::Value::Object(rows.collect()).to_string()
}

fn choice(desk: Desk, which: Memo<Option<Coverage>>) -> AnyView {
    let go = desk.goer();
    let buttons = Coverage::ALL.iter().map(|&one| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || (which.get() == Some(one)).to_string()
                on:click=move |_| go(desk.filter.get_untracked().with(|filter| filter.coverage = Some(one)), true)
            >{one.label(lang())}</button>
        }
    });
    view! { <div class="segments" role="group" aria-label=map().coverage_of>{buttons.collect_view()}</div> }
        .into_any()
}

fn legend(which: Coverage, board: &AreaBoard) -> AnyView {
    let texts = map();
    let steps: Vec<_> = board
        .rows
        .iter()
        .map(|row| which.of(row).map(step))
        .collect();
    let line = |of: Option<u8>, class: String, words: String| {
        let count = steps.iter().filter(|step| **step == of).count();
        view! {
            <li>
                <span class=class aria-hidden="true"></span>
                <span>{words}</span>
                <span class="hint">{fill(texts.coverage_areas, &[&count.to_string()])}</span>
            </li>
        }
    };
    let lines = (0..STEPS).rev().map(|step| {
        let (first, last) = range(step);
        let words = fill(
            texts.coverage_step,
            &[&first.to_string(), &last.to_string()],
        );
        line(Some(step), format!("swatch step-{step}"), words)
    });
    view! {
        <ul class="coverage-legend">
            {lines.collect_view()}
            {line(None, "swatch".to_owned(), texts.coverage_none.to_owned())}
        </ul>
    }
    .into_any()
}
