//! [`Service`] as the pages' `Backend`: each method is the noun's own.

use app::{
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
    error::AppResult,
    ports::Backend,
};
use async_trait::async_trait;
use uuid::Uuid;

use super::Service;

#[async_trait]
impl Backend for Service {
    async fn me(&self) -> AppResult<Me> {
        self.signed_in()
    }

    async fn list_campaigns(&self) -> AppResult<Vec<Campaign>> {
        self.campaigns().await
    }

    async fn find_campaign(&self, id: CampaignId) -> AppResult<Campaign> {
        self.campaign(id).await
    }

    async fn list_units(&self) -> AppResult<Vec<Unit>> {
        self.units().await
    }

    async fn list_grounds(&self) -> AppResult<Vec<Ground>> {
        self.grounds().await
    }

    async fn list_areas(&self, set: BoundarySet) -> AppResult<Vec<AreaName>> {
        self.areas(set)
    }

    async fn field_pack(&self) -> AppResult<FieldPack> {
        self.pack().await
    }

    async fn list_sites(&self, query: RecordQuery) -> AppResult<Page<Site>> {
        self.sites(query).await
    }

    async fn find_site(&self, id: SiteId) -> AppResult<Site> {
        self.site(id).await
    }

    async fn list_placements(&self, query: RecordQuery) -> AppResult<Page<Placement>> {
        self.placements(query).await
    }

    async fn find_placement(&self, id: PlacementId) -> AppResult<Placement> {
        self.placement(id).await
    }

    async fn list_check_ins(&self, query: RecordQuery) -> AppResult<Page<CheckIn>> {
        self.check_ins(query).await
    }

    async fn find_check_in(&self, id: CheckInId) -> AppResult<CheckIn> {
        self.check_in(id).await
    }

    async fn list_flags(&self, query: RecordQuery) -> AppResult<Page<Flag>> {
        self.flags(query).await
    }

    async fn find_flag(&self, id: FlagId) -> AppResult<Flag> {
        self.flag(id).await
    }

    async fn list_history(&self, record: RecordKind, id: Uuid) -> AppResult<Vec<HistoryEntry>> {
        self.history(record, id).await
    }

    async fn notification_state(&self) -> AppResult<NotificationState> {
        self.told_of().await
    }

    async fn update_notification_settings(
        &self,
        settings: NotificationSettings,
    ) -> AppResult<NotificationState> {
        self.tell_of(settings).await
    }

    async fn digest(&self) -> AppResult<Digest> {
        self.news().await
    }

    async fn mark_digest_seen(&self) -> AppResult<()> {
        self.news_seen().await
    }

    async fn worklist(&self) -> AppResult<Worklist> {
        self.work().await
    }

    async fn take_flag_step(
        &self,
        id: FlagId,
        step: FlagTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Flag> {
        self.step_flag(id, step, given, seen).await
    }

    async fn take_placement_step(
        &self,
        id: PlacementId,
        step: PlacementTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Placement> {
        self.step_placement(id, step, given, seen).await
    }

    async fn map_view(&self, query: RecordQuery, zoom: u8) -> AppResult<MapView> {
        self.view(query, zoom).await
    }

    async fn map_overview(&self, query: RecordQuery) -> AppResult<Overview> {
        self.overview(&query).await
    }

    async fn list_days(&self, query: RecordQuery) -> AppResult<Vec<DayCounts>> {
        self.days(&query).await
    }

    async fn find_places(&self, text: String, campaign: Option<CampaignId>) -> AppResult<Places> {
        self.places(&text, campaign).await
    }

    async fn area_board(&self, campaign: CampaignId) -> AppResult<AreaBoard> {
        self.board(campaign).await
    }

    async fn reality_board(
        &self,
        campaign: CampaignId,
        query: RealityQuery,
    ) -> AppResult<RealityBoard> {
        self.reality(campaign, query).await
    }

    async fn list_accounts(&self) -> AppResult<Vec<AccountRow>> {
        self.accounts().await
    }
}
