//! Planned sites, each with the placement that realises it.

use app::{
    domain::{
        area::AreaCodes,
        display_kind::DisplayKind,
        ids::{CampaignId, PlacementId, SiteId},
        placement::PlacementStatus,
        query::{Page, RecordQuery},
        record::RecordKind,
        site::Site,
        time::{Date, Timestamp},
        unit::UnitCode,
    },
    geo::{LonLat, cell},
};
use uuid::Uuid;

use super::{
    Db, StorageResult, Tx,
    filter::{Filter, Order, Scope, Value, bind_values, text},
    on_db, on_tx,
    row::{areas, code, optional_code},
};

/// Rows with the status of the site's placement.
const SELECT: &str = "SELECT * FROM (SELECT s.id, s.campaign, s.code, s.lon, s.lat, s.cell, s.street, s.section, \
    s.side, s.kind, s.quantity, s.message_no, s.unit, s.district, s.ward, s.placement, p.status, p.photos, \
    p.updated_at, s.approximate, s.starts_on, s.ends_on, s.sample FROM site s JOIN placement p ON p.id = s.placement) AS site";

/// A site to be added to a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStoredSite {
    /// Its id.
    pub id: SiteId,
    /// Id of the placement that will realise it.
    pub placement: PlacementId,
    /// Campaign.
    pub campaign: CampaignId,
    /// Code within the campaign.
    pub code: String,
    /// Where.
    pub point: LonLat,
    /// Whether that is only somewhere on the street.
    pub approximate: bool,
    /// Street.
    pub street: String,
    /// Section of the street.
    pub section: String,
    /// Side of the street.
    pub side: String,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Displays planned.
    pub quantity: i32,
    /// Approved message.
    pub message_no: i32,
    /// Who hangs it.
    pub unit: UnitCode,
    /// First day, where it isn't the campaign's.
    pub starts_on: Option<Date>,
    /// Last day, where it isn't the campaign's.
    pub ends_on: Option<Date>,
    /// Its areas.
    pub areas: AreaCodes,
    /// Whether it is sample data.
    pub sample: bool,
}

#[derive(sqlx::FromRow)]
struct SiteRow {
    id: Uuid,
    campaign: Uuid,
    code: String,
    lon: f64,
    lat: f64,
    street: String,
    section: String,
    side: String,
    kind: String,
    quantity: i32,
    message_no: i32,
    unit: String,
    district: Option<String>,
    ward: Option<String>,
    placement: Uuid,
    status: String,
    photos: String,
    updated_at: i64,
    approximate: bool,
    starts_on: Option<String>,
    ends_on: Option<String>,
    sample: bool,
}

impl SiteRow {
    fn into_site(self) -> StorageResult<Site> {
        Ok(Site {
            id: SiteId(self.id),
            campaign: CampaignId(self.campaign),
            code: self.code,
            lon: self.lon,
            lat: self.lat,
            street: self.street,
            section: self.section,
            side: self.side,
            kind: code("site.kind", &self.kind)?,
            quantity: self.quantity,
            message_no: self.message_no,
            unit: UnitCode(self.unit),
            areas: areas(self.district.as_deref(), self.ward.as_deref())?,
            placement: PlacementId(self.placement),
            status: code("placement.status", &self.status)?,
            last_photo: self
                .photos
                .split_whitespace()
                .next()
                .map(|photo| code("placement.photos", photo))
                .transpose()?,
            approximate: self.approximate,
            starts_on: optional_code("site.starts_on", self.starts_on.as_deref())?,
            ends_on: optional_code("site.ends_on", self.ends_on.as_deref())?,
            sample: self.sample,
        })
    }
}

impl Db {
    /// A page of sites. `updated_at` is that of the site's placement.
    ///
    /// # Errors
    /// When the database can't be read or `next` is not one of this list.
    pub async fn list_sites(
        &self,
        query: &RecordQuery,
        scope: &Scope,
    ) -> StorageResult<Page<Site>> {
        let (order, mut filter) = (Order::of(query, "status"), Filter::default());
        filter.scope(
            &Scope {
                only_of: None,
                ..scope.clone()
            },
            "status",
        );
        filter.query(query, "status");
        if let Some(unit) = &query.unit {
            filter.compare("unit", "=", text(unit));
        }
        order.after(query.next.as_deref(), &mut filter)?;
        let sql = format!(
            "{SELECT}{}{}",
            filter.clause(),
            order.clause(query.page_size())
        );
        let mut rows: Vec<SiteRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let next = order.cut(&mut rows, query.page_size(), |order, row| {
            order.token(row.id, row.updated_at, &row.street, &row.kind, &row.status)
        });
        let items = rows
            .into_iter()
            .map(SiteRow::into_site)
            .collect::<StorageResult<_>>()?;
        Ok(Page { items, next })
    }

    /// One site.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_site(&self, id: SiteId) -> StorageResult<Option<Site>> {
        let mut filter = Filter::default();
        filter.compare("id", "=", Value::Id(id.0));
        let sql = format!("{SELECT}{}", filter.clause());
        let row: Option<SiteRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_optional(pool).await?
        });
        row.map(SiteRow::into_site).transpose()
    }

    /// Adds sites to a plan with their placements in the state `planned`, all or none. A site whose code is in
    /// the plan already is changed, and so is its placement while it is only planned.
    ///
    /// # Errors
    /// When the write fails; then nothing has changed.
    pub async fn save_sites(&self, sites: Vec<NewStoredSite>, at: Timestamp) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                for site in &sites {
                    save_site(tx, site, at).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

pub(super) async fn save_site(
    tx: &mut Tx,
    site: &NewStoredSite,
    at: Timestamp,
) -> StorageResult<()> {
    let cell = cell::cell(site.point);
    let sql = "INSERT INTO site (id, campaign, code, lon, lat, cell, street, section, side, kind, quantity, \
        message_no, unit, district, ward, placement, updated_at, sample, approximate, starts_on, ends_on) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
        ON CONFLICT (campaign, code) DO UPDATE SET lon = excluded.lon, lat = excluded.lat, cell = excluded.cell, \
        street = excluded.street, section = excluded.section, side = excluded.side, kind = excluded.kind, \
        quantity = excluded.quantity, message_no = excluded.message_no, unit = excluded.unit, \
        district = excluded.district, ward = excluded.ward, updated_at = excluded.updated_at, \
        approximate = excluded.approximate, starts_on = excluded.starts_on, ends_on = excluded.ends_on \
        RETURNING id, placement";
    let (id, placement): (Uuid, Uuid) = on_tx!(tx, conn => sqlx::query_as(sql)
        .bind(site.id.0)
        .bind(site.campaign.0)
        .bind(&site.code)
        .bind(site.point.lon)
        .bind(site.point.lat)
        .bind(cell)
        .bind(&site.street)
        .bind(&site.section)
        .bind(&site.side)
        .bind(site.kind.code())
        .bind(site.quantity)
        .bind(site.message_no)
        .bind(&site.unit.0)
        .bind(site.areas.district.as_ref().map(ToString::to_string))
        .bind(site.areas.ward.as_ref().map(ToString::to_string))
        .bind(site.placement.0)
        .bind(at.0)
        .bind(site.sample)
        .bind(site.approximate)
        .bind(site.starts_on.map(Date::iso))
        .bind(site.ends_on.map(Date::iso))
        .fetch_one(conn).await?);
    tx.note(RecordKind::Placement, placement, -1).await?;
    let sql = "INSERT INTO placement (id, campaign, site, kind, lon, lat, cell, street, district, ward, message_no, \
        planned_quantity, quantity, unit, status, note, photos, updated_at, sample) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, '', '', $15, $16) \
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, lon = excluded.lon, lat = excluded.lat, \
        cell = excluded.cell, street = excluded.street, district = excluded.district, ward = excluded.ward, \
        message_no = excluded.message_no, planned_quantity = excluded.planned_quantity, \
        quantity = excluded.quantity, unit = excluded.unit, updated_at = excluded.updated_at, \
        version = placement.version + 1 WHERE placement.status = 'planned'";
    on_tx!(tx, conn => sqlx::query(sql)
        .bind(placement)
        .bind(site.campaign.0)
        .bind(id)
        .bind(site.kind.code())
        .bind(site.point.lon)
        .bind(site.point.lat)
        .bind(cell)
        .bind(&site.street)
        .bind(site.areas.district.as_ref().map(ToString::to_string))
        .bind(site.areas.ward.as_ref().map(ToString::to_string))
        .bind(site.message_no)
        .bind(site.quantity)
        .bind(&site.unit.0)
        .bind(PlacementStatus::Planned.code())
        .bind(at.0)
        .bind(site.sample)
        .execute(conn).await.map(drop)?);
    // Whatever hangs already, what is missing or too much is measured by the plan as it now is.
    let sql = "UPDATE placement SET planned_quantity = $2 \
        WHERE id = $1 AND planned_quantity <> $2 AND status <> 'cancelled'";
    on_tx!(tx, conn => sqlx::query(sql).bind(placement).bind(site.quantity)
        .execute(conn).await.map(drop)?);
    tx.note(RecordKind::Placement, placement, 1).await
}
