//! What answers over HTTP besides the app's pages: one module a noun, one file an endpoint with its
//! documentation. An endpoint reads its input, calls one method of the backend, and writes the answer.

pub mod areas;
pub mod basemap;
pub mod campaigns;
pub mod check_ins;
pub mod days;
pub mod docs;
pub mod etag;
pub mod extract;
pub mod field_pack;
pub mod flags;
pub mod grounds;
pub mod health;
mod host;
pub mod language;
pub mod layers;
pub mod live;
pub mod map;
pub mod notifications;
pub mod pages;
pub mod parameters;
mod patience;
pub mod photos;
mod pinned;
pub mod placements;
pub mod places;
pub mod plans;
pub mod problem;
pub mod queue_imports;
pub mod receipt;
pub mod record_tiles;
pub mod reports;
pub mod security;
pub mod session;
pub mod site;
pub mod sites;
pub mod tiles;
pub mod units;
pub mod uploads;
pub mod version;
mod web;
pub mod worklist;

pub use web::Web;

/// Whether programs read what lies there, not people: failures are problem documents, nothing is a page.
fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/") || path.starts_with("/tiles/")
}
