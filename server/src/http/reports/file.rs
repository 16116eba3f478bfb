//! Tables as a download.

use std::str::FromStr;

use app::{
    domain::{ids::CampaignId, reality::RealityQuery, time::Timestamp},
    error::AppError,
    ports::Backend,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    backend::Service,
    http::problem::{ApiError, ApiResult},
    reports::{
        csv, reality,
        tables::{self, Table},
        xlsx,
    },
};

/// The kinds of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated, UTF-8 with a byte order mark.
    Csv,
    /// A workbook.
    Xlsx,
}

impl FileKind {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => xlsx::MEDIA_TYPE,
        }
    }
}

impl FromStr for FileKind {
    type Err = ApiError;

    fn from_str(extension: &str) -> ApiResult<Self> {
        match extension {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(AppError::NotFound.into()),
        }
    }
}

/// The board of all areas. The export goes into the access log.
pub async fn board_file(
    service: &Service,
    campaign: CampaignId,
    kind: FileKind,
    made_at: Timestamp,
) -> ApiResult<Response> {
    let board = service.area_board(campaign).await?;
    let campaign = service.find_campaign(campaign).await?;
    service
        .log_export(format!("report {} all areas", campaign.code))
        .await?;
    let table = tables::board(&campaign.name, &board);
    attachment(
        format!("ket-qua-{}", campaign.code),
        kind,
        vec![table],
        made_at,
    )
    .await
}

/// The plan against reality. The export goes into the access log.
pub async fn reality_file(
    service: &Service,
    campaign: CampaignId,
    query: RealityQuery,
    kind: FileKind,
    made_at: Timestamp,
) -> ApiResult<Response> {
    let by = query.by;
    let board = service.reality_board(campaign, query).await?;
    let campaign = service.find_campaign(campaign).await?;
    service
        .log_export(format!("report {} plan by {by}", campaign.code))
        .await?;
    let table = reality::table(&campaign.name, by, &board);
    attachment(
        format!("ke-hoach-thuc-te-{}-{by}", campaign.code),
        kind,
        vec![table],
        made_at,
    )
    .await
}

/// A download of these tables; written off the async threads, as a large one takes a while.
pub async fn attachment(
    name: String,
    kind: FileKind,
    tables: Vec<Table>,
    made_at: Timestamp,
) -> ApiResult<Response> {
    let write = move || match (kind, tables.as_slice()) {
        (FileKind::Csv, [table]) => csv::one(table),
        (FileKind::Csv, tables) => csv::stacked(tables),
        (FileKind::Xlsx, tables) => xlsx::workbook(tables, made_at),
    };
    let bytes = tokio::task::spawn_blocking(write)
        .await
        .map_err(anyhow::Error::from)??;
    Ok(download(&name, kind, bytes))
}

/// A download of a workbook that is no table of a report.
pub fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    download(name, FileKind::Xlsx, bytes)
}

fn download(name: &str, kind: FileKind, bytes: Vec<u8>) -> Response {
    let disposition = format!(
        "attachment; filename=\"{}.{}\"",
        plain(name),
        kind.extension()
    );
    let head = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (head, bytes).into_response()
}

/// A file name without what headers or file systems take amiss; a campaign's code may hold anything.
fn plain(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_download_has_a_harmless_name() {
        let table = Table {
            sheet: "Biểu 1",
            title: "Biểu 1".into(),
            headers: vec!["TT".into()],
            rows: Vec::new(),
        };
        for (kind, media_type) in [
            (FileKind::Csv, "text/csv; charset=utf-8"),
            (FileKind::Xlsx, xlsx::MEDIA_TYPE),
        ] {
            let name = "ket-qua-\"../đợt 1".to_owned();
            let response = attachment(name, kind, vec![table.clone()], Timestamp(0))
                .await
                .expect("written");
            let disposition = response.headers()[header::CONTENT_DISPOSITION]
                .to_str()
                .expect("ASCII");
            let expected = format!(
                "attachment; filename=\"ket-qua-------t-1.{}\"",
                kind.extension()
            );
            assert_eq!(disposition, expected);
            assert_eq!(response.headers()[header::CONTENT_TYPE], media_type);
        }
    }
}
