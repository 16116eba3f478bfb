//! Units.

use app::{
    domain::unit::{Unit, UnitCode},
    order::text_key,
};

use super::{Db, StorageResult, on_db, on_tx};

impl Db {
    /// All units, by name in Vietnamese order, which neither engine knows.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_units(&self) -> StorageResult<Vec<Unit>> {
        let sql = "SELECT code, name FROM unit ORDER BY code";
        let rows: Vec<(String, String)> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        let mut units: Vec<_> = rows
            .into_iter()
            .map(|(code, name)| Unit {
                code: UnitCode(code),
                name,
            })
            .collect();
        units.sort_by_cached_key(|unit| text_key(&unit.name));
        Ok(units)
    }

    /// Adds units, or renames those whose code is there already, all or none.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn save_units(&self, units: Vec<Unit>) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO unit (code, name) VALUES ($1, $2) \
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name";
                for unit in &units {
                    on_tx!(tx, conn => sqlx::query(sql).bind(&unit.code.0).bind(&unit.name).execute(conn).await.map(drop)?);
                }
                Ok(())
            })
        })
        .await
    }
}
