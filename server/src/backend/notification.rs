//! What a person is told of: what is new in their worklist since they looked, and what they chose to be told.

use app::{
    domain::{
        notification::{Channel, Digest, NotificationSettings, NotificationState, Topic},
        role::Permission,
        time::Timestamp,
    },
    error::{AppError, AppResult},
};

use super::Service;

impl Service {
    pub(super) async fn told_of(&self) -> AppResult<NotificationState> {
        let me = self.require(Permission::ReadPlacements)?;
        Ok(NotificationState {
            settings: self.state.db.find_notification(me.id).await?.settings,
            can_mail: self.state.config.smtp_url.is_some(),
        })
    }

    pub(super) async fn tell_of(
        &self,
        settings: NotificationSettings,
    ) -> AppResult<NotificationState> {
        let me = self.require(Permission::ReadPlacements)?;
        let settings = settings.tidy();
        settings
            .check()
            .map_err(|fields| AppError::Invalid { fields })?;
        let (db, now) = (&self.state.db, self.state.clock.now());
        db.update_notification_settings(me.id, settings, now)
            .await?;
        self.told_of().await
    }

    pub(super) async fn news(&self) -> AppResult<Digest> {
        let me = self.require(Permission::ReadPlacements)?;
        let stored = self.state.db.find_notification(me.id).await?;
        let topics = stored.settings.topics(Channel::App);
        self.news_since(stored.seen_at, &topics).await
    }

    pub(super) async fn news_seen(&self) -> AppResult<()> {
        let me = self.require(Permission::ReadPlacements)?;
        let now = self.state.clock.now();
        Ok(self.state.db.mark_digest_seen(me.id, now).await?)
    }

    /// What is new of these topics since then.
    ///
    /// # Errors
    /// When the role has no worklist or the database can't be read.
    pub async fn news_since(&self, told: Option<Timestamp>, topics: &[Topic]) -> AppResult<Digest> {
        if topics.is_empty() {
            return Ok(Digest::default());
        }
        let work = self.work_since(told).await?;
        let today = self.state.clock.now().date();
        Ok(Digest::of(&work, told, today, topics))
    }
}
