//! Who may do what. The one table of permissions; the server asks it for every method.

use crate::paths;

crate::vocabulary! {
    /// Role of an account.
    pub enum Role {
        FieldOfficer = "field_officer", "Cán bộ kiểm tra", "Field officer";
        Supervisor = "supervisor", "Phụ trách địa bàn", "Supervisor";
        CultureDepartment = "culture_department", "Sở Văn hóa và Thể thao", "Culture department";
        Police = "police", "Công an", "Police";
        Administrator = "administrator", "Quản trị", "Administrator";
    }
}

/// Something an account may be allowed to do; areas and ownership narrow it further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See campaigns, units, grounds, areas and streets.
    ReadReference,
    /// See sites, placements and check-ins.
    ReadPlacements,
    /// See own flags.
    ReadOwnFlags,
    /// See flags of any state in one's areas.
    ReadFlags,
    /// See flags from `confirmed` on.
    ReadConfirmedFlags,
    /// Record placements, check-ins and flags.
    Record,
    /// Send photos, which a record or a step then names.
    SendPhotos,
    /// Bring in a phone's exported queue.
    ImportQueues,
    /// Confirm or dismiss flags of others.
    ReviewFlags,
    /// See the board of areas and the reports.
    ReadReports,
    /// Bring in the plan of a campaign.
    ImportPlans,
    /// See and manage accounts.
    ManageAccounts,
}

impl Role {
    /// What this role may do at all.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            ImportPlans, ImportQueues, ManageAccounts, ReadConfirmedFlags, ReadFlags, ReadOwnFlags,
            ReadPlacements, ReadReference, ReadReports, Record, ReviewFlags, SendPhotos,
        };
        match self {
            Self::FieldOfficer => &[
                ReadReference,
                ReadPlacements,
                ReadOwnFlags,
                Record,
                SendPhotos,
            ],
            Self::Supervisor => &[
                ReadReference,
                ReadPlacements,
                ReadFlags,
                Record,
                SendPhotos,
                ImportQueues,
                ReviewFlags,
                ReadReports,
            ],
            Self::CultureDepartment => &[
                ReadReference,
                ReadPlacements,
                ReadFlags,
                Record,
                SendPhotos,
                ImportQueues,
                ReviewFlags,
                ReadReports,
                ImportPlans,
            ],
            Self::Police => &[
                ReadReference,
                ReadPlacements,
                ReadConfirmedFlags,
                SendPhotos,
                ReadReports,
            ],
            Self::Administrator => &[ReadReference, ManageAccounts],
        }
    }

    /// Whether this role may do that at all.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// Whether the role sees the whole city when its account lists no areas.
    pub const fn is_city_wide(self) -> bool {
        matches!(self, Self::CultureDepartment | Self::Police)
    }

    /// The page an account of this role lands on.
    pub const fn home(self) -> &'static str {
        match self {
            Self::FieldOfficer => paths::CHECK_IN,
            Self::Supervisor | Self::CultureDepartment | Self::Police => paths::MAP,
            Self::Administrator => paths::ADMIN,
        }
    }
}
