//! Folding of Vietnamese text, so that a search finds "Đinh Tiên Hoàng" by "dinh tien hoang".

/// Lower case, without diacritics, white space trimmed and collapsed to single blanks.
///
/// Precomposed (NFC) and decomposed (NFD) spellings of a text fold to the same. Only folded
/// texts may be compared with each other; a folded text is never shown.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars().map(lower) {
        if c.is_whitespace() {
            blank = !out.is_empty();
        } else if !is_combining_mark(c) {
            if std::mem::take(&mut blank) {
                out.push(' ');
            }
            out.push(base_letter(c));
        }
    }
    out
}

/// The lower case of a letter that Vietnamese or another language of western Europe has; anything else as it
/// is. The standard library's table of all scripts is 12 kB that a phone would load.
fn lower(c: char) -> char {
    let shift = match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' => 32,
        // In these blocks the small letter follows its capital.
        'Ă' | 'Đ' | 'Ĩ' | 'Ũ' | 'Ơ' | 'Ư' => 1,
        'Ạ'..='Ỹ' if u32::from(c) % 2 == 0 => 1,
        _ => 0,
    };
    char::from_u32(u32::from(c) + shift).unwrap_or(c)
}

/// Combining diacritical marks: the five tones, circumflex, breve, horn and their relatives.
fn is_combining_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The letter under the diacritics of a lower-case precomposed letter; anything else as it is.
fn base_letter(c: char) -> char {
    match c {
        'à'..='å' | 'ă' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ẩ' | 'ẫ' | 'ậ' | 'ắ' | 'ằ' | 'ẳ' | 'ẵ' | 'ặ' => {
            'a'
        }
        'è'..='ë' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => 'e',
        'ì'..='ï' | 'ĩ' | 'ỉ' | 'ị' => 'i',
        'ò'..='ö' | 'ơ' | 'ọ' | 'ỏ' | 'ố' | 'ồ' | 'ổ' | 'ỗ' | 'ộ' | 'ớ' | 'ờ' | 'ở' | 'ỡ' | 'ợ' => {
            'o'
        }
        'ù'..='ü' | 'ũ' | 'ư' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' => 'u',
        'ý' | 'ÿ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => 'y',
        'đ' | 'ð' => 'd',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_every_vietnamese_letter() {
        let letters = "aàảãáạăằẳẵắặâầẩẫấậ eèẻẽéẹêềểễếệ iìỉĩíị oòỏõóọôồổỗốộơờởỡớợ \
                       uùủũúụưừửữứự yỳỷỹýỵ đ";
        let folded = fold(letters);
        assert_eq!(fold(&letters.to_uppercase()), folded);
        let words: Vec<_> = folded.split(' ').collect();
        for (word, (letter, count)) in words.iter().zip([
            ('a', 18),
            ('e', 12),
            ('i', 6),
            ('o', 18),
            ('u', 12),
            ('y', 6),
            ('d', 1),
        ]) {
            assert_eq!(**word, letter.to_string().repeat(count));
        }
    }

    #[test]
    fn letters_are_lowered_as_the_standard_library_does() {
        for c in ('\0'..='\u{ff}')
            .chain('\u{1ea0}'..='\u{1ef9}')
            .chain("ĂăĐđĨĩŨũƠơƯư".chars())
        {
            assert!(c.to_lowercase().eq([lower(c)]), "{c}");
        }
    }

    #[test]
    fn composed_and_decomposed_are_the_same() {
        let decomposed =
            "Pho\u{302}\u{301}  Ðinh Tie\u{302}n Hoa\u{300}ng, Lu\u{31b}o\u{31b}ng\u{a0}";
        assert_eq!(fold(decomposed), "pho dinh tien hoang, luong");
        assert_eq!(fold("Phố Đinh Tiên Hoàng, Lương"), fold(decomposed));
    }

    #[test]
    fn keeps_digits_signs_and_order() {
        assert_eq!(fold("  Ngõ 44/3 \n Hàm  Tử Quan "), "ngo 44/3 ham tu quan");
        assert_eq!(fold(" \u{301} "), "");
    }
}
