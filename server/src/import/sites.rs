//! The plan of a campaign: one row a site.
//!
//! Columns: `code`, `lon`, `lat` (WGS84 degrees), `street`, `kind`, `quantity`, `message_no`,
//! `unit_code`, and where known `section`, `side`.

use std::collections::{HashMap, HashSet};

use app::{
    domain::{
        campaign::Campaign,
        display_kind::DisplayKind,
        ids::{PlacementId, SiteId},
        record::MAX_QUANTITY,
        unit::UnitCode,
    },
    geo::LonLat,
};
use uuid::Uuid;

use super::{Parsed, Problems, table};
use crate::{backend::geography::Geography, storage::NewStoredSite};

const REQUIRED: &[&str] = &[
    "code",
    "lon",
    "lat",
    "street",
    "kind",
    "quantity",
    "message_no",
    "unit_code",
];

/// A planned site as a file says it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSite {
    /// Code within the campaign.
    pub code: String,
    /// Where.
    pub point: LonLat,
    /// Street.
    pub street: String,
    /// Section of the street; may be empty.
    pub section: String,
    /// Side of the street; may be empty.
    pub side: String,
    /// What should hang there.
    pub kind: DisplayKind,
    /// How many.
    pub quantity: i32,
    /// Which approved message.
    pub message_no: i32,
    /// Who hangs it.
    pub unit: UnitCode,
}

impl PlannedSite {
    /// The site as it is stored. Its ids follow from campaign and code, so that a plan that is
    /// imported again names the same sites.
    pub fn into_stored(self, campaign: &Campaign, geography: &Geography) -> NewStoredSite {
        let id =
            |what: &str| Uuid::new_v5(&campaign.id.0, format!("{what} {}", self.code).as_bytes());
        NewStoredSite {
            id: SiteId(id("site")),
            placement: PlacementId(id("placement")),
            campaign: campaign.id,
            areas: geography.codes_of(self.point),
            point: self.point,
            street: self.street,
            section: self.section,
            side: self.side,
            kind: self.kind,
            quantity: self.quantity,
            message_no: self.message_no,
            unit: self.unit,
            sample: campaign.sample,
            code: self.code,
        }
    }
}

/// What the rows are checked against.
pub struct Against<'a> {
    /// The campaign the plan is of.
    pub campaign: &'a Campaign,
    /// The units that there are.
    pub units: &'a HashSet<UnitCode>,
    /// Whether a position lies in the city.
    pub is_inside: &'a dyn Fn(LonLat) -> bool,
}

/// The sites of a file, in its order.
///
/// # Errors
/// Every row that breaks a rule of a site, or whose code is there twice.
pub fn parse(bytes: &[u8], against: &Against<'_>) -> Parsed<Vec<PlannedSite>> {
    let rows = table::read(bytes, REQUIRED, |row| site(row, against))?;
    let mut problems = Problems::default();
    let mut first = HashMap::new();
    for (line, site) in &rows {
        if let Some(before) = first.insert(&site.code, line) {
            problems.add(
                *line,
                format!("site {} is there already, at line {before}", site.code),
            );
        }
    }
    problems.finish(rows.into_iter().map(|(_, site)| site).collect())
}

fn site(row: &table::Row<'_>, against: &Against<'_>) -> Result<PlannedSite, String> {
    let site = PlannedSite {
        code: row.text("code")?,
        point: point(row.number("lon")?, row.number("lat")?)?,
        street: row.text("street")?,
        section: row.optional("section").unwrap_or_default(),
        side: row.optional("side").unwrap_or_default(),
        kind: kind(&row.text("kind")?)?,
        quantity: row.whole("quantity")?,
        message_no: row.whole("message_no")?,
        unit: UnitCode(row.text("unit_code")?),
    };
    if !(1..=MAX_QUANTITY).contains(&site.quantity) {
        return Err(format!("quantity must be from 1 to {MAX_QUANTITY}"));
    }
    if against.campaign.message(site.message_no).is_none() {
        let numbers = against
            .campaign
            .messages
            .iter()
            .map(|message| message.no.to_string());
        let numbers = numbers.collect::<Vec<_>>().join(", ");
        let code = &against.campaign.code;
        return Err(format!(
            "{code} has no message {}, only {numbers}",
            site.message_no
        ));
    }
    if !against.units.contains(&site.unit) {
        return Err(format!(
            "there is no unit {}: add it first, or mend its code",
            site.unit
        ));
    }
    if !(against.is_inside)(site.point) {
        return Err("the position is outside the city".to_owned());
    }
    Ok(site)
}

fn point(lon: f64, lat: f64) -> Result<LonLat, String> {
    LonLat::new(lon, lat).map_err(|error| {
        if LonLat::new(lat, lon).is_ok() {
            "lon and lat seem to be swapped: lon is the larger one, about 105".to_owned()
        } else {
            error.to_string()
        }
    })
}

fn kind(text: &str) -> Result<DisplayKind, String> {
    text.parse().map_err(|_| {
        let codes: Vec<_> = DisplayKind::ALL.iter().map(|kind| kind.code()).collect();
        format!(
            "kind {text:?} is not known: write one of {}",
            codes.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use app::domain::{area::BoundarySet, campaign::Message, ids::CampaignId, time::Date};

    use super::*;

    const HEADER: &str = "code,lon,lat,street,section,side,kind,quantity,message_no,unit_code\n";
    const GOOD: &str = "HK-001,105.8525,21.0285,Phố Hàng Khay,,lẻ,pennant,4,1,CAQ-HK\n";

    fn parse_text(rows: &str) -> Parsed<Vec<PlannedSite>> {
        let day = Date::new(2020, 11, 30).expect("a day");
        let campaign = Campaign {
            id: CampaignId(Uuid::nil()),
            code: "c".into(),
            name: "C".into(),
            document_no: String::new(),
            starts_on: day,
            ends_on: day,
            report_due_on: day,
            boundary_set: BoundarySet::Hanoi2020,
            retention_days: 1,
            messages: vec![Message {
                no: 1,
                text: "M".into(),
            }],
            sample: true,
        };
        let units = HashSet::from([UnitCode("CAQ-HK".into())]);
        let is_inside = |point: LonLat| point.lat < 22.0;
        let against = Against {
            campaign: &campaign,
            units: &units,
            is_inside: &is_inside,
        };
        parse(format!("{HEADER}{rows}").as_bytes(), &against)
    }

    #[test]
    fn reads_a_plan() {
        let sites = parse_text(GOOD).expect("good");
        assert_eq!(sites.len(), 1);
        assert_eq!(
            (sites[0].quantity, sites[0].kind),
            (4, DisplayKind::Pennant)
        );
        assert_eq!(
            (sites[0].section.as_str(), sites[0].side.as_str()),
            ("", "lẻ")
        );
    }

    #[test]
    fn every_broken_rule_names_its_line() {
        for (from, to, words) in [
            ("105.8525,21.0285", "21.0285,105.8525", "swapped"),
            ("105.8525", "x", "not a number"),
            ("pennant", "kite", "write one of"),
            (",4,1,", ",0,1,", "from 1 to 999"),
            (",4,1,", ",4,2,", "no message 2"),
            ("CAQ-HK", "CAQ-XX", "no unit CAQ-XX"),
            ("21.0285", "22.5", "outside the city"),
            ("Phố Hàng Khay", "", "street is empty"),
        ] {
            let bad = GOOD.replace("HK-001", "HK-002").replace(from, to);
            let told = parse_text(&format!("{GOOD}{bad}"))
                .expect_err("refused")
                .shown("F");
            assert!(
                told.starts_with("F:3: ") && told.contains(words),
                "{to}: {told}"
            );
        }
        let twice = parse_text(&format!("{GOOD}{GOOD}"))
            .expect_err("refused")
            .shown("F");
        assert!(
            twice.starts_with("F:3: site HK-001 is there already, at line 2"),
            "{twice}"
        );
    }
}
