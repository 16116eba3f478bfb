//! Widgets of the desk's pages.
