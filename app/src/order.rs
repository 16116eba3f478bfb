//! Order: of Vietnamese text, for every list that people read; and sorting, in one copy of the code for all types:
//! the standard library's is one a type, and a phone would load each of them.

use std::cmp::Ordering;

/// Sorts; equals keep their order.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order_of(items.len(), &|a, b| compare(&items[a], &items[b]));
    let mut taken: Vec<_> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| taken[at].take()));
}

/// Sorts by a key; equals keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// What Vietnamese texts are ordered by. Letters come first (Đ after D, Ă and Â after A), then tones (à á ả ã ạ), then
/// the text itself, so that only equal texts have equal keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextKey {
    letters: Vec<u32>,
    tones: Vec<u8>,
    text: String,
}

/// The letters that Vietnamese has or borrows, in their order; vowels as rows of their tones.
const ALPHABET: [&str; 33] = [
    "aàáảãạ",
    "ăằắẳẵặ",
    "âầấẩẫậ",
    "b",
    "c",
    "d",
    "đ",
    "eèéẻẽẹ",
    "êềếểễệ",
    "f",
    "g",
    "h",
    "iìíỉĩị",
    "j",
    "k",
    "l",
    "m",
    "n",
    "oòóỏõọ",
    "ôồốổỗộ",
    "ơờớởỡợ",
    "p",
    "q",
    "r",
    "s",
    "t",
    "uùúủũụ",
    "ưừứửữự",
    "v",
    "w",
    "x",
    "yỳýỷỹỵ",
    "z",
];
/// Where the alphabet's numbers begin: after blanks, signs and digits.
const FIRST_LETTER: u32 = 0x80;
/// Where everything else begins, in the order of Unicode.
const FIRST_OTHER: u32 = 0x100;

/// The key of a text in NFC. Capitals and small letters differ only where all else is equal.
#[must_use]
pub fn text_key(text: &str) -> TextKey {
    let (letters, tones) = text.chars().flat_map(char::to_lowercase).map(place).unzip();
    TextKey {
        letters,
        tones,
        text: text.to_owned(),
    }
}

/// A lower-case letter's place in the alphabet, and its tone's.
fn place(c: char) -> (u32, u8) {
    for (letter, row) in (FIRST_LETTER..).zip(ALPHABET) {
        if let Some((tone, _)) = (0..).zip(row.chars()).find(|(_, known)| *known == c) {
            return (letter, tone);
        }
    }
    let other = u32::from(c);
    (
        if c.is_ascii() {
            other
        } else {
            FIRST_OTHER + other
        },
        0,
    )
}

fn order_of(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<_> = (0..count).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text of letters by their places in the alphabet and their tones, with what it is ordered by.
    fn spelt(spelling: &[(usize, usize)]) -> (String, Vec<usize>, Vec<usize>) {
        const SPELT: [&str; 6] = [
            "aăâbcdđeê",
            "àằầbcdđèề",
            "áắấbcdđéế",
            "ảẳẩbcdđẻể",
            "ãẵẫbcdđẽễ",
            "ạặậbcdđẹệ",
        ];
        let vowel = |letter: usize| !(3..7).contains(&letter);
        let of =
            |&(letter, tone): &(usize, usize)| SPELT[tone].chars().nth(letter).expect("a letter");
        let tones = spelling
            .iter()
            .map(|&(letter, tone)| if vowel(letter) { tone } else { 0 });
        let letters = spelling.iter().map(|&(letter, _)| letter);
        (
            spelling.iter().map(of).collect(),
            letters.collect(),
            tones.collect(),
        )
    }

    fn sorted<'a>(texts: &[&'a str]) -> Vec<&'a str> {
        let mut texts = texts.to_vec();
        sort_by_key(&mut texts, |text| text_key(text));
        texts
    }

    #[test]
    fn vietnamese_order_is_that_of_its_alphabet() {
        for ordered in [
            &["Hàng Đào", "Hàng Gai", "Hàng Trống"][..],
            &["Hàng Da", "Hàng Dầu", "Hàng Đào", "Hàng Gai"],
            &["Quận Cầu Giấy", "Quận Đống Đa", "Quận Hà Đông"],
            &[
                "Huyện Chương Mỹ",
                "Huyện Đan Phượng",
                "Huyện Đông Anh",
                "Huyện Gia Lâm",
            ],
            &["ma", "mà", "má", "mả", "mã", "mạ", "mă", "mâ", "me"],
            &["Ngõ 1", "Ngõ Gạch", "Ngõa"],
            &["PHỐ HUẾ", "Phố Huế", "phố huế", "phố Huế 2"],
        ] {
            let mut shuffled = ordered.to_vec();
            shuffled.reverse();
            assert_eq!(sorted(&shuffled), ordered);
        }
    }

    #[test]
    fn every_letter_has_one_place() {
        let mut all: Vec<_> = ALPHABET
            .iter()
            .flat_map(|row| row.chars())
            .map(place)
            .collect();
        let count = all.len();
        all.dedup();
        assert_eq!((all.len(), all.is_sorted()), (count, true));
        assert_eq!(count, 12 * 6 + 21);
    }

    proptest! {
        #[test]
        fn texts_are_ordered_by_letters_then_tones(
            a in prop::collection::vec((0..9usize, 0..6usize), 0..5),
            b in prop::collection::vec((0..9usize, 0..6usize), 0..5),
        ) {
            let ((a, a_letters, a_tones), (b, b_letters, b_tones)) = (spelt(&a), spelt(&b));
            let expected = a_letters.cmp(&b_letters).then(a_tones.cmp(&b_tones));
            prop_assert_eq!(text_key(&a).cmp(&text_key(&b)), expected, "{} {}", a, b);
        }

        #[test]
        fn it_sorts_as_the_standard_library_does(items: Vec<(u8, u8)>) {
            let (mut ours, mut standard) = (items.clone(), items);
            sort_by_key(&mut ours, |item| item.0);
            standard.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, standard);
        }
    }
}
