//! Small pictures of photos that the server has: of own flags, and of what hung at a site before.

use app::domain::photo::Sha256;

/// An address for `<img>`.
pub fn url(sha256: &Sha256) -> String {
    ["/api/v1/photos/", sha256.as_str(), "?size=thumb"].concat()
}
