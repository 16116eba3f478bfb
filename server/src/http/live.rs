//! `GET /api/v1/live`

use std::{convert::Infallible, future::ready, time::Duration};

use app::domain::map::Change;
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use crate::{
    auth::SignedIn,
    backend::Service,
    http::{
        Web,
        problem::{ApiResult, Problems},
    },
    state::News,
};

/// How often an empty line keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(1);
/// How long one connection lasts: then the browser connects again, and role and session are read anew.
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// News of changed records, as server-sent events.
///
/// Event `change` carries a record as the map draws it, only those the reader may see. Event `behind`
/// says that news were left out: read the view anew. The line closes every quarter of an hour;
/// connect again and read the view anew.
#[utoipa::path(
    get,
    path = "/api/v1/live",
    tag = "map",
    responses((status = 200, description = "An endless stream", content_type = "text/event-stream", body = Change), Problems)
)]
pub async fn listen(
    State(web): State<Web>,
    SignedIn(service): SignedIn,
) -> ApiResult<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let heard = BroadcastStream::new(web.state.news.subscribe());
    let news = heard.filter_map(move |heard| ready(told(&service, heard)));
    let hello = Event::default().retry(RETRY).comment("listening");
    let ends = futures::future::select(
        Box::pin(web.shutdown.clone().cancelled_owned()),
        Box::pin(tokio::time::sleep(LIFETIME)),
    );
    let stream = futures::stream::iter([hello])
        .chain(news)
        .take_until(ends)
        .map(Ok);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// The event for this listener, if it is theirs to hear.
fn told(service: &Service, heard: Result<News, BroadcastStreamRecvError>) -> Option<Event> {
    match heard {
        Ok(News::Here(change) | News::Elsewhere(change)) => service
            .may_see(&change)
            .then(|| Event::default().event("change").json_data(&change).ok())
            .flatten(),
        Ok(News::Behind) | Err(BroadcastStreamRecvError::Lagged(_)) => {
            Some(Event::default().event("behind").data(""))
        }
    }
}
