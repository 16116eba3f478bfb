//! Placements.

use std::slice;

use app::domain::{
    condition::Condition,
    display_kind::DisplayKind,
    ids::{AccountId, CampaignId, PlacementId, SiteId},
    photo::Sha256,
    placement::{Placement, PlacementStatus},
    query::{Page, RecordQuery},
    record::{RecordKind, Version},
    time::Timestamp,
    unit::UnitCode,
};
use uuid::Uuid;

use super::{
    Db, StorageResult, Tx,
    area_count::is_walked,
    bind_origin, bind_place,
    filter::{Filter, Order, Scope, bind_values},
    on_db, on_tx,
    ranges::Ranges,
    row::{StoredCapture, areas, code, codes, joined, optional_code, row_values, rows_at_once},
};

/// Most photos shown of one placement, newest first; older ones stay with their check-ins.
pub(super) const PHOTOS_SHOWN: usize = 20;

/// Parameters of a row that is written.
const VALUES: usize = 25;
const COLUMNS: &str = "placement.id, placement.campaign, placement.site, site.code AS site_code, placement.kind, \
    placement.lon, placement.lat, placement.accuracy_m, placement.position_source, placement.street, site.section, \
    placement.district, placement.ward, placement.message_no, placement.planned_quantity, placement.quantity, \
    placement.unit, placement.status, placement.note, placement.photos, placement.condition, placement.checked_at, \
    placement.removal_by, placement.recorded_by, placement.recorded_at, placement.updated_at, placement.version, placement.sample";

/// A placement with what only the server knows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPlacement {
    /// The placement; `mine` and `steps` are not set.
    pub placement: Placement,
    /// Who recorded it; nobody while it is only planned.
    pub recorded_by: Option<AccountId>,
    /// Who reported its removal.
    pub removal_by: Option<AccountId>,
}

/// A placement recorded outside the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStoredPlacement {
    /// Its id.
    pub id: PlacementId,
    /// Campaign.
    pub campaign: CampaignId,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Displays there.
    pub quantity: i32,
    /// Approved message.
    pub message_no: Option<i32>,
    /// Who hung it.
    pub unit: Option<UnitCode>,
    /// Status it starts in.
    pub status: PlacementStatus,
    /// Position, street, photos, time.
    pub capture: StoredCapture,
}

/// What a check-in changes of a placement.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacementChange {
    /// Status after it.
    pub status: PlacementStatus,
    /// Condition found.
    pub condition: Condition,
    /// Displays found.
    pub quantity: i32,
    /// Photos to be shown first.
    pub photos: Vec<Sha256>,
    /// Who reported the removal, once somebody did.
    pub removal_by: Option<AccountId>,
    /// When it was recorded, by the phone's clock.
    pub recorded_at: Timestamp,
    /// The server's time.
    pub at: Timestamp,
    /// Account that checked it.
    pub by: AccountId,
}

#[derive(sqlx::FromRow)]
struct PlacementRow {
    id: Uuid,
    campaign: Uuid,
    site: Option<Uuid>,
    site_code: Option<String>,
    kind: String,
    lon: f64,
    lat: f64,
    accuracy_m: Option<f64>,
    position_source: Option<String>,
    street: String,
    section: Option<String>,
    district: Option<String>,
    ward: Option<String>,
    message_no: Option<i32>,
    planned_quantity: i32,
    quantity: i32,
    unit: Option<String>,
    status: String,
    note: String,
    photos: String,
    condition: Option<String>,
    checked_at: Option<i64>,
    removal_by: Option<Uuid>,
    recorded_by: Option<Uuid>,
    recorded_at: Option<i64>,
    updated_at: i64,
    version: i64,
    sample: bool,
}

impl PlacementRow {
    fn into_stored(self) -> StorageResult<StoredPlacement> {
        let placement = Placement {
            id: PlacementId(self.id),
            campaign: CampaignId(self.campaign),
            site: self.site.map(SiteId),
            site_code: self.site_code,
            kind: code("placement.kind", &self.kind)?,
            lon: self.lon,
            lat: self.lat,
            accuracy_m: self.accuracy_m,
            position_source: optional_code(
                "placement.position_source",
                self.position_source.as_deref(),
            )?,
            street: self.street,
            section: self.section,
            areas: areas(self.district.as_deref(), self.ward.as_deref())?,
            message_no: self.message_no,
            planned_quantity: self.planned_quantity,
            quantity: self.quantity,
            unit: self.unit.map(UnitCode),
            status: code("placement.status", &self.status)?,
            note: self.note,
            photos: codes("placement.photos", &self.photos)?,
            condition: optional_code("placement.condition", self.condition.as_deref())?,
            checked_at: self.checked_at.map(Timestamp),
            recorded_at: self.recorded_at.map(Timestamp),
            updated_at: Timestamp(self.updated_at),
            mine: false,
            version: Version(self.version),
            steps: Vec::new(),
            sample: self.sample,
        };
        Ok(StoredPlacement {
            placement,
            recorded_by: self.recorded_by.map(AccountId),
            removal_by: self.removal_by.map(AccountId),
        })
    }
}

/// The rows with these ids, each with its site: the ids first, so that whatever index finds them is used.
fn page_sql(ids: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM ({ids}) AS page CROSS JOIN placement LEFT JOIN site ON site.id = placement.site \
         WHERE placement.id = page.page_id"
    )
}

fn one_sql() -> String {
    page_sql("SELECT id AS page_id FROM placement WHERE id = $1")
}

impl Db {
    /// A page of placements.
    ///
    /// # Errors
    /// When the database can't be read or `next` is not one of this list.
    pub async fn list_placements(
        &self,
        query: &RecordQuery,
        scope: &Scope,
    ) -> StorageResult<Page<StoredPlacement>> {
        let (mut order, mut filter) = (Order::of(query, "status"), Filter::default());
        if self.are_few(query, scope).await? {
            order = order.of_few();
        }
        let table = match order.index().filter(|_| is_walked(query, scope)) {
            Some(index) => self.along("placement", index),
            None => "placement".to_owned(),
        };
        let ids = match Ranges::of(query, scope, &self.campaign_ids(query).await?) {
            Some(ranges) => ranges.sql(&table, query, scope, &order, &mut filter)?,
            None => ids_sql(&table, query, scope, &order, &mut filter)?,
        };
        let sql = format!("{}{}", page_sql(&ids), order.by("placement."));
        let mut rows: Vec<PlacementRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let next = order.cut(&mut rows, query.page_size(), |order, row| {
            order.token(row.id, row.updated_at, &row.street, &row.kind, &row.status)
        });
        let items = rows
            .into_iter()
            .map(PlacementRow::into_stored)
            .collect::<StorageResult<_>>()?;
        Ok(Page { items, next })
    }

    /// All campaigns, where the query names none.
    async fn campaign_ids(&self, query: &RecordQuery) -> StorageResult<Vec<Uuid>> {
        if query.campaign.is_some() {
            return Ok(Vec::new());
        }
        Ok(on_db!(self, pool => {
            sqlx::query_scalar("SELECT id FROM campaign ORDER BY id").fetch_all(pool).await?
        }))
    }

    /// One placement.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_placement(&self, id: PlacementId) -> StorageResult<Option<StoredPlacement>> {
        let row: Option<PlacementRow> = on_db!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(one_sql())).bind(id.0).fetch_optional(pool).await?
        });
        row.map(PlacementRow::into_stored).transpose()
    }
}

/// The ids of the page's rows along an index or, where they are few, sorted.
fn ids_sql(
    table: &str,
    query: &RecordQuery,
    scope: &Scope,
    order: &Order,
    filter: &mut Filter,
) -> StorageResult<String> {
    filter.scope(scope, "status");
    filter.query(query, "status");
    filter.unit(query);
    order.after(query.next.as_deref(), filter)?;
    let (clause, page) = (filter.clause(), order.clause(query.page_size()));
    Ok(format!("SELECT id AS page_id FROM {table}{clause}{page}"))
}

impl Tx {
    /// The placement, held until the transaction ends.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_placement(
        &mut self,
        id: PlacementId,
    ) -> StorageResult<Option<StoredPlacement>> {
        let sql = format!(
            "SELECT id FROM placement WHERE id = $1{}",
            self.for_update()
        );
        let held: Option<Uuid> = on_tx!(self, conn => {
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await?
        });
        if held.is_none() {
            return Ok(None);
        }
        let row: Option<PlacementRow> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(one_sql())).bind(id.0).fetch_optional(conn).await?
        });
        row.map(PlacementRow::into_stored).transpose()
    }

    /// Adds a placement recorded outside the plan.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_placement(&mut self, new: &NewStoredPlacement) -> StorageResult<()> {
        self.create_placements(slice::from_ref(new)).await
    }

    /// Adds placements recorded outside the plan.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_placements(&mut self, new: &[NewStoredPlacement]) -> StorageResult<()> {
        for some in new.chunks(rows_at_once(VALUES)) {
            let sql = format!(
                "INSERT INTO placement (id, campaign, kind, lon, lat, cell, accuracy_m, position_source, pin_reason, \
                 street, district, ward, message_no, planned_quantity, quantity, unit, status, note, photos, recorded_by, \
                 recorded_at, clock_offset_ms, received_at, updated_at, sample) VALUES {}",
                row_values(some.len(), 0, VALUES)
            );
            on_tx!(self, conn => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for new in some {
                    let capture = &new.capture;
                    query = query.bind(new.id.0).bind(new.campaign.0).bind(new.kind.code());
                    query = bind_place!(query, capture)
                        .bind(new.message_no)
                        .bind(0)
                        .bind(new.quantity)
                        .bind(new.unit.as_ref().map(|unit| unit.0.clone()))
                        .bind(new.status.code());
                    query = bind_origin!(query, capture);
                }
                query.execute(conn).await.map(drop)?;
            });
            let ids: Vec<_> = some.iter().map(|new| new.id.0).collect();
            self.note_all(RecordKind::Placement, &ids, 1).await?;
        }
        Ok(())
    }

    /// Changes a placement by what a check-in found.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_placement(
        &mut self,
        old: &StoredPlacement,
        change: &PlacementChange,
    ) -> StorageResult<()> {
        let photos = change
            .photos
            .iter()
            .chain(&old.placement.photos)
            .take(PHOTOS_SHOWN);
        let sql = "UPDATE placement SET status = $2, condition = $3, quantity = $4, photos = $5, checked_at = $6, \
            removal_by = $7, recorded_at = COALESCE(recorded_at, $8), recorded_by = COALESCE(recorded_by, $9), \
            received_at = COALESCE(received_at, $6), updated_at = $6, version = version + 1 WHERE id = $1";
        let id = old.placement.id.0;
        self.note(RecordKind::Placement, id, -1).await?;
        on_tx!(self, conn => sqlx::query(sql)
            .bind(id)
            .bind(change.status.code())
            .bind(change.condition.code())
            .bind(change.quantity)
            .bind(joined(photos))
            .bind(change.at.0)
            .bind(change.removal_by.map(|account| account.0))
            .bind(change.recorded_at.0)
            .bind(change.by.0)
            .execute(conn).await.map(drop)?);
        self.note(RecordKind::Placement, id, 1).await
    }
}
