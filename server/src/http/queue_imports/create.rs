//! `POST /api/v1/queue-imports`

use std::{fs::File, io::Seek};

use app::{
    domain::queue_import::{ImportOutcome, ImportedItem, QueueImport},
    error::AppError,
    i18n::Lang,
    problem::Problem,
};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use tokio::io::AsyncWriteExt;

use crate::{
    auth::SignedIn,
    backend::{Imported, ImportedQueue},
    config::Config,
    http::{
        extract::{ImportRoom, media_type},
        language,
        problem::{ApiResult, Problems},
    },
    state::AppState,
};

/// What browsers call a ZIP file; some know no name for it.
const MEDIA_TYPES: [&str; 3] = [
    "application/zip",
    "application/x-zip-compressed",
    "application/octet-stream",
];

/// Brings in the queue that a phone exported as a ZIP file, for the account that recorded it.
///
/// Every item goes through the checks that its phone would have met, and through those of who brings it in: both must
/// answer for its area. It keeps its owner; whoever brings in a flag may not review it. The same file again gives the
/// same receipts, and so does the phone when it sends the items itself later.
#[utoipa::path(
    post,
    path = "/api/v1/queue-imports",
    tag = "queue-imports",
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses((status = 200, description = "What came of each item, oldest first", body = QueueImport), Problems)
)]
pub async fn create_queue_import(
    SignedIn(service): SignedIn,
    _room: ImportRoom,
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    service.check_may_import()?;
    let media_type = media_type(&headers);
    if media_type.is_some_and(|media_type| !MEDIA_TYPES.contains(&media_type.as_str())) {
        return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let file = receive(body, &state.config).await?;
    let imported = service.import_queue(file).await?;
    Ok(Json(shown(imported, language::of(&headers))).into_response())
}

/// The body in a file without a name, which is gone with this request whatever happens.
async fn receive(body: Body, config: &Config) -> ApiResult<File> {
    let max_bytes = config.queue_import_max_bytes;
    let file = tempfile::tempfile_in(&config.data).map_err(anyhow::Error::from)?;
    let (mut file, mut length) = (tokio::fs::File::from_std(file), 0_u64);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| AppError::bad_request("the body ended early"))?;
        length += chunk.len() as u64;
        if length > max_bytes {
            return Err(AppError::TooLarge { max_bytes }.into());
        }
        let written = file.write_all(&chunk).await;
        written.map_err(anyhow::Error::from)?;
    }
    file.flush().await.map_err(anyhow::Error::from)?;
    let mut file = file.into_std().await;
    file.rewind().map_err(anyhow::Error::from)?;
    Ok(file)
}

fn shown(imported: ImportedQueue, lang: Lang) -> QueueImport {
    let item = |Imported { item, outcome }: Imported| {
        let (outcome, receipt, problem) = match outcome {
            Ok(recorded) if recorded.created => {
                (ImportOutcome::Taken, Some(recorded.receipt), None)
            }
            Ok(recorded) => (ImportOutcome::Known, Some(recorded.receipt), None),
            Err(error) => {
                let problem = Problem::new(error, lang);
                (ImportOutcome::Refused, None, Some(problem))
            }
        };
        ImportedItem {
            id: item.id,
            record: item.record,
            title: item.title,
            outcome,
            receipt,
            problem,
        }
    };
    QueueImport {
        username: imported.owner.username,
        items: imported.items.into_iter().map(item).collect(),
    }
}
