//! Capacity tests: fills a database with placements spread along the real streets, dense around the lake.
//!
//! Deterministic from a seed. Goes through the same storage methods as real records, a thousand a transaction,
//! each with its event. Every record is marked as sample data.

use app::{
    domain::{
        area::BoundarySet,
        campaign::{Campaign, Message},
        display_kind::DisplayKind,
        ids::{AccountId, CampaignId, EventId, PlacementId},
        placement::{PlacementStatus, PlacementTransition},
        position::PositionSource,
        record::RecordKind,
        role::Role,
        time::Timestamp,
    },
    geo::{LonLat, distance_m},
};
use fastrand::Rng;
use uuid::Uuid;

use crate::{
    backend::geography::Geography,
    storage::{Db, NewEvent, NewStoredPlacement, StoredAccount, StoredCapture},
};

/// Records of one transaction.
const CHUNK: u64 = 1000;
/// The middle of Hồ Hoàn Kiếm: longitude, latitude.
const LAKE: [f64; 2] = [105.8523, 21.0287];
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

/// Fills the database. `progress` is told the number of records so far after each transaction.
///
/// # Errors
/// When there are no streets, or a write fails.
pub async fn run(
    db: &Db,
    records: u64,
    seed: u64,
    now: Timestamp,
    mut progress: impl FnMut(u64),
) -> anyhow::Result<()> {
    let geography = Geography::load(db).await?;
    let streets = Streets::weigh(&geography);
    anyhow::ensure!(
        !streets.segments.is_empty(),
        "there are no streets: run `bienpho import streets FILE` first"
    );
    let campaign = campaign(db, now).await?;
    let account = account(db, now).await?;
    let mut rng = Rng::with_seed(seed);
    let mut done = 0;
    while done < records {
        let count = CHUNK.min(records - done);
        let chunk = (0..count)
            .map(|_| record(&mut rng, &streets, &geography, campaign, account, now))
            .collect();
        write(db, chunk, account, now).await?;
        done += count;
        progress(done);
    }
    Ok(())
}

/// Segments of streets with how often each is chosen: by length, and more the nearer the lake.
struct Streets {
    segments: Vec<(LonLat, LonLat, String)>,
    /// Sums of the weights up to each segment.
    sums: Vec<f64>,
}

impl Streets {
    fn weigh(geography: &Geography) -> Self {
        let lake = LonLat::clamped(LAKE[0], LAKE[1]);
        let (mut segments, mut sums, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for street in geography.streets().streets() {
            for pair in street.lines.iter().flat_map(|line| line.windows(2)) {
                let [a, b] = [pair[0], pair[1]].map(|[lon, lat]| LonLat::clamped(lon, lat));
                let from_lake_km = distance_m(a, lake) / 1000.0;
                sum += distance_m(a, b) * (1.0 + 30.0 / (1.0 + from_lake_km * from_lake_km));
                segments.push((a, b, street.name.clone()));
                sums.push(sum);
            }
        }
        Self { segments, sums }
    }

    fn choose(&self, rng: &mut Rng) -> (LonLat, &str) {
        let wanted = rng.f64() * self.sums.last().copied().unwrap_or_default();
        let at = self
            .sums
            .partition_point(|&sum| sum < wanted)
            .min(self.segments.len() - 1);
        let (a, b, street) = &self.segments[at];
        let along = rng.f64();
        let aside = |rng: &mut Rng| (rng.f64() - 0.5) * 0.0002;
        let lon = a.lon + (b.lon - a.lon) * along + aside(rng);
        let lat = a.lat + (b.lat - a.lat) * along + aside(rng);
        (LonLat::clamped(lon, lat), street)
    }
}

fn record(
    rng: &mut Rng,
    streets: &Streets,
    geography: &Geography,
    campaign: CampaignId,
    account: AccountId,
    now: Timestamp,
) -> NewStoredPlacement {
    let (point, street) = streets.choose(rng);
    let mut share = rng.u32(0..100);
    let status = STATUSES.iter().find(|(_, percent)| {
        let found = share < *percent;
        share = share.saturating_sub(*percent);
        found
    });
    let at = now.plus_ms(-rng.i64(0..30 * 86_400_000));
    NewStoredPlacement {
        id: PlacementId(uuid::Builder::from_random_bytes(rng.u128(..).to_be_bytes()).into_uuid()),
        campaign,
        kind: DisplayKind::ALL[rng.usize(0..DisplayKind::ALL.len())],
        quantity: rng.i32(1..=6),
        message_no: Some(1),
        unit: None,
        status: status.map_or(PlacementStatus::Verified, |(status, _)| *status),
        capture: StoredCapture {
            lon: point.lon,
            lat: point.lat,
            accuracy_m: Some(f64::from(rng.u32(4..30))),
            position_source: PositionSource::Gps,
            pin_reason: None,
            street: street.to_owned(),
            areas: geography.codes_of(point),
            note: String::new(),
            photos: Vec::new(),
            recorded_by: account,
            recorded_at: at,
            clock_offset_ms: None,
            received_at: at,
            sample: true,
        },
    }
}

async fn write(
    db: &Db,
    chunk: Vec<NewStoredPlacement>,
    account: AccountId,
    now: Timestamp,
) -> anyhow::Result<()> {
    db.write(move |tx| {
        Box::pin(async move {
            for new in &chunk {
                tx.create_placement(new).await?;
                let event = NewEvent {
                    id: EventId(Uuid::now_v7()),
                    // Events come in the order of the server's time, or `verify` takes them for slipped in.
                    at: now,
                    actor: Some((account, Role::FieldOfficer)),
                    record: RecordKind::Placement,
                    record_id: new.id.0,
                    action: PlacementTransition::ReportInstalled.code(),
                    from: Some(PlacementStatus::Planned.code()),
                    to: Some(new.status.code()),
                    reason: None,
                };
                tx.create_event(&event).await?;
            }
            Ok(())
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
