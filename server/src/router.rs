//! Every route on one screen, who may call it.
//!
//! [`ROUTES`], [`PAGES`] and [`FUNCTIONS`] are what the product promises; the backend enforces it.
//! A test walks them with every role, and [`build`] refuses to start when a route of `/api` is not in its table.

use std::collections::BTreeSet;

use anyhow::ensure;
use app::domain::role::Role;
use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{
    Web, areas, basemap, campaigns, check_ins, days,
    docs::{self, Api},
    field_pack, flags, grounds, health, layers, live, map, notifications, pages, parameters,
    photos, placements, places, plans, queue_imports, record_tiles, reports, session, sites, tiles,
    units, uploads, worklist,
};

/// Who may call a route at all; areas and ownership narrow it further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Anybody.
    Public,
    /// Every account.
    SignedIn,
    /// Accounts of these roles.
    Roles(&'static [Role]),
}

/// One route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteRule {
    /// Method, in capitals.
    pub method: &'static str,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub allowed: Allowed,
}

const fn rule(method: &'static str, path: &'static str, allowed: Allowed) -> RouteRule {
    RouteRule {
        method,
        path,
        allowed,
    }
}

use Allowed::{Public, SignedIn};
use Role::{Administrator, CultureDepartment, FieldOfficer, Police, Supervisor};

const RECORDERS: Allowed = Allowed::Roles(&[FieldOfficer, Supervisor, CultureDepartment]);
const READERS: Allowed = Allowed::Roles(&[FieldOfficer, Supervisor, CultureDepartment, Police]);
const REVIEWERS: Allowed = Allowed::Roles(&[Supervisor, CultureDepartment]);
const CULTURE: Allowed = Allowed::Roles(&[CultureDepartment]);
/// Whoever records an outcome: the police theirs, the culture department that of those without accounts.
const ADDRESSEES: Allowed = Allowed::Roles(&[CultureDepartment, Police]);
const DESK: Allowed = Allowed::Roles(&[Supervisor, CultureDepartment, Police]);
const ADMINISTRATORS: Allowed = Allowed::Roles(&[Administrator]);

/// The API and what belongs to running the server.
pub const ROUTES: &[RouteRule] = &[
    rule("GET", "/healthz", Public),
    rule("GET", "/readyz", Public),
    rule("GET", "/api/docs", Public),
    rule("GET", "/api/docs/page.js", Public),
    rule("GET", "/api/docs/page.css", Public),
    rule("GET", "/api/v1/openapi.json", Public),
    rule("POST", "/api/v1/session", Public),
    rule("GET", "/api/v1/session", SignedIn),
    rule("DELETE", "/api/v1/session", Public),
    rule("PUT", "/api/v1/session/push", READERS),
    rule("DELETE", "/api/v1/session/push", READERS),
    rule("PUT", "/api/v1/photos/{sha256}", READERS),
    rule("GET", "/api/v1/photos/{sha256}", READERS),
    rule("OPTIONS", "/api/v1/uploads", Public),
    rule("POST", "/api/v1/uploads", READERS),
    rule("HEAD", "/api/v1/uploads/{sha256}", READERS),
    rule("PATCH", "/api/v1/uploads/{sha256}", READERS),
    rule("PUT", "/api/v1/placements/{id}", RECORDERS),
    rule("GET", "/api/v1/placements/{id}", READERS),
    rule("GET", "/api/v1/placements/{id}/history", READERS),
    rule("GET", "/api/v1/placements", READERS),
    rule("POST", "/api/v1/placements/{id}/report-installed", READERS),
    rule("POST", "/api/v1/placements/{id}/verify", RECORDERS),
    rule("POST", "/api/v1/placements/{id}/request-fix", RECORDERS),
    rule("POST", "/api/v1/placements/{id}/report-fixed", READERS),
    rule("POST", "/api/v1/placements/{id}/report-removed", READERS),
    rule("POST", "/api/v1/placements/{id}/verify-removal", RECORDERS),
    rule("POST", "/api/v1/placements/{id}/cancel", CULTURE),
    rule("PUT", "/api/v1/check-ins/{id}", RECORDERS),
    rule("GET", "/api/v1/check-ins/{id}", READERS),
    rule("GET", "/api/v1/check-ins", READERS),
    rule("PUT", "/api/v1/flags/{id}", RECORDERS),
    rule("GET", "/api/v1/flags/{id}", READERS),
    rule("GET", "/api/v1/flags/{id}/history", READERS),
    rule("GET", "/api/v1/flags", READERS),
    rule("POST", "/api/v1/flags/{id}/confirm", REVIEWERS),
    rule("POST", "/api/v1/flags/{id}/dismiss", REVIEWERS),
    rule("POST", "/api/v1/queue-imports", REVIEWERS),
    rule("POST", "/api/v1/plans/{campaign}/preview", CULTURE),
    rule("PUT", "/api/v1/plans/{campaign}", CULTURE),
    rule("GET", "/api/v1/plans/{campaign}/template.xlsx", CULTURE),
    rule("POST", "/api/v1/flags/{id}/return", REVIEWERS),
    rule("POST", "/api/v1/flags/{id}/hand-over", CULTURE),
    rule("POST", "/api/v1/flags/{id}/outcome", ADDRESSEES),
    rule("POST", "/api/v1/flags/{id}/verify-removal", RECORDERS),
    rule("POST", "/api/v1/flags/{id}/reopen", CULTURE),
    rule("POST", "/api/v1/flags/{id}/resolve-review", CULTURE),
    rule(
        "PUT",
        "/api/v1/flags/{id}/corrections/{correction}",
        RECORDERS,
    ),
    rule(
        "PUT",
        "/api/v1/flags/{id}/withdrawals/{withdrawal}",
        RECORDERS,
    ),
    rule("GET", "/api/v1/worklist", READERS),
    rule("GET", "/api/v1/notification-settings", READERS),
    rule("PUT", "/api/v1/notification-settings", READERS),
    rule("GET", "/api/v1/digest", READERS),
    rule("POST", "/api/v1/digest/seen", READERS),
    rule("GET", "/api/v1/sites", READERS),
    rule("GET", "/api/v1/sites/{id}", READERS),
    rule("GET", "/api/v1/campaigns", SignedIn),
    rule("GET", "/api/v1/campaigns/{id}", SignedIn),
    rule("GET", "/api/v1/units", SignedIn),
    rule("GET", "/api/v1/grounds", SignedIn),
    rule("GET", "/api/v1/areas", SignedIn),
    rule("GET", "/api/v1/field-pack", RECORDERS),
    rule("GET", "/api/v1/days", READERS),
    rule("GET", "/api/v1/places", READERS),
    rule("GET", "/api/v1/map", READERS),
    rule("GET", "/tiles/records/{z}/{x}/{file}", READERS),
    rule("GET", "/api/v1/live", SignedIn),
    rule("GET", "/api/v1/basemap/{layer}", Public),
    rule("GET", "/api/v1/basemap/tiles", Public),
    rule("GET", "/api/v1/basemap/tiles/{z}/{x}/{y}", Public),
    rule("GET", "/api/v1/reports/{campaign}/areas", DESK),
    rule("GET", "/api/v1/reports/{campaign}/areas.csv", DESK),
    rule("GET", "/api/v1/reports/{campaign}/areas.xlsx", DESK),
    rule("GET", "/api/v1/reports/{campaign}/areas/{file}", DESK),
    rule("GET", "/api/v1/reports/{campaign}/reality", DESK),
    rule("GET", "/api/v1/reports/{campaign}/reality.csv", DESK),
    rule("GET", "/api/v1/reports/{campaign}/reality.xlsx", DESK),
];

/// The app's pages. A stranger is sent to `/sign-in`, a role without the page to its own (303).
/// The officer's pages are public because they hold nothing: the phone fills them.
pub const PAGES: &[RouteRule] = &[
    rule("GET", "/", Public),
    rule("GET", "/sign-in", Public),
    rule("GET", "/check-in", Public),
    rule("GET", "/visit/{target}", Public),
    rule("GET", "/record", Public),
    rule("GET", "/record/placement", Public),
    rule("GET", "/record/flag", Public),
    rule("GET", "/record/flag/{target}", Public),
    rule("GET", "/flags/{target}", Public),
    rule("GET", "/done/{id}", Public),
    rule("GET", "/route", Public),
    rule("GET", "/list", Public),
    rule("GET", "/queue", Public),
    rule("GET", "/me", Public),
    rule("GET", "/offline", Public),
    rule("GET", "/map", READERS),
    rule("GET", "/work", READERS),
    rule("GET", "/notifications", READERS),
    rule("GET", "/records", READERS),
    rule("GET", "/records/placements/{id}", READERS),
    rule("GET", "/records/flags/{id}", READERS),
    rule("GET", "/areas", DESK),
    rule("GET", "/areas/reality", DESK),
    rule("GET", "/import", REVIEWERS),
    rule("GET", "/plan/import", CULTURE),
    rule("GET", "/admin", ADMINISTRATORS),
];

/// The pages' server functions.
pub const FUNCTIONS: &[RouteRule] = &[
    rule("GET", "/api/fn/find_me", SignedIn),
    rule("GET", "/api/fn/list_accounts", ADMINISTRATORS),
    rule("GET", "/api/fn/list_areas", SignedIn),
    rule("GET", "/api/fn/list_campaigns", SignedIn),
    rule("GET", "/api/fn/list_units", SignedIn),
    rule("GET", "/api/fn/list_grounds", SignedIn),
    rule("GET", "/api/fn/find_area_board", DESK),
    rule("GET", "/api/fn/find_reality_board", DESK),
    rule("GET", "/api/fn/find_map_overview", READERS),
    rule("GET", "/api/fn/list_days", READERS),
    rule("GET", "/api/fn/find_places", READERS),
    rule("GET", "/api/fn/find_worklist", READERS),
    rule("GET", "/api/fn/find_notification_state", READERS),
    rule("POST", "/api/fn/update_notification_settings", READERS),
    rule("GET", "/api/fn/find_digest", READERS),
    rule("POST", "/api/fn/mark_digest_seen", READERS),
    rule("GET", "/api/fn/find_map_style", Public),
    rule("GET", "/api/fn/list_placements", READERS),
    rule("GET", "/api/fn/find_placement", READERS),
    rule("GET", "/api/fn/list_flags", READERS),
    rule("GET", "/api/fn/find_flag", READERS),
    rule("GET", "/api/fn/list_history", READERS),
    // Which steps, their own rows say.
    rule("POST", "/api/fn/take_flag_step", READERS),
    rule("POST", "/api/fn/take_placement_step", READERS),
];

fn api() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(health::is_alive))
        .routes(routes!(health::is_ready))
        .routes(routes!(docs::show_page))
        .routes(routes!(docs::find_script))
        .routes(routes!(docs::find_styles))
        .routes(routes!(docs::find_description))
        .routes(routes!(
            session::create::create_session,
            session::find::find_session,
            session::delete::delete_session
        ))
        .routes(routes!(
            session::push::put_push_subscription,
            session::push::delete_push_subscription
        ))
        .routes(routes!(photos::put::put_photo, photos::find::find_photo))
        .routes(routes!(
            uploads::options::find_upload_options,
            uploads::create::create_upload
        ))
        .routes(routes!(
            uploads::find::find_upload,
            uploads::append::append_to_upload
        ))
        .routes(routes!(
            placements::put::put_placement,
            placements::find::find_placement
        ))
        .routes(routes!(placements::history::list_placement_history))
        .routes(routes!(placements::list::list_placements))
        .routes(routes!(
            placements::report_installed::report_placement_installed
        ))
        .routes(routes!(placements::verify::verify_placement))
        .routes(routes!(placements::request_fix::request_placement_fix))
        .routes(routes!(placements::report_fixed::report_placement_fixed))
        .routes(routes!(
            placements::report_removed::report_placement_removed
        ))
        .routes(routes!(
            placements::verify_removal::verify_placement_removal
        ))
        .routes(routes!(placements::cancel::cancel_placement))
        .routes(routes!(
            check_ins::put::put_check_in,
            check_ins::find::find_check_in
        ))
        .routes(routes!(check_ins::list::list_check_ins))
        .routes(routes!(flags::put::put_flag, flags::find::find_flag))
        .routes(routes!(flags::history::list_flag_history))
        .routes(routes!(flags::list::list_flags))
        .routes(routes!(flags::confirm::confirm_flag))
        .routes(routes!(flags::dismiss::dismiss_flag))
        .routes(routes!(queue_imports::create::create_queue_import))
        .routes(routes!(plans::preview::preview_plan))
        .routes(routes!(plans::import::import_plan))
        .routes(routes!(plans::template::find_plan_template))
        .routes(routes!(flags::return_flag::return_flag))
        .routes(routes!(flags::hand_over::hand_over_flag))
        .routes(routes!(flags::record_outcome::record_flag_outcome))
        .routes(routes!(flags::verify_removal::verify_flag_removal))
        .routes(routes!(flags::reopen::reopen_flag))
        .routes(routes!(flags::resolve_review::resolve_flag_review))
        .routes(routes!(flags::correct::correct_flag))
        .routes(routes!(flags::withdraw::withdraw_flag))
        .routes(routes!(worklist::find_worklist))
        .routes(routes!(
            notifications::find_notification_settings,
            notifications::put_notification_settings
        ))
        .routes(routes!(notifications::find_digest))
        .routes(routes!(notifications::mark_digest_seen))
        .routes(routes!(sites::list::list_sites))
        .routes(routes!(sites::find::find_site))
        .routes(routes!(campaigns::list::list_campaigns))
        .routes(routes!(campaigns::find::find_campaign))
        .routes(routes!(units::list_units))
        .routes(routes!(grounds::list_grounds))
        .routes(routes!(areas::list_areas))
        .routes(routes!(field_pack::find_field_pack))
        .routes(routes!(days::list_days))
        .routes(routes!(places::find_places))
        .routes(routes!(map::find_map_view))
        .routes(routes!(record_tiles::find_record_tile))
        .routes(routes!(live::listen))
        .routes(routes!(basemap::find_layer))
        .routes(routes!(tiles::describe_tiles))
        .routes(routes!(tiles::find_tile))
        .routes(routes!(reports::board::find_area_board))
        .routes(routes!(reports::areas_csv::find_areas_csv))
        .routes(routes!(reports::areas_xlsx::find_areas_xlsx))
        .routes(routes!(reports::area_file::find_area_file))
        .routes(routes!(reports::reality::find_reality))
        .routes(routes!(reports::reality_csv::find_reality_csv))
        .routes(routes!(reports::reality_xlsx::find_reality_xlsx))
}

/// The API's description as JSON.
///
/// # Errors
/// When it can't be written.
pub fn description() -> anyhow::Result<Vec<u8>> {
    let mut description = serde_json::to_value(api().into_openapi())?;
    docs::complete(&mut description, &|method, path| {
        ROUTES
            .iter()
            .any(|rule| (rule.method, rule.path, rule.allowed) == (method, path, Public))
    });
    Ok(serde_json::to_vec_pretty(&description)?)
}

/// All routes with their layers.
///
/// # Errors
/// When a route of the API is not in [`ROUTES`] or the other way round, or the configured origin is none.
pub fn build(web: Web) -> anyhow::Result<Router> {
    let (api, description) = api().split_for_parts();
    let (found, promised) = (documented(&description), table(ROUTES));
    ensure!(
        found == promised,
        "routes and their table differ: {:?}",
        found.symmetric_difference(&promised)
    );
    let config = web.state.config.clone();
    let pages = pages::router(&web);
    let known = parameters::Known::of(&description);
    let api = api.layer(middleware::from_fn_with_state(known, parameters::check));
    layers::around(api.merge(pages).with_state(web), &config)
}

fn table(rules: &[RouteRule]) -> BTreeSet<(String, String)> {
    rules
        .iter()
        .map(|rule| (rule.method.to_owned(), rule.path.to_owned()))
        .collect()
}

fn documented(description: &utoipa::openapi::OpenApi) -> BTreeSet<(String, String)> {
    let methods = |item: &utoipa::openapi::PathItem| {
        let all = [
            ("GET", &item.get),
            ("PUT", &item.put),
            ("POST", &item.post),
            ("DELETE", &item.delete),
            ("PATCH", &item.patch),
            ("HEAD", &item.head),
            ("OPTIONS", &item.options),
        ];
        all.into_iter()
            .filter(|(_, operation)| operation.is_some())
            .map(|(method, _)| method)
            .collect::<Vec<_>>()
    };
    let paths = description.paths.paths.iter();
    paths
        .flat_map(|(path, item)| {
            methods(item)
                .into_iter()
                .map(|method| (method.to_owned(), path.clone()))
        })
        .collect()
}

#[cfg(test)]
#[path = "router_tests.rs"]
mod tests;
