//! Check-ins.

use app::domain::{
    check_in::CheckIn,
    condition::Condition,
    display_kind::DisplayKind,
    ids::{AccountId, CampaignId, CheckInId, PlacementId, SiteId},
    query::{Page, RecordQuery},
    time::Timestamp,
    unit::UnitCode,
};
use uuid::Uuid;

use super::{
    Db, StorageResult, Tx, bind_origin, bind_place,
    filter::{Filter, Order, Scope, Value, bind_values, text},
    on_db, on_tx,
    row::{StoredCapture, areas, code, codes, joined},
};

const COLUMNS: &str = "id, campaign, placement, site, kind, condition, quantity, lon, lat, accuracy_m, street, \
    district, ward, note, photos, recorded_by, recorded_at, received_at, updated_at, sample";

/// A check-in to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStoredCheckIn {
    /// Its id.
    pub id: CheckInId,
    /// Campaign of the placement.
    pub campaign: CampaignId,
    /// Placement visited.
    pub placement: PlacementId,
    /// Its site, where it has one.
    pub site: Option<SiteId>,
    /// Kind of the placement.
    pub kind: DisplayKind,
    /// Who hangs the placement.
    pub unit: Option<UnitCode>,
    /// What was found.
    pub condition: Condition,
    /// Displays found.
    pub quantity: Option<i32>,
    /// Position, street, photos, time.
    pub capture: StoredCapture,
}

#[derive(sqlx::FromRow)]
struct CheckInRow {
    id: Uuid,
    campaign: Uuid,
    placement: Uuid,
    site: Option<Uuid>,
    kind: String,
    condition: String,
    quantity: Option<i32>,
    lon: f64,
    lat: f64,
    accuracy_m: Option<f64>,
    street: String,
    district: Option<String>,
    ward: Option<String>,
    note: String,
    photos: String,
    recorded_by: Uuid,
    recorded_at: i64,
    received_at: i64,
    updated_at: i64,
    sample: bool,
}

impl CheckInRow {
    fn into_check_in(self, reader: AccountId) -> StorageResult<CheckIn> {
        Ok(CheckIn {
            id: CheckInId(self.id),
            campaign: CampaignId(self.campaign),
            placement: PlacementId(self.placement),
            site: self.site.map(SiteId),
            condition: code("check_in.condition", &self.condition)?,
            quantity: self.quantity,
            lon: self.lon,
            lat: self.lat,
            accuracy_m: self.accuracy_m,
            street: self.street,
            areas: areas(self.district.as_deref(), self.ward.as_deref())?,
            note: self.note,
            photos: codes("check_in.photos", &self.photos)?,
            recorded_at: Timestamp(self.recorded_at),
            received_at: Timestamp(self.received_at),
            mine: self.recorded_by == reader.0,
            sample: self.sample,
        })
    }
}

impl Db {
    /// A page of check-ins; `status` filters and sorts by condition.
    ///
    /// # Errors
    /// When the database can't be read or `next` is not one of this list.
    pub async fn list_check_ins(
        &self,
        query: &RecordQuery,
        scope: &Scope,
        reader: AccountId,
    ) -> StorageResult<Page<CheckIn>> {
        let (order, mut filter) = (Order::of(query, "condition"), Filter::default());
        filter.scope(scope, "condition");
        filter.query(query, "condition");
        if let Some(unit) = &query.unit {
            filter.compare("unit", "=", text(unit));
        }
        order.after(query.next.as_deref(), &mut filter)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM check_in{}{}",
            filter.clause(),
            order.clause(query.page_size())
        );
        let mut rows: Vec<CheckInRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let next = order.cut(&mut rows, query.page_size(), |order, row| {
            order.token(
                row.id,
                row.updated_at,
                &row.street,
                &row.kind,
                &row.condition,
            )
        });
        let items = rows
            .into_iter()
            .map(|row| row.into_check_in(reader))
            .collect::<StorageResult<_>>()?;
        Ok(Page { items, next })
    }

    /// One check-in.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_check_in(
        &self,
        id: CheckInId,
        reader: AccountId,
    ) -> StorageResult<Option<CheckIn>> {
        let mut filter = Filter::default();
        filter.compare("id", "=", Value::Id(id.0));
        let sql = format!("SELECT {COLUMNS} FROM check_in{}", filter.clause());
        let row: Option<CheckInRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_optional(pool).await?
        });
        row.map(|row| row.into_check_in(reader)).transpose()
    }
}

impl Tx {
    /// Adds a check-in.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_check_in(&mut self, new: &NewStoredCheckIn) -> StorageResult<()> {
        let capture = &new.capture;
        let sql = "INSERT INTO check_in (id, campaign, placement, site, kind, unit, condition, quantity, lon, lat, \
            cell, accuracy_m, position_source, pin_reason, street, district, ward, note, photos, recorded_by, \
            recorded_at, clock_offset_ms, received_at, updated_at, sample) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
            $22, $23, $24, $25)";
        on_tx!(self, conn => bind_origin!(bind_place!(sqlx::query(sql)
            .bind(new.id.0)
            .bind(new.campaign.0)
            .bind(new.placement.0)
            .bind(new.site.map(|site| site.0))
            .bind(new.kind.code())
            .bind(new.unit.as_ref().map(|unit| unit.0.clone()))
            .bind(new.condition.code())
            .bind(new.quantity), capture), capture)
            .execute(conn).await.map(drop)?);
        Ok(())
    }
}
