//! The plan of a campaign, brought in as a file: previewed, then written as it was previewed or not at all.

use app::{
    domain::{
        campaign::Campaign,
        ids::CampaignId,
        invalid::Rule,
        plan::{PlanImport, PlanOutcome, PlanPreview},
        role::Permission,
    },
    error::{AppError, AppResult},
    i18n::Lang,
};
use bytes::Bytes;

use super::Service;
use crate::{
    import::plan::{Comparison, compare, template},
    news::News,
    storage::PlanWrite,
};

/// Most bytes of a file.
pub const MAX_PLAN_BYTES: usize = 8 * 1024 * 1024;

impl Service {
    /// Whether they may bring in plans at all; asked before a file's bytes are taken.
    ///
    /// # Errors
    /// Role.
    pub fn check_may_import_plans(&self) -> AppResult<()> {
        self.require(Permission::ImportPlans).map(drop)
    }

    /// What the file would change; nothing is written.
    ///
    /// # Errors
    /// Role, a campaign that is not there. What is wrong with the file is part of the preview.
    pub async fn preview_plan(
        &self,
        campaign: CampaignId,
        file: Bytes,
        lang: Lang,
    ) -> AppResult<PlanPreview> {
        let (_, comparison) = self.compared(campaign, file).await?;
        Ok(comparison.into_preview(lang))
    }

    /// Writes what the preview with that tag showed.
    ///
    /// # Errors
    /// Role, a campaign that is not there, a file with problems, [`AppError::NotAsPreviewed`] where the file is another
    /// or the plan has changed since. Then nothing is written.
    pub async fn import_plan(
        &self,
        campaign: CampaignId,
        file: Bytes,
        tag: &str,
    ) -> AppResult<PlanImport> {
        let me = self.require(Permission::ImportPlans)?;
        let (version, comparison) = self.compared(campaign, file).await?;
        if comparison.tag() != tag {
            return Err(AppError::NotAsPreviewed);
        }
        if !comparison.is_sound() {
            return Err(AppError::invalid("file", Rule::PlanHasProblems));
        }
        let done = PlanImport {
            created: comparison.count(PlanOutcome::Created),
            updated: comparison.count(PlanOutcome::Updated),
            unchanged: comparison.count(PlanOutcome::Unchanged),
        };
        let write = PlanWrite {
            campaign,
            version,
            sites: comparison.into_writes(),
            by: Some((me.id, me.role)),
            at: self.state.clock.now(),
        };
        self.state.db.import_plan(write).await?;
        // So many at once are read anew, not told one by one.
        self.state.news.tell(News::Behind);
        Ok(done)
    }

    /// The template for the plan of that campaign, XLSX.
    ///
    /// # Errors
    /// Role, a campaign that is not there.
    pub async fn plan_template(&self, campaign: CampaignId) -> AppResult<(Campaign, Vec<u8>)> {
        self.require(Permission::ImportPlans)?;
        let campaign = self.campaign(campaign).await?;
        let units = self.units().await?;
        let of = campaign.clone();
        let book = tokio::task::spawn_blocking(move || template::workbook(&of, &units)).await;
        let book = book
            .map_err(|_| AppError::Internal)?
            .map_err(|_| AppError::Internal)?;
        Ok((campaign, book))
    }

    /// The plan's version and the file compared with it, off the async threads: a large file takes a while.
    async fn compared(&self, campaign: CampaignId, file: Bytes) -> AppResult<(i64, Comparison)> {
        self.require(Permission::ImportPlans)?;
        let campaign = self.campaign(campaign).await?;
        let stored = self
            .state
            .db
            .find_plan(campaign.id)
            .await?
            .ok_or(AppError::NotFound)?;
        let (units, geography, version) =
            (self.units().await?, self.state.geography(), stored.version);
        let compared = tokio::task::spawn_blocking(move || {
            compare(&file, &campaign, &units, &geography, &stored)
        })
        .await;
        Ok((version, compared.map_err(|_| AppError::Internal)?))
    }
}
