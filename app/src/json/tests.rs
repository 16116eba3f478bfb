//! The phone's JSON is serde's JSON: the same text for what it writes, the same value for what it reads.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Json, Read, Write, number, parse, read, write};
use crate::{
    domain::{
        account::{Credentials, Me},
        campaign::Campaign,
        condition::Condition,
        flag::Flag,
        ground::Ground,
        invalid::{FieldError, Rule},
        location_class::LocationClass,
        placement::Placement,
        position::{PinReason, Position, PositionSource},
        record::{Capture, Receipt, RecordKind},
        site::Site,
        time::Timestamp,
        unit::Unit,
    },
    error::{AppError, Refusal},
    queue::{Draft, Item, ItemState, LocalPhoto, Submission},
};

const ID: &str = "0193a2b4-7c5d-7e6f-8a9b-0c1d2e3f4a5b";

fn hash(digit: char) -> crate::domain::photo::Sha256 {
    digit.to_string().repeat(64).parse().expect("a hash")
}

fn id() -> Uuid {
    ID.parse().expect("an id")
}

/// Each reads what the other wrote as the same value.
fn same<T: Read + Write + Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let ours: T = serde_json::from_str(&write(value)).expect("a value");
    assert_eq!(&ours, value);
    let theirs = serde_json::to_string(value).expect("JSON");
    assert_eq!(read::<T>(&theirs).as_ref(), Some(value));
    same_to_read::<T>(&theirs);
}

/// Both read the text as the same value, and every field counts.
fn same_to_read<T: Read + DeserializeOwned + PartialEq + Debug>(text: &str) {
    let value: T = serde_json::from_str(text).expect("a value");
    assert_eq!(read::<T>(text), Some(value));
    let whole: Value = serde_json::from_str(text).expect("JSON");
    for name in whole.as_object().expect("an object").keys() {
        let mut less = whole.clone();
        less.as_object_mut().expect("an object").remove(name);
        let less = less.to_string();
        assert_eq!(
            read::<T>(&less),
            serde_json::from_str(&less).ok(),
            "without {name}"
        );
    }
}

fn position() -> Position {
    Position {
        lon: 105.852_314_7,
        lat: 21.0,
        accuracy_m: Some(9.5),
        source: PositionSource::Pin,
        pin_reason: Some(PinReason::GpsOff),
        fixed_at: Timestamp(1_606_700_000_123),
    }
}

fn draft() -> Draft {
    let owner = crate::domain::ids::AccountId(id());
    let mut draft = Draft::new(id(), owner, RecordKind::Flag, Timestamp(1_606_700_000_000));
    draft.title = "Phố \"Hàng Bài\"\n\u{1}\\".to_owned();
    draft.position = Some(position());
    draft.kind = Some(crate::domain::display_kind::DisplayKind::BannerVertical);
    draft.location_class = Some(LocationClass::ALL[0]);
    draft.grounds = vec![crate::domain::ground::GroundCode("G07".to_owned())];
    draft.quantity = Some(3);
    draft.street = "Phố Hàng Bài".to_owned();
    draft.kept = vec![hash('e')];
    draft.photos = vec![LocalPhoto {
        sha256: hash('a'),
        bytes: 300_000,
        width: 2048,
        height: 1536,
        redacted: true,
    }];
    draft
}

fn receipt() -> Receipt {
    Receipt {
        id: id(),
        received_at: Timestamp(1_606_700_001_000),
        payload_sha256: hash('b'),
        photos: vec![hash('a')],
    }
}

#[test]
fn what_lies_on_the_phone_is_as_serde_wrote_it() {
    same(&Item {
        draft: draft(),
        state: ItemState::Refused,
        payload: Some("{\"a\":1}".to_owned()),
        payload_sha256: Some(hash('b')),
        saved_at: Some(Timestamp(1)),
        photos_sent: vec![hash('a')],
        attempts: 2,
        problem: Some(AppError::PayloadConflict),
        receipt: Some(receipt()),
    });
    let empty = Draft::new(
        id(),
        crate::domain::ids::AccountId(id()),
        RecordKind::CheckIn,
        Timestamp(0),
    );
    same(&crate::phone::sending::drafted(empty));
}

#[test]
fn what_the_phone_sends_is_as_serde_wrote_it() {
    let submit = |record, change: fn(&mut Draft)| {
        let mut draft = draft();
        draft.record = record;
        change(&mut draft);
        draft.submission(Timestamp(1_606_700_000_000), Some(-12))
    };
    let all = [
        submit(RecordKind::Flag, |_| ()),
        submit(RecordKind::CheckIn, |draft| {
            draft.condition = Some(Condition::Damaged);
            draft.site = Some(id().into());
        }),
        submit(RecordKind::Placement, |draft| {
            draft.campaign = Some(id().into());
            draft.message_no = Some(2);
        }),
        submit(RecordKind::Flag, |draft| {
            draft.corrects = Some(id().into());
            draft.kept = vec![hash('d')];
        }),
        submit(RecordKind::Flag, |draft| {
            draft.withdraws = Some(id().into());
            draft.note = "ghi nhầm".to_owned();
        }),
    ];
    for submission in all {
        let submission = submission.expect("a record that keeps every rule");
        let text = serde_json::to_string(&submission).expect("JSON");
        assert_eq!(write(&submission), text);
        match &submission {
            Submission::Flag(new) => same_text(new),
            Submission::CheckIn(new) => same_text(new),
            Submission::Placement(new) => same_text(new),
            Submission::Withdrawal(new) => same_text(new),
        }
    }
    let credentials = Credentials {
        username: "canbo".to_owned(),
        password: "\u{7f}ữ\u{1f512}/".to_owned(),
    };
    let text = serde_json::to_string(&credentials).expect("JSON");
    assert_eq!(write(&credentials), text);
}

fn same_text<T: Write + Serialize>(value: &T) {
    assert_eq!(write(value), serde_json::to_string(value).expect("JSON"));
}

/// One of each; a new one doesn't compile here until it is added.
fn failures() -> Vec<AppError> {
    let problem = || "x".to_owned();
    let all = vec![
        AppError::SignInRequired,
        AppError::WrongCredentials,
        AppError::TooManyAttempts { retry_after_s: 7 },
        AppError::Forbidden {
            refusal: Refusal::OwnFlag,
        },
        AppError::NotFound,
        AppError::BadRequest { problem: problem() },
        AppError::Invalid {
            fields: vec![FieldError {
                field: "position".to_owned(),
                rule: Rule::PositionRange,
            }],
        },
        AppError::PayloadConflict,
        AppError::TransitionRefused {
            status: "closed".to_owned(),
            transition: "confirm".to_owned(),
        },
        AppError::VersionConflict {
            seen: 2,
            current: 3,
            status: "closed".to_owned(),
        },
        AppError::PhotosMissing {
            photos: vec![hash('c')],
        },
        AppError::WrongOffset { offset: 262_144 },
        AppError::UploadLocked,
        AppError::TooManyUploads,
        AppError::HashMismatch,
        AppError::NotAJpeg { problem: problem() },
        AppError::TooManyPixels { max: 24_000_000 },
        AppError::TooLarge {
            max_bytes: 8_388_608,
        },
        AppError::Busy { retry_after_s: 5 },
        AppError::Offline,
        AppError::Device { problem: problem() },
        AppError::Internal,
        AppError::NotAsPreviewed,
        AppError::WrongHost,
        AppError::TooManyUnclaimed,
        AppError::PastEnd {
            length: 8_388_608,
            offset: 262_144,
        },
        AppError::PhotoDamaged,
    ];
    let number = |error: &AppError| match error {
        AppError::SignInRequired => 0,
        AppError::WrongCredentials => 1,
        AppError::TooManyAttempts { .. } => 2,
        AppError::Forbidden { .. } => 3,
        AppError::NotFound => 4,
        AppError::BadRequest { .. } => 5,
        AppError::Invalid { .. } => 6,
        AppError::PayloadConflict => 7,
        AppError::TransitionRefused { .. } => 8,
        AppError::VersionConflict { .. } => 9,
        AppError::PhotosMissing { .. } => 10,
        AppError::WrongOffset { .. } => 11,
        AppError::UploadLocked => 12,
        AppError::TooManyUploads => 13,
        AppError::HashMismatch => 14,
        AppError::NotAJpeg { .. } => 15,
        AppError::TooManyPixels { .. } => 16,
        AppError::TooLarge { .. } => 17,
        AppError::Busy { .. } => 18,
        AppError::Offline => 19,
        AppError::Device { .. } => 20,
        AppError::Internal => 21,
        AppError::NotAsPreviewed => 22,
        AppError::WrongHost => 23,
        AppError::TooManyUnclaimed => 24,
        AppError::PastEnd { .. } => 25,
        AppError::PhotoDamaged => 26,
    };
    assert!(
        all.iter().map(number).eq(0..all.len()),
        "one of each, in order"
    );
    all
}

#[test]
fn every_failure_is_read_and_written_alike() {
    for error in failures() {
        same(&error);
        let problem = crate::problem::Problem::new(error.clone(), crate::i18n::Lang::Vi);
        let text = serde_json::to_string(&problem).expect("JSON");
        assert_eq!(read::<AppError>(&text), Some(error));
    }
}

#[test]
fn a_receipt_is_read_alike() {
    same(&receipt());
}

#[test]
fn reference_data_is_read_alike() {
    let me = json!({
        "id": ID, "username": "canbo", "display_name": "Cán bộ", "role": "field_officer",
        "areas": ["002", "00001"], "unit": "CAQ-HK",
    });
    same_to_read::<Me>(&me.to_string());
    let campaign = json!({
        "id": ID, "code": "c", "name": "Đợt", "document_no": "1/KH", "starts_on": "2020-11-30",
        "ends_on": "2020-12-30", "report_due_on": "2020-12-25", "boundary_set": "hanoi-2020",
        "retention_days": 90, "messages": [{"no": 1, "text": "M"}], "sample": true,
    });
    same_to_read::<Campaign>(&campaign.to_string());
    let ground = json!({
        "code": "G01", "vi": "v", "en": "e", "basis": "", "in_force_from": "2020-01-01",
        "in_force_to": null, "verified_on": "2020-01-02",
    });
    same_to_read::<Ground>(&ground.to_string());
    same_to_read::<Unit>(r#"{"code":"CAQ-HK","name":"Công an"}"#);
}

#[test]
fn records_of_the_reference_data_are_read_alike() {
    let place = json!({
        "id": ID, "campaign": ID, "code": "HK-014", "lon": 105.85, "lat": 21.03, "street": "s",
        "section": "x", "side": "y", "kind": "panel", "quantity": 2, "message_no": 1, "unit": "U",
        "district": "002", "ward": null, "placement": ID, "status": "planned", "sample": false,
    });
    same_to_read::<Site>(&place.to_string());
    let placement = json!({
        "id": ID, "campaign": ID, "site": ID, "site_code": "HK-014", "kind": "panel", "lon": 105.85,
        "lat": 21.03, "accuracy_m": 4.5, "position_source": "gps", "street": "s", "section": "x",
        "district": "002", "ward": "00001", "message_no": 1, "planned_quantity": 2, "quantity": 2,
        "unit": "U", "status": "installed", "note": "", "photos": [hash('a')], "condition": "intact",
        "checked_at": 1, "recorded_at": 2, "updated_at": 3, "mine": true, "sample": false,
    });
    same_to_read::<Placement>(&placement.to_string());
    let flag = json!({
        "id": ID, "campaign": null, "kind": "poster", "location_class": LocationClass::ALL[0],
        "grounds": ["G01"], "lon": 105.85, "lat": 21.03, "accuracy_m": null, "position_source": "pin",
        "street": "s", "district": null, "ward": null, "status": "recorded", "note": "n",
        "photos": [], "recorded_at": 1, "received_at": 2, "updated_at": 3, "mine": true,
        "reviewable": false, "sample": true,
    });
    same_to_read::<Flag>(&flag.to_string());
}

#[test]
fn positions_and_captures_are_read_alike() {
    same(&position());
    let capture = Capture {
        position: position(),
        street: "s".to_owned(),
        note: String::new(),
        photos: Vec::new(),
        recorded_at: Timestamp(1),
        clock_offset_ms: None,
    };
    same_text(&capture);
}

#[test]
fn only_json_is_read() {
    for bad in [
        "",
        " ",
        "{",
        "[1,2",
        "[1,]",
        "{\"a\":}",
        "{a:1}",
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "nul",
        "truex",
        "\"a",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\n\"",
        "1 2",
        "[1}",
        "NaN",
        "<html>",
        "\u{feff}1",
    ] {
        assert_eq!(parse(bad), None, "{bad:?}");
        assert!(serde_json::from_str::<Value>(bad).is_err(), "{bad:?}");
    }
    let deep = "[".repeat(1000) + &"]".repeat(1000);
    assert_eq!(parse(&deep), None);
}

fn as_serde(json: Json<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => value.into(),
        Json::Number(number) => number.into(),
        Json::Text(text) => text.into_owned().into(),
        Json::List(list) => list.into_iter().map(as_serde).collect(),
        Json::Object(fields) => {
            let fields = fields.0.into_iter();
            fields
                .map(|(name, value)| (name.into_owned(), as_serde(value)))
                .collect()
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = "(\\PC|[\\x00-\\x1f\"\\\\/\u{1f512}ữ]){0,8}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(|number| f64::from(number).into()),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(text, inner, 0..6)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_as_serde_reads_it(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("JSON");
        prop_assert_eq!(parse(&text).map(as_serde), Some(value));
    }

    #[test]
    fn a_text_cut_off_is_none(value in any_json(), part in 0.0..1.0) {
        let text = serde_json::to_string(&[value]).expect("JSON");
        let mut cut = (text.len() as f64 * part) as usize;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        prop_assert_eq!(parse(&text[..cut]), None);
    }

    #[test]
    fn a_decimal_of_15_digits_keeps_its_value(units in 0_u64..1_000_000_000_000_000, decimals in 0_u32..=15) {
        let exact: f64 = format!("{units}e-{decimals}").parse().expect("a number");
        let text = write(&exact);
        prop_assert_eq!(text.parse::<f64>(), Ok(exact));
        prop_assert_eq!(number(&text), Some(exact));
        prop_assert_eq!(write(&-exact), format!("-{text}"));
    }

    #[test]
    fn what_a_phone_measures_is_written_as_serde_writes_it(centimetres in 10_000_000_i64..1_800_000_000) {
        let degrees = centimetres as f64 / 1e7;
        prop_assert_eq!(write(&degrees), serde_json::to_string(&degrees).expect("a number"));
    }

    #[test]
    fn any_number_changes_by_less_than_its_15th_digit(number in -1e9_f64..1e9) {
        let kept = super::number(&write(&number)).expect("a number");
        prop_assert!((kept - number).abs() <= number.abs() * 1e-14 + 1e-16, "{} {}", kept, number);
        prop_assert_eq!(super::number(&write(&kept)), Some(kept), "and only once");
    }

    #[test]
    fn more_digits_than_count_are_rounded(number in -1e9_f64..1e9) {
        let kept = super::number(&format!("{number:.17}")).expect("a number");
        prop_assert!((kept - number).abs() <= number.abs() * 1e-14 + 1e-17, "{} {}", kept, number);
    }
}
