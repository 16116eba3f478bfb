//! Holidays: columns `date`, `name`, `kind`.

use app::domain::holiday::{Holiday, HolidayKind};

use super::{Parsed, table};

/// The holidays of a file, in its order.
///
/// # Errors
/// Every row without a day, a name or a kind.
pub fn parse(bytes: &[u8]) -> Parsed<Vec<Holiday>> {
    let rows = table::read(bytes, &["date", "name", "kind"], |row| {
        let kind: Option<HolidayKind> = row.parse_optional("kind")?;
        Ok(Holiday {
            day: row.parse_optional("date")?.ok_or("date is empty")?,
            name: row.text("name")?,
            kind: kind.ok_or("kind is empty")?,
        })
    })?;
    Ok(rows.into_iter().map(|(_, holiday)| holiday).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn reads_every_year_of_the_product() {
        let holidays = parse(include_bytes!("../../../data/holidays.csv")).expect("good");
        let years: BTreeSet<_> = holidays
            .iter()
            .map(|holiday| holiday.day.parts().0)
            .collect();
        assert!(years.into_iter().eq(2020..=2027));
        let days: BTreeSet<_> = holidays.iter().map(|holiday| holiday.day).collect();
        assert_eq!(days.len(), holidays.len(), "each day once");
    }

    #[test]
    fn a_kind_that_is_none_is_refused() {
        let told = parse(b"date,name,kind\n2020-01-01,T,free\n2020-02-30,T,statutory\n");
        let told = told.expect_err("refused").shown("F");
        assert!(told.starts_with("F:2: kind: "), "{told}");
        assert!(told.contains("F:3: date: "), "{told}");
    }
}
