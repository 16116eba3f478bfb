//! The two boards of a campaign, as tabs: progress by area, and the plan against reality.

use leptos::prelude::*;

use crate::{
    domain::ids::CampaignId,
    i18n::{reality::reality, t},
    paths,
};

/// A board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Progress by area.
    Areas,
    /// The plan against reality.
    Reality,
}

/// Draws the tabs; the campaign that was chosen stays.
pub fn tabs(
    current: Tab,
    campaign: impl Fn() -> Option<CampaignId> + Copy + Send + Sync + 'static,
) -> AnyView {
    let tab = |tab, path: &'static str, name: &'static str| {
        let href = move || match campaign() {
            Some(id) => format!("{path}?campaign={id}"),
            None => path.to_owned(),
        };
        let current = (tab == current).then_some("page");
        view! { <a href=href aria-current=current>{name}</a> }.into_any()
    };
    view! {
        <nav class="board-tabs" aria-label=reality().tabs>
            {tab(Tab::Areas, paths::AREAS, t().desk.board)}
            {tab(Tab::Reality, paths::REALITY, reality().title)}
        </nav>
    }
    .into_any()
}
