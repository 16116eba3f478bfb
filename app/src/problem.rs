//! How a failure is sent to programs.

use serde::{Deserialize, Serialize};

use crate::{error::AppError, i18n::Lang};

/// A problem document (RFC 9457): what `/api/v1` sends for every failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// URI of the kind of problem: `/api/docs#` and the code.
    pub r#type: String,
    /// What happened and what to do, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Code and details.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub error: AppError,
    /// Each broken rule in words, with its field, one a line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Problem {
    /// The document of `error` in `lang`.
    pub fn new(error: AppError, lang: Lang) -> Self {
        let detail = match &error {
            AppError::Invalid { fields } => {
                let lines: Vec<_> = fields
                    .iter()
                    .map(|field| format!("{}: {}", field.field, field.rule.label(lang)))
                    .collect();
                lines.join("\n")
            }
            _ => String::new(),
        };
        Self {
            r#type: format!("/api/docs#{}", error.code()),
            title: error.message(lang),
            status: error.status(),
            error,
            detail,
        }
    }
}
