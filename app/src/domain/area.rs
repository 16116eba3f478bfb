//! Areas of the two boundary sets. A code says by its length which set it belongs to.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

crate::vocabulary! {
    /// A set of boundaries, in force between two days.
    pub enum BoundarySet {
        /// The 30 district-level units in force until 30/06/2025; codes have three digits.
        Hanoi2020 = "hanoi-2020", "30 quận, huyện, thị xã (đến 30/06/2025)", "30 districts (until 30/06/2025)";
        /// The 126 wards and communes in force since 01/07/2025; codes have five digits.
        Hanoi2025 = "hanoi-2025", "126 phường, xã (từ 01/07/2025)", "126 wards (since 01/07/2025)";
    }
}

impl BoundarySet {
    /// Digits of a code of this set.
    pub const fn code_len(self) -> usize {
        match self {
            Self::Hanoi2020 => 3,
            Self::Hanoi2025 => 5,
        }
    }
}

/// Code of an area: three digits for a district of 2020, five for a ward of 2025.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "002", pattern = "^[0-9]{3}([0-9]{2})?$")]
pub struct AreaCode(String);

crate::json_text!(AreaCode);

impl AreaCode {
    /// The set this code belongs to.
    pub fn set(&self) -> BoundarySet {
        if self.0.len() == BoundarySet::Hanoi2020.code_len() {
            BoundarySet::Hanoi2020
        } else {
            BoundarySet::Hanoi2025
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Text that is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an area code: write three digits (district of 2020) or five (ward of 2025)")]
pub struct NotAnAreaCode(pub String);

impl FromStr for AreaCode {
    type Err = NotAnAreaCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known_length = BoundarySet::ALL
            .iter()
            .any(|set| set.code_len() == text.len());
        if known_length && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnAreaCode(text.to_owned()))
        }
    }
}

impl TryFrom<String> for AreaCode {
    type Error = NotAnAreaCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.0
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An area without its polygon, for lists and choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AreaName {
    /// Its code.
    pub code: AreaCode,
    /// Full name, such as «Quận Hoàn Kiếm».
    pub name: String,
}

/// The areas of one position, one of each boundary set; `None` outside the city.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AreaCodes {
    /// District of 2020.
    pub district: Option<AreaCode>,
    /// Ward of 2025.
    pub ward: Option<AreaCode>,
}

crate::json_fields!(AreaCodes { district, ward });

impl AreaCodes {
    /// The code of this position in `set`.
    pub fn of(&self, set: BoundarySet) -> Option<&AreaCode> {
        match set {
            BoundarySet::Hanoi2020 => self.district.as_ref(),
            BoundarySet::Hanoi2025 => self.ward.as_ref(),
        }
    }

    /// Whether one of the two is `code`.
    pub fn contains(&self, code: &AreaCode) -> bool {
        self.of(code.set()) == Some(code)
    }
}
