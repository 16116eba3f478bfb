//! Scaffold.

use leptos::prelude::*;

use crate::components::load::skeleton;

/// Scaffold.
#[component]
pub fn SignInPage() -> impl IntoView {
    skeleton(3)
}
