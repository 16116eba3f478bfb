//! Grounds of flags: columns `code`, `vi`, `en`, and where known `basis`, `in_force_from`,
//! `in_force_to`, `verified_on` (days).

use app::domain::ground::{Ground, GroundCode};

use super::{Parsed, table};

/// The grounds of a file, in its order.
///
/// # Errors
/// Every row without code or labels, or with a day that is none.
pub fn parse(bytes: &[u8]) -> Parsed<Vec<Ground>> {
    let rows = table::read(bytes, &["code", "vi", "en"], |row| {
        Ok(Ground {
            code: GroundCode(row.text("code")?),
            vi: row.text("vi")?,
            en: row.text("en")?,
            basis: row.optional("basis").unwrap_or_default(),
            in_force_from: row.parse_optional("in_force_from")?,
            in_force_to: row.parse_optional("in_force_to")?,
            verified_on: row.parse_optional("verified_on")?,
        })
    })?;
    Ok(rows.into_iter().map(|(_, ground)| ground).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_ten_grounds_of_the_product() {
        let grounds = parse(include_bytes!("../../../data/grounds.csv")).expect("good");
        let codes: Vec<_> = grounds
            .iter()
            .map(|ground| ground.code.0.as_str())
            .collect();
        let expected = [
            "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10",
        ];
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        let told = parse(b"code,vi,en,verified_on\nG1,a,b,31/02/2020\n").expect_err("refused");
        assert!(
            told.shown("F").starts_with("F:2: verified_on: "),
            "{}",
            told.shown("F")
        );
    }
}
