use super::*;
use crate::domain::ids::CampaignId;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn due(days: i32) -> Due {
    Due {
        campaign: CampaignId(uuid::Uuid::from_u128(1)),
        name: "Đợt".to_owned(),
        due_on: day("2026-12-12"),
        days,
    }
}

fn settings(email: &str, choices: &[(Topic, Channel)]) -> NotificationSettings {
    let choices = choices.iter();
    NotificationSettings {
        email: email.to_owned(),
        choices: choices
            .map(|&(topic, channel)| Choice { topic, channel })
            .collect(),
        lang: "vi".to_owned(),
    }
}

#[test]
fn who_chose_nothing_is_told_in_the_app_and_gets_no_mail() {
    let settings = NotificationSettings::default();
    assert_eq!(settings.topics(Channel::App), Topic::ALL);
    assert_eq!(settings.topics(Channel::Email), []);
    assert_eq!(settings.check(), Ok(()));
}

#[test]
fn mail_needs_an_address() {
    let mailed = [(Topic::Work, Channel::Email)];
    for good in ["canbo@hanoi.gov.vn", "a.b+c@x.vn"] {
        assert_eq!(settings(good, &mailed).check(), Ok(()), "{good}");
        assert_eq!(settings(good, &[]).check(), Ok(()), "{good}");
    }
    for bad in [
        "",
        "canbo",
        "@hanoi.gov.vn",
        "canbo@",
        "canbo@hanoi",
        "a b@x.vn",
        "a@x.vn\r\nBcc: b@y.vn",
        "a@b@x.vn",
        "Cán bộ <a@x.vn>",
        "a@x.vn,b@y.vn",
    ] {
        assert!(settings(bad, &mailed).check().is_err(), "{bad}");
    }
    assert!(settings("canbo", &[]).check().is_err());
    assert_eq!(settings("", &[]).check(), Ok(()));
}

#[test]
fn a_day_that_fell_on_a_holiday_is_told_of_the_next_time() {
    let near = |told: Option<&str>, today: &str| has_come_near(&due(0), told.map(day), day(today));
    assert!(!near(None, "2026-12-04"), "eight days are far");
    assert!(near(None, "2026-12-05"));
    assert!(!near(Some("2026-12-05"), "2026-12-06"), "once is enough");
    // The third day before it is Wednesday 09/12; nobody was told since Monday.
    assert!(near(Some("2026-12-07"), "2026-12-10"));
    assert!(near(Some("2026-12-10"), "2026-12-11"));
    assert!(near(Some("2026-12-11"), "2026-12-12"));
    assert!(near(Some("2026-12-12"), "2026-12-14"), "overdue");
    assert!(!near(Some("2026-12-14"), "2026-12-18"));
    assert!(near(Some("2026-12-14"), "2026-12-21"), "a week later again");
}

#[test]
fn mail_goes_out_once_a_working_day_and_not_at_night() {
    let at = |text: &str, hours: i64| Timestamp(day(text).start().0 + hours * 3_600_000);
    let morning = at("2026-11-25", 7);
    assert!(is_time_to_mail(morning, None, true));
    assert!(!is_time_to_mail(morning, None, false), "a holiday");
    assert!(!is_time_to_mail(at("2026-11-25", 6), None, true));
    let yesterday = Some(at("2026-11-24", 20));
    assert!(is_time_to_mail(morning, yesterday, true));
    assert!(!is_time_to_mail(at("2026-11-25", 20), Some(morning), true));
}

#[test]
fn a_digest_counts_and_says_when_results_are_due() {
    let digest = Digest {
        flags: 3,
        placements: 50,
        more_placements: true,
        due: vec![due(3)],
        ..Digest::default()
    };
    assert_eq!(digest.count().as_deref(), Some("53+"));
    assert_eq!(
        digest.lines(Lang::Vi),
        [
            "3 phiếu ghi nhận mới chờ bạn",
            "50+ vị trí treo mới chờ bạn",
            "Đợt: còn 3 ngày đến hạn gửi kết quả (12/12/2026)",
        ]
    );
    assert!(Digest::default().is_empty());
    assert_eq!(Digest::default().count(), None);
}
