//! Units that hang: columns `code` and `name`.

use app::domain::unit::{Unit, UnitCode};

use super::{Parsed, table};

/// The units of a file, in its order.
///
/// # Errors
/// Every row without code or name.
pub fn parse(bytes: &[u8]) -> Parsed<Vec<Unit>> {
    let rows = table::read(bytes, &["code", "name"], |row| {
        Ok(Unit {
            code: UnitCode(row.text("code")?),
            name: row.text("name")?,
        })
    })?;
    Ok(rows.into_iter().map(|(_, unit)| unit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_units_of_the_product() {
        let units = parse(include_bytes!("../../../data/units.csv")).expect("good");
        let police = units
            .iter()
            .find(|unit| unit.code.0 == "CAQ-HK")
            .expect("a unit");
        assert_eq!(police.name, "Công an quận Hoàn Kiếm");
    }

    #[test]
    fn a_unit_needs_a_name() {
        let told = parse(b"code,name\nA,\n").expect_err("refused").shown("F");
        assert!(told.starts_with("F:2: name is empty"), "{told}");
    }
}
