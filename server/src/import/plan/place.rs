//! Where a site is when the file says only a street and a section: a point on the street, between the crossings that the
//! section names. It is near enough to find the site by, and marked as approximate.

use std::collections::HashMap;

use app::geo::{BBox, Line, LonLat, StreetIndex, distance_m, fold, nearest_on_line};

/// Streets that come as near as this cross.
const CROSSING_M: f64 = 60.0;
/// A street longer than this has no middle that helps anybody, or is several of one name.
const LONGEST_M: f64 = 5_000.0;

/// How the point was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Between the crossings with two streets.
    Between(String, String),
    /// At the crossing with one.
    At(String),
    /// The middle of the street.
    Middle,
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nowhere {
    /// No street has that name; names that may be meant.
    Unknown(Vec<String>),
    /// The street is too long, or several have the name.
    Vague,
}

/// The streets by their names, as a plan asks for them.
pub struct Streets<'a> {
    index: &'a StreetIndex,
    by_key: HashMap<String, Vec<&'a str>>,
    lines: HashMap<&'a str, Vec<&'a Line>>,
}

impl<'a> Streets<'a> {
    /// Sorts them by name.
    pub fn new(index: &'a StreetIndex) -> Self {
        let (mut by_key, mut lines) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        for street in index
            .streets()
            .iter()
            .filter(|street| !street.name.is_empty())
        {
            let names = by_key.entry(key(&street.name)).or_default();
            if !names.contains(&street.name.as_str()) {
                names.push(street.name.as_str());
            }
            lines
                .entry(street.name.as_str())
                .or_default()
                .extend(&street.lines);
        }
        Self {
            index,
            by_key,
            lines,
        }
    }

    /// The street's own name where one street is meant; where several are, that which is written alike.
    pub fn name(&self, written: &str) -> Option<&'a str> {
        let names = self.by_key.get(&key(written))?;
        let alike = |name: &&&str| name.to_lowercase().ends_with(&written.to_lowercase());
        names
            .iter()
            .find(alike)
            .or_else(|| names.first().filter(|_| names.len() == 1))
            .copied()
    }

    /// Metres from a point to a street; none where there is no such street.
    pub fn distance_m(&self, name: &str, point: LonLat) -> Option<f64> {
        let lines = self.lines.get(name)?.iter();
        lines
            .filter_map(|line| Some(nearest_on_line(point, line)?.distance_m))
            .reduce(f64::min)
    }

    /// The point of a street and section.
    ///
    /// # Errors
    /// Where the street isn't known, or the section doesn't narrow it enough.
    pub fn locate(&self, street: &str, section: &str) -> Result<(LonLat, Basis), Nowhere> {
        let Some(name) = self.name(street) else {
            let hits = self.index.search(street, 3);
            return Err(Nowhere::Unknown(
                hits.into_iter().map(|hit| hit.name).collect(),
            ));
        };
        let lines = &self.lines[name];
        let mut crossings: Vec<(LonLat, String)> = Vec::new();
        for end in ends(section) {
            let other = self.name(&end);
            crossings.extend(
                other.and_then(|other| {
                    Some((crossing(lines, &self.lines[other])?, other.to_owned()))
                }),
            );
        }
        match &crossings[..] {
            [(a, first), (b, second)] if distance_m(*a, *b) <= LONGEST_M => {
                let middle = LonLat::clamped((a.lon + b.lon) / 2.0, (a.lat + b.lat) / 2.0);
                let point = onto(lines, middle).ok_or(Nowhere::Vague)?;
                Ok((point, Basis::Between(first.clone(), second.clone())))
            }
            [(at, only)] => Ok((*at, Basis::At(only.clone()))),
            _ => Ok((middle(lines)?, Basis::Middle)),
        }
    }
}

fn middle(lines: &[&Line]) -> Result<LonLat, Nowhere> {
    let corners = lines
        .iter()
        .flat_map(|line| line.iter())
        .map(|&[lon, lat]| LonLat::clamped(lon, lat));
    let bbox = BBox::around(corners).ok_or(Nowhere::Vague)?;
    let (a, b) = (
        LonLat::clamped(bbox.west, bbox.south),
        LonLat::clamped(bbox.east, bbox.north),
    );
    if distance_m(a, b) > LONGEST_M {
        return Err(Nowhere::Vague);
    }
    onto(lines, bbox.center()).ok_or(Nowhere::Vague)
}

/// The nearest point of the lines.
fn onto(lines: &[&Line], point: LonLat) -> Option<LonLat> {
    let near = lines.iter().filter_map(|line| nearest_on_line(point, line));
    near.min_by(|a, b| a.distance_m.total_cmp(&b.distance_m))
        .map(|near| near.point)
}

/// Where the first street meets the second, on the first.
fn crossing(street: &[&Line], other: &[&Line]) -> Option<LonLat> {
    let mut best: Option<(f64, LonLat)> = None;
    let mut take = |metres: f64, point: LonLat| {
        if metres <= CROSSING_M && best.is_none_or(|(least, _)| metres < least) {
            best = Some((metres, point));
        }
    };
    for (a, b) in street
        .iter()
        .flat_map(|a| other.iter().map(move |b| (a, b)))
    {
        for &[lon, lat] in b.iter() {
            if let Some(near) = nearest_on_line(LonLat::clamped(lon, lat), a) {
                take(near.distance_m, near.point);
            }
        }
        for &[lon, lat] in a.iter() {
            let point = LonLat::clamped(lon, lat);
            if let Some(near) = nearest_on_line(point, b) {
                take(near.distance_m, point);
            }
        }
    }
    best.map(|(_, point)| point)
}

/// A street's name folded, without the words before it.
fn key(name: &str) -> String {
    let folded = fold(name);
    let mut rest = folded.as_str();
    for word in [
        "tuyen ",
        "duong pho ",
        "pho ",
        "duong ",
        "d. ",
        "p. ",
        "dg ",
    ] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.trim_matches([' ', ',', ';', '.']).to_owned()
}

/// A street with its section after it, as one cell often has both: «Đinh Tiên Hoàng, đoạn từ … đến …», «… (từ … đến …)».
pub fn split(written: &str) -> (String, String) {
    let words: Vec<&str> = written.split_whitespace().collect();
    let plain = |word: &str| fold(word.trim_matches(['(', ')', ',', ';', ':', '-', '–']));
    let goes_on_to = |from: usize| {
        words[from..]
            .iter()
            .any(|word| matches!(plain(word).as_str(), "den" | "toi"))
    };
    let begins = (1..words.len()).find(|&at| match plain(words[at]).as_str() {
        "doan" => true,
        "tu" => goes_on_to(at),
        _ => false,
    });
    let Some(at) = begins else {
        return (written.to_owned(), String::new());
    };
    let street = words[..at].join(" ");
    let section = words[at..].join(" ");
    let street = street.trim_end_matches([' ', ',', ';', ':', '(', '-', '–']);
    (
        street.to_owned(),
        section.trim_matches(['(', ')', ' ']).to_owned(),
    )
}

/// The streets that a section names at its ends: «đoạn từ A đến B», «A – B»; none where it says something else.
fn ends(section: &str) -> Vec<String> {
    let words: Vec<&str> = section.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let parts = folded
        .iter()
        .position(|word| matches!(word.as_str(), "den" | "toi" | "-" | "–" | "—" | "÷" | "→"));
    let Some(at) = parts else { return Vec::new() };
    let name = |range: std::ops::Range<usize>| {
        let mut start = range.start;
        while start < range.end && leads(folded[range.start..start].last(), &folded[start]) {
            start += 1;
        }
        let text = words[start..range.end].join(" ");
        text.trim_matches([' ', ',', '.', ';', '(', ')']).to_owned()
    };
    [name(0..at), name(at + 1..words.len())]
        .into_iter()
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether a word only leads to a street's name. «Từ», «tư» and «ba» may also begin one.
fn leads(before: Option<&String>, word: &str) -> bool {
    let before = before.map(String::as_str);
    match word {
        "doan" | "pho" | "duong" | "nga" | "dau" | "cuoi" | "het" | "nut" | "giao" | "voi" => true,
        "tu" | "tu:" => matches!(before, None | Some("doan" | "nga")),
        "ba" => before == Some("nga"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::import::streets;

    static HANOI: LazyLock<StreetIndex> = LazyLock::new(|| {
        let text = include_str!("../../../../data/streets.geojson");
        StreetIndex::new(streets::parse(text).expect("data/ is sound"))
    });

    #[test]
    fn a_section_is_found_between_its_crossings() {
        let streets = Streets::new(&HANOI);
        // Đinh Tiên Hoàng runs along the lake's eastern shore; Lò Sũ is north of Trần Nguyên Hãn.
        for section in [
            "từ Lò Sũ đến Trần Nguyên Hãn",
            "đoạn từ phố Lò Sũ đến phố Trần Nguyên Hãn",
            "Lò Sũ – Trần Nguyên Hãn",
            "Lo Su - Tran Nguyen Han",
            "từ ngã ba Lò Sũ tới ngã tư Trần Nguyên Hãn",
        ] {
            let (point, basis) = streets.locate("Đinh Tiên Hoàng", section).expect(section);
            assert_eq!(
                basis,
                Basis::Between("Phố Lò Sũ".into(), "Phố Trần Nguyên Hãn".into()),
                "{section}"
            );
            assert!(
                (21.0285..21.0320).contains(&point.lat)
                    && (105.8528..105.8545).contains(&point.lon),
                "{point:?}"
            );
            assert!(
                streets
                    .distance_m("Phố Đinh Tiên Hoàng", point)
                    .expect("a street")
                    < 1.0
            );
        }
        let (_, basis) = streets
            .locate("phố Đinh Tiên Hoàng", "từ Lò Sũ đến nhà số 5")
            .expect("one end");
        assert_eq!(basis, Basis::At("Phố Lò Sũ".into()));
        let (point, basis) = streets.locate("HÀNG KHAY", "phía hồ").expect("a street");
        assert_eq!(basis, Basis::Middle);
        assert!(
            streets
                .distance_m("Phố Hàng Khay", point)
                .expect("a street")
                < 1.0
        );
    }

    #[test]
    fn what_is_unknown_or_vague_is_said() {
        let streets = Streets::new(&HANOI);
        assert_eq!(
            streets.locate("Phố Không Có Thật", ""),
            Err(Nowhere::Unknown(Vec::new()))
        );
        let Err(Nowhere::Unknown(meant)) = streets.locate("Đinh Tiên", "") else {
            panic!("half a name")
        };
        assert!(
            meant.contains(&"Phố Đinh Tiên Hoàng".to_owned()),
            "{meant:?}"
        );
        assert_eq!(streets.locate("Đường Giải Phóng", ""), Err(Nowhere::Vague));
    }

    #[test]
    fn a_street_and_its_section_in_one_cell_are_parted() {
        for (written, street, section) in [
            (
                "Đinh Tiên Hoàng, đoạn từ Lò Sũ đến Lê Lai",
                "Đinh Tiên Hoàng",
                "đoạn từ Lò Sũ đến Lê Lai",
            ),
            (
                "Đinh Tiên Hoàng (từ Lò Sũ đến Lê Lai)",
                "Đinh Tiên Hoàng",
                "từ Lò Sũ đến Lê Lai",
            ),
            (
                "Đinh Tiên Hoàng từ Lò Sũ tới Lê Lai",
                "Đinh Tiên Hoàng",
                "từ Lò Sũ tới Lê Lai",
            ),
            ("Phố Từ Hoa", "Phố Từ Hoa", ""),
            ("Hàng Khay", "Hàng Khay", ""),
        ] {
            assert_eq!(
                split(written),
                (street.to_owned(), section.to_owned()),
                "{written}"
            );
        }
    }

    #[test]
    fn the_ends_are_streets_and_not_the_words_before_them() {
        for (section, expected) in [
            (
                "từ Bà Triệu đến Tràng Tiền",
                &["Bà Triệu", "Tràng Tiền"][..],
            ),
            (
                "từ ngã ba Hàng Bài đến ngã tư Bà Triệu",
                &["Hàng Bài", "Bà Triệu"],
            ),
            ("Hàng Khay – Cầu Gỗ", &["Hàng Khay", "Cầu Gỗ"]),
            ("trước trụ sở phường", &[]),
        ] {
            assert_eq!(ends(section), expected, "{section}");
        }
    }
}
