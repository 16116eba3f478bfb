//! Where a campaign stands on a day, and what is to be done at each of its placements because of it: before the window it is
//! to be hung, in it to be checked, after it to be removed, with proof.

use super::{campaign::Campaign, placement::PlacementStatus, time::Date};

crate::vocabulary! {
    /// Where a campaign stands.
    pub enum Phase {
        Before = "before", "Trước thời gian treo", "Before the window";
        During = "during", "Trong thời gian treo", "Within the window";
        After = "after", "Sau thời gian treo", "After the window";
    }
}

crate::vocabulary! {
    /// What is to be done at a placement now.
    pub enum Todo {
        /// By the unit; whoever walks there looks whether it did.
        Hang = "hang", "Cần treo", "To hang";
        Check = "check", "Cần kiểm tra", "To check";
        /// By the unit; whoever walks there takes the photo that proves it.
        Remove = "remove", "Cần tháo", "To remove";
        /// With a photo, by somebody else than who reported it.
        VerifyRemoval = "verify_removal", "Cần xác nhận đã tháo", "To verify the removal";
    }
}

impl Todo {
    /// Whether it takes a display down, or proves that it is.
    pub const fn is_removal(self) -> bool {
        matches!(self, Self::Remove | Self::VerifyRemoval)
    }
}

impl Campaign {
    /// Where it stands on that day. The window's first and last day lie in it.
    pub fn phase(&self, today: Date) -> Phase {
        if today < self.starts_on {
            Phase::Before
        } else if today <= self.ends_on {
            Phase::During
        } else {
            Phase::After
        }
    }
}

impl Phase {
    /// What is to be done now at a placement in that state; nothing where it is as it should be.
    ///
    /// After the window every display that still hangs is to be removed, also while the clock has not said so yet: a phone
    /// without a network knows the day, but not what the server has done since.
    pub const fn todo(self, status: PlacementStatus) -> Option<Todo> {
        use PlacementStatus::{
            Cancelled, Closed, DueRemoval, Installed, NeedsFix, Planned, Removed, Verified,
        };
        match (self, status) {
            (_, Closed | Cancelled) | (Self::After, Planned) => None,
            (Self::Before | Self::During, Verified) => None,
            (_, Removed) => Some(Todo::VerifyRemoval),
            (_, DueRemoval) | (Self::After, Installed | Verified | NeedsFix) => Some(Todo::Remove),
            (Self::Before, Planned) => Some(Todo::Hang),
            (Self::Before | Self::During, Installed | NeedsFix) | (Self::During, Planned) => {
                Some(Todo::Check)
            }
        }
    }
}

#[cfg(test)]
#[path = "phase_tests.rs"]
mod tests;
