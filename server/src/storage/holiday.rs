//! Holidays.

use app::domain::holiday::Holiday;

use super::{Db, StorageResult, on_db, on_tx, row::code};

#[derive(sqlx::FromRow)]
struct HolidayRow {
    day: String,
    name: String,
    kind: String,
}

impl HolidayRow {
    fn into_holiday(self) -> StorageResult<Holiday> {
        Ok(Holiday {
            day: code("holiday.day", &self.day)?,
            name: self.name,
            kind: code("holiday.kind", &self.kind)?,
        })
    }
}

impl Db {
    /// Every holiday, by day.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_holidays(&self) -> StorageResult<Vec<Holiday>> {
        let sql = "SELECT day, name, kind FROM holiday ORDER BY day";
        let rows: Vec<HolidayRow> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        rows.into_iter().map(HolidayRow::into_holiday).collect()
    }

    /// Puts these in the place of all holidays of their years; other years stay.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn replace_holidays(&self, holidays: Vec<Holiday>) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut years: Vec<_> = holidays.iter().map(|one| one.day.parts().0).collect();
                years.sort_unstable();
                years.dedup();
                for year in years {
                    let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
                    let sql = "DELETE FROM holiday WHERE day >= $1 AND day <= $2";
                    on_tx!(tx, conn => sqlx::query(sql).bind(first).bind(last)
                        .execute(conn).await.map(drop)?);
                }
                let sql = "INSERT INTO holiday (day, name, kind) VALUES ($1, $2, $3) \
                    ON CONFLICT (day) DO UPDATE SET name = excluded.name, kind = excluded.kind";
                for holiday in &holidays {
                    on_tx!(tx, conn => sqlx::query(sql)
                        .bind(holiday.day.iso())
                        .bind(&holiday.name)
                        .bind(holiday.kind.code())
                        .execute(conn).await.map(drop)?);
                }
                Ok(())
            })
        })
        .await
    }
}
