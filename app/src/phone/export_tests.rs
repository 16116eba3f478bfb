//! Tests of [`super`].

use super::*;
use crate::{
    domain::role::Role,
    phone::{kept, sending},
    queue::LocalPhoto,
};

fn hash(digit: &str) -> Sha256 {
    digit.repeat(64).parse().expect("a hash")
}

fn me() -> Me {
    Me {
        id: AccountId(Uuid::from_u128(1)),
        username: "canbo".to_owned(),
        display_name: "Cán bộ".to_owned(),
        role: Role::FieldOfficer,
        areas: Vec::new(),
        unit: None,
    }
}

fn item(id: u128, photos: &[&str], payload: Option<&str>) -> Item {
    let json = include_str!("../../../tests/fixtures/queue-v1/item-draft.json");
    let mut draft = kept::read(json).expect("readable").draft;
    draft.id = Uuid::from_u128(id);
    draft.owner = me().id;
    let photo = |digit: &&str| LocalPhoto {
        sha256: hash(digit),
        bytes: 1,
        width: 1,
        height: 1,
        redacted: false,
    };
    draft.photos = photos.iter().map(photo).collect();
    match payload {
        Some(payload) => sending::saved(draft, payload.to_owned(), hash("f"), Timestamp(5)),
        None => sending::drafted(draft),
    }
}

fn exported(items: &[Item], unread: &[Unread]) -> (serde_json::Value, Vec<ExportFile>) {
    let mut files = files(
        items,
        unread,
        &me(),
        "https://bienpho.example",
        Timestamp(9),
    );
    let ExportFile::Text(path, queue) = files.remove(0) else {
        panic!("queue.json comes first");
    };
    assert_eq!(path, "queue.json");
    (serde_json::from_str(&queue).expect("JSON"), files)
}

#[test]
fn the_queue_is_what_the_importer_reads() {
    let (queue, files) = exported(&[item(2, &["a", "b"], Some("{\"x\":1}"))], &[]);
    assert_eq!(
        queue,
        serde_json::json!({
            "format": "bienpho-queue",
            "version": 1,
            "server": "https://bienpho.example",
            "exported_at": 9,
            "owner": {"id": Uuid::from_u128(1), "username": "canbo"},
            "items": [{
                "id": Uuid::from_u128(2),
                "record": "check_in",
                "title": "HK-001",
                "state": "waiting",
                "saved_at": 5,
                "payload_sha256": hash("f"),
                "photos": [hash("a"), hash("b")],
            }],
        })
    );
    let id = Uuid::from_u128(2);
    assert_eq!(
        files,
        [
            ExportFile::Text(format!("records/{id}.json"), "{\"x\":1}".to_owned()),
            ExportFile::Photo(id, hash("a")),
            ExportFile::Photo(id, hash("b")),
        ],
        "the exact payload, and every photo"
    );
}

#[test]
fn drafts_go_along_unlisted_and_what_was_sent_stays() {
    let mut sent = item(3, &["c"], Some("{}"));
    sent.state = ItemState::Sent;
    let unread = Unread {
        id: Uuid::from_u128(9),
        newer: true,
        saved_at: None,
        received_at: None,
        bytes: 1,
    };
    let (queue, files) = exported(&[item(2, &["a"], None), sent], &[unread]);
    assert_eq!(queue["items"], serde_json::json!([]));
    let paths: Vec<_> = files.iter().map(ExportFile::path).collect();
    let draft = format!("drafts/{}.json", Uuid::from_u128(2));
    let raw = format!("drafts/{}.json", Uuid::from_u128(9));
    let photo = format!("photos/{}.jpg", hash("a"));
    assert_eq!(paths, [draft, photo, raw]);
}

#[test]
fn no_path_comes_twice_and_no_other_accounts_item_at_all() {
    let mut foreign = item(4, &["d"], Some("{}"));
    foreign.draft.owner = AccountId(Uuid::from_u128(7));
    let items = [
        item(2, &["a"], Some("{}")),
        item(3, &["a"], Some("{}")),
        foreign,
    ];
    let (queue, files) = exported(&items, &[]);
    let mut paths: Vec<_> = files.iter().map(ExportFile::path).collect();
    paths.sort();
    let before = paths.len();
    paths.dedup();
    assert_eq!((before, paths.len()), (3, 3));
    assert_eq!(queue["items"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_files_name_says_whose_it_is_and_of_what_day() {
    let noon = Timestamp(1_607_576_400_000);
    assert_eq!(file_name(&me(), noon), "bienpho-canbo-2020-12-10.zip");
}

#[test]
fn a_change_of_a_flag_is_no_flag_of_its_own() {
    let flag = FlagId(Uuid::from_u128(7));
    let (mut correction, mut withdrawal) = (item(2, &[], Some("{}")), item(3, &[], Some("{}")));
    correction.draft.corrects = Some(flag);
    withdrawal.draft.withdraws = Some(flag);
    let (queue, _) = exported(&[correction, withdrawal], &[]);
    let named = |at: usize| {
        (
            queue["items"][at]["record"].clone(),
            queue["items"][at]["flag"].clone(),
        )
    };
    assert_eq!(
        named(0),
        ("flag_correction".into(), serde_json::json!(flag))
    );
    assert_eq!(
        named(1),
        ("flag_withdrawal".into(), serde_json::json!(flag))
    );
}
