//! Grounds of a flag (căn cứ): a closed list kept as data, about authorisation, place, time and safety.

use serde::{Deserialize, Serialize};

use super::time::Date;

/// Code of a ground, such as `G07`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct GroundCode(pub String);

crate::json_inner!(GroundCode);

impl std::fmt::Display for GroundCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One ground of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Ground {
    /// Its code.
    pub code: GroundCode,
    /// Vietnamese label.
    pub vi: String,
    /// English label.
    pub en: String,
    /// Legal basis as text; empty where there is none.
    pub basis: String,
    /// First day in force, where known.
    pub in_force_from: Option<Date>,
    /// Last day in force, where it has one.
    pub in_force_to: Option<Date>,
    /// Day on which somebody verified the basis; none is shown as «chưa kiểm chứng».
    pub verified_on: Option<Date>,
}

crate::json_read!(Ground {
    code,
    vi,
    en,
    basis,
    in_force_from,
    in_force_to,
    verified_on
});

impl Ground {
    /// Whether the ground is in force on `day`.
    pub fn in_force(&self, day: Date) -> bool {
        self.in_force_from.is_none_or(|from| from <= day)
            && self.in_force_to.is_none_or(|to| day <= to)
    }
}
