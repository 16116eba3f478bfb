//! `/areas`: how far a campaign is in each area, what is missing, and the reports.

mod board;
pub mod tabs;

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use self::{
    board::board,
    tabs::{Tab, tabs},
};
use crate::{
    api,
    components::{
        desk::{
            choice::{Choice, Entry, choice},
            filter::{Filter, use_filter},
            reference::Reference,
            shell::{DeskPage, Place, desk_page},
        },
        icon::Icon,
        load::{empty, failure, skeleton},
    },
    domain::{board::AreaBoard, campaign::Campaign},
    error::AppResult,
    i18n::{fill, t},
    paths,
};

/// The board; none while there is no campaign.
type Board = Option<(Campaign, AreaBoard)>;

/// The board of areas.
pub struct AreasPage {
    reference: Reference,
    filter: Memo<Filter>,
    board: Resource<AppResult<Board>>,
}

impl AreasPage {
    fn load() -> Self {
        let reference = Reference::load();
        let (filter, _) = use_filter();
        let board = Resource::new(
            move || filter.get(),
            move |filter| find_board(reference, filter),
        );
        Self {
            reference,
            filter,
            board,
        }
    }

    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self::load();
        let texts = t().desk;
        let (reference, board) = (this.reference, this.board);
        let retry = Callback::new(move |()| board.refetch());
        let filter = this.filter;
        let body = view! {
            {tabs(Tab::Areas, move || filter.with(|filter| filter.query.campaign))}
            <div class="page-head">
                <h1>{texts.board}</h1>
                {campaign_choice(this.reference, this.filter)}
            </div>
            <Transition fallback=|| skeleton(6)>
                {move || Suspend::new(async move {
                    match board.await {
                        Ok(Some((campaign, board))) => draw(campaign, board),
                        Ok(None) => empty(Icon::Banner, texts.no_campaign, texts.no_campaign_hint, ()),
                        Err(error) => failure(&error, Some(retry)),
                    }
                })}
            </Transition>
        };
        desk_page(
            reference,
            DeskPage {
                place: Place::Areas,
                title: texts.areas.to_owned(),
                class: "",
                state: ().into_any(),
                body: body.into_any(),
            },
        )
    }
}

async fn find_board(reference: Reference, filter: Filter) -> AppResult<Board> {
    let campaigns = reference.campaigns.await?;
    let Some(campaign) = filter.campaign(&campaigns).or(campaigns.first()) else {
        return Ok(None);
    };
    let board = api::area::find_area_board(campaign.id).await?;
    Ok(Some((campaign.clone(), board)))
}

fn campaign_choice(reference: Reference, filter: Memo<Filter>) -> impl IntoView {
    let texts = t().desk;
    let navigate = StoredValue::new(use_navigate());
    let pick = Callback::new(move |value: String| {
        let next = filter
            .get_untracked()
            .with(|filter| filter.query.campaign = value.parse().ok());
        navigate.with_value(|navigate| {
            navigate(&next.address(paths::AREAS), NavigateOptions::default())
        });
    });
    view! {
        <form class="desk-picks" method="get" action=paths::AREAS>
            <Suspense fallback=|| view! { <span class="desk-pick bone"></span> }>
                {move || Suspend::new(async move {
                    let campaigns = reference.campaigns.await.unwrap_or_default();
                    let entry = |campaign: &Campaign| Entry::new(campaign.id.to_string(), campaign.name.clone());
                    let entries: Vec<_> = campaigns.iter().map(entry).collect();
                    let current = Signal::derive(move || {
                        filter.with(|filter| filter.campaign(&campaigns).map(|campaign| campaign.id.to_string()))
                            .unwrap_or_default()
                    });
                    let name = "campaign";
                    choice(Choice { name, label: texts.campaign, entries: Signal::stored(entries), current, on_pick: pick })
                })}
            </Suspense>
            <noscript><button class="button small">{texts.apply}</button></noscript>
        </form>
    }
}

fn draw(campaign: Campaign, areas: AreaBoard) -> AnyView {
    let texts = t().desk;
    let window = [campaign.starts_on.to_string(), campaign.ends_on.to_string()];
    let sample = campaign
        .sample
        .then(|| view! { <span class="chip">{t().common.sample}</span> });
    let content = if areas.rows.is_empty() {
        empty(Icon::Search, texts.no_areas, texts.no_areas_hint, ())
    } else {
        board(&campaign, areas.rows)
    };
    view! {
        <div class="campaign-facts">
            <p><strong>{campaign.name.clone()}</strong></p>
            <p class="hint">
                {fill(texts.window, &[&window[0], &window[1]])} " · "
                {fill(texts.report_due, &[&campaign.report_due_on.to_string()])} " · " {campaign.document_no.clone()}
            </p>
            {sample}
        </div>
        {content}
    }
    .into_any()
}
