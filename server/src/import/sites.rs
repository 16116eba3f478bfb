//! The plan of a campaign for those who want sites or nothing: the demo. Desk, API and command line compare it with what
//! is stored first, see [`plan::compare`](super::plan::compare).

use super::{
    Parsed,
    plan::{Against, PlannedSite, problems, read},
};

/// The sites of a file, in its order.
///
/// # Errors
/// Everything that is wrong with the file and its rows.
pub fn parse(bytes: &[u8], against: &Against<'_>) -> Parsed<Vec<PlannedSite>> {
    let plan = read(bytes, against);
    problems(&plan.said, plan.rows.iter())?;
    Ok(plan.rows.into_iter().filter_map(|row| row.site).collect())
}
