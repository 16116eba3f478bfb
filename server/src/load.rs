//! Capacity tests: fills a database with placements and flags spread along the real streets, dense around the lake.
//!
//! Deterministic from a seed. Goes through the same storage methods as real records, ten thousand a transaction,
//! each with its event. Every record is marked as sample data.

mod streets;

use app::domain::{
    area::BoundarySet,
    campaign::{Campaign, Message},
    display_kind::DisplayKind,
    flag::{FlagStatus, FlagTransition},
    ground::GroundCode,
    ids::{AccountId, CampaignId, EventId, FlagId, PlacementId},
    location_class::LocationClass,
    placement::{PlacementStatus, PlacementTransition},
    position::PositionSource,
    record::RecordKind,
    role::Role,
    time::Timestamp,
    unit::UnitCode,
};
use fastrand::Rng;
use uuid::Uuid;

use self::streets::Streets;
use crate::{
    backend::geography::Geography,
    storage::{
        Db, NewEvent, NewStoredFlag, NewStoredPlacement, StorageResult, StoredAccount,
        StoredCapture,
    },
};

/// Records of one transaction: many share the pages of the indexes that they are written to.
const CHUNK: u64 = 10_000;
/// Records after which the kept numbers and the log are brought up to date: many at once change fewer numbers.
const SETTLE_EVERY: u64 = 50_000;
/// Code of the campaign the records belong to.
const CAMPAIGN: &str = "thu-tai";

/// How the statuses are shared out, in percent.
const STATUSES: [(PlacementStatus, u32); 5] = [
    (PlacementStatus::Verified, 55),
    (PlacementStatus::Installed, 20),
    (PlacementStatus::NeedsFix, 8),
    (PlacementStatus::Removed, 12),
    (PlacementStatus::Closed, 5),
];

/// How those of the flags are, in percent.
const FLAG_STATUSES: [(FlagStatus, u32); 4] = [
    (FlagStatus::Recorded, 20),
    (FlagStatus::Confirmed, 25),
    (FlagStatus::HandedOver, 25),
    (FlagStatus::Closed, 30),
];

/// What to add.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Placements.
    pub records: u64,
    /// Flags.
    pub flags: u64,
}

/// Fills the database. `progress` is told the number of records so far after each transaction.
///
/// # Errors
/// When there are no streets, or a write fails.
pub async fn run(
    db: &Db,
    amount: Amount,
    seed: u64,
    now: Timestamp,
    mut progress: impl FnMut(u64),
) -> anyhow::Result<()> {
    db.prepare_for_many().await?;
    let geography = Geography::load(db).await?;
    let streets = Streets::weigh(&geography);
    anyhow::ensure!(
        !streets.segments.is_empty(),
        "there are no streets: run `bienpho import streets FILE` first"
    );
    let campaign = campaign(db, now).await?;
    let account = account(db, now).await?;
    let mut rng = Rng::with_seed(seed);
    let units = db.list_units().await?;
    let made = Maker {
        units: units.into_iter().map(|unit| unit.code).collect(),
        streets: &streets,
        geography: &geography,
        campaign,
        account,
        now,
    };
    let mut done = 0;
    while done < amount.records + amount.flags {
        let (of, end) = match done < amount.records {
            true => (RecordKind::Placement, amount.records),
            false => (RecordKind::Flag, amount.records + amount.flags),
        };
        let count = CHUNK.min(end - done);
        let chunk = made.records(&mut rng, of, count);
        write(db, chunk, account, now).await?;
        done += count;
        if done.is_multiple_of(SETTLE_EVERY) {
            settle(db).await?;
        }
        progress(done);
    }
    settle(db).await?;
    db.tidy_after_many().await?;
    Ok(())
}

/// Does what a server would do meanwhile: one that is started on the filled database has nothing left to catch up on.
async fn settle(db: &Db) -> StorageResult<()> {
    db.add_up_all_changes().await?;
    db.seal_all_events().await?;
    Ok(())
}

/// Records to be added.
enum Made {
    Placements(Vec<NewStoredPlacement>),
    Flags(Vec<NewStoredFlag>),
}

/// What all records of a run are made from.
struct Maker<'a> {
    streets: &'a Streets,
    geography: &'a Geography,
    units: Vec<UnitCode>,
    campaign: CampaignId,
    account: AccountId,
    now: Timestamp,
}

impl Maker<'_> {
    fn records(&self, rng: &mut Rng, of: RecordKind, count: u64) -> Made {
        match of {
            RecordKind::Flag => Made::Flags((0..count).map(|_| self.flag(rng)).collect()),
            _ => Made::Placements((0..count).map(|_| self.placement(rng)).collect()),
        }
    }

    fn flag(&self, rng: &mut Rng) -> NewStoredFlag {
        let capture = self.capture(rng);
        NewStoredFlag {
            kind: kind(rng),
            id: FlagId(id(rng)),
            campaign: Some(self.campaign),
            location_class: LocationClass::ALL[rng.usize(0..LocationClass::ALL.len())],
            grounds: vec![GroundCode("G01".to_owned())],
            status: share(rng, &FLAG_STATUSES),
            capture,
        }
    }

    fn placement(&self, rng: &mut Rng) -> NewStoredPlacement {
        let capture = self.capture(rng);
        NewStoredPlacement {
            kind: kind(rng),
            id: PlacementId(id(rng)),
            campaign: self.campaign,
            quantity: rng.i32(1..=6),
            message_no: Some(1),
            unit: rng.choice(&self.units).cloned(),
            status: share(rng, &STATUSES),
            capture,
        }
    }

    fn capture(&self, rng: &mut Rng) -> StoredCapture {
        let (point, street) = self.streets.choose(rng);
        let at = self.now.plus_ms(-rng.i64(0..30 * 86_400_000));
        StoredCapture {
            lon: point.lon,
            lat: point.lat,
            accuracy_m: Some(f64::from(rng.u32(4..30))),
            position_source: PositionSource::Gps,
            pin_reason: None,
            street: street.to_owned(),
            areas: self.geography.codes_of(point),
            note: String::new(),
            photos: Vec::new(),
            recorded_by: self.account,
            recorded_at: at,
            clock_offset_ms: None,
            received_at: at,
            sample: true,
        }
    }
}

fn kind(rng: &mut Rng) -> DisplayKind {
    DisplayKind::ALL[rng.usize(0..DisplayKind::ALL.len())]
}

fn id(rng: &mut Rng) -> Uuid {
    uuid::Builder::from_random_bytes(rng.u128(..).to_be_bytes()).into_uuid()
}

/// One of these, each as often as its percents say.
fn share<T: Copy>(rng: &mut Rng, shares: &[(T, u32)]) -> T {
    let mut left = rng.u32(0..100);
    for (value, percent) in shares {
        if left < *percent {
            return *value;
        }
        left -= percent;
    }
    shares[0].0
}

impl Made {
    /// The log's entries of these records.
    fn events(&self, account: AccountId, now: Timestamp) -> Vec<NewEvent> {
        let of_placement = |new: &NewStoredPlacement| {
            let action = PlacementTransition::ReportInstalled.code();
            let from = Some(PlacementStatus::Planned.code());
            (new.id.0, action, from, new.status.code())
        };
        let of_flag = |new: &NewStoredFlag| {
            let action = FlagTransition::Record.code();
            (new.id.0, action, None, new.status.code())
        };
        let (record, steps): (_, Vec<_>) = match self {
            Self::Placements(new) => (
                RecordKind::Placement,
                new.iter().map(of_placement).collect(),
            ),
            Self::Flags(new) => (RecordKind::Flag, new.iter().map(of_flag).collect()),
        };
        let event = |(record_id, action, from, to)| NewEvent {
            id: EventId(Uuid::now_v7()),
            // Events come in the order of the server's time, or `verify` takes them for slipped in.
            at: now,
            actor: Some((account, Role::FieldOfficer)),
            record,
            record_id,
            action,
            from,
            to: Some(to),
            reason: None,
        };
        steps.into_iter().map(event).collect()
    }
}

async fn write(db: &Db, chunk: Made, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    db.write(move |tx| {
        Box::pin(async move {
            match &chunk {
                Made::Placements(new) => tx.create_placements(new).await?,
                Made::Flags(new) => tx.create_flags(new).await?,
            }
            tx.create_events(&chunk.events(account, now)).await
        })
    })
    .await?;
    Ok(())
}

/// The campaign of the capacity test, made when it is not there.
async fn campaign(db: &Db, now: Timestamp) -> anyhow::Result<CampaignId> {
    if let Some(found) = db.find_campaign_by_code(CAMPAIGN).await? {
        return Ok(found.id);
    }
    let today = now.date();
    let campaign = Campaign {
        id: CampaignId(Uuid::now_v7()),
        code: CAMPAIGN.to_owned(),
        name: "Thử tải (dữ liệu mẫu)".to_owned(),
        document_no: String::new(),
        starts_on: today.plus_days(-30),
        ends_on: today.plus_days(30),
        report_due_on: today.plus_days(25),
        boundary_set: BoundarySet::Hanoi2020,
        retention_days: 1,
        messages: vec![Message {
            no: 1,
            text: "Mẫu thử tải".to_owned(),
        }],
        sample: true,
    };
    let id = campaign.id;
    db.create_campaign(campaign).await?;
    Ok(id)
}

/// An account that nobody can sign in to, as the maker of the records.
async fn account(db: &Db, now: Timestamp) -> anyhow::Result<AccountId> {
    const USERNAME: &str = "thu-tai";
    if let Some(found) = db.find_account_by_username(USERNAME).await? {
        return Ok(found.me.id);
    }
    let me = app::domain::account::Me {
        id: AccountId(Uuid::now_v7()),
        username: USERNAME.to_owned(),
        display_name: "Thử tải".to_owned(),
        role: Role::FieldOfficer,
        areas: Vec::new(),
        unit: None,
    };
    let id = me.id;
    db.create_account(
        StoredAccount {
            me,
            password_hash: String::new(),
            active: false,
        },
        now,
    )
    .await?;
    Ok(id)
}
