//! Flags of the demo: a table, and where in the story each is.

use app::domain::{
    campaign::Campaign,
    display_kind::DisplayKind::{
        self, BannerHorizontal, BannerVertical, LedScreen, LightBox, Panel, Pennant, Poster, Sign,
    },
    flag::{FlagStatus, FlagTransition},
    ground::GroundCode,
    ids::FlagId,
    location_class::LocationClass::{
        self, AgencyPremises, CommercialPremises, HeritageOrLake, Street, TrafficInfrastructure,
        TreeOrPole,
    },
    role::Role,
    time::{DAY_MS, Timestamp},
};

use super::{super::random::Random, FlagStep, FlagStory, Picture, is_staffed, near, working_hour};
use crate::storage::NewStoredSite;

/// What is seen, where, on which grounds, by whom, with which note, and what becomes of it.
type Row = (
    DisplayKind,
    LocationClass,
    &'static [&'static str],
    Role,
    &'static str,
    FlagStatus,
);

const OFFICER: Role = Role::FieldOfficer;
const DEPARTMENT: Role = Role::CultureDepartment;

/// Flags of the running campaign: seven that wait for a second person, five that are confirmed.
#[rustfmt::skip] // A table reads as a table.
const RUNNING: &[Row] = &[
    (BannerHorizontal, Street, &["G03"], OFFICER, "Chăng ngang lòng đường, dây buộc thấp", FlagStatus::Recorded),
    (Poster, TreeOrPole, &["G01", "G05"], OFFICER, "Dán trên cột đèn", FlagStatus::Recorded),
    (Sign, Street, &["G07"], OFFICER, "Đặt giữa vỉa hè, lối đi còn chưa tới 1 m", FlagStatus::Recorded),
    (Pennant, HeritageOrLake, &["G01", "G06"], OFFICER, "Sát kè hồ", FlagStatus::Recorded),
    (LightBox, CommercialPremises, &["G08"], DEPARTMENT, "Long chân đế, nghiêng ra đường", FlagStatus::Recorded),
    (BannerVertical, TrafficInfrastructure, &["G04"], DEPARTMENT, "Che biển báo từ hướng phố bên", FlagStatus::Recorded),
    (Panel, Street, &["G02"], DEPARTMENT, "Còn treo sau thời hạn ghi trên văn bản", FlagStatus::Recorded),
    (BannerVertical, TreeOrPole, &["G05"], OFFICER, "Buộc vào thân cây", FlagStatus::Confirmed),
    (BannerHorizontal, Street, &["G08"], OFFICER, "Rách, bay gần dây điện", FlagStatus::Confirmed),
    (Poster, TrafficInfrastructure, &["G01"], OFFICER, "Dán trên tủ kỹ thuật", FlagStatus::Confirmed),
    (LedScreen, CommercialPremises, &["G10"], DEPARTMENT, "Chói vào mắt người đi xe buổi tối", FlagStatus::Confirmed),
    (Pennant, HeritageOrLake, &["G06"], DEPARTMENT, "Trong khu vực bảo vệ di tích", FlagStatus::Confirmed),
];

/// Flags of the ended campaign, each come to its end.
#[rustfmt::skip] // A table reads as a table.
const ENDED: &[Row] = &[
    (BannerHorizontal, Street, &["G03"], OFFICER, "Chăng ngang lòng đường", FlagStatus::Closed),
    (Poster, TreeOrPole, &["G01", "G05"], OFFICER, "Dán trên cột điện", FlagStatus::Closed),
    (Sign, Street, &["G07"], OFFICER, "Chắn lối đi bộ", FlagStatus::Closed),
    (BannerVertical, TreeOrPole, &["G05"], DEPARTMENT, "Buộc vào cây xanh", FlagStatus::Closed),
    (Pennant, TrafficInfrastructure, &["G04"], OFFICER, "Che đèn tín hiệu", FlagStatus::Closed),
    (LightBox, CommercialPremises, &["G08"], OFFICER, "Hở dây dẫn điện", FlagStatus::Remedied),
    (Panel, AgencyPremises, &["G02"], DEPARTMENT, "Quá thời hạn 3 ngày", FlagStatus::Remedied),
    (BannerHorizontal, Street, &["G02"], OFFICER, "Chưa tháo sau thời hạn", FlagStatus::Removed),
    (Poster, TrafficInfrastructure, &["G01"], OFFICER, "Dán trên trụ cầu vượt bộ hành", FlagStatus::Removed),
    (BannerVertical, CommercialPremises, &["G09"], OFFICER, "Không thấy tên đơn vị thực hiện", FlagStatus::NoViolation),
    (LedScreen, CommercialPremises, &["G10"], DEPARTMENT, "Độ sáng cao", FlagStatus::NoViolation),
    (Pennant, Street, &["G01"], OFFICER, "Không có trong danh mục trên máy", FlagStatus::Dismissed),
    (BannerHorizontal, AgencyPremises, &["G01"], OFFICER, "Không có trong danh mục trên máy", FlagStatus::Dismissed),
    (Sign, Street, &["G07"], OFFICER, "Ghi nhầm vị trí", FlagStatus::Withdrawn),
    (Panel, Street, &["G02"], DEPARTMENT, "Không rõ thời hạn", FlagStatus::Lapsed),
];

/// The flags of one campaign; `now` where it runs.
pub(super) fn tell(
    random: &mut Random,
    campaign: &Campaign,
    sites: &[NewStoredSite],
    now: Option<Timestamp>,
) -> Vec<FlagStory> {
    let around: Vec<_> = sites.iter().filter(|site| is_staffed(site)).collect();
    let rows = if now.is_some() { RUNNING } else { ENDED };
    let mut flags = Vec::new();
    for row in rows {
        if let Some(site) = random.pick(&around) {
            flags.push(flag(random, campaign, site, now, row));
        }
    }
    flags
}

fn flag(
    random: &mut Random,
    campaign: &Campaign,
    site: &NewStoredSite,
    now: Option<Timestamp>,
    &(kind, location_class, grounds, by, note, fate): &Row,
) -> FlagStory {
    let start = campaign.starts_on.start();
    // A running campaign's flags leave a day for the second person; they must not lie in the future.
    let days = now.map_or(14, |now| (now.0 - start.0) / DAY_MS - 1);
    // What still waits was recorded within a week, else the clock would let it lapse before anybody has tried the demo.
    let first = match fate {
        FlagStatus::Recorded => (days - 6).max(1),
        _ => 1,
    };
    let recorded_on = random.whole(first, days.max(2));
    let at = working_hour(random, start, recorded_on);
    FlagStory {
        id: FlagId(random.uuid(at.0, 0)),
        campaign: campaign.id,
        at,
        by,
        kind,
        location_class,
        grounds: grounds
            .iter()
            .map(|code| GroundCode((*code).to_owned()))
            .collect(),
        street: site.street.clone(),
        place: near(random, site, 30.0),
        note,
        picture: now.map(|_| Picture {
            kind,
            seed: random.bits(),
        }),
        steps: steps(random, at, fate),
    }
}

/// The way from `recorded` to the fate, with the people of the workflow's table.
fn steps(random: &mut Random, at: Timestamp, fate: FlagStatus) -> Vec<FlagStep> {
    let (mut all, mut last) = (Vec::new(), at);
    let mut then = |days: i64,
                    by: Option<Role>,
                    action: &'static str,
                    to: FlagStatus,
                    reason: Option<&'static str>| {
        last = working_hour(random, last, days);
        all.push(FlagStep {
            at: last,
            by,
            action,
            to,
            reason,
        });
    };
    let (supervisor, police) = (Some(Role::Supervisor), Some(Role::Police));
    match fate {
        FlagStatus::Dismissed => {
            let reason = Some("Có văn bản chấp thuận, danh mục chưa cập nhật");
            then(1, supervisor, FlagTransition::Dismiss.code(), fate, reason);
        }
        FlagStatus::Withdrawn => then(1, Some(OFFICER), "withdraw", fate, None),
        FlagStatus::Lapsed => then(15, None, "lapse", fate, None),
        FlagStatus::Recorded => {}
        _ => then(
            1,
            supervisor,
            FlagTransition::Confirm.code(),
            FlagStatus::Confirmed,
            None,
        ),
    }
    let outcome = match fate {
        FlagStatus::Removed | FlagStatus::Closed => Some(FlagStatus::Removed),
        FlagStatus::Remedied | FlagStatus::NoViolation => Some(fate),
        _ => None,
    };
    if let Some(outcome) = outcome {
        then(
            1,
            Some(DEPARTMENT),
            "hand_over",
            FlagStatus::HandedOver,
            Some("police"),
        );
        then(2, police, "record_outcome", outcome, None);
    }
    if fate == FlagStatus::Closed {
        then(1, Some(OFFICER), "verify_removal", fate, None);
    }
    all
}
