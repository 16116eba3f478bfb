//! Addresses of pages that are linked from more than one place. `app.rs` has all routes.

/// Where one signs in.
pub const SIGN_IN: &str = "/sign-in";
/// The officer's first page.
pub const CHECK_IN: &str = "/check-in";
/// The desk's map.
pub const MAP: &str = "/map";
/// What waits for one at the desk.
pub const WORK: &str = "/work";
/// Lists of placements and flags.
pub const RECORDS: &str = "/records";
/// Progress by area.
pub const AREAS: &str = "/areas";
/// The plan against reality.
pub const REALITY: &str = "/areas/reality";
/// Accounts and what else an administrator looks after.
pub const ADMIN: &str = "/admin";
