//! What an officer finds at a check-in.

use super::display_kind::DisplayKind;

crate::vocabulary! {
    /// Condition at a check-in (tình trạng).
    pub enum Condition {
        Intact = "intact", "Nguyên vẹn", "Intact";
        Damaged = "damaged", "Hư hỏng", "Damaged";
        /// Against the approved sample; own placements only.
        Misprint = "misprint", "Sai mẫu", "Misprint";
        WrongPlace = "wrong_place", "Sai vị trí", "Wrong place";
        WrongQuantity = "wrong_quantity", "Sai số lượng", "Wrong quantity";
        /// Electronic screens only.
        NotPlaying = "not_playing", "Không phát", "Not playing";
        Missing = "missing", "Chưa treo", "Missing";
        Removed = "removed", "Đã tháo", "Removed";
    }
}

impl Condition {
    /// Whether this condition can be said of that kind of display.
    pub fn applies_to(self, kind: DisplayKind) -> bool {
        self != Self::NotPlaying || kind == DisplayKind::LedScreen
    }

    /// Whether the officer needs a photo to say so.
    pub fn needs_photo(self) -> bool {
        self != Self::Missing
    }

    /// Whether it says that a display hangs, but not as it should.
    pub const fn is_trouble(self) -> bool {
        matches!(
            self,
            Self::Damaged
                | Self::Misprint
                | Self::WrongPlace
                | Self::WrongQuantity
                | Self::NotPlaying
        )
    }
}
