//! What a person is told of: what is new in their worklist since they looked, and what they chose to be told.

use app::{
    domain::{
        notification::{Channel, Digest, NotificationSettings, NotificationState, Topic},
        push::PushSubscription,
        role::Permission,
        time::Timestamp,
    },
    error::{AppError, AppResult},
};

use super::Service;
use crate::push;

impl Service {
    pub(super) async fn told_of(&self) -> AppResult<NotificationState> {
        let me = self.require(Permission::ReadPlacements)?;
        let push_key = push::public_key(&self.state.config, &self.state.db).await;
        let push_key = push_key.map_err(|error| {
            tracing::error!(
                error = format!("{error:#}"),
                "the key for pushes can't be had"
            );
            AppError::Internal
        })?;
        Ok(NotificationState {
            settings: self.state.db.find_notification(me.id).await?.settings,
            can_mail: self.state.config.smtp_url.is_some(),
            push_key,
        })
    }

    /// Keeps where the browser of the reader's `session` (its token's hash) is pushed to.
    ///
    /// # Errors
    /// When the server pushes nothing, or not there.
    pub async fn push_to(&self, session: &str, subscription: &PushSubscription) -> AppResult<()> {
        self.require(Permission::ReadPlacements)?;
        let config = &self.state.config;
        let services = match &config.push_contact {
            Some(_) => config.push_services.as_str(),
            None => "",
        };
        push::check(subscription, services).map_err(|fields| AppError::Invalid { fields })?;
        let (db, now) = (&self.state.db, self.state.clock.now());
        Ok(db.put_push_subscription(session, subscription, now).await?)
    }

    /// Pushes nothing more to the browser of the reader's session.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn push_no_more(&self, session: &str) -> AppResult<()> {
        self.require(Permission::ReadPlacements)?;
        Ok(self.state.db.delete_push_subscription(session).await?)
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
