//! Boundaries, streets and water. Each import replaces a whole set, in one transaction.

use app::{
    domain::area::BoundarySet,
    geo::{Area, LonLat, Street, Water},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Db, StorageError, StorageResult, on_db, on_tx};

#[derive(sqlx::FromRow)]
struct AreaRow {
    code: String,
    set_code: String,
    name: String,
    kind: String,
    full_name: String,
    label_lon: f64,
    label_lat: f64,
    polygons: String,
}

fn json<T: Serialize>(what: &'static str, value: &T) -> StorageResult<String> {
    serde_json::to_string(value).map_err(|error| StorageError::corrupt(what, error))
}

fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> StorageResult<T> {
    serde_json::from_str(text).map_err(|error| StorageError::corrupt(what, error))
}

impl Db {
    /// The areas of a boundary set with their polygons, by code.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_areas(&self, set: BoundarySet) -> StorageResult<Vec<Area>> {
        let sql = "SELECT code, set_code, name, kind, full_name, label_lon, label_lat, polygons \
            FROM area WHERE set_code = $1 ORDER BY code";
        let rows: Vec<AreaRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(set.code()).fetch_all(pool).await?);
        rows.into_iter()
            .map(|row| {
                Ok(Area {
                    polygons: from_json("area.polygons", &row.polygons)?,
                    label: LonLat::clamped(row.label_lon, row.label_lat),
                    set: row.set_code,
                    code: row.code,
                    name: row.name,
                    kind: row.kind,
                    full_name: row.full_name,
                })
            })
            .collect()
    }

    /// Replaces all areas of a boundary set.
    ///
    /// # Errors
    /// When the write fails; then nothing has changed.
    pub async fn replace_areas(&self, set: BoundarySet, areas: Vec<Area>) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let clear = "DELETE FROM area WHERE set_code = $1";
                on_tx!(tx, conn => sqlx::query(clear).bind(set.code()).execute(conn).await.map(drop)?);
                let sql = "INSERT INTO area (code, set_code, name, kind, full_name, label_lon, label_lat, polygons) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
                for area in &areas {
                    let polygons = json("area.polygons", &area.polygons)?;
                    on_tx!(tx, conn => sqlx::query(sql)
                        .bind(&area.code)
                        .bind(set.code())
                        .bind(&area.name)
                        .bind(&area.kind)
                        .bind(&area.full_name)
                        .bind(area.label.lon)
                        .bind(area.label.lat)
                        .bind(&polygons)
                        .execute(conn).await.map(drop)?);
                }
                Ok(())
            })
        })
        .await
    }

    /// All streets, in the order they were imported.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_streets(&self) -> StorageResult<Vec<Street>> {
        let sql = "SELECT name, class, lines FROM street ORDER BY id";
        let rows: Vec<(String, String, String)> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        rows.into_iter()
            .map(|(name, class, lines)| {
                Ok(Street {
                    name,
                    class,
                    lines: from_json("street.lines", &lines)?,
                })
            })
            .collect()
    }

    /// Replaces all streets.
    ///
    /// # Errors
    /// When the write fails; then nothing has changed.
    pub async fn replace_streets(&self, streets: Vec<Street>) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                on_tx!(tx, conn => sqlx::query("DELETE FROM street").execute(conn).await.map(drop)?);
                let sql = "INSERT INTO street (id, name, class, lines) VALUES ($1, $2, $3, $4)";
                for (id, street) in (1_i64..).zip(&streets) {
                    let lines = json("street.lines", &street.lines)?;
                    on_tx!(tx, conn => sqlx::query(sql).bind(id).bind(&street.name).bind(&street.class).bind(&lines)
                        .execute(conn).await.map(drop)?);
                }
                Ok(())
            })
        })
        .await
    }

    /// All water, in the order it was imported.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_water(&self) -> StorageResult<Vec<Water>> {
        let sql = "SELECT name, kind, polygons, lines FROM water ORDER BY id";
        let rows: Vec<(String, String, String, String)> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        rows.into_iter()
            .map(|(name, kind, polygons, lines)| {
                let polygons = from_json("water.polygons", &polygons)?;
                Ok(Water {
                    name,
                    kind,
                    polygons,
                    lines: from_json("water.lines", &lines)?,
                })
            })
            .collect()
    }

    /// Replaces all water.
    ///
    /// # Errors
    /// When the write fails; then nothing has changed.
    pub async fn replace_water(&self, water: Vec<Water>) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                on_tx!(tx, conn => sqlx::query("DELETE FROM water").execute(conn).await.map(drop)?);
                let sql = "INSERT INTO water (id, name, kind, polygons, lines) VALUES ($1, $2, $3, $4, $5)";
                for (id, item) in (1_i64..).zip(&water) {
                    let polygons = json("water.polygons", &item.polygons)?;
                    let lines = json("water.lines", &item.lines)?;
                    on_tx!(tx, conn => sqlx::query(sql).bind(id).bind(&item.name).bind(&item.kind).bind(&polygons)
                        .bind(&lines).execute(conn).await.map(drop)?);
                }
                Ok(())
            })
        })
        .await
    }
}
