//! Which passwords are refused when one is set: short ones, common ones, and those that are like the account's name.
//!
//! Length is asked for, no kinds of characters: several words are easier to keep and harder to guess.

use std::{
    collections::HashSet,
    io::{Cursor, Read},
    sync::LazyLock,
};

use app::geo::fold;
use unicode_normalization::UnicodeNormalization;

use crate::demo;

/// Fewest characters of a password.
pub const MIN_CHARS: usize = 12;
/// Most; more is a mistake, and hashing it would only cost.
pub const MAX_CHARS: usize = 256;
/// A name, or a part of one, as short as this is in many words.
const SHORT_NAME: usize = 3;
/// A piece as short as this, again and again, is no password.
const LONGEST_PIECE: usize = 4;

/// Letters and digits of common passwords, in small letters without diacritics.
static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let file = include_bytes!("../../../data/common-passwords.zip");
    let mut text = String::new();
    let read = zip::ZipArchive::new(Cursor::new(&file[..])).and_then(|mut archive| {
        archive.by_index(0)?.read_to_string(&mut text)?;
        Ok(())
    });
    read.expect("the list inside the program is whole");
    text.lines().map(str::to_owned).collect()
});

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Fewer than [`MIN_CHARS`].
    #[error("a password needs at least {MIN_CHARS} characters; several words are best")]
    Short,
    /// More than [`MAX_CHARS`].
    #[error("a password may have at most {MAX_CHARS} characters")]
    Long,
    /// Made of a name of the account.
    #[error(
        "the password is like the account's name, which everybody knows; take several other words"
    )]
    LikeName,
    /// Among those that are tried first, or made of them.
    #[error(
        "that password is common, and would be tried first; several words that nobody puts together are best"
    )]
    Common,
    /// The demo's.
    #[error("that is the demo's password, which everybody knows")]
    Demo,
}

/// Whether this password may be set for an account with these names.
///
/// # Errors
/// Why not.
pub fn check(password: &str, names: &[&str]) -> Result<(), Weak> {
    // As it is hashed: keyboards differ in how they send «ậ».
    let password: String = password.nfc().collect();
    let length = password.chars().count();
    if password == demo::PASSWORD {
        return Err(Weak::Demo);
    }
    if length < MIN_CHARS {
        return Err(Weak::Short);
    }
    if length > MAX_CHARS {
        return Err(Weak::Long);
    }
    let core = core(&password);
    if names.iter().any(|name| is_like(&core, name)) {
        return Err(Weak::LikeName);
    }
    if is_common(&core) {
        return Err(Weak::Common);
    }
    Ok(())
}

/// What of a text people remember: letters, signs that stand for some, and digits, without case and diacritics.
fn core(text: &str) -> String {
    let letter = |c| match c {
        '@' => 'a',
        '$' => 's',
        other => other,
    };
    fold(text)
        .chars()
        .map(letter)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn is_like(password: &str, name: &str) -> bool {
    let name = core(name);
    if name.is_empty() {
        return false;
    }
    let backwards: String = name.chars().rev().collect();
    if password.contains(&name)
        || (name.chars().count() > SHORT_NAME && password.contains(&backwards))
    {
        return true;
    }
    // A third may differ: digits put in, letters left out.
    let longest = password.chars().count().max(name.chars().count());
    distance(password, &name) * 3 <= longest
}

/// Characters to put in, take out or change to make one of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = changed.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn is_common(core: &str) -> bool {
    [core.to_owned(), plain(core)].iter().any(|text| {
        let word = text.trim_matches(|c: char| c.is_ascii_digit());
        // Only digits, or a word with digits around it, or two words: all of that is tried.
        word.is_empty()
            || is_repeated(text)
            || is_row(text)
            || is_known(text)
            || is_known(word)
            || is_two(word)
    })
}

fn is_known(text: &str) -> bool {
    COMMON.contains(text)
}

fn is_two(text: &str) -> bool {
    text.char_indices()
        .map(|(at, _)| text.split_at(at))
        .any(|(first, second)| is_known(first) && is_known(second))
}

/// With the letters that digits and signs stand for.
fn plain(core: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    core.chars().map(letter).collect()
}

/// Whether a short piece is all there is, again and again.
fn is_repeated(text: &str) -> bool {
    let all: Vec<char> = text.chars().collect();
    (1..=LONGEST_PIECE)
        .any(|length| all.len() > length && all.iter().zip(&all[length..]).all(|(a, b)| a == b))
}

/// Whether each character is the one after, or before, the one before it.
fn is_row(text: &str) -> bool {
    let steps = |by: i64| {
        let codes = text.chars().map(|c| i64::from(u32::from(c)));
        codes.clone().zip(codes.skip(1)).all(|(a, b)| b - a == by)
    };
    steps(1) || steps(-1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 2] = ["canbo.hoankiem", "Cán bộ văn hóa phường Hàng Trống"];

    #[test]
    fn several_words_are_good() {
        for good in [
            "một câu dễ nhớ",
            "cá rô kho tộ 37",
            "Hàng Gai mưa tháng bảy",
            "vq8#Lm2!xTz9r",
        ] {
            assert_eq!(check(good, &NAMES), Ok(()), "{good}");
        }
    }

    #[test]
    fn weak_ones_are_told_why() {
        for (weak, why) in [
            ("mười một ký", Weak::Short),
            (&"dài quá ".repeat(40), Weak::Long),
            (demo::PASSWORD, Weak::Demo),
            ("canbo.hoankiem", Weak::LikeName),
            ("Canbo-HoanKiem-2026", Weak::LikeName),
            ("meiknaoh.obnac!", Weak::LikeName),
            ("c4nbo.h0ankiem", Weak::LikeName),
            ("canbohoankie99", Weak::LikeName),
            ("can bo van hoa phuong hang trong", Weak::LikeName),
            ("password2026!", Weak::Common),
            ("P@ssw0rd P@ssw0rd", Weak::Common),
            ("password1234", Weak::Common),
            ("dragonmonkey", Weak::Common),
            ("iloveyou.2026", Weak::Common),
            ("anh yêu em 2026", Weak::Common),
            ("mật khẩu 123456", Weak::Common),
            ("098123456789", Weak::Common),
            ("aaaaaaaaaaaaa", Weak::Common),
            ("abcabcabcabcab", Weak::Common),
            ("abcdefghijklmn", Weak::Common),
        ] {
            assert_eq!(check(weak, &NAMES), Err(why), "{weak}");
        }
    }

    #[test]
    fn the_list_is_folded_and_long() {
        assert!(COMMON.len() > 15_000);
        assert!(
            COMMON
                .iter()
                .all(|word| *word == core(word) && word.len() >= 4)
        );
    }

    proptest! {
        /// However a name or a common word is dressed up with case, diacritics lost, digits and signs around it.
        #[test]
        fn dressing_up_does_not_help(
            word in prop::sample::select(vec!["password", "iloveyou", "matkhau", "canbo.hoankiem"]),
            before in "[0-9!. _-]{0,6}", after in "[0-9!. _-]{6,12}", is_loud in any::<bool>(),
        ) {
            let word = if is_loud { word.to_uppercase() } else { word.to_owned() };
            let password = format!("{before}{word}{after}");
            prop_assert!(check(&password, &NAMES).is_err(), "{}", password);
        }

        #[test]
        fn nothing_breaks_it(password in ".{0,40}", name in ".{0,20}") {
            let _ = check(&password, &[&name]);
        }
    }
}
