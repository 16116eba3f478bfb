//! What an HTTP answer is worth. A captive portal answers 200 to everything, so only JSON of the
//! right type and shape counts as the server's word; all else is no network.

use crate::{
    error::{AppError, AppResult},
    json::{self, Read},
};

/// Seconds to wait when a gateway says it is overloaded and not for how long.
const GATEWAY_WAIT_S: u32 = 5;
/// Longest round trip from which the clock is still read, in milliseconds.
const MAX_ROUND_TRIP_MS: i64 = 10_000;

/// An answer as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, empty where there is none.
    pub content_type: String,
    /// `Retry-After`, where it is a number of seconds.
    pub retry_after_s: Option<u32>,
    /// `Upload-Offset`: bytes of a photo sent in parts that are durable.
    pub upload_offset: Option<u64>,
    /// The whole body.
    pub body: String,
}

impl Answer {
    fn is(&self, media_type: &str) -> bool {
        let named = self.content_type.split(';').next().unwrap_or_default();
        named.trim().eq_ignore_ascii_case(media_type)
    }

    const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// Whether it has the form of the server's own answers.
    pub fn is_ours(&self) -> bool {
        // What a stored photo is answered with. A portal's empty page could pass for it, which is why
        // the record's receipt has to name every photo.
        let empty = self.is_success() && self.content_type.is_empty() && self.body.is_empty();
        empty
            || (self.is_success() && self.is("application/json"))
            || self.is("application/problem+json")
    }

    /// Whether it shows that there is a network: the server's own, and not one that was cut off.
    pub fn is_whole(&self) -> bool {
        self.is_ours() && (self.body.is_empty() || self.body.ends_with(['}', ']']))
    }

    /// The answer's content.
    ///
    /// # Errors
    /// The server's failure, or [`AppError::Offline`] where the answer is not the server's.
    pub fn read<T: Read>(&self) -> AppResult<T> {
        self.succeeded()?;
        json::read(&self.body).ok_or(AppError::Offline)
    }

    /// Nothing, where the answer is a success of the server's own form.
    ///
    /// # Errors
    /// As [`Answer::read`].
    pub fn done(&self) -> AppResult<()> {
        self.succeeded()?;
        // An answer that was cut off is none.
        if self.body.is_empty() || json::parse(&self.body).is_some() {
            Ok(())
        } else {
            Err(AppError::Offline)
        }
    }

    fn succeeded(&self) -> AppResult<()> {
        if self.is_success() && self.is_ours() {
            Ok(())
        } else {
            Err(self.failure())
        }
    }

    /// How much of a photo sent in parts is durable.
    ///
    /// # Errors
    /// As [`Answer::read`]; a success that does not say it is not our server's.
    pub fn offset(&self) -> AppResult<u64> {
        self.done()?;
        self.upload_offset.ok_or(AppError::Offline)
    }

    fn failure(&self) -> AppError {
        let problem = self
            .is("application/problem+json")
            .then(|| json::read(&self.body));
        match problem {
            Some(Some(error)) => error,
            _ if self.status == 429 || self.status >= 500 => AppError::Busy {
                retry_after_s: self.retry_after_s.unwrap_or(GATEWAY_WAIT_S),
            },
            _ => AppError::Offline,
        }
    }
}

/// The phone's clock minus the server's in milliseconds, from one request: the phone's times before
/// and after it and the server's `Date`, which is cut to whole seconds. `None` when it took too long.
pub fn clock_offset_ms(sent_at: i64, answered_at: i64, server_date: i64) -> Option<i64> {
    let round_trip = answered_at - sent_at;
    let middle = sent_at + round_trip / 2;
    (0..=MAX_ROUND_TRIP_MS)
        .contains(&round_trip)
        .then_some(middle - (server_date + 500))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::problem::Problem;

    fn answer(status: u16, content_type: &str, body: &str) -> Answer {
        Answer {
            status,
            content_type: content_type.to_owned(),
            retry_after_s: None,
            upload_offset: None,
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_captive_portal_is_no_network() {
        let page = "<html>Free Wi-Fi</html>";
        assert_eq!(
            answer(200, "text/html", page).read::<Vec<u8>>(),
            Err(AppError::Offline)
        );
        assert_eq!(
            answer(200, "application/json", page).read::<Vec<u8>>(),
            Err(AppError::Offline)
        );
        assert_eq!(
            answer(200, "application/json", "[1,2").read::<Vec<u8>>(),
            Err(AppError::Offline)
        );
        assert_eq!(
            answer(200, "application/json", "[1,2").done(),
            Err(AppError::Offline)
        );
        assert_eq!(answer(200, "text/html", "").done(), Err(AppError::Offline));
        assert_eq!(
            answer(403, "text/html", page).done(),
            Err(AppError::Offline)
        );
        assert!(!answer(200, "text/html", page).is_ours());
        assert!(!answer(201, "application/json", "[1,2").is_whole());
        assert!(answer(201, "application/json", "[1,2]").is_whole());
        assert!(answer(204, "", "").is_whole());
    }

    #[test]
    fn a_problem_is_the_servers_word() {
        for error in [
            AppError::SignInRequired,
            AppError::PayloadConflict,
            AppError::Busy { retry_after_s: 7 },
        ] {
            let body = serde_json::to_string(&Problem::new(error.clone(), Lang::Vi))
                .expect("serialisable");
            let answer = answer(
                error.status(),
                "application/problem+json; charset=utf-8",
                &body,
            );
            assert_eq!(answer.done(), Err(error));
            assert!(answer.is_ours());
        }
        assert_eq!(
            answer(409, "application/problem+json", "{}").done(),
            Err(AppError::Offline)
        );
    }

    #[test]
    fn a_gateway_that_gives_up_is_busy_for_as_long_as_it_says() {
        let mut bad_gateway = answer(502, "text/html", "Bad Gateway");
        assert_eq!(
            bad_gateway.done(),
            Err(AppError::Busy {
                retry_after_s: GATEWAY_WAIT_S
            })
        );
        bad_gateway.retry_after_s = Some(90);
        assert_eq!(
            bad_gateway.done(),
            Err(AppError::Busy { retry_after_s: 90 })
        );
    }

    #[test]
    fn json_and_no_content_are_successes() {
        assert_eq!(
            answer(201, "application/json; charset=utf-8", "[1]").read(),
            Ok(vec![1_u8])
        );
        assert_eq!(answer(204, "", "").done(), Ok(()));
        assert_eq!(answer(201, "", "").done(), Ok(()));
        assert_eq!(
            answer(201, "", "").read::<u8>(),
            Err(AppError::Offline),
            "nothing is no receipt"
        );
    }

    #[test]
    fn how_far_a_photo_got_is_believed_only_where_it_is_said() {
        let mut answer = answer(204, "", "");
        assert_eq!(
            answer.offset(),
            Err(AppError::Offline),
            "a portal's empty page"
        );
        answer.upload_offset = Some(7);
        assert_eq!(answer.offset(), Ok(7));
        answer.content_type = "text/html".to_owned();
        answer.body = "<html>".to_owned();
        assert_eq!(answer.offset(), Err(AppError::Offline));
    }

    #[test]
    fn the_offset_is_taken_in_the_middle_of_the_round_trip() {
        assert_eq!(clock_offset_ms(10_000, 10_400, 4_000), Some(5_700));
        assert_eq!(clock_offset_ms(0, 20_000, 0), None, "too slow to tell");
        assert_eq!(
            clock_offset_ms(10, 0, 0),
            None,
            "the clock was set meanwhile"
        );
    }
}
