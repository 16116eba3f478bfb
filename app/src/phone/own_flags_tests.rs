use super::*;
use crate::{
    domain::{
        account::Me, area::AreaCodes, ids::AccountId, position::PositionSource, record::Receipt,
    },
    error::AppError,
    geo::{BBox, GeoPack, LonLat, StreetIndex},
    phone::sending::saved,
};

pub const HERE: LonLat = LonLat {
    lon: 105.8525,
    lat: 21.0285,
};
/// When the pack was made.
const MADE_AT: Timestamp = Timestamp(1_700_000_000_000);

fn hash(of: char) -> Sha256 {
    of.to_string().repeat(64).parse().expect("64 digits")
}

pub fn pack(flags: Vec<Flag>) -> FieldPack {
    FieldPack {
        made_at: MADE_AT,
        me: Me {
            id: AccountId(Uuid::nil()),
            username: "canbo".to_owned(),
            display_name: "Cán bộ".to_owned(),
            role: Role::FieldOfficer,
            areas: Vec::new(),
            unit: None,
        },
        campaigns: Vec::new(),
        sites: Vec::new(),
        placements: Vec::new(),
        flags,
        visits: Vec::new(),
        grounds: Vec::new(),
        units: Vec::new(),
        geo: nowhere(),
    }
}

fn nowhere() -> GeoPack {
    let bbox = BBox::around([HERE]).expect("a box");
    GeoPack::new(bbox, &[], &StreetIndex::new(Vec::new()), &[])
}

pub fn flag(id: u128, status: FlagStatus) -> Flag {
    Flag {
        id: FlagId(Uuid::from_u128(id)),
        campaign: None,
        kind: DisplayKind::Poster,
        location_class: LocationClass::Street,
        grounds: vec![GroundCode("G01".to_owned())],
        lon: HERE.lon,
        lat: HERE.lat,
        accuracy_m: Some(9.0),
        position_source: PositionSource::Gps,
        pin_reason: None,
        street: "Phố Hàng Bài".to_owned(),
        areas: AreaCodes::default(),
        status,
        note: String::new(),
        photos: vec![hash('a')],
        recorded_at: MADE_AT.plus_ms(-60_000),
        received_at: MADE_AT.plus_ms(-50_000),
        updated_at: MADE_AT.plus_ms(-50_000),
        return_reason: (status == FlagStatus::Returned).then(|| "ảnh mờ".to_owned()),
        mine: true,
        addressee: None,
        version: Default::default(),
        steps: Vec::new(),
        choices: Vec::new(),
        reviewable: false,
        sample: false,
    }
}

/// A fix there.
pub fn position() -> Position {
    Position {
        lon: HERE.lon,
        lat: HERE.lat,
        accuracy_m: Some(9.0),
        source: PositionSource::Gps,
        pin_reason: None,
        fixed_at: MADE_AT,
    }
}

/// An item saved `after` milliseconds after the pack was made.
pub fn item(id: u128, after: i64, change: impl FnOnce(&mut Draft)) -> Item {
    let at = MADE_AT.plus_ms(after);
    let owner = AccountId(Uuid::nil());
    let mut draft = Draft::new(Uuid::from_u128(id), owner, RecordKind::Flag, at);
    change(&mut draft);
    saved(draft, String::new(), hash('0'), at)
}

fn acknowledged(mut item: Item, after: i64) -> Item {
    item.state = ItemState::Sent;
    item.receipt = Some(Receipt {
        id: item.draft.id,
        received_at: MADE_AT.plus_ms(after),
        payload_sha256: hash('0'),
        photos: Vec::new(),
    });
    item
}

fn correction(id: u128, of: u128, after: i64) -> Item {
    item(id, after, |draft| {
        draft.corrects = Some(FlagId(Uuid::from_u128(of)));
        draft.street = "Phố Hàng Khay".to_owned();
        draft.kept = vec![hash('b')];
    })
}

fn withdrawal(id: u128, of: u128, after: i64) -> Item {
    item(id, after, |draft| {
        draft.withdraws = Some(FlagId(Uuid::from_u128(of)));
    })
}

fn only(pack: &FieldPack, items: &[Item]) -> OwnFlag {
    let mut flags = own_flags(pack, items);
    assert_eq!(flags.len(), 1, "{flags:?}");
    flags.remove(0)
}

const BOTH: [FlagTransition; 2] = [FlagTransition::Correct, FlagTransition::Withdraw];

#[test]
fn a_returned_flag_says_why_and_what_may_be_done() {
    let flag = only(&pack(vec![flag(1, FlagStatus::Returned)]), &[]);
    assert_eq!(flag.return_reason.as_deref(), Some("ảnh mờ"));
    assert_eq!(flag.steps(Role::FieldOfficer), BOTH);
    assert_eq!(flag.pending, None);
}

#[test]
fn a_decided_flag_offers_nothing() {
    for status in [
        FlagStatus::Confirmed,
        FlagStatus::Withdrawn,
        FlagStatus::Lapsed,
    ] {
        let flag = only(&pack(vec![flag(1, status)]), &[]);
        assert_eq!(flag.steps(Role::FieldOfficer), []);
    }
}

#[test]
fn a_correction_that_waits_counts_at_once() {
    let pack = pack(vec![flag(1, FlagStatus::Returned)]);
    let flag = only(&pack, &[correction(2, 1, 1000)]);
    assert_eq!(
        (flag.status, flag.return_reason.as_deref()),
        (FlagStatus::Recorded, None)
    );
    assert_eq!(flag.form.street, "Phố Hàng Khay");
    assert_eq!(flag.form.photos, [hash('b')]);
    let pending = flag.pending.expect("unsent");
    assert_eq!(
        (pending.withdraws, pending.state),
        (false, ItemState::Waiting)
    );
    assert_eq!(
        flag.steps(Role::FieldOfficer),
        BOTH,
        "it may be changed once more"
    );
}

#[test]
fn a_flag_recorded_offline_is_corrected_and_withdrawn_offline() {
    let items = [
        withdrawal(3, 1, 2000),
        correction(2, 1, 1000),
        item(1, 1000, |draft| draft.street = "Phố Hàng Bài".to_owned()),
    ];
    let flag = only(&pack(Vec::new()), &items[1..]);
    assert_eq!(
        (flag.id.0, &*flag.form.street),
        (Uuid::from_u128(1), "Phố Hàng Khay")
    );
    let flag = only(&pack(Vec::new()), &items);
    assert_eq!(flag.status, FlagStatus::Withdrawn);
    assert_eq!(flag.steps(Role::FieldOfficer), []);
    assert!(flag.pending.expect("unsent").withdraws);
    assert!(flag.form.photos.is_empty());
}

#[test]
fn what_the_pack_knows_already_is_not_done_twice() {
    let pack = pack(vec![flag(1, FlagStatus::Confirmed)]);
    let known = acknowledged(correction(2, 1, -9000), -5000);
    let flag = only(&pack, &[known]);
    assert_eq!((flag.status, flag.pending), (FlagStatus::Confirmed, None));
    assert_eq!(flag.form.street, "Phố Hàng Bài");
}

#[test]
fn what_was_acknowledged_since_is_taken_in() {
    let pack = pack(vec![flag(1, FlagStatus::Recorded)]);
    let flag = only(&pack, &[acknowledged(withdrawal(2, 1, 1000), 5000)]);
    assert_eq!((flag.status, flag.pending), (FlagStatus::Withdrawn, None));
}

#[test]
fn a_refused_change_changes_nothing_but_is_told() {
    let pack = pack(vec![flag(1, FlagStatus::Recorded)]);
    let mut refused = withdrawal(2, 1, 1000);
    refused.state = ItemState::Refused;
    refused.problem = Some(AppError::NotFound);
    let flag = only(&pack, &[refused]);
    assert_eq!(flag.status, FlagStatus::Recorded);
    assert_eq!(flag.steps(Role::FieldOfficer), BOTH);
    assert_eq!(
        flag.pending.map(|pending| pending.state),
        Some(ItemState::Refused)
    );
}

#[test]
fn a_correction_begins_with_all_that_the_flag_says() {
    let pack = pack(vec![flag(1, FlagStatus::Returned)]);
    let flag = only(&pack, &[]);
    let mut draft = item(2, 0, |_| {}).draft;
    flag.begin_correction(&mut draft);
    let submission = draft.submission(MADE_AT, None).expect("complete as it is");
    let json = serde_json::to_value(&submission).expect("JSON");
    assert_eq!(json["street"], "Phố Hàng Bài");
    assert_eq!(json["photos"], serde_json::json!([hash('a')]));
    assert_eq!(
        json["position"]["fixed_at"],
        serde_json::json!(flag.recorded_at)
    );
    assert_eq!(
        draft.path(),
        format!("/flags/{}/corrections/{}", flag.id, draft.id)
    );
}
