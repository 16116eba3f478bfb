//! The texts above every list of keyboard shortcuts.

use super::lang;

crate::texts! {
    /// A list of shortcuts.
    pub struct Shortcuts {
        title: "Phím tắt", "Keyboard shortcuts";
        help: "Mở hoặc đóng danh sách phím tắt này", "Open or close this list of shortcuts";
    }
}

/// The texts in the page's language.
pub fn shortcuts() -> &'static Shortcuts {
    lang().pick(&VI, &EN)
}
