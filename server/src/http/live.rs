//! `GET /api/v1/live`

use std::{convert::Infallible, future::ready, sync::Arc, time::Duration};

use app::{
    domain::{account::Me, ids::AccountId, map::Change},
    error::AppError,
};
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use crate::{
    auth::{Actor, SignedIn, cookie::SessionCookie},
    backend::Service,
    http::{
        Web,
        problem::{ApiResult, Problems},
    },
    lines::{LineLimits, OpenLine},
    news::{Journal, Numbered},
};

/// How often an empty line keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(1);
/// The header in which a browser says what it heard last.
const LAST_ID: &str = "last-event-id";
/// How long one connection lasts: then the browser connects again, and role and session are read anew.
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// News of changed records, as server-sent events.
///
/// Event `change` carries a record as the map draws it, only those the reader may see. Event `behind`
/// says that news were left out: read the view anew. Every event has an id; who connects again with the last one as
/// `Last-Event-ID` (browsers do so by themselves) or as `since` is told first what came meanwhile, of each record the newest, or
/// that they are behind. The line closes every quarter of an hour, and within a second when the
/// session ends or the account's role, unit or areas change.
#[utoipa::path(
    get,
    path = "/api/v1/live",
    tag = "map",
    params(
        ("since" = Option<String>, Query, description = "Id of the last event that was heard"),
        ("Last-Event-ID" = Option<String>, Header, description = "The same, as browsers say it; counts before `since`"),
    ),
    responses((status = 200, description = "An endless stream", content_type = "text/event-stream", body = Change), Problems)
)]
pub async fn listen(
    State(web): State<Web>,
    SignedIn(service): SignedIn,
    Actor(me): Actor,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> ApiResult<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let line = opened(&web, me, &headers)?;
    let journal = Arc::clone(&web.state.news);
    let last = headers.get(LAST_ID).and_then(|id| id.to_str().ok());
    // Before listening: whoever leaves now comes back to where nothing is left out.
    let now = journal.now();
    let me = service.listener()?;
    let last = last.or(asked.since.as_deref());
    let (from, heard, missed) = match last.map(|id| journal.number(id, me)) {
        None => (now, journal.subscribe(), Some(Vec::new())),
        // Of another process, or of another person.
        Some(None) => (now, journal.subscribe(), None),
        Some(Some(last)) => {
            let (heard, missed) = journal.resume(last);
            (if missed.is_some() { last } else { now }, heard, missed)
        }
    };
    let hello = Event::default()
        .retry(RETRY)
        .comment("listening")
        .id(journal.id(from, me));
    let is_behind = missed.is_none();
    let missed: Vec<_> = missed.unwrap_or_default().into_iter().map(Ok).collect();
    let news = futures::stream::iter(missed)
        .chain(BroadcastStream::new(heard))
        .filter_map(move |heard| ready(told(&journal, &service, me, heard)));
    let (end, shutdown) = (line.end(), web.shutdown.clone());
    let ends = Box::pin(async move {
        tokio::select! {
            () = end.cancelled() => {}
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(LIFETIME) => {}
        }
    });
    let first = [hello].into_iter().chain(is_behind.then(behind));
    let stream = futures::stream::iter(first)
        .chain(news)
        .take_until(ends)
        .map(move |event| {
            // It counts as open for as long as somebody may read.
            let _open = &line;
            Ok(event)
        });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Notes the line, which ends with its session or when its reader is another than now.
fn opened(web: &Web, me: Option<Me>, headers: &HeaderMap) -> Result<OpenLine, AppError> {
    let config = &web.state.config;
    let session = SessionCookie::of(config).read(headers);
    let (session, me) = session.zip(me).ok_or(AppError::SignInRequired)?;
    let limits = LineLimits {
        all: config.live_lines as usize,
        of_session: config.live_lines_per_session as usize,
    };
    web.state.lines.open(session.hash(), me, limits)
}

/// What the address may ask.
#[derive(serde::Deserialize)]
pub struct Asked {
    since: Option<String>,
}

fn behind() -> Event {
    Event::default().event("behind").data("")
}

/// The event for this listener, if it is theirs to hear.
fn told(
    journal: &Journal,
    service: &Service,
    me: AccountId,
    heard: Result<Numbered, BroadcastStreamRecvError>,
) -> Option<Event> {
    let Ok(Numbered { number, news }) = heard else {
        return Some(behind());
    };
    let event = match news.change() {
        None => behind(),
        Some(change) if service.may_see(change) => {
            Event::default().event("change").json_data(change).ok()?
        }
        Some(_) => return None,
    };
    Some(event.id(journal.id(number, me)))
}
