//! Flags.

use std::{collections::BTreeSet, slice};

use app::domain::{
    display_kind::DisplayKind,
    flag::{Flag, FlagStatus},
    ground::GroundCode,
    ids::{AccountId, CampaignId, FlagId},
    location_class::LocationClass,
    query::{Page, RecordQuery},
    record::{RecordKind, Version},
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    Db, StorageResult, Tx, bind_origin, bind_place,
    filter::{Filter, Order, Scope, Value, bind_values, text},
    on_db, on_tx,
    ranges::merged,
    row::{StoredCapture, areas, code, codes, joined, optional_code, row_values, rows_at_once},
};

/// Parameters of a row that is written.
const VALUES: usize = 23;
const COLUMNS: &str = "id, campaign, kind, location_class, grounds, lon, lat, accuracy_m, position_source, pin_reason, \
    street, district, ward, status, note, photos, return_reason, addressee, version, recorded_by, recorded_at, received_at, updated_at, sample";

/// A flag with what only the server knows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFlag {
    /// The flag; `mine`, `steps`, `choices` and `reviewable` are not set.
    pub flag: Flag,
    /// Who recorded it.
    pub recorded_by: AccountId,
}

/// A flag to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStoredFlag {
    /// Its id.
    pub id: FlagId,
    /// Campaign during which it was seen.
    pub campaign: Option<CampaignId>,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Class of the place.
    pub location_class: LocationClass,
    /// Grounds.
    pub grounds: Vec<GroundCode>,
    /// Status it starts in.
    pub status: FlagStatus,
    /// Position, street, photos, time.
    pub capture: StoredCapture,
}

#[derive(sqlx::FromRow)]
struct FlagRow {
    id: Uuid,
    campaign: Option<Uuid>,
    kind: String,
    location_class: String,
    grounds: String,
    lon: f64,
    lat: f64,
    accuracy_m: Option<f64>,
    position_source: String,
    pin_reason: Option<String>,
    street: String,
    district: Option<String>,
    ward: Option<String>,
    status: String,
    note: String,
    photos: String,
    return_reason: Option<String>,
    addressee: Option<String>,
    version: i64,
    recorded_by: Uuid,
    recorded_at: i64,
    received_at: i64,
    updated_at: i64,
    sample: bool,
}

impl FlagRow {
    fn into_stored(self) -> StorageResult<StoredFlag> {
        let status = code("flag.status", &self.status)?;
        let flag = Flag {
            id: FlagId(self.id),
            campaign: self.campaign.map(CampaignId),
            kind: code("flag.kind", &self.kind)?,
            location_class: code("flag.location_class", &self.location_class)?,
            grounds: self
                .grounds
                .split_whitespace()
                .map(|ground| GroundCode(ground.to_owned()))
                .collect(),
            lon: self.lon,
            lat: self.lat,
            accuracy_m: self.accuracy_m,
            position_source: code("flag.position_source", &self.position_source)?,
            pin_reason: optional_code("flag.pin_reason", self.pin_reason.as_deref())?,
            street: self.street,
            areas: areas(self.district.as_deref(), self.ward.as_deref())?,
            status,
            note: self.note,
            photos: codes("flag.photos", &self.photos)?,
            recorded_at: Timestamp(self.recorded_at),
            received_at: Timestamp(self.received_at),
            updated_at: Timestamp(self.updated_at),
            return_reason: self
                .return_reason
                .filter(|_| status == FlagStatus::Returned),
            addressee: optional_code("flag.addressee", self.addressee.as_deref())?,
            version: Version(self.version),
            mine: false,
            steps: Vec::new(),
            choices: Vec::new(),
            reviewable: false,
            sample: self.sample,
        };
        Ok(StoredFlag {
            flag,
            recorded_by: AccountId(self.recorded_by),
        })
    }
}

impl Db {
    /// A page of flags. Flags have no unit, so a query by unit finds none.
    ///
    /// # Errors
    /// When the database can't be read or `next` is not one of this list.
    pub async fn list_flags(
        &self,
        query: &RecordQuery,
        scope: &Scope,
    ) -> StorageResult<Page<StoredFlag>> {
        let (order, mut filter) = (Order::of(query, "status"), Filter::default());
        let ids = self.ids_sql(query, scope, &order, &mut filter)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM flag WHERE id IN ({ids}){}",
            order.by("")
        );
        let mut rows: Vec<FlagRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let next = order.cut(&mut rows, query.page_size(), |order, row| {
            order.token(row.id, row.updated_at, &row.street, &row.kind, &row.status)
        });
        let items = rows
            .into_iter()
            .map(FlagRow::into_stored)
            .collect::<StorageResult<_>>()?;
        Ok(Page { items, next })
    }

    /// The ids of a page's rows, and of one more if there is a next page.
    fn ids_sql(
        &self,
        query: &RecordQuery,
        scope: &Scope,
        order: &Order,
        filter: &mut Filter,
    ) -> StorageResult<String> {
        let conditions = |filter: &mut Filter| {
            filter.scope(scope, "status");
            filter.query(query, "status");
            if query.unit.is_some() {
                filter.raw("1 = 0");
            }
            order.after(query.next.as_deref(), filter)
        };
        // Along the index of its order a page is found among all flags; a box or whose flags they are has a better one.
        let is_walked = query.bbox.is_none() && scope.only_of.is_none();
        if is_walked && order.is_by_time() && !query.status.is_empty() {
            // A page of each state, merged: each is in the order of an index.
            let table = self.along("flag", "status_time");
            let mut states = Vec::new();
            for status in query.status.iter().collect::<BTreeSet<_>>() {
                filter.compare("status", "=", text(status));
                conditions(filter)?;
                states.push(filter.take_conditions());
            }
            return Ok(merged(&table, order, query.page_size(), &states));
        }
        conditions(filter)?;
        let table = match order.index().filter(|_| is_walked) {
            Some(index) => self.along("flag", index),
            None => "flag".to_owned(),
        };
        Ok(format!(
            "SELECT id FROM {table}{}{}",
            filter.clause(),
            order.clause(query.page_size())
        ))
    }

    /// One flag.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_flag(&self, id: FlagId) -> StorageResult<Option<StoredFlag>> {
        let mut filter = Filter::default();
        filter.compare("id", "=", Value::Id(id.0));
        let sql = format!("SELECT {COLUMNS} FROM flag{}", filter.clause());
        let row: Option<FlagRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_optional(pool).await?
        });
        row.map(FlagRow::into_stored).transpose()
    }
}

impl Tx {
    /// The flag, held until the transaction ends.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_flag(&mut self, id: FlagId) -> StorageResult<Option<StoredFlag>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM flag WHERE id = $1{}",
            self.for_update()
        );
        let row: Option<FlagRow> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await?
        });
        row.map(FlagRow::into_stored).transpose()
    }

    /// Adds a flag.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_flag(&mut self, new: &NewStoredFlag) -> StorageResult<()> {
        self.create_flags(slice::from_ref(new)).await
    }

    /// Adds flags.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_flags(&mut self, new: &[NewStoredFlag]) -> StorageResult<()> {
        for some in new.chunks(rows_at_once(VALUES)) {
            let sql = format!(
                "INSERT INTO flag (id, campaign, kind, location_class, grounds, lon, lat, cell, accuracy_m, position_source, \
                 pin_reason, street, district, ward, status, note, photos, recorded_by, recorded_at, clock_offset_ms, \
                 received_at, updated_at, sample) VALUES {}",
                row_values(some.len(), 0, VALUES)
            );
            on_tx!(self, conn => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for new in some {
                    let capture = &new.capture;
                    query = query
                        .bind(new.id.0)
                        .bind(new.campaign.map(|campaign| campaign.0))
                        .bind(new.kind.code())
                        .bind(new.location_class.code())
                        .bind(joined(&new.grounds));
                    query = bind_origin!(bind_place!(query, capture).bind(new.status.code()), capture);
                }
                query.execute(conn).await.map(drop)?;
            });
            let ids: Vec<_> = some.iter().map(|new| new.id.0).collect();
            self.note_all(RecordKind::Flag, &ids, 1).await?;
        }
        Ok(())
    }

    /// Puts what a correction says in the place of what the flag said. Who recorded it and when stays.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_flag(&mut self, new: &NewStoredFlag, at: Timestamp) -> StorageResult<()> {
        let capture = &new.capture;
        let sql = "UPDATE flag SET campaign = $2, kind = $3, location_class = $4, grounds = $5, lon = $6, lat = $7, \
            cell = $8, accuracy_m = $9, position_source = $10, pin_reason = $11, street = $12, district = $13, \
            ward = $14, status = $15, note = $16, photos = $17, updated_at = $18, \
            version = version + 1 WHERE id = $1";
        self.note(RecordKind::Flag, new.id.0, -1).await?;
        on_tx!(self, conn => bind_place!(sqlx::query(sql)
            .bind(new.id.0)
            .bind(new.campaign.map(|campaign| campaign.0))
            .bind(new.kind.code())
            .bind(new.location_class.code())
            .bind(joined(&new.grounds)), capture)
            .bind(new.status.code())
            .bind(&capture.note)
            .bind(joined(&capture.photos))
            .bind(at.0)
            .execute(conn).await.map(drop)?);
        self.note(RecordKind::Flag, new.id.0, 1).await
    }

    /// Notes why a flag is returned to its officer; read as long as it is.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_flag_return_reason(
        &mut self,
        id: FlagId,
        reason: &str,
    ) -> StorageResult<()> {
        let sql = "UPDATE flag SET return_reason = $2 WHERE id = $1";
        on_tx!(self, conn => sqlx::query(sql).bind(id.0).bind(reason)
            .execute(conn).await.map(drop)?);
        Ok(())
    }

    /// Moves a flag on; a state that keeps no photos forgets them.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_flag_status(
        &mut self,
        id: FlagId,
        status: FlagStatus,
        at: Timestamp,
    ) -> StorageResult<()> {
        let forget = if status.keeps_photos() {
            ""
        } else {
            ", photos = ''"
        };
        let sql = format!(
            "UPDATE flag SET status = $2, updated_at = $3, version = version + 1{forget} WHERE id = $1"
        );
        self.note(RecordKind::Flag, id.0, -1).await?;
        on_tx!(self, conn => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0).bind(status.code()).bind(at.0)
            .execute(conn).await.map(drop)?);
        self.note(RecordKind::Flag, id.0, 1).await
    }
}
