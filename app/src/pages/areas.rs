//! Desk page, loaded when it is asked for.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::i18n::t;

/// Desk page.
pub struct AreasPage;

#[lazy_route]
impl LazyRoute for AreasPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <h1>{t().desk.areas}</h1> }.into_any()
    }
}
