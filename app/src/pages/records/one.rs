//! `/records/placements/:id` and `/records/flags/:id`: one record, for those who don't use the map.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

use crate::{
    components::desk::{
        detail::{Detail, show_detail},
        filter::{Filter, use_filter},
        reference::Reference,
        shell::{DeskPage, Place, desk_page},
    },
    domain::record::RecordKind,
    error::{AppError, AppResult},
    i18n::t,
    paths,
};

struct OneRecord {
    record: RecordKind,
    reference: Reference,
    filter: Memo<Filter>,
    id: Memo<Option<Uuid>>,
    detail: Resource<Option<AppResult<Detail>>>,
}

impl OneRecord {
    fn load(record: RecordKind) -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params.with(|params| params.get("id").and_then(|id| id.parse().ok()))
        });
        let detail = Resource::new(
            move || id.get(),
            move |id| async move {
                Some(match id {
                    Some(id) => Detail::find(record, id).await,
                    None => Err(AppError::NotFound),
                })
            },
        );
        let (filter, _) = use_filter();
        Self {
            record,
            reference: Reference::load(),
            filter,
            id,
            detail,
        }
    }

    fn draw(self) -> AnyView {
        let texts = t().desk;
        let Self {
            record,
            reference,
            filter,
            id,
            detail,
        } = self;
        let title = if record == RecordKind::Flag {
            texts.flag
        } else {
            texts.placement
        };
        let changed = Callback::new(move |()| detail.refetch());
        let list = move || filter.get().address(paths::RECORDS);
        let map = move || {
            let open = id.get().map(|id| (record, id));
            filter
                .with(|filter| filter.with(|filter| filter.open = open))
                .address(paths::MAP)
        };
        let body = view! {
            <h1 class="visually-hidden">{title}</h1>
            <nav class="page-head" aria-label=title>
                <a class="button outlined small" href=list>{texts.back_to_list}</a>
                <a class="button outlined small" href=map>{texts.show_on_map}</a>
            </nav>
            <div class="card one-record">{show_detail(reference, detail, changed)}</div>
        };
        let page = DeskPage {
            place: Place::Records,
            title: title.to_owned(),
            class: "",
            state: ().into_any(),
            body: body.into_any(),
        };
        desk_page(reference, page)
    }
}

/// One placement.
pub struct PlacementPage(OneRecord);

impl PlacementPage {
    fn load() -> Self {
        Self(OneRecord::load(RecordKind::Placement))
    }

    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self::load();
        this.0.draw()
    }
}

/// One flag.
pub struct FlagPage(OneRecord);

impl FlagPage {
    fn load() -> Self {
        Self(OneRecord::load(RecordKind::Flag))
    }

    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self::load();
        this.0.draw()
    }
}
