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
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::CheckIn => "M12 21s7-6.1 7-11.5A7 7 0 0 0 5 9.5C5 14.900 12 21 12 21zM9 9.800l2.200 2.200L15.200 8",
            Self::List => "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
            Self::Queue => "M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5M12 15V4M8 8l4-4 4 4",
            Self::Me => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20.500c1-3.800 4.200-5.500 8-5.500s7 1.700 8 5.500",
            Self::Camera => "M4 8h3.500L9 5.500h6L16.500 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z",
            Self::Gallery => "M4 5h16v14H4zM4 16l4.500-4.500L13 16l3-3 4 4M15.500 9.500h.01",
            Self::Brush => "M14.500 4.500l5 5L10 19H5v-5zM12 7l5 5",
            Self::Remove => "M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5",
            Self::Offline => "M3 3l18 18M7.500 9A4.500 4.500 0 0 0 8 18h9M10.500 6.200A5.500 5.500 0 0 1 17.500 11a3.500 3.500 0 0 1 2.600 5.500",
            Self::Warning => "M12 4l9 16H3zM12 10v4.500M12 17.300h.01",
            Self::Tick => "M5 12.500l4.500 4.500L19 7.500",
            Self::Back => "M14.500 5l-7 7 7 7",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Locate => "M12 3v3M12 18v3M3 12h3M18 12h3M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12 12h.01",
            Self::Flag => "M6 21V4M6 4.500l12.500 4.500L6 13.500",
            Self::Banner => "M3 5h18M6 5v10.500l6-3 6 3V5",
            Self::Undo => "M9 7L4.500 11.500 9 16M4.500 11.500H15a4.500 4.500 0 0 1 0 9h-2",
            Self::Search => "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L20.500 20.500",
            Self::Install => "M7 3h10v18H7zM12 7v7M9 11.500l3 3 3-3",
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
