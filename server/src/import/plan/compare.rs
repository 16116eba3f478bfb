//! What a file would change of the plan that is stored, row by row.

use std::collections::HashMap;

use app::{
    domain::{
        area::AreaCodes,
        campaign::Campaign,
        display_kind::DisplayKind,
        ids::CampaignId,
        placement::PlacementStatus,
        plan::{
            AbsentSite, PassedOver, PlanChange, PlanColumn, PlanField, PlanOutcome, PlanPreview,
            PlanRemark, PlanRow, PlanSaid,
        },
        site::Site,
        unit::Unit,
    },
    geo::{LonLat, distance_m},
    i18n::Lang,
};
use sha2::{Digest, Sha256};

use super::{Against, PlannedSite, ReadRow, Said, problems, read, shown};
use crate::{
    backend::geography::Geography,
    import::Parsed,
    storage::{PlanSite, StoredPlan},
};

/// Positions nearer than this are the same: the rounding of a spreadsheet.
const SAME_M: f64 = 1.0;

/// A value, in no language yet.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    Kind(DisplayKind),
}

impl Value {
    fn shown(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Kind(kind) => kind.label(lang).to_owned(),
        }
    }
}

/// A row, compared.
#[derive(Debug, Clone)]
struct Row {
    read: ReadRow,
    outcome: PlanOutcome,
    values: Vec<(PlanField, Value)>,
    changes: Vec<(PlanField, Value, Value)>,
    write: Option<PlanSite>,
}

/// A file compared with what is stored.
#[derive(Debug, Clone)]
pub struct Comparison {
    campaign: CampaignId,
    sheet: Option<String>,
    columns: Vec<PlanColumn>,
    said: Vec<Said>,
    rows: Vec<Row>,
    passed_over: Vec<PassedOver>,
    absent: Vec<AbsentSite>,
    tag: String,
}

/// Reads the file and compares it with the plan.
pub fn compare(
    bytes: &[u8],
    campaign: &Campaign,
    units: &[Unit],
    geography: &Geography,
    stored: &StoredPlan,
) -> Comparison {
    let known: HashMap<&str, &Site> = stored
        .sites
        .iter()
        .map(|site| (site.code.as_str(), site))
        .collect();
    let against = Against {
        campaign,
        units,
        streets: geography.streets(),
        is_inside: &|point| geography.codes_of(point) != AreaCodes::default(),
        known: &|code, street, section| {
            let site = known
                .get(code)
                .filter(|site| site.street == street && site.section == section)?;
            Some((site.point(), site.approximate))
        },
    };
    let plan = read(bytes, &against);
    let named: Vec<String> = plan.rows.iter().map(|row| row.code.clone()).collect();
    let rows: Vec<Row> = plan
        .rows
        .into_iter()
        .map(|row| {
            let site = known.get(row.code.as_str()).copied();
            compare_row(row, site, campaign, geography)
        })
        .collect();
    let named: std::collections::HashSet<&str> = named.iter().map(String::as_str).collect();
    let mut absent: Vec<_> = stored
        .sites
        .iter()
        .filter(|site| !named.contains(site.code.as_str()))
        .map(absent)
        .collect();
    absent.sort_by(|a, b| a.code.cmp(&b.code));
    let mut sum = Sha256::new();
    sum.update(format!(
        "{} {} {:?} {rows:?}",
        campaign.id, stored.version, plan.said
    ));
    sum.update(Sha256::digest(bytes));
    Comparison {
        campaign: campaign.id,
        sheet: plan.sheet,
        columns: plan.columns,
        said: plan.said,
        rows,
        passed_over: plan.passed_over,
        absent,
        tag: hex::encode(sum.finalize()),
    }
}

fn absent(site: &Site) -> AbsentSite {
    AbsentSite {
        code: site.code.clone(),
        street: site.street.clone(),
        status: site.status,
    }
}

fn compare_row(
    mut read: ReadRow,
    known: Option<&Site>,
    campaign: &Campaign,
    geography: &Geography,
) -> Row {
    let Some(planned) = read.site.take() else {
        let outcome = PlanOutcome::Refused;
        return Row {
            read,
            outcome,
            values: Vec::new(),
            changes: Vec::new(),
            write: None,
        };
    };
    let values = of_planned(&planned, campaign);
    let changes = known
        .map(|site| changes(site, &planned, &values, campaign))
        .unwrap_or_default();
    let outcome = match known {
        None => PlanOutcome::Created,
        Some(_) if changes.is_empty() => PlanOutcome::Unchanged,
        Some(_) => PlanOutcome::Updated,
    };
    if let Some(site) = known
        .filter(|site| outcome == PlanOutcome::Updated && site.status != PlacementStatus::Planned)
    {
        let found = vec![site.status.label(Lang::Vi).to_owned()];
        read.said.push(Said {
            column: None,
            code: PlanRemark::RecordKept,
            found,
        });
    }
    let write = (outcome != PlanOutcome::Unchanged).then(|| {
        let mut site = planned.into_stored(campaign, geography);
        if let Some(known) = known {
            (site.id, site.placement) = (known.id, known.placement);
        }
        PlanSite {
            site,
            seen: known.map(|known| known.status),
        }
    });
    Row {
        read,
        outcome,
        values,
        changes,
        write,
    }
}

fn of_planned(site: &PlannedSite, campaign: &Campaign) -> Vec<(PlanField, Value)> {
    let text = |text: &dyn std::fmt::Display| Value::Text(text.to_string());
    vec![
        (PlanField::Street, text(&site.street)),
        (PlanField::Section, text(&site.section)),
        (PlanField::Side, text(&site.side)),
        (PlanField::Coordinates, Value::Text(shown(site.point))),
        (PlanField::Kind, Value::Kind(site.kind)),
        (PlanField::Quantity, text(&site.quantity)),
        (PlanField::Message, text(&site.message_no)),
        (PlanField::Unit, text(&site.unit)),
        (
            PlanField::StartsOn,
            text(&site.starts_on.unwrap_or(campaign.starts_on)),
        ),
        (
            PlanField::EndsOn,
            text(&site.ends_on.unwrap_or(campaign.ends_on)),
        ),
    ]
}

fn changes(
    site: &Site,
    planned: &PlannedSite,
    after: &[(PlanField, Value)],
    campaign: &Campaign,
) -> Vec<(PlanField, Value, Value)> {
    let stored = PlannedSite {
        code: site.code.clone(),
        point: site.point(),
        approximate: site.approximate,
        street: site.street.clone(),
        section: site.section.clone(),
        side: site.side.clone(),
        kind: site.kind,
        quantity: site.quantity,
        message_no: site.message_no,
        unit: site.unit.clone(),
        starts_on: site.starts_on,
        ends_on: site.ends_on,
    };
    let is_moved = moved(site.point(), planned.point) || site.approximate != planned.approximate;
    let before = of_planned(&stored, campaign);
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((field, before), (_, after))| match field {
            PlanField::Coordinates => is_moved,
            _ => before != after,
        })
        .map(|((field, before), (_, after))| (field, before, after.clone()))
        .collect()
}

fn moved(from: LonLat, to: LonLat) -> bool {
    distance_m(from, to) > SAME_M
}

impl Comparison {
    /// Names what was compared: the file, the plan's version, and what each row would do.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Whether nothing is wrong with it.
    pub fn is_sound(&self) -> bool {
        self.said.is_empty() && self.count(PlanOutcome::Refused) == 0
    }

    /// Rows of one outcome.
    pub fn count(&self, outcome: PlanOutcome) -> u32 {
        let rows = self
            .rows
            .iter()
            .filter(|row| row.outcome == outcome)
            .count();
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    /// What it would write.
    pub fn into_writes(self) -> Vec<PlanSite> {
        self.rows.into_iter().filter_map(|row| row.write).collect()
    }

    /// Nothing, where nothing is wrong.
    ///
    /// # Errors
    /// What is wrong, by line; of the whole file in line 1.
    pub fn checked(&self) -> Parsed<()> {
        problems(&self.said, self.rows.iter().map(|row| &row.read))
    }

    /// As the desk and the API show it.
    pub fn into_preview(self, lang: Lang) -> PlanPreview {
        PlanPreview {
            campaign: self.campaign,
            tag: self.tag,
            sheet: self.sheet,
            columns: self.columns,
            said: self.said.iter().map(|said| said.shown(lang)).collect(),
            rows: self.rows.into_iter().map(|row| row.shown(lang)).collect(),
            passed_over: self.passed_over,
            absent: self.absent,
        }
    }
}

impl Said {
    /// It in words.
    pub fn shown(&self, lang: Lang) -> PlanSaid {
        PlanSaid {
            code: self.code,
            column: self.column.clone(),
            is_problem: !self.code.is_notice(),
            words: self.code.words(lang, &self.found),
        }
    }
}

impl Said {
    /// It in words after the column it is about.
    pub fn line(&self, lang: Lang) -> String {
        let words = self.code.words(lang, &self.found);
        match &self.column {
            Some(column) => format!("{column}: {words}"),
            None => words,
        }
    }
}

impl Row {
    fn shown(self, lang: Lang) -> PlanRow {
        let mut said: Vec<_> = self.read.said.iter().map(|said| said.shown(lang)).collect();
        said.sort_by_key(|said| !said.is_problem);
        let change = |(field, before, after): (PlanField, Value, Value)| PlanChange {
            field,
            before: before.shown(lang),
            after: after.shown(lang),
        };
        PlanRow {
            row: self.read.row,
            code: self.read.code,
            outcome: self.outcome,
            site: self
                .values
                .into_iter()
                .map(|(field, value)| (field, value.shown(lang)))
                .collect(),
            changes: self.changes.into_iter().map(change).collect(),
            said,
        }
    }
}
