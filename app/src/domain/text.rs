//! What may stand in a text that people write, wherever it comes in: the phone's forms and the server ask the same
//! function, so that nothing is queued on a phone that the server refuses.

/// Whether a character may stand in a text. Not so: control characters (no database keeps U+0000 like another),
/// marks that turn the direction of writing (a name would read as another), places that Unicode assigns to no
/// character, and U+FFFD, which stands where a character was lost.
pub const fn is_allowed(sign: char) -> bool {
    let code = sign as u32;
    let is_control = sign.is_ascii_control() && !matches!(sign, '\t' | '\n' | '\r');
    let is_direction = matches!(code, 0x061c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069);
    let is_nobody = code & 0xfffe == 0xfffe
        || matches!(code, 0xfdd0..=0xfdef | 0xfff0..=0xfffb | 0xfffd | 0x40000..=0xdffff);
    !(is_control || matches!(code, 0x80..=0x9f | 0x2028 | 0x2029) || is_direction || is_nobody)
}

/// Whether every character of a text may stand there.
pub fn is_sound(text: &str) -> bool {
    text.chars().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_sound_and_what_machines_hide_is_not() {
        for good in [
            "cột số 4\n(ngã tư)",
            "Pho\u{302}\u{301}",
            "👷🏽\u{200d}♀️ “xong”",
            "Đ – …",
        ] {
            assert!(is_sound(good), "{good:?}");
        }
        for bad in "\0\u{1}\u{1b}\u{7f}\u{85}\u{9f}\u{2028}\u{200f}\u{202e}\u{2066}\u{fdd0}\u{fff0}\u{fffd}\u{ffff}\u{1fffe}\u{50000}\u{10ffff}"
            .chars()
        {
            assert!(!is_sound(&format!("cột {bad} số 4")), "{bad:?}");
        }
    }
}
