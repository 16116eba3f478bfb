//! Scaffold.

use leptos::prelude::*;

use crate::components::load::skeleton;

/// Scaffold.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    skeleton(3)
}
