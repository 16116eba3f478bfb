//! The page itself: language, theme, where it leads, where the focus is.

use app::components::theme::Theme;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlDocument, HtmlElement};

use crate::{
    js::{document, element, lang, window},
    sw,
};

/// A year, in seconds.
const KEEP_S: &str = "31536000";

fn keep(name: &str, value: &str) {
    let secure = if window().is_secure_context() {
        "; Secure"
    } else {
        ""
    };
    let cookie = [
        name,
        "=",
        value,
        "; Path=/; Max-Age=",
        KEEP_S,
        "; SameSite=Lax",
        secure,
    ]
    .concat();
    // Fails in sandboxed frames only; the choice then lasts as long as the page.
    _ = document()
        .unchecked_ref::<HtmlDocument>()
        .set_cookie(&cookie);
}

/// Keeps the choice of language and loads the page anew.
pub fn set_language(tag: &str) {
    if tag != lang().tag() {
        keep("lang", tag);
        let tag = tag.to_owned();
        spawn_local(async move {
            sw::choose(&tag, &theme()).await;
            _ = window().location().reload();
        });
    }
}

/// Keeps the choice of theme and applies it.
pub fn set_theme(theme: &str) {
    let theme = theme.parse().unwrap_or(Theme::Auto);
    keep("theme", theme.code());
    if let Some(root) = document().document_element() {
        _ = root.set_attribute("data-theme", theme.code());
    }
    let set = |selector: &str, value: &str| {
        if let Ok(Some(meta)) = document().query_selector(selector) {
            _ = meta.set_attribute("content", value);
        }
    };
    set("meta[name=color-scheme]", theme.color_scheme());
    if let [(_, color)] = theme.colors() {
        set("meta[name=theme-color]", color);
    }
    spawn_local(sw::choose(lang().tag(), theme.code()));
}

/// The choice of theme.
pub fn theme() -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-theme"))
        .unwrap_or_else(|| Theme::Auto.code().to_owned())
}

/// Leaves for another address.
pub fn go(path: &str) {
    _ = window().location().assign(path);
}

/// Moves the keyboard's focus.
pub fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        _ = element.focus();
    }
}
