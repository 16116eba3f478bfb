//! What the page shows, as it stands in its address.

use leptos::prelude::{Memo, With};
use leptos_router::hooks::use_query_map;

use crate::{
    api::escape,
    domain::{
        campaign::Campaign,
        ids::CampaignId,
        reality::{Grouping, RealityQuery},
        unit::UnitCode,
    },
    paths::REALITY,
};

/// The state of the page. What its address says that can't be read counts as not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The campaign named.
    pub campaign: Option<CampaignId>,
    /// What is asked of the board.
    pub query: RealityQuery,
}

impl Default for Shown {
    fn default() -> Self {
        let query = RealityQuery {
            by: Grouping::Area,
            area: None,
            unit: None,
            message: None,
        };
        Self {
            campaign: None,
            query,
        }
    }
}

impl Shown {
    fn set(&mut self, name: &str, value: &str) {
        match name {
            "campaign" => self.campaign = value.parse().ok(),
            "by" => self.query.by = value.parse().unwrap_or(self.query.by),
            "area" => self.query.area = value.parse().ok(),
            "unit" => self.query.unit = (!value.is_empty()).then(|| UnitCode(value.to_owned())),
            "message" => self.query.message = value.parse().ok(),
            _ => {}
        }
    }

    /// The campaign that is shown: the one named, else the newest.
    pub fn campaign<'a>(&self, campaigns: &'a [Campaign]) -> Option<&'a Campaign> {
        let named = |campaign: &&Campaign| Some(campaign.id) == self.campaign;
        campaigns.iter().find(named).or(campaigns.first())
    }

    /// Changed by `change`.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut next = self.clone();
        change(&mut next);
        next
    }

    /// The page's address with this state.
    pub fn address(&self) -> String {
        let campaign = self.campaign.map(|id| format!("campaign={id}&"));
        format!("{REALITY}?{}{}", campaign.unwrap_or_default(), self.asked())
    }

    /// The address of the board as a file of that kind.
    pub fn file(&self, campaign: CampaignId, extension: &str) -> String {
        let asked = self.asked();
        format!("/api/v1/reports/{campaign}/reality.{extension}?{asked}")
    }

    fn asked(&self) -> String {
        let query = &self.query;
        let mut text = format!("by={}", query.by);
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                text.push_str(&format!("&{name}={}", escape(&value)));
            }
        };
        add("area", query.area.as_ref().map(ToString::to_string));
        add("unit", query.unit.as_ref().map(ToString::to_string));
        add("message", query.message.map(|no| no.to_string()));
        text
    }
}

/// The state of the page that asks.
pub fn use_shown() -> Memo<Shown> {
    let params = use_query_map();
    Memo::new(move |_| {
        params.with(|params| {
            let mut shown = Shown::default();
            for (name, value) in params.into_iter() {
                shown.set(name.as_ref(), value);
            }
            shown
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_alike() {
        let text = "campaign=00000000-0000-0000-0000-000000000007&by=street&area=002&unit=CAQ-HK&message=3";
        let mut shown = Shown::default();
        for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            shown.set(name, value);
        }
        assert_eq!(shown.address(), format!("{REALITY}?{text}"));
    }

    #[test]
    fn what_cannot_be_read_counts_as_not_said() {
        let mut shown = Shown::default();
        for (name, value) in [
            ("by", "colour"),
            ("area", ""),
            ("unit", ""),
            ("message", "x"),
            ("campaign", "x"),
            ("else", "1"),
        ] {
            shown.set(name, value);
        }
        assert_eq!(shown, Shown::default());
    }
}
