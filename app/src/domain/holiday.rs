//! Holidays and working days by the Vietnamese calendar. The days are data: the government announces them each year.

use std::collections::BTreeSet;

use super::time::Date;

crate::vocabulary! {
    /// Why nobody works on a day.
    pub enum HolidayKind {
        Statutory = "statutory", "Ngày nghỉ lễ, tết", "Public holiday";
        Compensatory = "compensatory", "Ngày nghỉ bù", "Day off in lieu";
        Swapped = "swapped", "Ngày nghỉ hoán đổi", "Swapped day off";
        Expected = "expected", "Ngày nghỉ dự kiến", "Expected, not announced yet";
    }
}

/// A day on which agencies do not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// Its name.
    pub name: String,
    /// Why it is off.
    pub kind: HolidayKind,
}

/// Which days are worked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar(BTreeSet<Date>);

impl Calendar {
    /// With these days off besides weekends.
    pub fn new(holidays: impl IntoIterator<Item = Date>) -> Self {
        Self(holidays.into_iter().collect())
    }

    /// Whether agencies work on that day.
    pub fn is_working(&self, day: Date) -> bool {
        !day.is_weekend() && !self.0.contains(&day)
    }

    /// Whether any day off of that year is known; if not, the table waits for the announcement.
    pub fn knows(&self, year: i32) -> bool {
        self.0.iter().any(|day| day.parts().0 == year)
    }

    /// The last day after which `working_days` whole working days have passed before `today`: what waits since that day or
    /// longer is overdue. The day itself does not count, nor does `today`.
    pub fn waiting_since(&self, today: Date, working_days: u32) -> Date {
        let (mut day, mut left) = (today, working_days);
        while left > 0 {
            day = day.plus_days(-1);
            left -= u32::from(self.is_working(day));
        }
        day.plus_days(-1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn weekends_and_holidays_are_not_worked() {
        let calendar = Calendar::new([day("2021-01-01")]);
        for (text, works) in [
            ("2020-12-31", true),
            ("2021-01-01", false),
            ("2021-01-02", false),
            ("2021-01-03", false),
            ("2021-01-04", true),
        ] {
            assert_eq!(calendar.is_working(day(text)), works, "{text}");
        }
        assert!(calendar.knows(2021) && !calendar.knows(2022));
    }

    #[test]
    fn ten_working_days_after_a_thursday() {
        let none = Calendar::default();
        // Thursday 10/12; the ten days are 11/12, 14–18/12, 21–24/12, so it is over on the 25th.
        assert_eq!(none.waiting_since(day("2020-12-24"), 10), day("2020-12-09"));
        assert_eq!(none.waiting_since(day("2020-12-25"), 10), day("2020-12-10"));
        // What came on a weekend waits from the Monday as what came on the Friday before.
        assert_eq!(none.waiting_since(day("2020-12-28"), 10), day("2020-12-13"));
        assert_eq!(none.waiting_since(day("2020-12-29"), 10), day("2020-12-14"));
        let with_one = Calendar::new([day("2020-12-24")]);
        assert_eq!(
            with_one.waiting_since(day("2020-12-25"), 10),
            day("2020-12-09")
        );
    }

    proptest! {
        #[test]
        fn whole_working_days_have_passed(offset in 0..4000, off in prop::collection::btree_set(0..4000_i32, 0..200), count in 0..30_u32) {
            let first = day("2020-01-01");
            let calendar = Calendar::new(off.iter().map(|days| first.plus_days(*days)));
            let today = first.plus_days(offset);
            let since = calendar.waiting_since(today, count);
            let passed = |from: Date| {
                let between = (1..today.days_since(from)).map(|days| from.plus_days(days));
                between.filter(|day| calendar.is_working(*day)).count()
            };
            prop_assert_eq!(passed(since), count as usize, "so many have passed");
            prop_assert!(count == 0 || passed(since.plus_days(1)) < count as usize, "a day later there were fewer");
        }
    }
}
