//! Grounds of flags.

use app::domain::{
    ground::{Ground, GroundCode},
    time::Date,
};

use super::{Db, StorageResult, on_db, on_tx, row::optional_code};

#[derive(sqlx::FromRow)]
struct GroundRow {
    code: String,
    vi: String,
    en: String,
    basis: String,
    in_force_from: Option<String>,
    in_force_to: Option<String>,
    verified_on: Option<String>,
}

impl GroundRow {
    fn into_ground(self) -> StorageResult<Ground> {
        Ok(Ground {
            code: GroundCode(self.code),
            vi: self.vi,
            en: self.en,
            basis: self.basis,
            in_force_from: optional_code("ground.in_force_from", self.in_force_from.as_deref())?,
            in_force_to: optional_code("ground.in_force_to", self.in_force_to.as_deref())?,
            verified_on: optional_code("ground.verified_on", self.verified_on.as_deref())?,
        })
    }
}

impl Db {
    /// All grounds, by code.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_grounds(&self) -> StorageResult<Vec<Ground>> {
        let sql = "SELECT code, vi, en, basis, in_force_from, in_force_to, verified_on FROM ground ORDER BY code";
        let rows: Vec<GroundRow> = on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        rows.into_iter().map(GroundRow::into_ground).collect()
    }

    /// Adds grounds, or changes those whose code is there already, all or none.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn save_grounds(&self, grounds: Vec<Ground>) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO ground (code, vi, en, basis, in_force_from, in_force_to, verified_on) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO UPDATE SET vi = excluded.vi, \
                    en = excluded.en, basis = excluded.basis, in_force_from = excluded.in_force_from, \
                    in_force_to = excluded.in_force_to, verified_on = excluded.verified_on";
                for ground in &grounds {
                    on_tx!(tx, conn => sqlx::query(sql)
                        .bind(&ground.code.0)
                        .bind(&ground.vi)
                        .bind(&ground.en)
                        .bind(&ground.basis)
                        .bind(ground.in_force_from.map(Date::iso))
                        .bind(ground.in_force_to.map(Date::iso))
                        .bind(ground.verified_on.map(Date::iso))
                        .execute(conn).await.map(drop)?);
                }
                Ok(())
            })
        })
        .await
    }
}
