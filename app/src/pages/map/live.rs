//! News of changed records: heard as they come, acted on together.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::*};

use super::Desk;
use crate::{
    components::desk::filter::Filter,
    domain::{campaign::Campaign, map::Change},
    i18n::{fill, t},
    ports::device,
};

/// News that comes within this time is one change of the map: its tiles are read anew at most this often.
const COALESCE: Duration = Duration::from_secs(1);

/// State of the live line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Not yet connected.
    Waiting,
    /// Connected.
    Up,
    /// Was connected.
    Lost,
}

/// Hears of changes as long as the page lives.
pub fn listen(desk: Desk) {
    let phone = StoredValue::new(device());
    let subscription = StoredValue::new_local(None);
    let waiting = StoredValue::new(0_u32);
    let news_text = t().desk.news;
    let tell = move || {
        let Some(count) = waiting.try_get_value() else {
            return;
        };
        waiting.set_value(0);
        desk.news.update(|news| *news += 1);
        desk.said.set(fill(news_text, &[&count.to_string()]));
    };
    let hear = move |change: Change| {
        if !concerns(&change, &desk.filter.get_untracked(), &campaigns(desk)) {
            return;
        }
        if desk
            .filter
            .with_untracked(|filter| filter.open == Some((change.record.record, change.record.id)))
        {
            desk.detail.refetch();
        }
        waiting.update_value(|count| *count += 1);
        if waiting.get_value() == 1 {
            set_timeout(tell, COALESCE);
        }
    };
    let state = move |up: bool| {
        let line = match (up, desk.line.get_untracked()) {
            (true, _) => Line::Up,
            (false, Line::Waiting) => Line::Waiting,
            (false, _) => Line::Lost,
        };
        // What happened while the line was down was not heard.
        if line == Line::Up && desk.line.get_untracked() == Line::Lost {
            desk.news.update(|news| *news += 1);
        }
        desk.line.set(line);
    };
    Effect::new(move |_| {
        if let Some(device) = phone.get_value() {
            subscription.set_value(Some(device.watch_changes(Box::new(hear), Box::new(state))));
        }
    });
}

fn campaigns(desk: Desk) -> Vec<Campaign> {
    desk.reference
        .campaigns
        .get_untracked()
        .and_then(Result::ok)
        .unwrap_or_default()
}

/// Whether a change can alter what this filter shows. Status, kind and dates are left to the server:
/// a record that has just left the filter must go from the map too.
fn concerns(change: &Change, filter: &Filter, campaigns: &[Campaign]) -> bool {
    let campaign = filter.to_request(campaigns).campaign;
    let area = filter.query.area.as_ref();
    (campaign.is_none() || change.campaign == campaign)
        && area.is_none_or(|area| change.areas.contains(area))
        && (filter.query.unit.is_none() || change.unit == filter.query.unit)
}

/// The line's state, in the bar.
pub fn line_pill(line: RwSignal<Line>) -> AnyView {
    let texts = t().desk;
    let class = move || match line.get() {
        Line::Waiting => "chip line",
        Line::Up => "chip line ok",
        Line::Lost => "chip line warn",
    };
    let words = move || match line.get() {
        Line::Waiting => texts.live_waiting,
        Line::Up => texts.live,
        Line::Lost => texts.live_lost,
    };
    view! { <span class=class role="status">{words}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        area::AreaCodes, display_kind::DisplayKind, map::MapRecord, record::RecordKind,
        time::Timestamp,
    };

    fn change(campaign: u128, district: &str) -> Change {
        Change {
            record: MapRecord {
                record: RecordKind::Placement,
                id: Uuid::from_u128(9),
                lon: 105.85,
                lat: 21.03,
                kind: DisplayKind::Panel,
                status: "verified".to_owned(),
            },
            campaign: Some(Uuid::from_u128(campaign).into()),
            unit: None,
            areas: AreaCodes {
                district: district.parse().ok(),
                ward: None,
            },
            at: Timestamp(0),
        }
    }

    #[test]
    fn news_of_other_campaigns_and_areas_is_no_news_here() {
        let mut filter = Filter::default();
        filter.query.campaign = Some(Uuid::from_u128(1).into());
        filter.query.area = "002".parse().ok();
        filter.query.status = vec!["planned".to_owned()];
        assert!(concerns(&change(1, "002"), &filter, &[]));
        assert!(!concerns(&change(2, "002"), &filter, &[]));
        assert!(!concerns(&change(1, "003"), &filter, &[]));
    }
}
