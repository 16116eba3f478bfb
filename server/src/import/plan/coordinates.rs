//! Coordinates as people write them: degrees with point or comma, degrees-minutes-seconds with every sign a keyboard
//! has, metres of VN-2000; in two cells or both in one.

/// What two numbers mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// Degrees of WGS84; `swapped` where latitude and longitude stood in each other's place.
    Degrees {
        /// Latitude.
        lat: f64,
        /// Longitude.
        lon: f64,
        /// Whether the first of the two was the longitude.
        swapped: bool,
    },
    /// Metres of VN-2000, whichever was written first.
    Metres {
        /// Northing, X in Vietnam.
        north: f64,
        /// Easting, Y in Vietnam.
        east: f64,
    },
}

/// Vietnam from end to end: what tells a latitude from a longitude, and a northing from an easting.
const LATITUDES: std::ops::RangeInclusive<f64> = 8.0..=24.0;
const LONGITUDES: std::ops::RangeInclusive<f64> = 102.0..=115.0;
const NORTHINGS: std::ops::RangeInclusive<f64> = 880_000.0..=2_700_000.0;
const EASTINGS: std::ops::RangeInclusive<f64> = 166_000.0..=834_000.0;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Axis {
    Lat,
    Lon,
}

/// One number of the two, with the axis that its letter names.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    value: f64,
    axis: Option<Axis>,
}

/// The two cells of one position, the latitude's first.
pub fn pair(first: &str, second: &str) -> Option<Reading> {
    let (a, b) = (part(first)?, part(second)?);
    let metres = |north: Part, east: Part| {
        let fits = NORTHINGS.contains(&north.value) && EASTINGS.contains(&east.value);
        fits.then_some(Reading::Metres {
            north: north.value,
            east: east.value,
        })
    };
    if let Some(reading) = metres(a, b).or_else(|| metres(b, a)) {
        return Some(reading);
    }
    let is_named = |part: Part, axis| part.axis == Some(axis);
    let swapped_by_name = is_named(a, Axis::Lon) || is_named(b, Axis::Lat);
    let swapped_by_size = LONGITUDES.contains(&a.value) && LATITUDES.contains(&b.value);
    let swapped = swapped_by_name || swapped_by_size;
    let (lat, lon) = if swapped { (b, a) } else { (a, b) };
    if is_named(lat, Axis::Lon) || is_named(lon, Axis::Lat) {
        return None;
    }
    let is_on_the_globe = lat.value.abs() <= 90.0 && lon.value.abs() <= 180.0;
    is_on_the_globe.then_some(Reading::Degrees {
        lat: lat.value,
        lon: lon.value,
        swapped,
    })
}

/// Both numbers in one cell. Which of the signs in it separates the two is found by trying.
pub fn both(text: &str) -> Option<Reading> {
    let text = text.trim().trim_matches(['(', ')', '[', ']']);
    let at_each = |sign: &str| -> Vec<(usize, usize)> {
        text.match_indices(sign)
            .map(|(at, found)| (at, at + found.len()))
            .collect()
    };
    let mut cuts = Vec::new();
    for sign in [";", "\n", "|", ", ", " - ", "/", ",", "\u{a0}", " "] {
        cuts.extend(at_each(sign));
    }
    // «21°01'42"N105°51'09"E», «X: 2325512 Y: 587341»: after a letter, before a letter.
    let letters = text.char_indices().filter(|(_, c)| c.is_alphabetic());
    cuts.extend(letters.flat_map(|(at, c)| [(at, at), (at + c.len_utf8(), at + c.len_utf8())]));
    let readings = cuts
        .into_iter()
        .filter_map(|(end, start)| pair(&text[..end], &text[start..]));
    // In one cell either order is usual, so it is no mistake.
    readings
        .into_iter()
        .find(is_plausible)
        .map(|reading| match reading {
            Reading::Degrees { lat, lon, .. } => Reading::Degrees {
                lat,
                lon,
                swapped: false,
            },
            metres => metres,
        })
}

fn is_plausible(reading: &Reading) -> bool {
    match reading {
        Reading::Degrees { lat, lon, .. } => LATITUDES.contains(lat) && LONGITUDES.contains(lon),
        Reading::Metres { .. } => true,
    }
}

/// Degrees in one of their forms, or metres.
fn part(text: &str) -> Option<Part> {
    let text = app::geo::fold(text);
    let (text, axis) = without_letters(&text)?;
    if let Some(value) = grouped(&text) {
        return Some(Part { value, axis });
    }
    let numbers = text.split(' ').filter(|piece| !piece.is_empty());
    let numbers = numbers.map(decimal).collect::<Option<Vec<_>>>()?;
    let value = match numbers[..] {
        [value] => value,
        [degrees, minutes] if is_sixtieth(minutes) => degrees + minutes / 60.0,
        [degrees, minutes, seconds] if is_sixtieth(minutes) && is_sixtieth(seconds) => {
            degrees + minutes / 60.0 + seconds / 3600.0
        }
        _ => return None,
    };
    Some(Part { value, axis })
}

fn is_sixtieth(value: f64) -> bool {
    (0.0..60.0).contains(&value)
}

/// The signs of degrees, minutes and seconds become blanks, words and letters the axis they name. None where a word is
/// another, or the southern or western half is meant.
fn without_letters(folded: &str) -> Option<(String, Option<Axis>)> {
    let (mut numbers, mut word, mut axis) = (String::new(), String::new(), None);
    let mut read = |word: &mut String| -> Option<()> {
        match word.as_str() {
            "" | "x" | "y" | "o" | "do" | "phut" | "giay" | "m" | "g" | "p" => {}
            "n" | "b" | "bac" | "vi" | "lat" | "vd" => axis = Some(Axis::Lat),
            "e" | "d" | "dong" | "kinh" | "lon" | "lng" | "long" | "kd" => axis = Some(Axis::Lon),
            _ => return None,
        }
        word.clear();
        Some(())
    };
    for c in folded.chars() {
        match c {
            'a'..='z' => {
                word.push(c);
                numbers.push(' ');
            }
            '0'..='9' | '.' | ',' | '-' => {
                read(&mut word)?;
                numbers.push(c);
            }
            _ => {
                read(&mut word)?;
                numbers.push(' ');
            }
        }
    }
    read(&mut word)?;
    Some((numbers, axis))
}

/// A number with one sign before its decimals, point or comma.
fn decimal(text: &str) -> Option<f64> {
    let is_number = text.bytes().any(|byte| byte.is_ascii_digit());
    let number = text
        .trim_end_matches(['.', ','])
        .replacen(',', ".", 1)
        .parse();
    number.ok().filter(|_| is_number)
}

/// A large number whose thousands are set apart by blanks, points or commas: «2 325 512,34», «2.325.512,34». One sign
/// with three digits after it is a decimal where the number is then one of degrees.
fn grouped(text: &str) -> Option<f64> {
    let text = text.trim();
    let groups: Vec<&str> = text.split([' ', '.', ',']).collect();
    let (last, whole) = groups.split_last()?;
    let is_group =
        |group: &&str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let signs: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let has_decimals = signs.last() != signs.first() || !is_group(last);
    let (first, thousands) = if has_decimals { whole } else { &groups[..] }.split_first()?;
    let may_be_degrees = thousands.len() == 1 && first.parse().is_ok_and(|whole: u16| whole <= 180);
    let is_one = !thousands.is_empty()
        && !may_be_degrees
        && thousands.iter().all(is_group)
        && (1..=3).contains(&first.len());
    let digits: String = [&[*first], thousands].concat().concat();
    let decimals = if has_decimals { *last } else { "" };
    is_one
        .then(|| format!("{digits}.{decimals}0").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(reading: Option<Reading>, lat: f64, lon: f64) -> bool {
        matches!(reading, Some(Reading::Degrees { lat: a, lon: b, .. })
            if (a - lat).abs() < 1e-9 && (b - lon).abs() < 1e-9)
    }

    #[test]
    fn degrees_are_read_in_every_spelling() {
        let (lat, lon) = (
            21.0 + 1.0 / 60.0 + 42.6 / 3600.0,
            105.0 + 51.0 / 60.0 + 9.0 / 3600.0,
        );
        for (first, second) in [
            ("21°01'42.6\"", "105°51'09\""),
            ("21°01′42,6″N", "105°51′9″E"),
            ("21º 1' 42,6'' B", "105º 51' 9'' Đ"),
            ("21 01 42.6", "105 51 09"),
            ("21o01'42.6", "105o51'09"),
            ("21 độ 1 phút 42,6 giây", "105 độ 51 phút 9 giây"),
            ("N 21°01'42.6\"", "E 105°51'09\""),
            ("Vĩ độ: 21°1'42.6\" Bắc", "Kinh độ: 105°51'9\" Đông"),
        ] {
            let reading = pair(first, second);
            assert!(near(reading, lat, lon), "{first} {second}: {reading:?}");
        }
        assert!(near(pair("21.0285", "105.8525"), 21.0285, 105.8525));
        assert!(near(pair("21,0285", "105,8525"), 21.0285, 105.8525));
        assert!(near(pair("21,028", "105.852"), 21.028, 105.852));
    }

    #[test]
    fn one_cell_may_hold_both() {
        for text in [
            "21.0285, 105.8525",
            "21.0285,105.8525",
            "21,0285, 105,8525",
            "21,0285; 105,8525",
            "21,0285 105,8525",
            "105.8525 21.0285",
            "(21.0285; 105.8525)",
            "21.0285/105.8525",
            "21.0285N105.8525E",
            "lat 21.0285 lon 105.8525",
            "21.0285\u{a0}105.8525",
        ] {
            assert!(
                near(both(text), 21.0285, 105.8525),
                "{text}: {:?}",
                both(text)
            );
        }
        let dms = both("21°01'42.6\"N 105°51'09\"E");
        assert!(
            near(
                dms,
                21.0 + 1.0 / 60.0 + 42.6 / 3600.0,
                105.0 + 51.0 / 60.0 + 9.0 / 3600.0
            ),
            "{dms:?}"
        );
    }

    #[test]
    fn swapped_columns_are_noticed() {
        for (first, second) in [
            ("105.8525", "21.0285"),
            ("105,8525", "21,0285"),
            ("105.8525E", "21.0285N"),
        ] {
            assert_eq!(
                pair(first, second),
                Some(Reading::Degrees {
                    lat: 21.0285,
                    lon: 105.8525,
                    swapped: true
                })
            );
        }
    }

    #[test]
    fn metres_are_told_from_degrees_by_their_size() {
        let expected = Some(Reading::Metres {
            north: 2_325_512.34,
            east: 587_341.2,
        });
        for (first, second) in [
            ("2325512.34", "587341.2"),
            ("2325512,34", "587341,2"),
            ("587341.2", "2325512.34"),
            ("2.325.512,34", "587.341,2"),
            ("2,325,512.34", "587,341.2"),
            ("2 325 512,34", "587 341,2"),
            ("X = 2325512.34", "Y = 587341.2"),
            ("2325512.34 m", "587341.2 m"),
        ] {
            assert_eq!(pair(first, second), expected, "{first} {second}");
        }
        for text in [
            "X=2325512.34; Y=587341.2",
            "X: 2325512.34 Y: 587341.2",
            "2325512.34 587341.2",
            "2325512,34 - 587341,2",
        ] {
            assert_eq!(both(text), expected, "{text}");
        }
        assert_eq!(
            pair("2.325.512", "587.341"),
            Some(Reading::Metres {
                north: 2_325_512.0,
                east: 587_341.0
            })
        );
    }

    #[test]
    fn nonsense_is_nothing() {
        for (first, second) in [
            ("", "105.85"),
            ("abc", "105.85"),
            ("21.02", ""),
            ("221.5", "400"),
            ("21°75'", "105°51'"),
            ("21.02S", "105.85"),
        ] {
            assert_eq!(pair(first, second), None, "{first} {second}");
        }
        for text in ["", "Hồ Hoàn Kiếm", "21.0285", "đang cập nhật", "12/2020"] {
            assert_eq!(both(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(lat in 20.5..21.5f64, lon in 105.2..106.1f64) {
            let comma = |value: f64| format!("{value:.6}").replace('.', ",");
            let close = |reading: Option<Reading>, within: f64| match reading {
                Some(Reading::Degrees { lat: a, lon: b, .. }) => (a - lat).abs() < within && (b - lon).abs() < within,
                _ => false,
            };
            let point = |value: f64| format!("{value:.6}");
            let dms = |value: f64| {
                let tenths = (value * 36_000.0).round() as i64;
                format!("{}°{:02}'{},{}\"", tenths / 36_000, tenths / 600 % 60, tenths % 600 / 10, tenths % 10)
            };
            let in_cells = [
                (point(lat), point(lon), 1e-6), (comma(lat), comma(lon), 1e-6), (dms(lat), dms(lon), 1e-4),
            ];
            for (first, second, within) in in_cells {
                prop_assert!(close(pair(&first, &second), within), "{}, {}", first, second);
            }
            let in_one = [
                (format!("{lat:.6}, {lon:.6}"), 1e-6), (format!("{}; {}", comma(lon), comma(lat)), 1e-6),
                (format!("{}B {}Đ", dms(lat), dms(lon)), 1e-4),
            ];
            for (text, within) in in_one {
                prop_assert!(close(both(&text), within), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = (both(&text), pair(&text, &text));
        }
    }
}
