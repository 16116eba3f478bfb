//! Kinds, messages, units, numbers and days as people write them.

use app::{
    domain::{
        campaign::Campaign,
        display_kind::DisplayKind,
        time::Date,
        unit::{Unit, UnitCode},
    },
    geo::fold,
    i18n::Lang,
};

use super::cells::Cell;

/// Other names of the kinds, folded, without blanks and signs.
const KINDS: &[(DisplayKind, &[&str])] = &[
    (
        DisplayKind::BannerHorizontal,
        &[
            "bangron",
            "banner",
            "bannerngang",
            "bangzonngang",
            "bangzon",
            "bangrolngang",
            "khauhieungang",
        ],
    ),
    (
        DisplayKind::BannerVertical,
        &["bannerdoc", "bangzondoc", "bangrondung", "bangroldoc"],
    ),
    (
        DisplayKind::Pennant,
        &["cophuon", "phuontha", "phuondoc", "bangphuon"],
    ),
    (DisplayKind::Panel, &["pano", "bangpano", "panotamlon"]),
    (DisplayKind::Poster, &["tranhcodong", "tranhapphich"]),
    (
        DisplayKind::LedScreen,
        &["led", "manhinhled", "bangled", "bangdientu", "manhinh"],
    ),
    (DisplayKind::LightBox, &["denhop", "hopdenquangcao"]),
    (DisplayKind::Sign, &["bienhieu", "bienquangcao"]),
];

/// Shortest beginning of a message that stands for it, in letters and digits.
const LEAST_OF_MESSAGE: usize = 16;
/// Days since 30/12/1899 that are taken for a day where a number stands in its place: 1982 to 2064.
const SERIALS: std::ops::Range<f64> = 30_000.0..60_000.0;

/// Letters and digits only, folded.
fn squeezed(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The kind that is meant.
pub fn kind(text: &str) -> Option<DisplayKind> {
    let meant = squeezed(text);
    let named = DisplayKind::ALL.iter().find(|kind| {
        [kind.code(), kind.label(Lang::Vi), kind.label(Lang::En)]
            .iter()
            .any(|name| squeezed(name) == meant)
    });
    named.copied().or_else(|| {
        KINDS
            .iter()
            .find(|(_, names)| names.contains(&meant.as_str()))
            .map(|(kind, _)| *kind)
    })
}

/// The message that is meant: by its number, alone or after a word, or by its text.
pub fn message(cell: &Cell, campaign: &Campaign) -> Option<i32> {
    let text = cell.text();
    let there = |no: i32| campaign.message(no).map(|_| no);
    if let Ok(no) = text.parse::<i32>() {
        return there(no);
    }
    let meant = squeezed(&text);
    if meant.len() >= LEAST_OF_MESSAGE {
        let mut same = campaign.messages.iter().filter(|message| {
            let known = squeezed(&message.text);
            known.starts_with(&meant) || meant.ends_with(&known)
        });
        return same
            .next()
            .filter(|_| same.next().is_none())
            .map(|message| message.no);
    }
    let digits: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .collect();
    match digits[..] {
        [one] => one.parse().ok().and_then(there),
        _ => None,
    }
}

/// The unit that is meant: by its code, its name, or both.
pub fn unit(text: &str, units: &[Unit]) -> Option<UnitCode> {
    let meant = full(text);
    let found = units.iter().find(|unit| {
        let (code, name) = (squeezed(&unit.code.0), full(&unit.name));
        meant == code
            || meant == name
            || meant == format!("{code}{name}")
            || meant == format!("{name}{code}")
    });
    found.map(|unit| unit.code.clone())
}

/// Squeezed, the usual abbreviations written out.
fn full(text: &str) -> String {
    let words = fold(text);
    let words = words.split_whitespace().map(|word| match word {
        "ubnd" => "uybannhandan",
        "ca" => "congan",
        "tp" | "tp." => "thanhpho",
        "q." => "quan",
        "p." => "phuong",
        other => other,
    });
    squeezed(&words.collect::<String>())
}

/// A whole number, perhaps with a word after it: «4 tấm».
pub fn quantity(cell: &Cell) -> Option<i32> {
    let text = cell.text();
    let (number, rest) = text.split_at(
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len()),
    );
    let is_unit =
        rest.is_empty() || (rest.starts_with(' ') && rest.trim().chars().all(char::is_alphabetic));
    number.parse().ok().filter(|_| is_unit)
}

/// A day: one that a spreadsheet counted, or dd/MM/yyyy with any sign and one digit or two, a time after it or not.
pub fn day(cell: &Cell) -> Option<Date> {
    match cell {
        Cell::Day(serial) => of_serial(*serial),
        Cell::Number(number) => of_serial(*number).filter(|_| SERIALS.contains(number)),
        Cell::Text(text) => of_text(text),
    }
}

fn of_serial(serial: f64) -> Option<Date> {
    let whole = serial.is_finite() && (1.0..100_000.0).contains(&serial);
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and 100000")]
    let days = serial.floor() as i32;
    whole
        .then(|| Date::new(1899, 12, 30).map(|day| day.plus_days(days)))
        .flatten()
}

fn of_text(text: &str) -> Option<Date> {
    if let Ok(serial) = text.parse::<f64>() {
        return day(&Cell::Number(serial));
    }
    let text = fold(text)
        .replace("ngay", " ")
        .replace("thang", "/")
        .replace("nam", "/");
    let text = text.trim();
    // «30/11/2020 00:00:00», «2020-11-30T00:00:00».
    let has_time = text.find(':').and_then(|at| text[..at].rfind([' ', 't']));
    let date = &text[..has_time.unwrap_or(text.len())];
    let parts: Vec<&str> = date.split(['/', '-', '.']).map(str::trim).collect();
    let [first, month, last] = parts[..] else {
        return None;
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let year: i32 = match year.len() {
        4 => year.parse().ok()?,
        2 => 2000 + year.parse::<i32>().ok()?,
        _ => return None,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn kinds_are_known_by_many_names() {
        for (names, expected) in [
            (
                &[
                    "Băng-rôn ngang",
                    "băng rôn ngang",
                    "BANG RON",
                    "banner ngang",
                    "banner_horizontal",
                ][..],
                DisplayKind::BannerHorizontal,
            ),
            (
                &["Băng rôn dọc", "Banner dọc", "Băng-zôn dọc"],
                DisplayKind::BannerVertical,
            ),
            (&["Phướn", "phuon", "Cờ phướn"], DisplayKind::Pennant),
            (&["Pa-nô", "Pano", "panô"], DisplayKind::Panel),
            (
                &["Màn hình LED", "LED", "Bảng điện tử", "màn hình điện tử"],
                DisplayKind::LedScreen,
            ),
        ] {
            for name in names {
                assert_eq!(kind(name), Some(expected), "{name}");
            }
        }
        assert_eq!(kind("diều"), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn days_are_read_in_every_form() {
        let expected = Date::new(2020, 11, 30);
        for cell in [
            text("30/11/2020"),
            text("30-11-2020"),
            text("30.11.2020"),
            text("2020-11-30"),
            text("30/11/20"),
            text("30/11/2020 00:00:00"),
            text("2020-11-30T00:00:00"),
            text("ngày 30 tháng 11 năm 2020"),
            text("44165"),
            Cell::Number(44165.0),
            Cell::Day(44165.75),
        ] {
            assert_eq!(day(&cell), expected, "{cell:?}");
        }
        assert_eq!(day(&text("1/2/2021")), Date::new(2021, 2, 1));
        for cell in [
            text("11/30/2020"),
            text("31/04/2020"),
            text("đến hết đợt"),
            text("2020"),
            Cell::Number(2020.0),
            Cell::Day(f64::NAN),
        ] {
            assert_eq!(day(&cell), None, "{cell:?}");
        }
    }

    #[test]
    fn quantities_are_whole() {
        for (cell, expected) in [
            (Cell::Number(4.0), Some(4)),
            (text("04"), Some(4)),
            (text("4 tấm"), Some(4)),
            (Cell::Number(4.5), None),
            (text("4,5"), None),
            (text("4x2"), None),
            (text("bốn"), None),
            (text(""), None),
            (Cell::Number(-1.0), None),
        ] {
            assert_eq!(quantity(&cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn units_are_known_by_code_and_name() {
        let units = [
            ("CAQ-HK", "Công an quận Hoàn Kiếm"),
            ("UBND-001", "UBND quận Ba Đình"),
        ];
        let units = units.map(|(code, name)| Unit {
            code: UnitCode(code.into()),
            name: name.into(),
        });
        for (written, expected) in [
            ("caq-hk", Some("CAQ-HK")),
            ("Cong an quan Hoan Kiem", Some("CAQ-HK")),
            ("CA quận Hoàn Kiếm", Some("CAQ-HK")),
            ("CAQ-HK - Công an quận Hoàn Kiếm", Some("CAQ-HK")),
            ("Ủy ban nhân dân Q. Ba Đình", Some("UBND-001")),
            ("Công an", None),
            ("", None),
        ] {
            assert_eq!(
                unit(written, &units).map(|code| code.0).as_deref(),
                expected,
                "{written}"
            );
        }
    }
}
