//! The plan against reality: the counts that the board, Biểu 1 and Biểu 2 are made of. They differ only in what they are
//! grouped by, so that one can't say what another doesn't.

use app::domain::{
    area::{AreaCode, BoundarySet},
    display_kind::DisplayKind,
    ids::CampaignId,
    photo::Sha256,
    placement::PlacementStatus,
    reality::{Alike, Grouping},
    time::Date,
    unit::UnitCode,
};

use super::{
    Db, StorageResult,
    filter::{Filter, Scope, Value, area_column, bind_values, text},
    on_db,
    row::{code, codes, optional_code},
};

/// Which placements of a campaign are counted. All lie in an area of the campaign's boundary set.
#[derive(Debug, Clone)]
pub struct RealityFilter {
    /// Campaign.
    pub campaign: CampaignId,
    /// The campaign's boundary set.
    pub set: BoundarySet,
    /// In this area of it.
    pub area: Option<AreaCode>,
    /// Of this unit.
    pub unit: Option<UnitCode>,
    /// With this message.
    pub message: Option<i32>,
    /// What the reader may see.
    pub scope: Scope,
}

/// Placements of one group that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCount {
    /// Code of the area or the unit, name of the street, number of the message; none where it has none.
    pub key: Option<String>,
    /// Their sums.
    pub alike: Alike,
}

/// A row of Biểu 2: where and when the plan has a display. Days are none where the campaign's hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// Street.
    pub street: String,
    /// Section of the street; empty where the plan names none.
    pub section: String,
    /// Kind of display.
    pub kind: DisplayKind,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
}

#[derive(sqlx::FromRow)]
struct AlikeRow {
    kind: String,
    status: String,
    condition: Option<String>,
    sites: i64,
    planned: i64,
    displays: i64,
    checked: i64,
    fewer: i64,
    more: i64,
}

#[derive(sqlx::FromRow)]
struct GroupRow {
    key: Option<String>,
    #[sqlx(flatten)]
    alike: AlikeRow,
}

#[derive(sqlx::FromRow)]
struct StretchRow {
    street: String,
    section: Option<String>,
    starts_on: Option<String>,
    ends_on: Option<String>,
    #[sqlx(flatten)]
    alike: AlikeRow,
}

#[derive(sqlx::FromRow)]
struct PhotoRow {
    street: String,
    section: Option<String>,
    kind: String,
    starts_on: Option<String>,
    ends_on: Option<String>,
    photos: String,
}

/// The sums of [`Alike`], over the groups of everything selected before them.
const SUMS: &str = "placement.kind, placement.status, placement.condition, COUNT(placement.site) AS sites, \
    CAST(SUM(planned_quantity) AS BIGINT) AS planned, CAST(SUM(placement.quantity) AS BIGINT) AS displays, \
    CAST(SUM(CASE WHEN checked_at IS NULL THEN 0 ELSE placement.quantity END) AS BIGINT) AS checked, \
    CAST(SUM(CASE WHEN planned_quantity > placement.quantity THEN planned_quantity - placement.quantity ELSE 0 END) \
    AS BIGINT) AS fewer, \
    CAST(SUM(CASE WHEN placement.quantity > planned_quantity THEN placement.quantity - planned_quantity ELSE 0 END) \
    AS BIGINT) AS more";

/// What tells one row of Biểu 2 from another, of the site where there is one.
const STRETCH: &str = "placement.street, site.section, site.starts_on, site.ends_on";

impl Db {
    /// The counts of each group of `by`.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn count_reality(
        &self,
        by: Grouping,
        filter: &RealityFilter,
    ) -> StorageResult<Vec<GroupCount>> {
        let key = match by {
            Grouping::Area => area_column(filter.set),
            Grouping::Street => "street",
            Grouping::Unit => "unit",
            Grouping::Message => "CAST(message_no AS TEXT)",
        };
        let filter = filter.conditions();
        let sql = format!(
            "SELECT {key} AS key, {SUMS} FROM placement{} GROUP BY 1, 2, 3, 4",
            filter.clause()
        );
        let rows: Vec<GroupRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let counts = rows.into_iter().map(|row| {
            Ok(GroupCount {
                key: row.key,
                alike: row.alike.into_alike()?,
            })
        });
        counts.collect()
    }

    /// The counts of each row of Biểu 2.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn count_by_stretch(
        &self,
        filter: &RealityFilter,
    ) -> StorageResult<Vec<(Stretch, Alike)>> {
        let filter = filter.conditions();
        let sql = format!(
            "SELECT {STRETCH}, {SUMS} FROM {} GROUP BY 1, 2, 3, 4, 5, 6, 7",
            with_site(&filter, "")
        );
        let rows: Vec<StretchRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let counts = rows.into_iter().map(|row| {
            let alike = row.alike.into_alike()?;
            let days = (row.starts_on.as_deref(), row.ends_on.as_deref());
            Ok((stretch(row.street, row.section, alike.kind, days)?, alike))
        });
        counts.collect()
    }

    /// The photos of each row of Biểu 2, a placement's together, newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_photos_by_stretch(
        &self,
        filter: &RealityFilter,
    ) -> StorageResult<Vec<(Stretch, Vec<Sha256>)>> {
        let mut filter = filter.conditions();
        filter.raw("photos <> ''");
        filter.compare("status", "<>", text(PlacementStatus::Cancelled));
        let sql = format!(
            "SELECT {STRETCH}, placement.kind, placement.photos FROM {}",
            with_site(&filter, " ORDER BY placement.id")
        );
        let rows: Vec<PhotoRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let photos = rows.into_iter().map(|row| {
            let kind = code("placement.kind", &row.kind)?;
            let days = (row.starts_on.as_deref(), row.ends_on.as_deref());
            let stretch = stretch(row.street, row.section, kind, days)?;
            Ok((stretch, codes("placement.photos", &row.photos)?))
        });
        photos.collect()
    }
}

/// The placements that the filter lets through, each with its site; the columns of `site` don't take part in the filter.
fn with_site(filter: &Filter, order: &str) -> String {
    format!(
        "(SELECT * FROM placement{}) AS placement LEFT JOIN site ON site.id = placement.site{order}",
        filter.clause()
    )
}

fn stretch(
    street: String,
    section: Option<String>,
    kind: DisplayKind,
    (starts_on, ends_on): (Option<&str>, Option<&str>),
) -> StorageResult<Stretch> {
    Ok(Stretch {
        street,
        section: section.unwrap_or_default(),
        kind,
        starts_on: optional_code("site.starts_on", starts_on)?,
        ends_on: optional_code("site.ends_on", ends_on)?,
    })
}

impl RealityFilter {
    fn conditions(&self) -> Filter {
        let mut filter = Filter::default();
        filter.compare("campaign", "=", Value::Id(self.campaign.0));
        match &self.area {
            Some(area) => filter.area(area),
            None => filter.raw(format!("{} IS NOT NULL", area_column(self.set))),
        }
        if let Some(unit) = &self.unit {
            filter.compare("unit", "=", text(unit));
        }
        if let Some(message) = self.message {
            filter.compare("message_no", "=", Value::Int(message.into()));
        }
        filter.scope(&self.scope, "status");
        filter
    }
}

impl AlikeRow {
    fn into_alike(self) -> StorageResult<Alike> {
        Ok(Alike {
            kind: code("placement.kind", &self.kind)?,
            status: code("placement.status", &self.status)?,
            condition: optional_code("placement.condition", self.condition.as_deref())?,
            sites: self.sites,
            planned: self.planned,
            displays: self.displays,
            checked: self.checked,
            fewer: self.fewer,
            more: self.more,
        })
    }
}
