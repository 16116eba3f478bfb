//! Units (đơn vị thực hiện): who hangs.

use serde::{Deserialize, Serialize};

/// Code of a unit, such as `CAQ-HK`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct UnitCode(pub String);

crate::json_inner!(UnitCode);

impl std::fmt::Display for UnitCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A unit that hangs displays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Unit {
    /// Its code.
    pub code: UnitCode,
    /// Full name.
    pub name: String,
}

crate::json_read!(Unit { code, name });
