//! Staff accounts: the only persons a record ever points to, and only as its maker.

use serde::{Deserialize, Serialize};

use super::{
    area::{AreaCode, AreaCodes},
    ids::AccountId,
    role::{Permission, Role},
    unit::UnitCode,
};

/// Who is signed in, as the server knows them and as the phone keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Me {
    /// The account.
    pub id: AccountId,
    /// Name to sign in with.
    pub username: String,
    /// Name on the screen.
    pub display_name: String,
    /// Role.
    pub role: Role,
    /// Areas the account answers for; empty means the whole city for city-wide roles, nothing for others.
    pub areas: Vec<AreaCode>,
    /// Unit the account belongs to.
    pub unit: Option<UnitCode>,
}

crate::json_fields!(Me {
    id,
    username,
    display_name,
    role,
    areas,
    unit
});

impl Me {
    /// Whether the account's role may do that at all.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// Whether the account answers for the whole city.
    pub fn is_city_wide(&self) -> bool {
        self.areas.is_empty() && self.role.is_city_wide()
    }

    /// Whether a position with these codes lies in the account's areas.
    pub fn covers(&self, codes: &AreaCodes) -> bool {
        self.is_city_wide() || self.areas.iter().any(|area| codes.contains(area))
    }
}

/// A row of the administrator's list of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AccountRow {
    /// The account.
    #[serde(flatten)]
    pub account: Me,
    /// Whether it may sign in.
    pub active: bool,
}

/// What a person signs in with.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Account name.
    pub username: String,
    /// Password in clear, only ever in the request's body.
    pub password: String,
}

crate::json_fields!(Credentials { username, password });

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}
