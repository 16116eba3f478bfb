//! `GET /api/v1/places`

use app::{
    domain::{ids::CampaignId, place::Places},
    error::AppError,
    ports::Backend,
};
use axum::{Json, extract::FromRequestParts, http::request::Parts};

use crate::{
    auth::SignedIn,
    http::{
        extract::pairs,
        problem::{ApiError, ApiResult, Problems},
    },
};

/// What is looked for.
pub struct Search {
    text: String,
    campaign: Option<CampaignId>,
}

impl<S: Send + Sync> FromRequestParts<S> for Search {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut search = Self {
            text: String::new(),
            campaign: None,
        };
        for (name, value) in pairs(parts)? {
            match name.as_str() {
                "q" => search.text = value,
                "campaign" if value.is_empty() => {}
                "campaign" => {
                    let id = value.parse();
                    search.campaign =
                        Some(id.map_err(|_| AppError::bad_request("campaign: not an id"))?);
                }
                _ => return Err(AppError::bad_request(format!("{name}: unknown")).into()),
            }
        }
        Ok(search)
    }
}

/// Places that a text may mean: planned sites by code, areas and streets by name, without regard to diacritics.
///
/// At most 10. A house number before a street is passed over, and said to be: the data know streets, no houses.
#[utoipa::path(
    get,
    path = "/api/v1/places",
    tag = "map",
    params(
        ("q" = String, Query, max_length = 120, description = "A name, a code, an address", example = "12 hang gai"),
        ("campaign" = Option<CampaignId>, Query, description = "Whose sites and boundary set; every campaign's sites and the present wards when none is named"),
    ),
    responses((status = 200, description = "Best first", body = Places), Problems)
)]
pub async fn find_places(SignedIn(service): SignedIn, search: Search) -> ApiResult<Json<Places>> {
    Ok(Json(
        service.find_places(search.text, search.campaign).await?,
    ))
}
