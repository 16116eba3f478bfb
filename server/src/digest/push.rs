//! A push to each browser whose owner wants it: in working hours, when something new waits since they were told or looked, two hours
//! after the one before at the soonest.

use app::{
    domain::{
        notification::{Channel, Digest, is_time_to_push},
        push::PushMessage,
        time::Timestamp,
    },
    paths,
};

use super::{MOST_FAILURES, digest_for, has_rested};
use crate::{
    push::{Pushed, Pusher},
    scheduler,
    state::AppState,
    storage::StoredSubscription,
};

/// Pushes the digests that are due; how many.
pub async fn send_due(state: &AppState, works_today: bool) -> anyhow::Result<usize> {
    let now = state.clock.now();
    let mut due = state.db.list_push_subscriptions(now).await?;
    due.retain(|stored| is_due(stored, now, works_today));
    if due.is_empty() {
        return Ok(0);
    }
    let Some(pusher) = Pusher::new(&state.config, &state.db).await? else {
        return Ok(0);
    };
    let (mut sent, mut failures) = (0, 0);
    for stored in due {
        let now = state.clock.now();
        if failures >= MOST_FAILURES || !scheduler::hold(state).await? {
            break;
        }
        match tell(state, &pusher, &stored, now).await? {
            Told::Nothing => {}
            Told::Pushed => (sent, failures) = (sent + 1, 0),
            Told::Failed => failures += 1,
        }
    }
    Ok(sent)
}

enum Told {
    Nothing,
    Pushed,
    Failed,
}

fn is_due(stored: &StoredSubscription, now: Timestamp, works_today: bool) -> bool {
    is_time_to_push(now, stored.pushed_at, works_today) && has_rested(stored.tried_at, now)
}

async fn tell(
    state: &AppState,
    pusher: &Pusher,
    stored: &StoredSubscription,
    now: Timestamp,
) -> anyhow::Result<Told> {
    let StoredSubscription {
        session,
        account,
        subscription,
        ..
    } = stored;
    let db = &state.db;
    db.mark_digest_pushed(session, now, None).await?;
    let chosen = db.find_notification(*account).await?;
    let topics = chosen.settings.topics(Channel::Push);
    // Who has looked at the worklist since then knows.
    let told = chosen.seen_at.max(Some(stored.pushed_at));
    let digest = digest_for(state, *account, told, &topics).await?;
    if digest.is_empty() {
        return Ok(Told::Nothing);
    }
    let message = message(&digest, chosen.settings.lang());
    match pusher.send(subscription, &message, now).await {
        Ok(Pushed::Taken) => {
            db.mark_digest_pushed(session, now, Some(now)).await?;
            Ok(Told::Pushed)
        }
        Ok(Pushed::Gone) => {
            db.delete_push_subscription(session).await?;
            Ok(Told::Nothing)
        }
        Err(error) => {
            tracing::error!(
                %account,
                error = format!("{error:#}"),
                "a digest could not be pushed; trying again later (bienpho doctor looks at the push services)"
            );
            Ok(Told::Failed)
        }
    }
}

fn message(digest: &Digest, lang: app::i18n::Lang) -> PushMessage {
    let texts = app::i18n::notification::in_lang(lang);
    PushMessage {
        title: texts.mail_subject.to_owned(),
        body: digest.lines(lang).join("\n"),
        lang: lang.tag().to_owned(),
        path: paths::WORK.to_owned(),
    }
}
