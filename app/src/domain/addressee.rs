//! Whom a confirmed flag is handed over to: whoever answers for the place, never a person.

use super::role::Role;

crate::vocabulary! {
    /// Who has the display put right.
    pub enum Addressee {
        Ward = "ward", "UBND phường, xã", "Ward or commune";
        RoadOrTreeOwner = "road_or_tree_owner", "Đơn vị quản lý đường, cây xanh", "Road or tree owner";
        CultureInspectorate = "culture_inspectorate", "Thanh tra văn hóa", "Culture inspectorate";
        Police = "police", "Công an", "Police";
    }
}

impl Addressee {
    /// Whose accounts record the outcome: the addressee's own where it has any, else those of the culture department,
    /// which handed it over and hears of it by letter.
    pub const fn recorder(self) -> Role {
        match self {
            Self::Police => Role::Police,
            Self::Ward | Self::RoadOrTreeOwner | Self::CultureInspectorate => {
                Role::CultureDepartment
            }
        }
    }
}
