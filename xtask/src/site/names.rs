//! Names of what wasm-bindgen imports: each ends in 16 hexadecimal digits of a hash, once in the wasm and
//! once in the glue. Nothing compresses a hash, so a number takes its place: 5 kB less of the first load.

use std::collections::BTreeMap;

use super::Files;

/// How every such name begins.
const START: &[u8] = b"__wb";
/// Digits of the hash at its end.
const DIGITS: usize = 16;

/// Numbers the names in all files of a build alike.
pub fn shorten(files: &mut Files) {
    let mut numbers = BTreeMap::new();
    for content in files.values() {
        for (start, end) in names(content) {
            numbers.insert(content[start..end].to_vec(), String::new());
        }
    }
    for (number, digits) in numbers.values_mut().enumerate() {
        *digits = format!("{number:0DIGITS$x}");
    }
    for content in files.values_mut() {
        for (start, end) in names(content) {
            if let Some(digits) = numbers.get(&content[start..end]) {
                content[end - DIGITS..end].copy_from_slice(digits.as_bytes());
            }
        }
    }
}

/// From where to where there are names with a hash.
fn names(content: &[u8]) -> Vec<(usize, usize)> {
    let starts = content.windows(START.len()).enumerate();
    let starts = starts.filter(|(_, bytes)| *bytes == START);
    let ends = starts.map(|(start, _)| {
        let rest = content[start..].iter();
        let length = rest.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
        (start, start + length.count())
    });
    ends.filter(|&(start, end)| is_hashed(&content[start..end]))
        .collect()
}

fn is_hashed(name: &[u8]) -> bool {
    name.split_last_chunk::<DIGITS>()
        .is_some_and(|(start, hash)| start.ends_with(b"_") && hash.iter().all(is_digit))
}

fn is_digit(byte: &u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_every_file_and_as_long_as_before() {
        let wasm = b"\x1a__wbg_log_0123456789abcdef\x00\x1a__wbg_log_f123456789abcdef\x00";
        // The last one is as long as a hash, and has none.
        let script = b"__wbg_log_f123456789abcdef:log,__wbg_log_0123456789abcdef,__wbindgen_throw";
        let mut files = Files::from([
            ("a.js".to_owned(), script.to_vec()),
            ("a.wasm".to_owned(), wasm.to_vec()),
        ]);
        shorten(&mut files);
        assert_eq!(
            files["a.wasm"],
            b"\x1a__wbg_log_0000000000000000\x00\x1a__wbg_log_0000000000000001\x00"
        );
        assert_eq!(
            files["a.js"],
            b"__wbg_log_0000000000000001:log,__wbg_log_0000000000000000,__wbindgen_throw"
        );
    }
}
