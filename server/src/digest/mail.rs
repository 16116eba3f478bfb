//! One mail a working day to each person who wants it.

use app::{
    domain::{
        notification::{Channel, Digest, NotificationSettings, is_time_to_mail},
        time::Timestamp,
    },
    paths,
};

use super::{MOST_FAILURES, digest_for, has_rested};
use crate::{mail::Mailer, scheduler, state::AppState, storage::StoredNotification};

/// Mails the digests that are due; how many. Between two of them the scheduler's lease is prolonged, or the rest left to who holds it.
///
/// # Errors
/// When the database can't be read or written. What the mail server refuses is logged and tried again later.
pub async fn send_due(state: &AppState, works_today: bool) -> anyhow::Result<usize> {
    let Some(mailer) = Mailer::new(&state.config)? else {
        return Ok(0);
    };
    let (mut sent, mut failures) = (0, 0);
    for (account, stored) in state.db.list_mail_notifications().await? {
        let now = state.clock.now();
        if !is_due(&stored, now, works_today) {
            continue;
        }
        if failures >= MOST_FAILURES || !scheduler::hold(state).await? {
            break;
        }
        let topics = stored.settings.topics(Channel::Email);
        let digest = digest_for(state, account, stored.mailed_at, &topics).await?;
        if digest.is_empty() {
            continue;
        }
        state.db.mark_digest_mailed(account, now, None).await?;
        match send(state, &mailer, &stored.settings, &digest).await {
            Ok(()) => {
                state.db.mark_digest_mailed(account, now, Some(now)).await?;
                (sent, failures) = (sent + 1, 0);
            }
            Err(error) => {
                failures += 1;
                tracing::error!(
                    %account,
                    error = format!("{error:#}"),
                    "a digest could not be mailed; trying again later (bienpho doctor tests the mail server)"
                );
            }
        }
    }
    Ok(sent)
}

fn is_due(stored: &StoredNotification, now: Timestamp, works_today: bool) -> bool {
    is_time_to_mail(now, stored.mailed_at, works_today) && has_rested(stored.tried_at, now)
}

async fn send(
    state: &AppState,
    mailer: &Mailer,
    settings: &NotificationSettings,
    digest: &Digest,
) -> anyhow::Result<()> {
    let lang = settings.lang();
    let texts = app::i18n::notification::in_lang(lang);
    let origin = state.config.origin.as_deref().unwrap_or_default();
    let link = |text: &str, path: &str| app::i18n::fill(text, &[&format!("{origin}{path}")]);
    let mut lines = digest.lines(lang);
    lines.push(String::new());
    lines.push(link(texts.mail_open, paths::WORK));
    lines.push(link(texts.mail_stop, "/notifications"));
    mailer
        .send(&settings.email, texts.mail_subject, lines.join("\n"))
        .await
}
