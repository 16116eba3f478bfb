//! How lists are asked for and answered: filters, order, keyset pages.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    area::AreaCode, condition::Condition, display_kind::DisplayKind, flag::FlagStatus,
    ids::CampaignId, invalid::Rule, placement::PlacementStatus, time::Timestamp, unit::UnitCode,
};
use crate::geo::BBox;

/// Most rows of one page.
pub const MAX_LIMIT: u32 = 1000;
/// Rows of a page when nothing is said.
pub const DEFAULT_LIMIT: u32 = 100;

crate::vocabulary! {
    /// Column a list is sorted by; the id breaks ties.
    pub enum SortKey {
        Updated = "updated", "Cập nhật", "Updated";
        Street = "street", "Tuyến phố", "Street";
        Kind = "kind", "Loại", "Kind";
        Status = "status", "Trạng thái", "Status";
    }
}

/// Which records, in which order. Every field narrows; a default asks for everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordQuery {
    /// Inside this box.
    pub bbox: Option<BBox>,
    /// In this area.
    pub area: Option<AreaCode>,
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// In one of these states, by code; conditions for check-ins.
    pub status: Vec<String>,
    /// Of one of these kinds.
    pub kind: Vec<DisplayKind>,
    /// Hung by this unit.
    pub unit: Option<UnitCode>,
    /// Changed at or after this moment.
    pub since: Option<Timestamp>,
    /// Changed before this moment.
    pub until: Option<Timestamp>,
    /// Only what the reader recorded.
    pub mine: bool,
    /// Order; newest change first when nothing is said.
    pub sort: Option<SortKey>,
    /// Reverses the order.
    pub reverse: bool,
    /// Rows of the page.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub next: Option<String>,
}

impl RecordQuery {
    /// Rows of the page, within the limits.
    pub fn page_size(&self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }

    /// Whether it asks for what changed within some time.
    pub const fn is_by_days(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// Rows.
    pub items: Vec<T>,
    /// Pass it as `next` to get the following page; none at the end.
    pub next: Option<String>,
}

/// A query string's parameters that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParameter {
    /// Name of the parameter.
    pub name: String,
    /// What is wrong, in words.
    pub problem: String,
}

/// Names of the parameters of a list. Tests draw one value of each, so that a new one is tried in every combination.
pub const PARAMETERS: [&str; 13] = [
    "bbox", "area", "campaign", "status", "kind", "unit", "since", "until", "mine", "sort",
    "reverse", "limit", "next",
];

impl RecordQuery {
    /// Refuses states that this kind of record never has; with them the list would be empty without a word.
    ///
    /// # Errors
    /// The first such state, with those that there are.
    pub fn check_states(
        &self,
        codes: impl Iterator<Item = &'static str> + Clone,
    ) -> Result<(), BadParameter> {
        for status in &self.status {
            one_of(status, codes.clone()).map_err(|problem| BadParameter {
                name: "status".to_owned(),
                problem,
            })?;
        }
        Ok(())
    }

    /// Reads a query string's parameters; commas separate several values.
    ///
    /// # Errors
    /// The first parameter that is unknown or can't be read.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, BadParameter> {
        let mut query = Self::default();
        let mut given = BTreeSet::new();
        for (name, value) in pairs {
            let told = |problem| BadParameter {
                name: name.to_owned(),
                problem,
            };
            if !given.insert(name) {
                return Err(told("write it once".to_owned()));
            }
            if !PARAMETERS.contains(&name) {
                let known = PARAMETERS.join(", ");
                return Err(told(format!(
                    "there is no such parameter; there are {known}"
                )));
            }
            if !value.is_empty() {
                query.set(name, value).map_err(told)?;
            }
        }
        Ok(query)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(value: &str) -> Result<T, String> {
            value.parse().map_err(|error: T::Err| error.to_string())
        }
        match name {
            "bbox" => self.bbox = Some(parse(value)?),
            "area" => self.area = Some(parse(value)?),
            "campaign" => self.campaign = Some(parse(value)?),
            "status" => self.status = value.split(',').map(state).collect::<Result<_, _>>()?,
            "kind" => self.kind = value.split(',').map(parse).collect::<Result<_, _>>()?,
            "unit" => self.unit = Some(UnitCode(value.to_owned())),
            "since" => self.since = Some(moment(value)?),
            "until" => self.until = Some(moment(value)?),
            "mine" => self.mine = truth(value)?,
            "sort" => self.sort = Some(parse(value)?),
            "reverse" => self.reverse = truth(value)?,
            "limit" => {
                let limit: u32 = parse(value)?;
                if !(1..=MAX_LIMIT).contains(&limit) {
                    return Err(format!("limit must be from 1 to {MAX_LIMIT}"));
                }
                self.limit = Some(limit);
            }
            "next" => self.next = Some(value.to_owned()),
            _ => return Err("there is no such parameter".to_owned()),
        }
        Ok(())
    }

    /// The parameters that say the same, without empty ones.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut add = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        let list = |codes: Vec<&str>| (!codes.is_empty()).then(|| codes.join(","));
        add("campaign", self.campaign.map(|id| id.to_string()));
        add("area", self.area.as_ref().map(ToString::to_string));
        add(
            "kind",
            list(self.kind.iter().map(|kind| kind.code()).collect()),
        );
        add(
            "status",
            list(self.status.iter().map(String::as_str).collect()),
        );
        add("unit", self.unit.as_ref().map(ToString::to_string));
        add("since", self.since.map(|at| at.0.to_string()));
        add("until", self.until.map(|at| at.0.to_string()));
        add("bbox", self.bbox.as_ref().map(ToString::to_string));
        add("mine", self.mine.then(|| "true".to_owned()));
        add("sort", self.sort.map(|key| key.to_string()));
        add("reverse", self.reverse.then(|| "true".to_owned()));
        add("limit", self.limit.map(|limit| limit.to_string()));
        add("next", self.next.clone());
        pairs
    }
}

/// One of these codes; else words that name them all.
fn one_of(value: &str, codes: impl Iterator<Item = &'static str> + Clone) -> Result<&str, String> {
    if codes.clone().any(|code| code == value) {
        return Ok(value);
    }
    let known: Vec<_> = codes.collect();
    Err(format!("{value:?} is none of {}", known.join(", ")))
}

/// `true` or `false`, and nothing that looks like them.
fn truth(value: &str) -> Result<bool, String> {
    Ok(one_of(value, ["true", "false"].into_iter())? == "true")
}

/// Codes that a list may be filtered by, each once: states of placements and flags, conditions of check-ins.
pub fn states() -> impl Iterator<Item = &'static str> + Clone {
    let placements = PlacementStatus::ALL.iter().map(|status| status.code());
    let flags = FlagStatus::ALL.iter().map(|status| status.code());
    let conditions = Condition::ALL.iter().map(|condition| condition.code());
    let others = |code: &&str| code.parse::<PlacementStatus>().is_err();
    let (flags, conditions) = (flags.filter(others), conditions.filter(others));
    placements.chain(flags).chain(conditions)
}

fn state(value: &str) -> Result<String, String> {
    one_of(value, states()).map(str::to_owned)
}

/// A moment in a query: milliseconds since the epoch, or a day whose start is meant.
fn moment(text: &str) -> Result<Timestamp, String> {
    if let Ok(ms) = text.parse() {
        return Ok(Timestamp(ms));
    }
    let day: super::time::Date = text.parse().map_err(|_| {
        let hint = Rule::TimeRange.code();
        format!("{hint}: write milliseconds since 1970 or a date yyyy-MM-dd")
    })?;
    Ok(day.start())
}
