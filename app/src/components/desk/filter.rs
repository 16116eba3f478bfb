//! What a desk page shows, as it stands in its address: filters, order, the open record.

use leptos::prelude::{Get, Memo, With};
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

use crate::{
    api::{escape, to_query},
    domain::{
        campaign::Campaign,
        coverage::Coverage,
        query::{RecordQuery, SortKey},
        record::RecordKind,
        time::Date,
    },
    error::{AppError, AppResult},
    paths,
};

/// In an address, stands for «every campaign»; without a campaign the newest is meant.
pub const ALL_CAMPAIGNS: &str = "all";

/// The state of a desk page. Its address holds all of it, so that it can be shared and stepped back.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// Which records. Days are in `from` and `to`.
    pub query: RecordQuery,
    /// Whether every campaign is meant where none is named.
    pub all_campaigns: bool,
    /// Changed on this day or later.
    pub from: Option<Date>,
    /// Changed on this day or earlier.
    pub to: Option<Date>,
    /// What the list shows: placements or flags.
    pub record: RecordKind,
    /// The record whose panel is open.
    pub open: Option<(RecordKind, Uuid)>,
    /// How the map colours areas, if it does.
    pub coverage: Option<Coverage>,
    /// The day that the map shows instead of the present.
    pub as_of: Option<Date>,
    /// The day that day is compared with.
    pub compared_with: Option<Date>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            query: RecordQuery::default(),
            all_campaigns: false,
            from: None,
            to: None,
            record: RecordKind::Placement,
            open: None,
            coverage: None,
            as_of: None,
            compared_with: None,
        }
    }
}

impl Filter {
    /// Reads an address' parameters. Several values of one name are joined by commas, as forms send them.
    ///
    /// # Errors
    /// [`AppError::BadRequest`] naming the first parameter that can't be read.
    pub fn read<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> AppResult<Self> {
        let mut filter = Self::default();
        let mut rest: Vec<(String, String)> = Vec::new();
        for (name, value) in params {
            if !filter.set(name, value)? {
                match rest.iter_mut().find(|(known, _)| known == name) {
                    Some((_, values)) => *values = format!("{values},{value}"),
                    None => rest.push((name.to_owned(), value.to_owned())),
                }
            }
        }
        let pairs = rest
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        filter.query = RecordQuery::from_pairs(pairs)?;
        Ok(filter)
    }

    /// Takes a parameter that is not the query's own; false when it is.
    fn set(&mut self, name: &str, value: &str) -> AppResult<bool> {
        let bad =
            |problem: &dyn std::fmt::Display| AppError::bad_request(format!("{name}: {problem}"));
        let id = || value.parse().map_err(|error: uuid::Error| bad(&error));
        let day = || value.parse().map(Some).map_err(|error| bad(&error));
        match name {
            _ if value.is_empty() => {}
            "campaign" if value == ALL_CAMPAIGNS => self.all_campaigns = true,
            "from" => self.from = day()?,
            "to" => self.to = day()?,
            "coverage" => self.coverage = Some(value.parse().map_err(|error| bad(&error))?),
            "as_of" => self.as_of = day()?,
            "compared_with" => self.compared_with = day()?,
            "record" => self.record = value.parse().map_err(|error| bad(&error))?,
            "placement" => self.open = Some((RecordKind::Placement, id()?)),
            "flag" => self.open = Some((RecordKind::Flag, id()?)),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The address of `path` with this state.
    pub fn address(&self, path: &str) -> String {
        let text = self.to_text(path);
        if text.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{text}")
        }
    }

    /// The parameters of a day of the past, if there is one.
    pub fn past(&self) -> Vec<(&'static str, Date)> {
        let day = self.as_of.map(|day| ("as_of", day));
        let other = self.compared_with.filter(|other| self.as_of > Some(*other));
        let other = other.map(|day| ("compared_with", day));
        day.into_iter().chain(other).collect()
    }

    fn to_text(&self, path: &str) -> String {
        let mut parts = Vec::new();
        let mut add = |name: &str, value: &str| parts.push(format!("{name}={}", escape(value)));
        if self.record == RecordKind::Flag {
            add("record", self.record.code());
        }
        if self.all_campaigns && self.query.campaign.is_none() {
            add("campaign", ALL_CAMPAIGNS);
        }
        self.from.inspect(|day| add("from", &day.iso()));
        self.to.inspect(|day| add("to", &day.iso()));
        let query = to_query(&self.query);
        if !query.is_empty() {
            parts.push(query);
        }
        // The map is alone in having its tools in its address.
        if path == paths::MAP {
            self.coverage
                .inspect(|coverage| parts.push(format!("coverage={coverage}")));
            for (name, day) in self.past() {
                parts.push(format!("{name}={}", day.iso()));
            }
        }
        if let Some((record, id)) = self.open {
            parts.push(format!("{record}={id}"));
        }
        parts.join("&")
    }

    /// Changed by `change`, back on the first page.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut next = self.clone();
        next.query.next = None;
        change(&mut next);
        next
    }

    /// The same records in the order of `key`; a second time reverses it.
    #[must_use]
    pub fn sorted_by(&self, key: SortKey) -> Self {
        let again = self.sort() == key;
        self.with(|filter| {
            filter.query.reverse = again && !filter.query.reverse;
            filter.query.sort = Some(key);
        })
    }

    /// The column the list is sorted by.
    pub fn sort(&self) -> SortKey {
        self.query.sort.unwrap_or(SortKey::Updated)
    }

    /// Without filters; the kind of record stays.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self {
            record: self.record,
            ..Self::default()
        }
    }

    /// Whether anything narrows the records besides the campaign.
    pub fn is_narrowed(&self) -> bool {
        let query = &self.query;
        self.from.is_some()
            || self.to.is_some()
            || query.area.is_some()
            || query.unit.is_some()
            || !query.kind.is_empty()
            || !query.status.is_empty()
    }

    /// The campaign that is shown: the one named, else the newest, else every one.
    ///
    /// The list of flags starts with every campaign: a flag need not belong to one.
    pub fn campaign<'a>(&self, campaigns: &'a [Campaign]) -> Option<&'a Campaign> {
        match self.query.campaign {
            Some(id) => campaigns.iter().find(|campaign| campaign.id == id),
            None if self.all_campaigns || self.record == RecordKind::Flag => None,
            None => campaigns.first(),
        }
    }

    /// What to ask the server for.
    pub fn to_request(&self, campaigns: &[Campaign]) -> RecordQuery {
        RecordQuery {
            campaign: self
                .query
                .campaign
                .or_else(|| self.campaign(campaigns).map(|campaign| campaign.id)),
            since: self.from.map(Date::start).or(self.query.since),
            until: self
                .to
                .map(|day| day.plus_days(1).start())
                .or(self.query.until),
            ..self.query.clone()
        }
    }
}

/// The state of the page that asks, and what is wrong with its address, if anything.
///
/// An address that can't be read counts as one without filters.
pub fn use_filter() -> (Memo<Filter>, Memo<Option<AppError>>) {
    let params = use_query_map();
    let read = Memo::new(move |_| {
        params.with(|params| {
            Filter::read(
                params
                    .into_iter()
                    .map(|(name, value)| (name.as_ref(), value)),
            )
        })
    });
    (
        Memo::new(move |_| read.get().unwrap_or_default()),
        Memo::new(move |_| read.get().err()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> AppResult<Filter> {
        Filter::read(text.split('&').filter_map(|pair| pair.split_once('=')))
    }

    #[test]
    fn an_address_is_read_and_written_alike() {
        let text = "record=flag&campaign=all&from=2020-11-30&to=2020-12-30&area=002&kind=panel,poster&status=recorded\
                    &sort=street&reverse=true&flag=00000000-0000-0000-0000-000000000007";
        let filter = read(text).expect("readable");
        assert_eq!(filter.address("/records"), format!("/records?{text}"));
    }

    #[test]
    fn the_maps_tools_are_in_the_maps_address_alone() {
        let text = "coverage=checked&as_of=2020-12-10&compared_with=2020-12-01";
        let filter = read(text).expect("readable");
        assert_eq!(filter.address("/map"), format!("/map?{text}"));
        assert_eq!(filter.address("/records"), "/records");
        let backwards = read("as_of=2020-12-10&compared_with=2020-12-10").expect("readable");
        assert_eq!(backwards.address("/map"), "/map?as_of=2020-12-10");
    }

    #[test]
    fn the_last_day_is_inside() {
        let request = read("to=30/12/2020").expect("readable").to_request(&[]);
        assert_eq!(
            request.until.expect("an end").rfc3339(),
            "2020-12-31T00:00:00+07:00"
        );
    }

    #[test]
    fn a_form_may_send_a_name_twice_and_empty_fields() {
        let filter = read("kind=panel&kind=poster&unit=&from=").expect("readable");
        assert_eq!(filter.query.kind.len(), 2);
        assert_eq!(filter.address("/map"), "/map?kind=panel,poster");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let Err(AppError::BadRequest { problem }) = read("from=yesterday") else {
            panic!("read")
        };
        assert!(problem.starts_with("from:"), "{problem}");
        assert!(read("colour=red").is_err());
    }

    #[test]
    fn choosing_a_column_twice_reverses_it_and_leaves_the_page() {
        let once = read("next=abc")
            .expect("readable")
            .sorted_by(SortKey::Street);
        assert_eq!(once.address("/records"), "/records?sort=street");
        assert_eq!(
            once.sorted_by(SortKey::Street).address("/records"),
            "/records?sort=street&reverse=true"
        );
    }
}
