//! `bienpho import …`: reads a file, checks all of it, and only then writes, in one transaction.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use app::domain::{area::BoundarySet, campaign::Campaign, ids::CampaignId, plan::PlanOutcome};
use clap::{Args, Subcommand};
use server::{
    backend::geography::Geography,
    clock::{Clock, SystemClock},
    demo,
    import::{self, Parsed},
    storage::{Db, PlanWrite},
};

use super::{Outcome, import_queue, options::Options, say};

/// `bienpho import …`
#[derive(Debug, Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Boundary sets, streets, lake, units, grounds and holidays that this program carries
    Builtin(Options),
    /// A boundary set (GeoJSON); replaces the one that is there
    Areas {
        #[command(flatten)]
        file: File,
        /// hanoi-2020 (30 districts) or hanoi-2025 (126 wards)
        #[arg(long)]
        set: BoundarySet,
    },
    /// Streets (GeoJSON, one or several files); replaces those that are there
    Streets {
        /// Files to read
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        options: Options,
    },
    /// Water to be drawn (GeoJSON); replaces what is there
    Water(File),
    /// Units that hang (CSV: code,name); adds them, or renames those with a known code
    Units(File),
    /// Grounds of flags (CSV: code,vi,en,basis,…); adds them, or changes those with a known code
    Grounds(File),
    /// Days on which agencies do not work (CSV: date,name,kind); replaces those of the same years
    Holidays(File),
    /// A campaign (JSON)
    Campaign(File),
    /// The queue that a phone exported (ZIP), for the account that recorded it; each item that is right
    Queue(File),
    /// The plan of a campaign (XLSX or CSV); a site with a known code is changed, what was recorded there stays
    Sites {
        #[command(flatten)]
        file: File,
        /// Code of the campaign the plan belongs to
        #[arg(long, value_name = "CODE")]
        campaign: String,
    },
}

#[derive(Debug, Args)]
struct File {
    /// File to read
    #[arg(value_name = "FILE")]
    path: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// Imports, or tells everything that is wrong with the file and changes nothing.
pub async fn run(import: Import) -> anyhow::Result<Outcome> {
    match import.what {
        What::Builtin(options) => {
            let (_, db) = options.open().await?;
            demo::reference::load(&db).await?;
            done(
                db,
                "the boundaries, streets, lake, units, grounds and holidays of Hanoi",
            )
            .await
        }
        What::Areas { file, set } => run_areas(file, set).await,
        What::Streets { files, options } => run_streets(&files, options).await,
        What::Water(file) => {
            let water = told(&file.path, import::water::parse(&text(&file.path)?))?;
            let (count, (_, db)) = (water.len(), file.options.open().await?);
            db.replace_water(water).await?;
            done(db, &format!("{count} pieces of water")).await
        }
        What::Units(file) => {
            let units = told(&file.path, import::units::parse(&bytes(&file.path)?))?;
            let (count, (_, db)) = (units.len(), file.options.open().await?);
            db.save_units(units).await?;
            done(db, &format!("{count} units")).await
        }
        What::Grounds(file) => {
            let grounds = told(&file.path, import::grounds::parse(&bytes(&file.path)?))?;
            let (count, (_, db)) = (grounds.len(), file.options.open().await?);
            db.save_grounds(grounds).await?;
            done(db, &format!("{count} grounds")).await
        }
        What::Holidays(file) => {
            let holidays = told(&file.path, import::holidays::parse(&bytes(&file.path)?))?;
            let (count, (_, db)) = (holidays.len(), file.options.open().await?);
            db.replace_holidays(holidays).await?;
            done(db, &format!("{count} holidays")).await
        }
        What::Campaign(file) => run_campaign(file).await,
        What::Queue(file) => import_queue::run(&file.path, file.options).await,
        What::Sites { file, campaign } => run_sites(file, &campaign).await,
    }
}

async fn run_areas(file: File, set: BoundarySet) -> anyhow::Result<Outcome> {
    let areas = told(&file.path, import::areas::parse(&text(&file.path)?, set))?;
    let (count, (_, db)) = (areas.len(), file.options.open().await?);
    db.replace_areas(set, areas).await?;
    done(
        db,
        &format!("{count} areas of {set}; restart a running server"),
    )
    .await
}

async fn run_streets(files: &[PathBuf], options: Options) -> anyhow::Result<Outcome> {
    let mut streets = Vec::new();
    for path in files {
        streets.extend(told(path, import::streets::parse(&text(path)?))?);
    }
    let (count, (_, db)) = (streets.len(), options.open().await?);
    db.replace_streets(streets).await?;
    done(db, &format!("{count} streets; restart a running server")).await
}

async fn run_campaign(file: File) -> anyhow::Result<Outcome> {
    let id = CampaignId(uuid::Uuid::now_v7());
    let campaign = told(&file.path, import::campaign::parse(&text(&file.path)?, id))?;
    let (_, db) = file.options.open().await?;
    let code = campaign.code.clone();
    ensure!(
        db.create_campaign(campaign).await?,
        "there is a campaign {code} already; nothing was imported"
    );
    done(db, &format!("the campaign {code}")).await
}

async fn run_sites(file: File, code: &str) -> anyhow::Result<Outcome> {
    let plan = bytes(&file.path)?;
    let (_, db) = file.options.open().await?;
    let campaign = find_campaign(&db, code).await?;
    let units = db.list_units().await?;
    let geography = Geography::load(&db).await?;
    ensure!(
        BoundarySet::ALL
            .iter()
            .all(|set| !geography.names(*set).is_empty()),
        "the boundary sets are not there yet: import them first (bienpho import builtin)"
    );
    let stored = db.find_plan(campaign.id).await?;
    let stored = stored.with_context(|| format!("the campaign {code} is gone"))?;
    let comparison = import::plan::compare(&plan, &campaign, &units, &geography, &stored);
    told(&file.path, comparison.checked())?;
    let counts = [
        PlanOutcome::Created,
        PlanOutcome::Updated,
        PlanOutcome::Unchanged,
    ]
    .map(|outcome| comparison.count(outcome));
    let [created, updated, unchanged] = counts;
    let write = PlanWrite {
        campaign: campaign.id,
        version: stored.version,
        sites: comparison.into_writes(),
        by: None,
        at: SystemClock.now(),
    };
    db.import_plan(write).await?;
    done(
        db,
        &format!(
            "the plan of {code}: {created} sites new, {updated} changed, {unchanged} as they were"
        ),
    )
    .await
}

async fn find_campaign(db: &Db, code: &str) -> anyhow::Result<Campaign> {
    if let Some(campaign) = db.find_campaign_by_code(code).await? {
        return Ok(campaign);
    }
    let known: Vec<_> = db
        .list_campaigns()
        .await?
        .into_iter()
        .map(|campaign| campaign.code)
        .collect();
    match known.is_empty() {
        true => bail!("there is no campaign yet: bienpho import campaign FILE"),
        false => bail!("there is no campaign {code}, only {}", known.join(", ")),
    }
}

fn told<T>(path: &Path, parsed: Parsed<T>) -> anyhow::Result<T> {
    parsed.map_err(|problems| {
        anyhow!(
            "the file can't be imported\n{}",
            problems.shown(&path.display().to_string())
        )
    })
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))
}

fn text(path: &Path) -> anyhow::Result<String> {
    String::from_utf8(bytes(path)?).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        anyhow!(
            "{}:{line}: not UTF-8. Nothing was imported.",
            path.display()
        )
    })
}

async fn done(db: Db, what: &str) -> anyhow::Result<Outcome> {
    db.close().await;
    say(format!("Imported {what}."));
    Ok(Outcome::Good)
}
