//! Scaffold.

use leptos::prelude::*;

use crate::components::load::skeleton;

/// Scaffold.
#[component]
pub fn HomePage() -> impl IntoView {
    skeleton(3)
}
