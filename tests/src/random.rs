//! Many records from a seed, drawn from few values, so that ties, empty groups and borders occur; and the same
//! questions answered by looking at every record.

use app::{
    domain::{
        area::{AreaCode, AreaCodes},
        campaign::Campaign,
        condition::Condition,
        display_kind::DisplayKind,
        flag::FlagStatus,
        ground::GroundCode,
        ids::AccountId,
        placement::PlacementStatus,
        query::{PARAMETERS, RecordQuery, SortKey},
        role::Role,
        time::{Date, Timestamp},
        unit::UnitCode,
    },
    geo::{BBox, LonLat},
};
use fastrand::Rng;
use server::storage::{
    NewStoredCheckIn, NewStoredFlag, NewStoredPlacement, NewStoredSite, Scope, StoredAccount,
    StoredCapture,
};
use uuid::Uuid;

use crate::{build, db::TestDb};

/// Districts of 2020 that are drawn.
pub const DISTRICTS: [&str; 3] = ["001", "002", "003"];
/// Wards of 2025 that are drawn.
pub const WARDS: [&str; 3] = ["00004", "00070", "00082"];
/// Units that are drawn.
pub const UNITS: [&str; 3] = ["CAQ-HK", "UBND-HK", "VHTT"];
/// Grounds that are drawn.
pub const GROUNDS: [&str; 3] = ["G01", "G03", "G08"];
const STREETS: [&str; 5] = [
    "Bảo Khánh",
    "Hàng Khay",
    "Hàng Trống",
    "Lê Thái Tổ",
    "Đinh Lễ",
];

/// What is in the database.
pub struct World {
    /// Two campaigns.
    pub campaigns: Vec<Campaign>,
    /// Two accounts that record.
    pub accounts: Vec<StoredAccount>,
    /// Sites, each with its planned placement.
    pub sites: Vec<NewStoredSite>,
    /// Placements outside the plan.
    pub placements: Vec<NewStoredPlacement>,
    /// Check-ins of these placements.
    pub check_ins: Vec<NewStoredCheckIn>,
    /// Flags.
    pub flags: Vec<NewStoredFlag>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sizes {
    /// Sites.
    pub sites: usize,
    /// Placements outside the plan.
    pub placements: usize,
    /// Check-ins.
    pub check_ins: usize,
    /// Flags.
    pub flags: usize,
}

impl World {
    /// Makes the world of a seed and stores it.
    pub async fn fill(db: &TestDb, seed: u64, sizes: Sizes) -> Self {
        let world = Self::draw(&mut Rng::with_seed(seed), sizes);
        world.store(db).await;
        world
    }

    fn draw(rng: &mut Rng, sizes: Sizes) -> Self {
        let campaigns = vec![build::campaign("mot"), build::campaign("hai")];
        let accounts = vec![
            build::account("canbo", Role::FieldOfficer),
            build::account("phutrach", Role::Supervisor),
        ];
        let placements: Vec<_> = (0..sizes.placements)
            .map(|_| draw_placement(rng, &campaigns, &accounts))
            .collect();
        let check_ins = (0..sizes.check_ins).map(|_| {
            let mut new = build::check_in(
                &placements[rng.usize(..placements.len())],
                pick(rng, &accounts).me.id,
            );
            new.condition = pick(rng, Condition::ALL);
            new.capture = draw_capture(rng, new.capture.recorded_by);
            new
        });
        Self {
            check_ins: check_ins.collect(),
            sites: (0..sizes.sites)
                .map(|no| draw_site(rng, no, &campaigns))
                .collect(),
            flags: (0..sizes.flags)
                .map(|_| draw_flag(rng, &campaigns, &accounts))
                .collect(),
            campaigns,
            accounts,
            placements,
        }
    }

    async fn store(&self, db: &TestDb) {
        for campaign in &self.campaigns {
            db.create_campaign(campaign.clone()).await.expect("stored");
        }
        for account in &self.accounts {
            db.create_account(account.clone(), build::NOON)
                .await
                .expect("stored");
        }
        db.save_units(UNITS.map(build::unit).into())
            .await
            .expect("stored");
        db.save_sites(self.sites.clone(), build::NOON)
            .await
            .expect("stored");
        let (placements, check_ins, flags) = (
            self.placements.clone(),
            self.check_ins.clone(),
            self.flags.clone(),
        );
        db.write(move |tx| {
            Box::pin(async move {
                for new in &placements {
                    tx.create_placement(new).await?;
                }
                for new in &check_ins {
                    tx.create_check_in(new).await?;
                }
                for new in &flags {
                    tx.create_flag(new).await?;
                }
                Ok(())
            })
        })
        .await
        .expect("stored");
    }

    /// Every placement as it is looked for: those outside the plan and those of the sites.
    pub fn placement_rows(&self) -> Vec<Row> {
        let planned = self.sites.iter().map(|site| Row {
            id: site.placement.0,
            ..Row::of_site(site)
        });
        self.placements
            .iter()
            .map(Row::of_placement)
            .chain(planned)
            .collect()
    }

    /// Every flag as it is looked for.
    pub fn flag_rows(&self) -> Vec<Row> {
        self.flags.iter().map(Row::of_flag).collect()
    }
}

fn pick<T: Clone>(rng: &mut Rng, choices: &[T]) -> T {
    choices[rng.usize(..choices.len())].clone()
}

/// On a grid of about 11 m, so that positions coincide with one another and with edges of boxes.
fn draw_point(rng: &mut Rng) -> LonLat {
    LonLat::clamped(
        105.84 + f64::from(rng.u32(..200)) * 1e-4,
        21.02 + f64::from(rng.u32(..200)) * 1e-4,
    )
}

fn draw_areas(rng: &mut Rng) -> AreaCodes {
    let code = |rng: &mut Rng, codes: &[&str]| {
        (rng.u32(..10) > 0).then(|| build::area(codes[rng.usize(..codes.len())]))
    };
    AreaCodes {
        district: code(rng, &DISTRICTS),
        ward: code(rng, &WARDS),
    }
}

fn draw_capture(rng: &mut Rng, by: AccountId) -> StoredCapture {
    let point = draw_point(rng);
    StoredCapture {
        lon: point.lon,
        lat: point.lat,
        street: pick(rng, &STREETS).to_owned(),
        areas: draw_areas(rng),
        received_at: build::NOON.plus_ms(rng.i64(0..20) * 1000),
        ..build::capture(by)
    }
}

fn draw_placement(
    rng: &mut Rng,
    campaigns: &[Campaign],
    accounts: &[StoredAccount],
) -> NewStoredPlacement {
    let by = pick(rng, accounts).me.id;
    let mut new = NewStoredPlacement {
        kind: pick(rng, DisplayKind::ALL),
        quantity: rng.i32(1..9),
        unit: rng.bool().then(|| UnitCode(pick(rng, &UNITS).to_owned())),
        status: pick(rng, PlacementStatus::ALL),
        capture: draw_capture(rng, by),
        ..build::placement(pick(rng, campaigns).id, by)
    };
    let mut rng = more(LonLat::clamped(new.capture.lon, new.capture.lat));
    new.message_no = rng.bool().then(|| rng.i32(1..4));
    new
}

/// Draws that came later have a stream of their own, so that the worlds of the seeds stay what they are.
fn more(point: LonLat) -> Rng {
    Rng::with_seed(point.lon.to_bits() ^ point.lat.to_bits().rotate_left(32))
}

fn draw_flag(rng: &mut Rng, campaigns: &[Campaign], accounts: &[StoredAccount]) -> NewStoredFlag {
    let by = pick(rng, accounts).me.id;
    let campaign = (rng.u32(..5) > 0).then(|| pick(rng, campaigns).id);
    let first = rng.usize(..GROUNDS.len());
    let last = rng.usize(first..GROUNDS.len());
    NewStoredFlag {
        kind: pick(rng, DisplayKind::ALL),
        grounds: GROUNDS[first..=last]
            .iter()
            .map(|code| GroundCode((*code).to_owned()))
            .collect(),
        status: pick(rng, FlagStatus::ALL),
        capture: draw_capture(rng, by),
        ..build::flag(campaign, by)
    }
}

/// A day of its own, of few sites.
fn draw_day(rng: &mut Rng) -> Option<Date> {
    let day = rng.u8(1..12);
    (day < 4).then(|| Date::new(2020, 12, day).expect("a day"))
}

fn draw_site(rng: &mut Rng, no: usize, campaigns: &[Campaign]) -> NewStoredSite {
    let mut new = NewStoredSite {
        point: draw_point(rng),
        street: pick(rng, &STREETS).to_owned(),
        kind: pick(rng, DisplayKind::ALL),
        quantity: rng.i32(1..9),
        areas: draw_areas(rng),
        ..build::site(
            pick(rng, campaigns).id,
            &format!("HK-{no:03}"),
            pick(rng, &UNITS),
        )
    };
    let rng = &mut more(new.point);
    new.message_no = rng.i32(1..4);
    pick(rng, &["", "Hàng Khay – Cầu Gỗ"]).clone_into(&mut new.section);
    (new.starts_on, new.ends_on) = (draw_day(rng), draw_day(rng));
    new
}

/// What lists filter and sort by, of any kind of record.
#[derive(Debug, Clone)]
pub struct Row {
    /// Id.
    pub id: Uuid,
    /// Where.
    pub point: LonLat,
    /// Areas.
    pub areas: AreaCodes,
    /// Campaign.
    pub campaign: Option<Uuid>,
    /// Code of the status, of the condition for check-ins.
    pub status: String,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Who hangs it.
    pub unit: Option<UnitCode>,
    /// Street.
    pub street: String,
    /// The server's time.
    pub updated_at: Timestamp,
    /// Who recorded it.
    pub by: Option<AccountId>,
}

impl Row {
    fn of_capture(id: Uuid, capture: &StoredCapture, kind: DisplayKind, status: &str) -> Self {
        Self {
            id,
            point: LonLat::clamped(capture.lon, capture.lat),
            areas: capture.areas.clone(),
            campaign: None,
            status: status.to_owned(),
            kind,
            unit: None,
            street: capture.street.clone(),
            updated_at: capture.received_at,
            by: Some(capture.recorded_by),
        }
    }

    /// A placement outside the plan.
    pub fn of_placement(new: &NewStoredPlacement) -> Self {
        Self {
            campaign: Some(new.campaign.0),
            unit: new.unit.clone(),
            ..Self::of_capture(new.id.0, &new.capture, new.kind, new.status.code())
        }
    }

    /// A check-in.
    pub fn of_check_in(new: &NewStoredCheckIn) -> Self {
        Self {
            campaign: Some(new.campaign.0),
            unit: new.unit.clone(),
            ..Self::of_capture(new.id.0, &new.capture, new.kind, new.condition.code())
        }
    }

    /// A flag.
    pub fn of_flag(new: &NewStoredFlag) -> Self {
        Self {
            campaign: new.campaign.map(|campaign| campaign.0),
            ..Self::of_capture(new.id.0, &new.capture, new.kind, new.status.code())
        }
    }

    /// A site whose placement is only planned.
    pub fn of_site(new: &NewStoredSite) -> Self {
        Self {
            id: new.id.0,
            point: new.point,
            areas: new.areas.clone(),
            campaign: Some(new.campaign.0),
            status: PlacementStatus::Planned.code().to_owned(),
            kind: new.kind,
            unit: Some(new.unit.clone()),
            street: new.street.clone(),
            updated_at: build::NOON,
            by: None,
        }
    }

    /// Whether a query and a scope let this record through.
    pub fn matches(&self, query: &RecordQuery, scope: &Scope) -> bool {
        let of_areas = |areas: &[AreaCode]| areas.iter().any(|code| self.areas.contains(code));
        scope.areas.as_deref().is_none_or(of_areas)
            && scope.only_of.is_none_or(|account| self.by == Some(account))
            && scope
                .statuses
                .as_ref()
                .is_none_or(|statuses| statuses.contains(&self.status.as_str()))
            && query.bbox.is_none_or(|bbox| bbox.contains(self.point))
            && query
                .area
                .as_ref()
                .is_none_or(|code| self.areas.contains(code))
            && query
                .campaign
                .is_none_or(|campaign| self.campaign == Some(campaign.0))
            && (query.status.is_empty() || query.status.contains(&self.status))
            && (query.kind.is_empty() || query.kind.contains(&self.kind))
            && query
                .unit
                .as_ref()
                .is_none_or(|unit| self.unit.as_ref() == Some(unit))
            && query.since.is_none_or(|since| since <= self.updated_at)
            && query.until.is_none_or(|until| self.updated_at < until)
    }

    fn key(&self, sort: SortKey) -> (i64, &str, Uuid) {
        match sort {
            SortKey::Updated => (self.updated_at.0, "", self.id),
            SortKey::Street => (0, &self.street, self.id),
            SortKey::Kind => (0, self.kind.code(), self.id),
            SortKey::Status => (0, &self.status, self.id),
        }
    }
}

/// The ids a list must give, in its order, by looking at every record.
pub fn answer(rows: &[Row], query: &RecordQuery, scope: &Scope) -> Vec<Uuid> {
    let mut found: Vec<&Row> = rows
        .iter()
        .filter(|row| row.matches(query, scope))
        .collect();
    let sort = query.sort.unwrap_or(SortKey::Updated);
    found.sort_by(|a, b| a.key(sort).cmp(&b.key(sort)));
    if (sort == SortKey::Updated) != query.reverse {
        found.reverse();
    }
    found.iter().map(|row| row.id).collect()
}

/// The seed and the number of cases of a property: new ones each time, unless `BIENPHO_SEED` and `BIENPHO_CASES` say otherwise. They are
/// printed, so that a failure can be had again.
pub fn cases(usual: usize) -> (u64, usize) {
    let said = |name: &str| std::env::var(name).ok();
    let seed = said("BIENPHO_SEED").map(|seed| seed.parse().expect("BIENPHO_SEED is a number"));
    let count =
        said("BIENPHO_CASES").map(|count| count.parse().expect("BIENPHO_CASES is a number"));
    let (seed, count) = (
        seed.unwrap_or_else(|| fastrand::u64(..)),
        count.unwrap_or(usual),
    );
    println!("once more: BIENPHO_SEED={seed} BIENPHO_CASES={count}");
    (seed, count)
}

/// A question of a seed: a value for some of the parameters that there are, in some order.
pub fn draw_query(rng: &mut Rng, world: &World, statuses: &[&str]) -> RecordQuery {
    let mut query = RecordQuery::default();
    for name in PARAMETERS {
        let always = matches!(name, "sort" | "reverse" | "limit");
        if always || rng.u32(..4) == 0 {
            draw_parameter(name, &mut query, rng, world, statuses);
        }
    }
    query
}

fn draw_parameter(
    name: &str,
    query: &mut RecordQuery,
    rng: &mut Rng,
    world: &World,
    statuses: &[&str],
) {
    let several = |rng: &mut Rng| 0..rng.usize(1..4);
    match name {
        "bbox" => query.bbox = BBox::around([draw_point(rng), draw_point(rng)]),
        "area" => query.area = Some(build::area(pick(rng, &[DISTRICTS, WARDS].concat()))),
        "campaign" => query.campaign = Some(pick(rng, &world.campaigns).id),
        "status" => {
            let drawn = several(rng).map(|_| pick(rng, statuses).to_owned());
            query.status = drawn.collect();
        }
        "kind" => {
            let drawn = several(rng).map(|_| pick(rng, DisplayKind::ALL));
            query.kind = drawn.collect();
        }
        "unit" => query.unit = Some(UnitCode(pick(rng, &UNITS).to_owned())),
        "since" => query.since = Some(draw_moment(rng)),
        "until" => query.until = Some(draw_moment(rng)),
        "sort" => {
            let keys = SortKey::ALL.iter().copied().map(Some);
            query.sort = pick(rng, &keys.chain([None]).collect::<Vec<_>>());
        }
        "reverse" => query.reverse = rng.bool(),
        "limit" => query.limit = Some(rng.u32(1..40)),
        // The backend makes a scope of it, and scopes are drawn; a page's place is only the list's own.
        "mine" | "next" => {}
        other => panic!("nothing is drawn for the parameter {other}"),
    }
}

fn draw_moment(rng: &mut Rng) -> Timestamp {
    build::NOON.plus_ms(rng.i64(0..20) * 1000)
}

/// A scope of a seed: what a reader of the whole city, of one area, of several or of both sets may see, sometimes only their own.
pub fn draw_scope(rng: &mut Rng, world: &World, statuses: &[&'static str]) -> Scope {
    let mut scope = Scope::default();
    let area = |rng: &mut Rng, codes: &[&str]| build::area(codes[rng.usize(..codes.len())]);
    scope.areas = match rng.u32(..6) {
        0 => Some(vec![area(rng, &DISTRICTS)]),
        1 => Some(
            DISTRICTS[..2]
                .iter()
                .map(|code| build::area(code))
                .collect(),
        ),
        2 => Some(vec![area(rng, &WARDS)]),
        3 => Some(vec![area(rng, &DISTRICTS), area(rng, &WARDS)]),
        _ => None,
    };
    if rng.u32(..6) == 0 {
        scope.only_of = Some(pick(rng, &world.accounts).me.id);
    }
    if rng.u32(..4) == 0 {
        scope.statuses = Some(statuses.iter().copied().filter(|_| rng.bool()).collect());
    }
    scope
}
