//! Line icons, drawn inline: 24 × 24, stroke of the text's colour.

use leptos::prelude::*;

/// The icons there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Pin with a tick: check in.
    CheckIn,
    /// Rows: a list.
    List,
    /// Tray with an arrow: the queue.
    Queue,
    /// Head and shoulders: me.
    Me,
    /// Camera.
    Camera,
    /// Picture.
    Gallery,
    /// Two pictures over each other: match the one before.
    Ghost,
    /// Brush: paint over.
    Brush,
    /// Bin: delete.
    Remove,
    /// Crossed cloud: no network.
    Offline,
    /// Triangle with a bar: something failed.
    Warning,
    /// Tick.
    Tick,
    /// Chevron to the left.
    Back,
    /// Cross.
    Close,
    /// Cross-hair: my position.
    Locate,
    /// Triangle flag.
    Flag,
    /// Hanging banner.
    Banner,
    /// Arrow turning back.
    Undo,
    /// Magnifying glass.
    Search,
    /// Arrow into a phone: install.
    Install,
    /// Plus.
    Plus,
    /// Minus.
    Minus,
    /// Map pin.
    Pin,
    /// Chevron to the right.
    Forward,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::CheckIn => {
                "M12 21s7-6.1 7-11.5A7 7 0 0 0 5 9.5C5 14.9 12 21 12 21zM9 9.8l2.2 2.2L15.2 8"
            }
            Self::List => "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
            Self::Queue => "M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5M12 15V4M8 8l4-4 4 4",
            Self::Me => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20.5c1-3.8 4.2-5.5 8-5.5s7 1.7 8 5.5"
            }
            Self::Camera => {
                "M4 8h3.5L9 5.5h6L16.5 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z"
            }
            Self::Gallery => "M4 5h16v14H4zM4 16l4.5-4.5L13 16l3-3 4 4M15.5 9.5h.01",
            Self::Ghost => "M4 8h12v10H4zM8 8V4h12v10h-4",
            Self::Brush => "M14.5 4.5l5 5L10 19H5v-5zM12 7l5 5",
            Self::Remove => "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
            Self::Offline => {
                "M3 3l18 18M7.5 9A4.5 4.5 0 0 0 8 18h9M10.5 6.2A5.5 5.5 0 0 1 17.5 11a3.5 3.5 0 0 1 2.6 5.5"
            }
            Self::Warning => "M12 4l9 16H3zM12 10v4.5M12 17.3h.01",
            Self::Tick => "M5 12.5l4.5 4.5L19 7.5",
            Self::Back => "M14.5 5l-7 7 7 7",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Locate => {
                "M12 3v3M12 18v3M3 12h3M18 12h3M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12 12h.01"
            }
            Self::Flag => "M6 21V4M6 4.5l12.5 4.5L6 13.5",
            Self::Banner => "M3 5h18M6 5v10.5l6-3 6 3V5",
            Self::Undo => "M9 7L4.5 11.5 9 16M4.5 11.5H15a4.5 4.5 0 0 1 0 9h-2",
            Self::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20.5 20.5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Minus => "M5 12h14",
            Self::Pin => {
                "M12 21s6.5-6 6.5-11.2a6.5 6.5 0 0 0-13 0C5.5 15 12 21 12 21zM12 12a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z"
            }
            Self::Forward => "M9.5 5l7 7-7 7",
            Self::Install => "M7 3h10v18H7zM12 7v7M9 11.5l3 3 3-3",
        }
    }
}

/// Draws an icon; the words beside it say what it means.
pub fn icon(which: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=which.path()/>
        </svg>
    }
}
