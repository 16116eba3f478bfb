//! Addresses as people type them: the street is what they have in common with the data, which know no houses.

use super::search::fold;

/// Words before a house number, folded.
const WORDS: [&str; 3] = ["so nha", "so", "nha so"];

/// The street of an address that begins with a house number, as "Hàng Gai" of "số 12A Hàng Gai, Hoàn Kiếm"; none where
/// the text has no number before a name.
#[must_use]
pub fn street_of_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let rest = without_words(text);
    let (number, street) = rest.split_once([' ', ','])?;
    let is_number = number.starts_with(|c: char| c.is_ascii_digit());
    let street = street.trim_start_matches([' ', ',']);
    let street = street.split(',').next().unwrap_or(street).trim();
    (is_number && street.contains(char::is_alphabetic)).then_some(street)
}

/// The text after "số", "nhà số" or "số nhà", where one of them comes first.
fn without_words(text: &str) -> &str {
    let words = text.char_indices().filter(|(_, c)| *c == ' ').take(2);
    let ends: Vec<usize> = words.map(|(at, _)| at).collect();
    let after = ends.iter().rev().find(|at| {
        let first = fold(&text[..**at]);
        WORDS.contains(&first.as_str())
    });
    after.map_or(text, |at| text[*at..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_goes_and_the_street_stays() {
        for text in [
            "12 Hàng Gai",
            "12A, Hàng Gai",
            "số 12 Hàng Gai",
            "Số nhà 12/5 Hàng Gai",
            "nhà số 12B Hàng Gai, Hoàn Kiếm, Hà Nội",
            "  12-14   Hàng Gai ",
        ] {
            assert_eq!(street_of_address(text), Some("Hàng Gai"), "{text}");
        }
        assert_eq!(street_of_address("12 phố Hàng Gai"), Some("phố Hàng Gai"));
    }

    #[test]
    fn a_text_without_a_number_before_a_name_is_no_address() {
        for text in [
            "Hàng Gai",
            "Ngõ 12 Hàng Gai",
            "12",
            "19/5",
            "số 5",
            "HK-014",
            "",
            "12, 14",
        ] {
            assert_eq!(street_of_address(text), None, "{text}");
        }
    }
}
