//! The session's cookie.

use axum::http::{HeaderMap, HeaderValue, header};

use super::token::SessionToken;
use crate::config::Config;

/// How the cookie is named and guarded: by whether browsers reach the server over https.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionCookie {
    /// Over https, with the `__Host-` prefix: browsers then send it to this very host only.
    pub secure: bool,
}

impl SessionCookie {
    /// As this server sets it.
    pub fn of(config: &Config) -> Self {
        Self {
            secure: config.secure_cookies(),
        }
    }

    /// Name of the cookie.
    pub const fn name(self) -> &'static str {
        if self.secure {
            "__Host-bienpho"
        } else {
            "bienpho"
        }
    }

    /// The header that sets it for `max_age_s` seconds.
    pub fn set(self, token: &SessionToken, max_age_s: i64) -> HeaderValue {
        self.header(token.as_str(), max_age_s)
    }

    /// The header that deletes it.
    pub fn clear(self) -> HeaderValue {
        self.header("", 0)
    }

    /// The token that a request carries.
    pub fn read(self, headers: &HeaderMap) -> Option<SessionToken> {
        find(headers, self.name()).and_then(SessionToken::parse)
    }

    fn header(self, value: &str, max_age_s: i64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = self.name();
        let text =
            format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).expect("base64url and digits are valid in a header")
    }
}

/// The value of a cookie that a request carries.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            header::COOKIE,
            HeaderValue::from_str(cookie).expect("a header"),
        )])
    }

    #[test]
    fn https_gets_a_host_cookie() {
        let token = SessionToken::generate().expect("randomness");
        let set = SessionCookie { secure: true }.set(&token, 3600);
        let text = set.to_str().expect("text");
        let attributes: Vec<_> = text.split("; ").skip(1).collect();
        assert_eq!(
            text.split_once('=').map(|(name, _)| name),
            Some("__Host-bienpho")
        );
        assert_eq!(
            attributes,
            [
                "Path=/",
                "Max-Age=3600",
                "HttpOnly",
                "SameSite=Lax",
                "Secure"
            ]
        );
    }

    #[test]
    fn plain_http_gets_one_without_secure() {
        let clear = SessionCookie { secure: false }.clear();
        assert_eq!(clear, "bienpho=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let token = SessionToken::generate().expect("randomness");
        let headers = request(&format!("lang=vi; bienpho={}; theme=dark", token.as_str()));
        assert_eq!(SessionCookie { secure: false }.read(&headers), Some(token));
        assert_eq!(SessionCookie { secure: true }.read(&headers), None);
        assert_eq!(find(&headers, "theme"), Some("dark"));
    }

    #[test]
    fn a_deleted_cookie_is_no_token() {
        assert_eq!(
            SessionCookie { secure: false }.read(&request("bienpho=")),
            None
        );
    }
}
