//! What a person gives with a step of a workflow. Which of it a step needs is in the workflow's table.

use serde::{Deserialize, Serialize};

use super::{
    addressee::Addressee,
    flag::FlagStatus,
    invalid::{Check, FieldError, Rule},
    photo::{Sha256, check_photos},
    record::MAX_NOTE_CHARS,
    workflow::Need,
};

/// What comes with a step; what the step does not need is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// Why, about the display or the record.
    pub reason: String,
    /// Photos, each already sent.
    pub photos: Vec<Sha256>,
    /// Whom a flag goes to.
    pub addressee: Option<Addressee>,
    /// The state it ends in, where the table leaves the choice.
    pub outcome: Option<FlagStatus>,
}

impl Given {
    /// Only a reason.
    pub fn reason(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            ..Self::default()
        }
    }

    /// Whether all is there that the step needs.
    ///
    /// # Errors
    /// Every field that broke a rule.
    pub fn check(&self, needs: &[Need]) -> Result<(), Vec<FieldError>> {
        let mut check = Check::default();
        for need in needs {
            match need {
                Need::Reason => check.that(
                    !self.reason.trim().is_empty(),
                    "reason",
                    Rule::ReasonRequired,
                ),
                Need::Photo => check_photos(&self.photos, true, &mut check),
                Need::Addressee => check.that(
                    self.addressee.is_some(),
                    "addressee",
                    Rule::AddresseeRequired,
                ),
                // A form comes with a request of its own, which checks it.
                Need::Form => {}
            }
        }
        check.text(&self.reason, MAX_NOTE_CHARS, "reason");
        check.finish()
    }
}

/// The photos that a step needs, sent before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepPhotos {
    /// Photos, each already sent.
    pub photos: Vec<Sha256>,
}

impl From<StepPhotos> for Given {
    fn from(StepPhotos { photos }: StepPhotos) -> Self {
        Self {
            photos,
            ..Self::default()
        }
    }
}

/// Whom a flag goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Who has the display put right.
    pub addressee: Addressee,
}

impl From<HandOver> for Given {
    fn from(HandOver { addressee }: HandOver) -> Self {
        Self {
            addressee: Some(addressee),
            ..Self::default()
        }
    }
}

/// What came of a flag that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// `removed`, `remedied` or `no_violation`.
    pub outcome: FlagStatus,
}

impl From<Outcome> for Given {
    fn from(Outcome { outcome }: Outcome) -> Self {
        Self {
            outcome: Some(outcome),
            ..Self::default()
        }
    }
}

/// How a flag that was reopened comes to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// `closed`, for a flag that had been confirmed, or `dismissed`.
    pub outcome: FlagStatus,
    /// Why.
    pub reason: String,
}

impl From<Resolution> for Given {
    fn from(Resolution { outcome, reason }: Resolution) -> Self {
        Self {
            outcome: Some(outcome),
            reason,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(given: &Given, needs: &[Need]) -> Vec<Rule> {
        let fields = given.check(needs).err().unwrap_or_default();
        fields.into_iter().map(|field| field.rule).collect()
    }

    #[test]
    fn each_need_is_asked_for_in_words() {
        let nothing = Given::default();
        assert_eq!(broken(&nothing, &[]), []);
        assert_eq!(broken(&nothing, &[Need::Reason]), [Rule::ReasonRequired]);
        assert_eq!(
            broken(&Given::reason(" "), &[Need::Reason]),
            [Rule::ReasonRequired]
        );
        assert_eq!(broken(&nothing, &[Need::Photo]), [Rule::PhotoRequired]);
        assert_eq!(
            broken(&nothing, &[Need::Addressee]),
            [Rule::AddresseeRequired]
        );
        let long = Given::reason("x".repeat(MAX_NOTE_CHARS + 1));
        assert_eq!(broken(&long, &[]), [Rule::TooLong]);
    }
}
