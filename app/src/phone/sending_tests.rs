//! Tests of [`super`].

use super::*;
use crate::{
    domain::{ids::AccountId, record::RecordKind},
    error::Refusal,
    queue::LocalPhoto,
};

fn hash(digit: &str) -> Sha256 {
    digit.repeat(64).parse().expect("a hash")
}

fn item(photos: &[&str]) -> Item {
    let owner = AccountId(Uuid::from_u128(1));
    let mut draft = Draft::new(Uuid::from_u128(2), owner, RecordKind::CheckIn, Timestamp(0));
    let photo = |digit: &&str| LocalPhoto {
        sha256: hash(digit),
        bytes: 1,
        width: 1,
        height: 1,
        redacted: false,
    };
    draft.photos = photos.iter().map(photo).collect();
    saved(draft, "{}".to_owned(), hash("f"), Timestamp(5))
}

fn receipt(item: &Item) -> Receipt {
    Receipt {
        id: item.draft.id,
        received_at: Timestamp(1_000),
        payload_sha256: hash("f"),
        photos: item
            .draft
            .photos
            .iter()
            .map(|photo| photo.sha256.clone())
            .collect(),
    }
}

#[test]
fn photos_go_one_by_one_before_the_record() {
    let mut item = item(&["a", "b"]);
    assert_eq!(next_step(&item), Step::Photo(hash("a")));
    assert_eq!(after_photo(&mut item, &hash("a"), Ok(())), Pace::GoOn);
    assert_eq!(next_step(&item), Step::Photo(hash("b")));
    assert_eq!(after_photo(&mut item, &hash("b"), Ok(())), Pace::GoOn);
    assert_eq!(next_step(&item), Step::Record);
}

#[test]
fn a_photo_that_the_phone_does_not_give_now_is_tried_later() {
    let mut item = item(&["a"]);
    item.state = ItemState::Sending;
    assert_eq!(
        after_no_read(&mut item, AppError::Internal),
        Pace::ItemLater
    );
    assert_eq!((item.state, item.attempts), (ItemState::Waiting, 1));
    assert_eq!(item.problem, Some(AppError::Internal));
    assert_eq!(next_step(&item), Step::Photo(hash("a")));
}

#[test]
fn only_its_own_receipt_makes_it_sent() {
    let sent = item(&["a"]);
    let wrong = [
        Receipt {
            id: Uuid::from_u128(9),
            ..receipt(&sent)
        },
        Receipt {
            payload_sha256: hash("e"),
            ..receipt(&sent)
        },
        Receipt {
            photos: Vec::new(),
            ..receipt(&sent)
        },
        Receipt {
            photos: vec![hash("a"), hash("b")],
            ..receipt(&sent)
        },
    ];
    for receipt in wrong {
        let mut item = sent.clone();
        assert_eq!(after_record(&mut item, Ok(receipt)), Pace::ItemLater);
        assert_eq!(item.state, ItemState::Waiting);
    }
    let mut item = sent.clone();
    let own = receipt(&item);
    assert_eq!(after_record(&mut item, Ok(own.clone())), Pace::NextItem);
    assert_eq!((item.state, item.receipt), (ItemState::Sent, Some(own)));
}

#[test]
fn what_only_the_officer_can_mend_is_refused_with_its_reason() {
    let reasons = [
        AppError::PayloadConflict,
        AppError::Invalid { fields: Vec::new() },
        AppError::Forbidden {
            refusal: Refusal::Area,
        },
        AppError::TooLarge { max_bytes: 1 },
        AppError::NotAJpeg {
            problem: String::new(),
        },
    ];
    for reason in reasons {
        let mut item = item(&["a"]);
        assert_eq!(
            after_photo(&mut item, &hash("a"), Err(reason.clone())),
            Pace::NextItem
        );
        assert_eq!(
            (item.state, item.problem),
            (ItemState::Refused, Some(reason))
        );
    }
}

#[test]
fn what_passes_by_itself_keeps_it_waiting() {
    let cases = [
        (AppError::Offline, Pace::NoNetwork),
        (AppError::SignInRequired, Pace::SignIn),
        (
            AppError::Forbidden {
                refusal: Refusal::NotItsOwner,
            },
            Pace::SignIn,
        ),
        (AppError::Busy { retry_after_s: 9 }, Pace::ServerBusy(9)),
        (AppError::Internal, Pace::ItemLater),
        (AppError::HashMismatch, Pace::ItemLater),
    ];
    for (error, pace) in cases {
        let mut item = item(&[]);
        item.state = ItemState::Sending;
        assert_eq!(after_record(&mut item, Err(error.clone())), pace, "{error}");
        assert_eq!((item.state, item.attempts), (ItemState::Waiting, 1));
        assert!(item.is_unsent() && is_due(item.state));
    }
}

#[test]
fn photos_the_server_lacks_are_sent_again() {
    let mut item = item(&["a", "b"]);
    item.photos_sent = vec![hash("a"), hash("b")];
    let answer = Err(AppError::PhotosMissing {
        photos: vec![hash("b")],
    });
    assert_eq!(after_record(&mut item, answer), Pace::GoOn);
    assert_eq!(next_step(&item), Step::Photo(hash("b")));
}

#[test]
fn a_server_that_lacks_photos_for_ever_is_not_pressed() {
    let mut item = item(&["a", "b"]);
    let mut steps = 0;
    loop {
        steps += 1;
        let pace = match next_step(&item) {
            Step::Photo(sha256) => after_photo(&mut item, &sha256, Ok(())),
            Step::Record => {
                let photos = vec![hash("a"), hash("b")];
                after_record(&mut item, Err(AppError::PhotosMissing { photos }))
            }
        };
        assert_eq!(pace, Pace::GoOn);
        if steps == most_steps(&item) {
            break;
        }
    }
    assert_eq!((steps, item.attempts), (6, 2));
}

#[test]
fn photos_that_are_not_its_own_do_not_make_it_spin() {
    let mut item = item(&["a"]);
    item.photos_sent = vec![hash("a")];
    let answer = Err(AppError::PhotosMissing {
        photos: vec![hash("c")],
    });
    assert_eq!(after_record(&mut item, answer), Pace::ItemLater);
}

#[test]
fn waits_double_and_stay_within_their_half() {
    assert_eq!((backoff_ms(1, 0.0), backoff_ms(1, 1.0)), (1_000, 2_000));
    assert_eq!((backoff_ms(3, 0.0), backoff_ms(3, 1.0)), (4_000, 8_000));
    assert_eq!(backoff_ms(u32::MAX, 1.0), MAX_WAIT_MS);
}

#[test]
fn a_taken_id_is_not_used_again() {
    let mut refused = item(&[]);
    refused.problem = Some(AppError::Invalid { fields: Vec::new() });
    assert_eq!(
        mended(refused.clone(), || Uuid::from_u128(7)).id,
        refused.draft.id
    );
    refused.problem = Some(AppError::PayloadConflict);
    assert_eq!(
        mended(refused, || Uuid::from_u128(7)).id,
        Uuid::from_u128(7)
    );
}

#[test]
fn a_sent_item_stays_for_a_day_of_the_servers_clock() {
    let received = Timestamp(1_000);
    let late = Timestamp(1_000 + 5_000 + DAY_MS + 1);
    assert!(!is_prunable(received, late.plus_ms(-1), 5_000));
    assert!(is_prunable(received, late, 5_000));
    // A clock two years off changes nothing once the offset is known.
    for two_years in [730 * DAY_MS, -730 * DAY_MS] {
        let (late, offset) = (late.plus_ms(two_years), 5_000 + two_years);
        assert!(!is_prunable(received, late.plus_ms(-1), offset));
        assert!(is_prunable(received, late, offset));
    }
}

#[test]
fn a_clock_that_jumps_ends_a_wait_but_never_makes_one() {
    let now = 1_607_576_400_000;
    let year = 365 * DAY_MS;
    for failures in [1, 4, 50] {
        let until = now + backoff_ms(failures, 1.0) as i64;
        assert!(!is_over(until, now));
        assert!(is_over(until, until));
        assert!(is_over(until, now + 2 * year), "set forward");
        assert!(is_over(until, now - 2 * year), "set back");
    }
    assert!(!is_over(now + 3_600_000, now), "an hour's Retry-After");
    assert!(is_over(i64::MAX, i64::MIN), "whatever it says");
}
