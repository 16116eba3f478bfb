//! `GET /api/v1/reports/{campaign}/reality`

use app::{
    domain::{
        area::AreaCode,
        ids::CampaignId,
        reality::{Grouping, RealityBoard, RealityQuery},
        unit::UnitCode,
    },
    error::AppError,
    ports::Backend,
};
use axum::{
    Json,
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::Deserialize;

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiError, ApiResult, Problems},
    },
};

/// What is asked of the board.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RealityParams {
    /// What a row is.
    by: Grouping,
    /// Only in this area, of the campaign's boundary set.
    area: Option<AreaCode>,
    /// Only of this unit.
    unit: Option<UnitCode>,
    /// Only with this approved message.
    message: Option<i32>,
}

impl<S: Send + Sync> FromRequestParts<S> for RealityParams {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Query(params) = Query::try_from_uri(&parts.uri).map_err(AppError::bad_request)?;
        Ok(params)
    }
}

impl From<RealityParams> for RealityQuery {
    fn from(params: RealityParams) -> Self {
        Self {
            by: params.by,
            area: params.area,
            unit: params.unit,
            message: params.message,
        }
    }
}

/// The plan against reality: what is hung, missing, wrong, extra, to be removed and removed; one row an area, street, unit or
/// message. Areas the reader does not answer for count nowhere.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{campaign}/reality",
    tag = "reports",
    params(("campaign" = CampaignId, Path), RealityParams),
    responses((status = 200, description = "The board", body = RealityBoard), Problems)
)]
pub async fn find_reality(
    SignedIn(service): SignedIn,
    OnePath(campaign): OnePath<CampaignId>,
    params: RealityParams,
) -> ApiResult<Json<RealityBoard>> {
    Ok(Json(service.reality_board(campaign, params.into()).await?))
}
