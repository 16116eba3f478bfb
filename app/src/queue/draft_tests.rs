//! Tests of [`super`].

use super::*;

#[test]
fn an_item_kept_before_corrections_existed_is_read() {
    let draft = Draft::new(
        Uuid::nil(),
        AccountId(Uuid::nil()),
        RecordKind::Flag,
        Timestamp(0),
    );
    let mut json = serde_json::to_value(&draft).expect("JSON");
    let fields = json.as_object_mut().expect("an object");
    for field in ["corrects", "withdraws", "kept"] {
        fields.remove(field).expect("a field of today");
    }
    let read: Draft = serde_json::from_value(json).expect("read");
    assert_eq!(read, draft);
    assert_eq!(read.path(), format!("/flags/{}", Uuid::nil()));
}

#[test]
fn a_withdrawal_needs_no_form_and_goes_to_its_flag() {
    let mut draft = Draft::new(
        Uuid::from_u128(7),
        AccountId(Uuid::nil()),
        RecordKind::Flag,
        Timestamp(0),
    );
    draft.withdraws = Some(FlagId(Uuid::nil()));
    let now = Timestamp(1_700_000_000_000);
    let sent = draft.submission(now, Some(5)).expect("complete");
    let json = serde_json::to_value(&sent).expect("JSON");
    let expected = serde_json::json!({ "reason": "", "recorded_at": now, "clock_offset_ms": 5 });
    assert_eq!(json, expected);
    let path = format!("/flags/{}/withdrawals/{}", Uuid::nil(), draft.id);
    assert_eq!(draft.path(), path);
    draft.note = "x".repeat(281);
    assert!(draft.submission(now, None).is_err());
}

#[test]
fn an_empty_form_hears_of_everything_that_is_missing_at_once() {
    let draft = |record| Draft::new(Uuid::nil(), AccountId(Uuid::nil()), record, Timestamp(0));
    let missing = |draft: Draft| {
        let errors = draft.submission(Timestamp(1_700_000_000_000), None);
        let fields = errors.expect_err("incomplete").into_iter();
        fields.map(|error| error.field).collect::<Vec<_>>()
    };
    assert_eq!(
        missing(draft(RecordKind::Flag)),
        [
            "position",
            "photos",
            "street",
            "kind",
            "location_class",
            "grounds"
        ]
    );
    let mut not_hung = draft(RecordKind::CheckIn);
    not_hung.condition = Some(Condition::Missing);
    not_hung.street = "Phố Hàng Bài".to_owned();
    assert_eq!(
        missing(not_hung),
        ["position"],
        "nothing hangs, so there is nothing to photograph"
    );
}
