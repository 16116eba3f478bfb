//! Figures in words: distances, ages, sizes. Vietnamese writes a decimal comma.

use crate::{
    domain::time::Timestamp,
    i18n::{Lang, fill},
};

const SECOND_MS: i64 = 1000;
const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3600;
const DAY_S: i64 = 86_400;

/// `38 m`, `1,2 km`.
pub fn distance(metres: f64, lang: Lang) -> String {
    if metres < 999.5 {
        fill("{} m", &[&rounded(metres)])
    } else {
        fill("{} km", &[&one_decimal(metres / 1000.0, lang)])
    }
}

/// `42 phút`, `3 giờ`, `2 ngày`: how long from `then` to `now`, never negative.
pub fn duration(then: Timestamp, now: Timestamp, lang: Lang) -> String {
    let texts = lang.texts().phone;
    let seconds = ((now.0 - then.0) / SECOND_MS).max(0);
    let (count, unit) = match seconds {
        s if s < MINUTE_S => (s, texts.seconds),
        s if s < HOUR_S => (s / MINUTE_S, texts.minutes),
        s if s < DAY_S => (s / HOUR_S, texts.hours),
        s => (s / DAY_S, texts.days),
    };
    fill(unit, &[&count.to_string()])
}

/// `4 giây trước`.
pub fn age(then: Timestamp, now: Timestamp, lang: Lang) -> String {
    fill(lang.texts().phone.ago, &[&duration(then, now, lang)])
}

/// `611 kB`, `1,8 GB`.
pub fn bytes(count: u64, lang: Lang) -> String {
    let count = count as f64;
    if count < 999_500.0 {
        fill("{} kB", &[&rounded((count / 1e3).max(1.0))])
    } else if count < 999_500_000.0 {
        fill("{} MB", &[&one_decimal(count / 1e6, lang)])
    } else {
        fill("{} GB", &[&one_decimal(count / 1e9, lang)])
    }
}

/// A number without decimals.
pub fn rounded(number: f64) -> String {
    (number.round() as i64).to_string()
}

fn one_decimal(number: f64, lang: Lang) -> String {
    let tenths = (number * 10.0).round() as i64;
    let mut out = (tenths / 10).to_string();
    if tenths % 10 != 0 {
        out.push_str(lang.pick(",", "."));
        out.push_str(&(tenths % 10).to_string());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_metres_then_kilometres() {
        assert_eq!(distance(37.6, Lang::Vi), "38 m");
        assert_eq!(distance(999.4, Lang::Vi), "999 m");
        assert_eq!(distance(1234.0, Lang::Vi), "1,2 km");
        assert_eq!(distance(2000.0, Lang::En), "2 km");
    }

    #[test]
    fn ages_use_the_largest_whole_unit() {
        let at = |seconds: i64| Timestamp(seconds * 1000);
        assert_eq!(age(at(0), at(4), Lang::Vi), "4 giây trước");
        assert_eq!(duration(at(0), at(42 * 60 + 59), Lang::Vi), "42 phút");
        assert_eq!(duration(at(0), at(7200), Lang::Vi), "2 giờ");
        assert_eq!(duration(at(0), at(200_000), Lang::En), "2 d");
        assert_eq!(
            age(at(9), at(4), Lang::Vi),
            "0 giây trước",
            "a clock set back"
        );
    }

    #[test]
    fn sizes_are_kilo_mega_and_gigabytes() {
        assert_eq!(bytes(611_000, Lang::Vi), "611 kB");
        assert_eq!(bytes(12, Lang::Vi), "1 kB");
        assert_eq!(bytes(1_250_000, Lang::Vi), "1,3 MB");
        assert_eq!(bytes(1_800_000_000, Lang::Vi), "1,8 GB");
    }
}
