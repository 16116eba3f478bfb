//! What a person is told of without asking: one digest of what is new among what waits for them, and of results that are due.
//! It counts and names no record, place or person: who wants to know more opens the worklist, which shows what they may see.

use serde::{Deserialize, Serialize};

use super::{
    invalid::{Check, FieldError, Rule},
    time::{Date, Timestamp},
    worklist::{Due, Worklist},
};
use crate::i18n::{Lang, fill, notification::in_lang};

/// Most characters of a mail address.
const MAX_EMAIL_CHARS: usize = 254;
/// Days before the results are due (below 0: after it) on which they are told of.
const DUE_DAYS: &[i32] = &[7, 3, 1, 0, -1, -7, -14, -21, -28];
/// Digests are sent from this time of day on, on working days.
const FROM_CLOCK: &str = "07:00";
/// Nothing is pushed from this time of day on.
const PUSH_UNTIL_CLOCK: &str = "18:00";
/// Rest between two pushes to one browser, in milliseconds.
const PUSH_REST_MS: i64 = 2 * 3_600_000;

crate::vocabulary! {
    /// What a digest may tell of.
    pub enum Topic {
        Work = "work", "Việc mới chờ tôi", "New work that waits for me";
        Due = "due", "Hạn gửi kết quả", "When results are due";
    }
}

crate::vocabulary! {
    /// Where it is told.
    pub enum Channel {
        App = "app", "Trong ứng dụng", "In the app";
        Email = "email", "Thư điện tử", "By e-mail";
        Push = "push", "Thông báo đẩy", "By push notification";
    }
}

/// One topic told in one place.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
pub struct Choice {
    /// What.
    pub topic: Topic,
    /// Where.
    pub channel: Channel,
}

/// What one person chose. Unless they chose, both topics are told in the app and nothing is mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NotificationSettings {
    /// Where to mail to; empty for nowhere.
    pub email: String,
    /// What is told where.
    pub choices: Vec<Choice>,
    /// Language of the mails: `vi` or `en`.
    pub lang: String,
}

/// What one person chose, and whether this server can do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NotificationState {
    /// The choice.
    pub settings: NotificationSettings,
    /// Whether mail is set up.
    pub can_mail: bool,
    /// The server's public key, which a browser needs to be pushed to (base64url); none where push is not set up.
    pub push_key: Option<String>,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        let in_app = |&topic| Choice {
            topic,
            channel: Channel::App,
        };
        Self {
            email: String::new(),
            choices: Topic::ALL.iter().map(in_app).collect(),
            lang: Lang::default().tag().to_owned(),
        }
    }
}

impl NotificationSettings {
    /// Whether that is told there.
    pub fn tells(&self, topic: Topic, channel: Channel) -> bool {
        self.choices.contains(&Choice { topic, channel })
    }

    /// The topics told there.
    pub fn topics(&self, channel: Channel) -> Vec<Topic> {
        let told = Topic::ALL.iter().copied();
        told.filter(|&topic| self.tells(topic, channel)).collect()
    }

    /// The language of the mails.
    pub fn lang(&self) -> Lang {
        let known = Lang::ALL.iter().copied();
        known
            .into_iter()
            .find(|lang| lang.tag() == self.lang)
            .unwrap_or_default()
    }

    /// In one order and without repetition, the address without blanks around it.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        self.email = self.email.trim().to_owned();
        self.choices.sort_unstable();
        self.choices.dedup();
        self.lang = self.lang().tag().to_owned();
        self
    }

    /// Checks the address: one is needed where something is to be mailed. Whether it exists only a mail can tell.
    ///
    /// # Errors
    /// The fields that break a rule.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut check = Check::default();
        let mails = !self.topics(Channel::Email).is_empty();
        let good = is_address(&self.email) || (self.email.is_empty() && !mails);
        check.that(good, "email", Rule::EmailAddress);
        check.finish()
    }
}

fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let plain = |part: &str| {
        let banned = |c: char| c.is_whitespace() || c.is_control() || "@<>,;:\"()[]\\".contains(c);
        !part.is_empty() && !part.contains(banned)
    };
    plain(name)
        && plain(host)
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.chars().count() <= MAX_EMAIL_CHARS
}

/// What there is to tell one person since they were told last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Digest {
    /// Flags that came to wait for them since then.
    pub flags: u32,
    /// Whether there are more.
    pub more_flags: bool,
    /// Placements that came to wait for them since then.
    pub placements: u32,
    /// Whether there are more.
    pub more_placements: bool,
    /// Results that became due, or nearly so, since then.
    pub due: Vec<Due>,
}

impl Digest {
    /// What there is to tell of these topics. `work` is what changed since `told`, all of it for who was never told.
    pub fn of(work: &Worklist, told: Option<Timestamp>, today: Date, topics: &[Topic]) -> Self {
        let mut digest = Self::default();
        if topics.contains(&Topic::Work) {
            let count = |new: usize| u32::try_from(new).unwrap_or(u32::MAX);
            digest.flags = count(work.flags.len());
            digest.more_flags = work.more_flags;
            digest.placements = count(work.placements.len());
            digest.more_placements = work.more_placements;
        }
        if topics.contains(&Topic::Due) {
            let told = told.map(Timestamp::date);
            let due = work.due.iter();
            let near = due.filter(|due| has_come_near(due, told, today));
            digest.due = near.cloned().collect();
        }
        digest
    }

    /// Whether there is nothing to tell.
    pub const fn is_empty(&self) -> bool {
        self.flags == 0 && self.placements == 0 && self.due.is_empty()
    }

    /// New records of both kinds, «12» or «50+»; none where there is no new one.
    pub fn count(&self) -> Option<String> {
        let sum = self.flags.saturating_add(self.placements);
        (sum > 0).then(|| counted(sum, self.more_flags || self.more_placements))
    }

    /// What it says, a line each.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let texts = in_lang(lang);
        let kinds = [
            (self.flags, self.more_flags, texts.new_flags),
            (self.placements, self.more_placements, texts.new_placements),
        ];
        let records = kinds.into_iter().filter(|(count, ..)| *count > 0);
        let records = records.map(|(count, more, text)| fill(text, &[&counted(count, more)]));
        let due = self.due.iter().map(|due| due_line(due, lang));
        records.chain(due).collect()
    }
}

fn counted(count: u32, more: bool) -> String {
    format!("{count}{}", if more { "+" } else { "" })
}

/// Whether one of the days on which it is told of has come since the person was told last.
fn has_come_near(due: &Due, told: Option<Date>, today: Date) -> bool {
    let now = due.due_on.days_since(today);
    let then = told.map_or(i32::MAX, |told| due.due_on.days_since(told));
    DUE_DAYS.iter().any(|&day| now <= day && day < then)
}

/// «Đợt …: còn 3 ngày đến hạn gửi kết quả (12/12/2026)».
pub fn due_line(due: &Due, lang: Lang) -> String {
    let texts = in_lang(lang);
    let (name, day) = (due.name.as_str(), due.due_on.to_string());
    let days = due.days.abs().to_string();
    match due.days {
        0 => fill(texts.due_today, &[name, &day]),
        1.. => fill(texts.due_in, &[name, &days, &day]),
        _ => fill(texts.overdue, &[name, &days, &day]),
    }
}

/// Whether now is a time to mail to somebody who was mailed last at `mailed`: once a working day, from seven o'clock on.
pub fn is_time_to_mail(now: Timestamp, mailed: Option<Timestamp>, works_today: bool) -> bool {
    works_today
        && now.clock().as_str() >= FROM_CLOCK
        && mailed.is_none_or(|mailed| mailed.date() < now.date())
}

/// Whether now is a time to push to a browser that was pushed to last at `pushed`: in working hours, and two hours after it at the
/// soonest.
pub fn is_time_to_push(now: Timestamp, pushed: Timestamp, works_today: bool) -> bool {
    let clock = now.clock();
    works_today
        && (FROM_CLOCK..PUSH_UNTIL_CLOCK).contains(&clock.as_str())
        && now.0 - pushed.0 >= PUSH_REST_MS
}

#[cfg(test)]
#[path = "notification_tests.rs"]
mod tests;
