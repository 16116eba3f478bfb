//! What happened in the demo, decided from a fixed seed: for each site its steps and visits, and a
//! few flags. Plain data; nothing is written here.

mod flags;
mod placements;

use app::domain::{
    campaign::Campaign,
    condition::Condition,
    display_kind::DisplayKind,
    flag::FlagStatus,
    ground::GroundCode,
    ids::{CampaignId, CheckInId, FlagId, PlacementId},
    location_class::LocationClass,
    placement::PlacementTransition,
    role::Role,
    time::Timestamp,
};

use super::random::Random;
use crate::storage::NewStoredSite;

const SEED: u64 = 72;

/// The area whose officer and supervisor have accounts; elsewhere the culture department checks.
const STAFFED_AREA: &str = "002";

/// Everything that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// By placement, each in the order of time.
    pub placements: Vec<PlacementStory>,
    /// Flags.
    pub flags: Vec<FlagStory>,
}

/// What happened to one placement.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacementStory {
    /// Which.
    pub placement: PlacementId,
    /// Its street.
    pub street: String,
    /// In the order of time.
    pub steps: Vec<Step>,
}

/// One thing that happened to a placement.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who did it; the clock did what nobody did.
    pub by: Option<Role>,
    /// What.
    pub what: What,
}

/// What a step is.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A step of the workflow without a visit.
    Move(PlacementTransition, Option<&'static str>),
    /// A visit.
    Visit(Visit),
}

/// A visit to a placement.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Its id.
    pub id: CheckInId,
    /// What was found.
    pub condition: Condition,
    /// Displays found, where that differs from the plan.
    pub quantity: Option<i32>,
    /// Where the phone was.
    pub place: Place,
    /// Its photo.
    pub picture: Option<Picture>,
}

/// Where a phone was, as far as it knew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Radius of the 68 % circle in metres.
    pub accuracy_m: f64,
}

/// A photo to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// What hangs in it.
    pub kind: DisplayKind,
    /// What it looks like besides.
    pub seed: u64,
}

/// A flag and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagStory {
    /// Its id.
    pub id: FlagId,
    /// Campaign during which it was seen.
    pub campaign: CampaignId,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who recorded it.
    pub by: Role,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Class of the place.
    pub location_class: LocationClass,
    /// Grounds.
    pub grounds: Vec<GroundCode>,
    /// Street.
    pub street: String,
    /// Where.
    pub place: Place,
    /// Note.
    pub note: &'static str,
    /// Its photo; none once it is past its retention.
    pub picture: Option<Picture>,
    /// In the order of time.
    pub steps: Vec<FlagStep>,
}

/// One step of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagStep {
    /// When.
    pub at: Timestamp,
    /// Who did it; the clock did what nobody did.
    pub by: Option<Role>,
    /// Code of the step.
    pub action: &'static str,
    /// Status it leads to.
    pub to: FlagStatus,
    /// Reason.
    pub reason: Option<&'static str>,
}

impl Story {
    /// How many visits there were.
    pub fn check_ins(&self) -> usize {
        let steps = self.placements.iter().flat_map(|story| &story.steps);
        steps
            .filter(|step| matches!(step.what, What::Visit(_)))
            .count()
    }
}

/// Tells the story of both campaigns: one that has ended before `now`, and one that runs.
pub fn tell(plans: &[(Campaign, Vec<NewStoredSite>)], now: Timestamp) -> Story {
    let mut random = Random::new(SEED);
    let mut story = Story {
        placements: Vec::new(),
        flags: Vec::new(),
    };
    for (campaign, sites) in plans {
        let running = campaign.is_running(now.date());
        for site in sites {
            let mut teller = Teller {
                random: &mut random,
                campaign,
                site,
            };
            let steps = if running {
                teller.running(now)
            } else {
                teller.ended()
            };
            let (placement, street) = (site.placement, site.street.clone());
            story.placements.push(PlacementStory {
                placement,
                street,
                steps,
            });
        }
        story.flags.extend(flags::tell(
            &mut random,
            campaign,
            sites,
            running.then_some(now),
        ));
    }
    story
}

/// What the telling of one site's story needs.
struct Teller<'a> {
    random: &'a mut Random,
    campaign: &'a Campaign,
    site: &'a NewStoredSite,
}

/// A moment of a working day: `days` after the day that `from` lies in, between 7:30 and 17:00.
fn working_hour(random: &mut Random, from: Timestamp, days: i64) -> Timestamp {
    let day = from
        .date()
        .plus_days(i32::try_from(days).unwrap_or_default());
    day.start()
        .plus_ms(random.whole(450, 1020) * 60_000 + random.whole(0, 60_000))
}

/// A phone's place some metres from a point.
fn near(random: &mut Random, site: &NewStoredSite, at_most_m: f64) -> Place {
    const METRES_A_DEGREE: f64 = 111_195.0;
    let (turn, away) = (
        random.between(0.0, std::f64::consts::TAU),
        random.between(2.0, at_most_m),
    );
    let lat = site.point.lat + away * turn.sin() / METRES_A_DEGREE;
    let lon = site.point.lon + away * turn.cos() / (METRES_A_DEGREE * lat.to_radians().cos());
    // Six decimals are 11 cm: more would claim what no phone knows.
    let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let accuracy_m = (random.between(4.0, 28.0) * 10.0).round() / 10.0;
    Place {
        lon: rounded(lon),
        lat: rounded(lat),
        accuracy_m,
    }
}

fn is_staffed(site: &NewStoredSite) -> bool {
    site.areas
        .district
        .as_ref()
        .is_some_and(|code| code.as_str() == STAFFED_AREA)
}

#[cfg(test)]
mod tests;
