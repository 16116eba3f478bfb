//! `GET /api/v1/reports/{campaign}/areas/{file}`

use app::{
    domain::{area::AreaCode, ids::CampaignId},
    error::AppError,
};
use axum::{extract::Path, response::Response};

use super::file::{FileKind, attachment};
use crate::{
    auth::SignedIn,
    http::problem::{ApiResult, Problems},
    reports::tables,
};

/// One area's results: Biểu 1 (by unit), Biểu 2 (by street) and Biểu 3 (flags, counts only).
///
/// `file` is the area's code and `.csv` or `.xlsx`, such as `002.csv`. The area is one of the
/// campaign's boundary set. CSV has the three tables one below the other, XLSX a sheet each.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{campaign}/areas/{file}",
    tag = "reports",
    params(
        ("campaign" = CampaignId, Path),
        ("file" = String, Path, example = "002.csv", pattern = "^([0-9]{3}|[0-9]{5})\\.(csv|xlsx)$"),
    ),
    responses(
        (status = 200, description = "The file", content(
            (Vec<u8> = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        Problems,
    )
)]
pub async fn find_area_file(
    SignedIn(service): SignedIn,
    Path((campaign, file)): Path<(String, String)>,
) -> ApiResult<Response> {
    let campaign: CampaignId = campaign.parse().map_err(AppError::bad_request)?;
    let (code, extension) = file.split_once('.').ok_or(AppError::NotFound)?;
    let kind: FileKind = extension.parse()?;
    let code: AreaCode = code.parse().map_err(AppError::bad_request)?;
    let report = service.area_report(campaign, &code).await?;
    let name = format!("ket-qua-{}-{code}", report.campaign.code);
    attachment(name, kind, tables::area(&report).into(), report.made_at).await
}
