//! Builders: each gives a record that is valid as it stands, for the test to change what it is about.

use app::{
    domain::{
        account::Me,
        area::{AreaCode, AreaCodes, BoundarySet},
        campaign::{Campaign, Message},
        condition::Condition,
        display_kind::DisplayKind,
        flag::FlagStatus,
        ground::{Ground, GroundCode},
        ids::{AccountId, CampaignId, CheckInId, EventId, FlagId, PlacementId, SiteId},
        location_class::LocationClass,
        photo::Sha256,
        placement::PlacementStatus,
        position::PositionSource,
        record::{Receipt, RecordKind},
        role::Role,
        time::{Date, Timestamp},
        unit::{Unit, UnitCode},
    },
    geo::LonLat,
};
use server::storage::{
    NewEvent, NewReceipt, NewStoredCheckIn, NewStoredFlag, NewStoredPhoto, NewStoredPlacement,
    NewStoredSite, StoredAccount, StoredCapture,
};
use sha2::Digest;
use uuid::Uuid;

/// Noon of 10/12/2020 in Hanoi: within the reference campaign's window.
pub const NOON: Timestamp = Timestamp(1_607_576_400_000);
/// Beside the pen pillar at Hồ Hoàn Kiếm.
pub fn lake() -> LonLat {
    LonLat::clamped(105.8523, 21.0287)
}

/// An area's code.
pub fn area(code: &str) -> AreaCode {
    code.parse().expect("an area code")
}

/// Hoàn Kiếm in both boundary sets.
pub fn hoan_kiem() -> AreaCodes {
    AreaCodes {
        district: Some(area("002")),
        ward: Some(area("00070")),
    }
}

/// The hash of a text, for photos without bytes.
pub fn sha256(text: &str) -> Sha256 {
    hash_of(text.as_bytes())
}

/// The hash of some bytes.
pub fn hash_of(bytes: &[u8]) -> Sha256 {
    let digits = hex::encode(sha2::Sha256::digest(bytes));
    digits.parse().expect("64 digits")
}

/// An active account without areas.
pub fn account(username: &str, role: Role) -> StoredAccount {
    StoredAccount {
        me: Me {
            id: AccountId(Uuid::now_v7()),
            username: username.to_owned(),
            display_name: format!("Tài khoản {username}"),
            role,
            areas: Vec::new(),
            unit: None,
        },
        password_hash: format!("$argon2id$of-{username}"),
        active: true,
    }
}

/// A campaign of December 2020 that reports by districts.
pub fn campaign(code: &str) -> Campaign {
    let day = |day| Date::new(2020, 12, day).expect("a day");
    Campaign {
        id: CampaignId(Uuid::now_v7()),
        code: code.to_owned(),
        name: format!("Đợt {code}"),
        document_no: "123/KH-UBND".to_owned(),
        starts_on: day(1),
        ends_on: day(30),
        report_due_on: day(25),
        boundary_set: BoundarySet::Hanoi2020,
        retention_days: 90,
        messages: (1..=2)
            .map(|no| Message {
                no,
                text: format!("Mẫu {no}"),
            })
            .collect(),
        sample: false,
    }
}

/// A unit.
pub fn unit(code: &str) -> Unit {
    Unit {
        code: UnitCode(code.to_owned()),
        name: format!("Đơn vị {code}"),
    }
}

/// A ground without a verified basis.
pub fn ground(code: &str) -> Ground {
    Ground {
        code: GroundCode(code.to_owned()),
        vi: format!("Căn cứ {code}"),
        en: format!("Ground {code}"),
        basis: "Điều 27".to_owned(),
        in_force_from: None,
        in_force_to: None,
        verified_on: None,
    }
}

/// A site at the lake, of a unit that must be there.
pub fn site(campaign: CampaignId, code: &str, unit: &str) -> NewStoredSite {
    NewStoredSite {
        id: SiteId(Uuid::now_v7()),
        placement: PlacementId(Uuid::now_v7()),
        campaign,
        code: code.to_owned(),
        point: lake(),
        approximate: false,
        street: "Đinh Tiên Hoàng".to_owned(),
        section: "Hàng Khay – Cầu Gỗ".to_owned(),
        side: "phía hồ".to_owned(),
        kind: DisplayKind::BannerHorizontal,
        quantity: 3,
        message_no: 1,
        unit: UnitCode(unit.to_owned()),
        starts_on: None,
        ends_on: None,
        areas: hoan_kiem(),
        sample: false,
    }
}

/// What was captured at the lake at noon.
pub fn capture(by: AccountId) -> StoredCapture {
    StoredCapture {
        lon: lake().lon,
        lat: lake().lat,
        accuracy_m: Some(9.0),
        position_source: PositionSource::Gps,
        pin_reason: None,
        street: "Đinh Tiên Hoàng".to_owned(),
        areas: hoan_kiem(),
        note: "cột số 4".to_owned(),
        photos: Vec::new(),
        recorded_by: by,
        recorded_at: NOON.plus_ms(-5000),
        clock_offset_ms: Some(-120),
        received_at: NOON,
        sample: false,
    }
}

/// A placement outside the plan.
pub fn placement(campaign: CampaignId, by: AccountId) -> NewStoredPlacement {
    NewStoredPlacement {
        id: PlacementId(Uuid::now_v7()),
        campaign,
        kind: DisplayKind::Pennant,
        quantity: 2,
        message_no: Some(1),
        unit: None,
        status: PlacementStatus::Installed,
        capture: capture(by),
    }
}

/// A check-in of a placement outside the plan.
pub fn check_in(placement: &NewStoredPlacement, by: AccountId) -> NewStoredCheckIn {
    NewStoredCheckIn {
        id: CheckInId(Uuid::now_v7()),
        campaign: placement.campaign,
        placement: placement.id,
        site: None,
        kind: placement.kind,
        unit: placement.unit.clone(),
        condition: Condition::Intact,
        quantity: Some(placement.quantity),
        capture: capture(by),
    }
}

/// A flag with one ground.
pub fn flag(campaign: Option<CampaignId>, by: AccountId) -> NewStoredFlag {
    NewStoredFlag {
        id: FlagId(Uuid::now_v7()),
        campaign,
        kind: DisplayKind::Poster,
        location_class: LocationClass::ALL[0],
        grounds: vec![GroundCode("G01".to_owned())],
        status: FlagStatus::Recorded,
        capture: capture(by),
    }
}

/// A photo on disk that no record has claimed.
pub fn photo(name: &str, by: AccountId) -> NewStoredPhoto {
    NewStoredPhoto {
        sha256: sha256(name),
        account: by,
        bytes: 123_456,
        width: 2048,
        height: 1536,
        received_at: NOON,
    }
}

/// A receipt for a placement.
pub fn receipt(id: Uuid, payload: &str, by: AccountId) -> NewReceipt {
    NewReceipt {
        record: RecordKind::Placement,
        account: by,
        receipt: Receipt {
            id,
            received_at: NOON,
            payload_sha256: sha256(payload),
            photos: vec![sha256("photo 1"), sha256("photo 2")],
        },
        target: None,
    }
}

/// An event with every field filled.
pub fn event(record_id: Uuid, at: Timestamp, by: AccountId) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::now_v7()),
        at,
        actor: Some((by, Role::Supervisor)),
        record: RecordKind::Flag,
        record_id,
        action: "dismiss",
        from: Some("recorded"),
        to: Some("dismissed"),
        reason: Some("đã có trong danh mục chấp thuận".to_owned()),
    }
}

/// On Ba Đình square.
pub fn ba_dinh() -> LonLat {
    LonLat::clamped(105.8360, 21.0369)
}

/// Ba Đình in both boundary sets.
pub fn ba_dinh_areas() -> AreaCodes {
    AreaCodes {
        district: Some(area("001")),
        ward: Some(area("00004")),
    }
}
