//! The API's description (`/api/v1/openapi.json`) and the page that shows it (`/api/docs`), from own files.

mod complete;

use app::{
    domain::{
        area::AreaCode,
        display_kind::DisplayKind,
        ids::CampaignId,
        query::{self, SortKey},
        reality::Grouping,
        unit::UnitCode,
    },
    problem::Problem,
};
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use utoipa::{
    IntoParams, Modify, OpenApi,
    openapi::{
        ObjectBuilder, OpenApi as Description, RefOr, Schema, Type,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};

pub use complete::complete;

use super::{
    Web,
    etag::{PUBLIC, Tagged},
};

/// What stands above the endpoints, which the router adds.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Biển Phố",
        description = "What phones send and other systems read. Sign in with `POST /api/v1/session`; every \
            answer is limited to the account's role and areas. Moments are milliseconds since 1970-01-01T00:00Z, \
            positions WGS84 degrees. Every failure is a problem document (RFC 9457) with a stable `code`, in \
            Vietnamese or English by Accept-Language. A browser's requests from another origin are refused.",
    ),
    components(schemas(Problem, SortKey, Grouping, StateCode)),
    security(("session" = [])),
    modifiers(&Session),
    tags(
        (name = "session", description = "Signing in and out"),
        (name = "photos", description = "Photos come first, then the record that names them"),
        (name = "placements", description = "Vị trí treo: displays that are really there"),
        (name = "check-ins", description = "Lượt kiểm tra: visits"),
        (name = "uploads", description = "Long photos in parts, by tus 1.0"),
        (name = "plans", description = "Plans of campaigns as files"),
        (name = "queue-imports", description = "Queues that phones exported"),
        (name = "flags", description = "Phiếu ghi nhận: unauthorised or dangerous displays"),
        (name = "sites", description = "Điểm treo trong kế hoạch"),
        (name = "campaigns", description = "Đợt tuyên truyền"),
        (name = "reference", description = "Units, grounds, areas, the phone's pack"),
        (name = "worklist", description = "What waits for the reader"),
        (name = "notifications", description = "What the reader is told of"),
        (name = "map", description = "What maps draw, and news of changes"),
        (name = "reports", description = "Results by area"),
        (name = "health", description = "For whoever runs the server"),
    )
)]
pub struct Api;

struct Session;

impl Modify for Session {
    fn modify(&self, description: &mut Description) {
        let cookie = ApiKeyValue::with_description("bienpho", "`__Host-bienpho` over https");
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// The filters that every list takes; read by `RecordQuery::from_pairs`. `status` and `kind` take several values, separated by commas.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes parameters that the domain reads")]
pub struct ListParams {
    /// Inside this box: `west,south,east,north` in degrees.
    #[param(
        example = "105.84,21.02,105.86,21.04",
        pattern = r"^-?[0-9.]+(,-?[0-9.]+){3}$"
    )]
    bbox: Option<String>,
    /// In this area, of either boundary set.
    area: Option<AreaCode>,
    /// Of this campaign.
    campaign: Option<CampaignId>,
    /// In one of these states, by code; conditions for check-ins.
    #[param(style = Form, explode = false, value_type = Option<Vec<StateCode>>)]
    status: Option<Vec<String>>,
    /// Of one of these kinds.
    #[param(style = Form, explode = false)]
    kind: Option<Vec<DisplayKind>>,
    /// Hung by this unit.
    unit: Option<UnitCode>,
    /// Changed at or after this moment: milliseconds since 1970, or a day `yyyy-MM-dd` of Hanoi.
    #[param(pattern = r"^(-?[0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]
    since: Option<String>,
    /// Changed before this moment.
    #[param(pattern = r"^(-?[0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]
    until: Option<String>,
    /// Only what the reader recorded.
    mine: Option<bool>,
    /// Order; newest change first when nothing is said.
    sort: Option<SortKey>,
    /// Reverses the order.
    reverse: Option<bool>,
    /// Rows of the page; 100 when nothing is said.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// The `next` of the page before.
    next: Option<String>,
}

/// The filters of counts by day: those of a list that don't speak of times of change, order or pages.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes parameters that the domain reads")]
pub struct DayParams {
    /// Whose days.
    campaign: CampaignId,
    /// Inside this box: `west,south,east,north` in degrees.
    #[param(
        example = "105.84,21.02,105.86,21.04",
        pattern = r"^-?[0-9.]+(,-?[0-9.]+){3}$"
    )]
    bbox: Option<String>,
    /// In this area, of either boundary set.
    area: Option<AreaCode>,
    /// In one of these states, by code.
    #[param(style = Form, explode = false, value_type = Option<Vec<StateCode>>)]
    status: Option<Vec<String>>,
    /// Of one of these kinds.
    #[param(style = Form, explode = false)]
    kind: Option<Vec<DisplayKind>>,
    /// Hung by this unit.
    unit: Option<UnitCode>,
    /// Only what the reader recorded.
    mine: Option<bool>,
}

/// What a list may be filtered by as `status`.
struct StateCode;

impl utoipa::PartialSchema for StateCode {
    fn schema() -> RefOr<Schema> {
        let codes: Vec<_> = query::states().collect();
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "State of a placement or a flag, or condition at a check-in",
            ))
            .enum_values(Some(codes))
            .into()
    }
}

impl utoipa::ToSchema for StateCode {}

/// This description.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "reference",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)),
    security(())
)]
pub async fn find_description(State(web): State<Web>, headers: HeaderMap) -> Response {
    web.openapi().respond(&headers, "application/json", PUBLIC)
}

/// This description as a page.
#[utoipa::path(
    get,
    path = "/api/docs",
    tag = "reference",
    responses((status = 200, description = "A page", content_type = "text/html", body = String)),
    security(())
)]
pub async fn show_page(headers: HeaderMap) -> Response {
    file(
        &headers,
        include_str!("page.html"),
        "text/html; charset=utf-8",
    )
}

/// The page's script.
#[utoipa::path(
    get,
    path = "/api/docs/page.js",
    tag = "reference",
    responses((status = 200, description = "JavaScript", content_type = "text/javascript", body = String)),
    security(())
)]
pub async fn find_script(headers: HeaderMap) -> Response {
    file(
        &headers,
        include_str!("page.js"),
        "text/javascript; charset=utf-8",
    )
}

/// The page's styles.
#[utoipa::path(
    get,
    path = "/api/docs/page.css",
    tag = "reference",
    responses((status = 200, description = "CSS", content_type = "text/css", body = String)),
    security(())
)]
pub async fn find_styles(headers: HeaderMap) -> Response {
    file(
        &headers,
        include_str!("page.css"),
        "text/css; charset=utf-8",
    )
}

fn file(headers: &HeaderMap, text: &'static str, media_type: &'static str) -> Response {
    let response = Tagged::new(text).respond(headers, media_type, "no-cache");
    ([(header::VARY, "accept-encoding")], response).into_response()
}
