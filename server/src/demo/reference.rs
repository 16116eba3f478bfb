//! What the binary carries of Hanoi: both boundary sets, streets, the lake, units, grounds, holidays.

use anyhow::anyhow;
use app::domain::{area::BoundarySet, holiday::Holiday};

use crate::{import, storage::Db};

const AREAS_2020: &str = include_str!("../../../data/hanoi-2020.geojson");
const AREAS_2025: &str = include_str!("../../../data/hanoi-2025.geojson");
const STREETS: &str = include_str!("../../../data/streets.geojson");
const STREETS_UNNAMED: &str = include_str!("../../../data/streets-unnamed.geojson");
const LAKE: &str = include_str!("../../../data/hoan-kiem-lake.geojson");
const UNITS: &[u8] = include_bytes!("../../../data/units.csv");
const GROUNDS: &[u8] = include_bytes!("../../../data/grounds.csv");
const HOLIDAYS: &[u8] = include_bytes!("../../../data/holidays.csv");

/// Loads all of it; what is there of the same kind is replaced.
///
/// # Errors
/// When a write fails.
pub async fn load(db: &Db) -> anyhow::Result<()> {
    let told = |file: &'static str| move |problems: import::Problems| anyhow!(problems.shown(file));
    for (set, text) in [
        (BoundarySet::Hanoi2020, AREAS_2020),
        (BoundarySet::Hanoi2025, AREAS_2025),
    ] {
        let areas = import::areas::parse(text, set).map_err(told("data/hanoi-20xx.geojson"))?;
        db.replace_areas(set, areas).await?;
    }
    let mut streets = import::streets::parse(STREETS).map_err(told("data/streets.geojson"))?;
    streets.extend(
        import::streets::parse(STREETS_UNNAMED).map_err(told("data/streets-unnamed.geojson"))?,
    );
    db.replace_streets(streets).await?;
    let water = import::water::parse(LAKE).map_err(told("data/hoan-kiem-lake.geojson"))?;
    db.replace_water(water).await?;
    db.save_units(import::units::parse(UNITS).map_err(told("data/units.csv"))?)
        .await?;
    db.save_grounds(import::grounds::parse(GROUNDS).map_err(told("data/grounds.csv"))?)
        .await?;
    db.replace_holidays(holidays()?).await?;
    Ok(())
}

/// The holidays that the program carries.
///
/// # Errors
/// When its file is not sound.
pub fn holidays() -> anyhow::Result<Vec<Holiday>> {
    let told = |problems: import::Problems| anyhow!(problems.shown("data/holidays.csv"));
    import::holidays::parse(HOLIDAYS).map_err(told)
}
