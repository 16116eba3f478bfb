//! The headers that keep browsers from doing what nobody asked for.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::config::Config;

/// Camera and position for the officer's own pages; nothing else a page could ask for.
const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(self), display-capture=(), geolocation=(self), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
/// Two years, as browsers' preload lists want it.
const STRICT_TRANSPORT: &str = "max-age=63072000";

/// The Content-Security-Policy of a page or any other answer.
///
/// `nonce` is that of the page's own scripts. `other` is the one foreign origin that an
/// installation's map style may come from; none unless it is configured.
pub fn content_security_policy(nonce: Option<&str>, other: Option<&str>) -> String {
    let nonce = nonce
        .map(|nonce| format!(" 'nonce-{nonce}'"))
        .unwrap_or_default();
    let other = other.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' blob: data:{other}; connect-src 'self'{other}; worker-src 'self' blob:; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// The origin of the configured map style, where it isn't this server.
pub fn map_origin(config: &Config) -> Option<String> {
    let url: axum::http::Uri = config.map_style_url.as_deref()?.parse().ok()?;
    let authority = url.authority()?;
    // With its port, without a name and password.
    let port = authority.port().map(|port| format!(":{port}"));
    Some(format!(
        "{}://{}{}",
        url.scheme_str()?,
        authority.host(),
        port.unwrap_or_default()
    ))
}

/// What [`set_headers`] needs to know.
#[derive(Debug, Clone)]
pub struct Transport {
    /// Whether browsers reach the server over https.
    pub is_https: bool,
    /// The policy of all that is no page. The map library's worker is under it, and fetches the map style's tiles.
    pub policy: HeaderValue,
}

impl Transport {
    /// As the configuration has it.
    pub fn of(config: &Config) -> Self {
        let policy = content_security_policy(None, map_origin(config).as_deref());
        Self {
            is_https: config.secure_cookies(),
            policy: HeaderValue::from_str(&policy).expect("addresses are plain ASCII"),
        }
    }
}

/// Layer: puts the headers on every answer. A page's own policy, with its nonce, stays.
pub async fn set_headers(
    State(transport): State<Transport>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_api = super::is_api(path);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if transport.is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(STRICT_TRANSPORT),
        );
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, transport.policy);
    }
    // Somebody's data must not lie in a cache that others use.
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_from_elsewhere_unless_it_is_configured() {
        let policy = content_security_policy(Some("abc"), None);
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval' 'nonce-abc';"),
            "{policy}"
        );
        assert!(
            policy.contains("connect-src 'self';") && !policy.contains("http"),
            "{policy}"
        );
        let mut config = Config::default();
        assert_eq!(map_origin(&config), None);
        config.map_style_url = Some("https://tiles.example.vn/style.json".into());
        let other = map_origin(&config);
        assert_eq!(other.as_deref(), Some("https://tiles.example.vn"));
        let policy = content_security_policy(None, other.as_deref());
        assert!(
            policy.contains("connect-src 'self' https://tiles.example.vn;"),
            "{policy}"
        );
        config.map_style_url = Some("http://somebody:secret@127.0.0.1:8080/style.json".into());
        assert_eq!(
            map_origin(&config).as_deref(),
            Some("http://127.0.0.1:8080")
        );
        config.map_style_url = Some("/styles/city.json".into());
        assert_eq!(map_origin(&config), None);
    }
}
