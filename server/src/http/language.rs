//! The language of an answer: what the person chose on the screen, else what the browser asks for.

use app::i18n::Lang;
use axum::http::{HeaderMap, header};

use crate::auth::cookie;

/// Name of the cookie with the choice.
const COOKIE: &str = "lang";

/// The language to answer this request in.
pub fn of(headers: &HeaderMap) -> Lang {
    let chosen = cookie::find(headers, COOKIE).and_then(Lang::from_tag);
    let asked = || {
        headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
    };
    chosen.unwrap_or_else(|| asked().map_or_else(Lang::default, Lang::from_accept_language))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn language(cookie: &'static str, accept: &'static str) -> Lang {
        of(&HeaderMap::from_iter([
            (header::COOKIE, HeaderValue::from_static(cookie)),
            (header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept)),
        ]))
    }

    #[test]
    fn the_choice_goes_before_the_browsers_wish() {
        assert_eq!(language("lang=vi", "en"), Lang::Vi);
        assert_eq!(language("lang=en", "vi"), Lang::En);
        assert_eq!(language("lang=xx", "en"), Lang::En);
        assert_eq!(of(&HeaderMap::new()), Lang::Vi);
    }
}
