//! What pages and the API ask of the server.

use std::sync::Arc;

use async_trait::async_trait;
use leptos::prelude::use_context;
use uuid::Uuid;

use crate::{
    domain::{
        account::{AccountRow, Me},
        area::{AreaName, BoundarySet},
        board::AreaBoard,
        campaign::Campaign,
        check_in::CheckIn,
        event::HistoryEntry,
        field_pack::FieldPack,
        flag::{Flag, FlagTransition},
        given::Given,
        ground::Ground,
        ids::{CampaignId, CheckInId, FlagId, PlacementId, SiteId},
        map::{MapView, Overview},
        notification::{Digest, NotificationSettings, NotificationState},
        past::DayCounts,
        place::Places,
        placement::{Placement, PlacementTransition},
        query::{Page, RecordQuery},
        reality::{RealityBoard, RealityQuery},
        record::{RecordKind, Version},
        site::Site,
        unit::Unit,
        worklist::Worklist,
    },
    error::{AppError, AppResult},
};

/// What pages and `/api/v1` ask of the server. Every method checks role and area itself.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Who is signed in.
    async fn me(&self) -> AppResult<Me>;
    /// Campaigns, newest window first.
    async fn list_campaigns(&self) -> AppResult<Vec<Campaign>>;
    /// One campaign.
    async fn find_campaign(&self, id: CampaignId) -> AppResult<Campaign>;
    /// Units that hang, by name.
    async fn list_units(&self) -> AppResult<Vec<Unit>>;
    /// Grounds of flags, by code.
    async fn list_grounds(&self) -> AppResult<Vec<Ground>>;
    /// Areas of a boundary set, by code; only those the reader answers for.
    async fn list_areas(&self, set: BoundarySet) -> AppResult<Vec<AreaName>>;
    /// Everything the officer's phone needs to work offline.
    async fn field_pack(&self) -> AppResult<FieldPack>;

    /// Planned sites. `status` filters by the placement's.
    async fn list_sites(&self, query: RecordQuery) -> AppResult<Page<Site>>;
    /// One site.
    async fn find_site(&self, id: SiteId) -> AppResult<Site>;
    /// Placements, those that are only planned too.
    async fn list_placements(&self, query: RecordQuery) -> AppResult<Page<Placement>>;
    /// One placement.
    async fn find_placement(&self, id: PlacementId) -> AppResult<Placement>;
    /// Check-ins. `status` filters by condition.
    async fn list_check_ins(&self, query: RecordQuery) -> AppResult<Page<CheckIn>>;
    /// One check-in.
    async fn find_check_in(&self, id: CheckInId) -> AppResult<CheckIn>;
    /// Flags the reader may see.
    async fn list_flags(&self, query: RecordQuery) -> AppResult<Page<Flag>>;
    /// One flag.
    async fn find_flag(&self, id: FlagId) -> AppResult<Flag>;
    /// A record's history, oldest first.
    async fn list_history(&self, record: RecordKind, id: Uuid) -> AppResult<Vec<HistoryEntry>>;

    /// What waits for the reader.
    async fn worklist(&self) -> AppResult<Worklist>;
    /// What the reader chose to be told of.
    async fn notification_state(&self) -> AppResult<NotificationState>;
    /// Changes what the reader chose to be told of.
    async fn update_notification_settings(
        &self,
        settings: NotificationSettings,
    ) -> AppResult<NotificationState>;
    /// What is new since the reader looked last.
    async fn digest(&self) -> AppResult<Digest>;
    /// The reader has looked at the worklist.
    async fn mark_digest_seen(&self) -> AppResult<()>;
    /// Takes a step of a flag's workflow, if it is still at the version that the person has `seen`.
    async fn take_flag_step(
        &self,
        id: FlagId,
        step: FlagTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Flag>;
    /// Takes a step of a placement's workflow, if it is still at the version that the person has `seen`.
    async fn take_placement_step(
        &self,
        id: PlacementId,
        step: PlacementTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Placement>;

    /// What the map draws at `zoom` (0–22) inside the query's box.
    async fn map_view(&self, query: RecordQuery, zoom: u8) -> AppResult<MapView>;
    /// Where the placements and flags of a query lie, of those the reader may see.
    async fn map_overview(&self, query: RecordQuery) -> AppResult<Overview>;
    /// How many placements of a query were in each state at the end of each day of its campaign.
    async fn list_days(&self, query: RecordQuery) -> AppResult<Vec<DayCounts>>;
    /// Places that a text may mean: sites of the campaign that the reader may see, areas of its boundary set, streets.
    async fn find_places(&self, text: String, campaign: Option<CampaignId>) -> AppResult<Places>;
    /// The board of a campaign, for the areas the reader answers for.
    async fn area_board(&self, campaign: CampaignId) -> AppResult<AreaBoard>;
    /// The plan of a campaign against reality, in the areas the reader answers for.
    async fn reality_board(
        &self,
        campaign: CampaignId,
        query: RealityQuery,
    ) -> AppResult<RealityBoard>;
    /// Accounts, for the administrator.
    async fn list_accounts(&self) -> AppResult<Vec<AccountRow>>;
}

/// The request's backend. The server puts it into context; the browser has none.
///
/// # Errors
/// [`AppError::Internal`] where there is none.
pub fn backend() -> AppResult<Arc<dyn Backend>> {
    use_context::<Arc<dyn Backend>>().ok_or(AppError::Internal)
}
