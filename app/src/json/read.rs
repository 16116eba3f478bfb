//! From text to [`Json`]: RFC 8259, nothing more lenient.

use std::borrow::Cow;

use super::{Fields, Json};

/// Deepest nesting; a phone's stack is small.
const MOST_DEPTH: usize = 64;
/// Significant digits that count: every decimal of that many is a double of its own.
const DIGITS: usize = 15;

/// The one value that `text` is.
pub fn parse(text: &str) -> Option<Json<'_>> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_blank();
    (reader.at == text.len()).then_some(value)
}

/// The number that `text` is, in JSON's notation.
pub fn number(text: &str) -> Option<f64> {
    let mut reader = Reader { text, at: 0 };
    let number = reader.number()?;
    (reader.at == text.len()).then_some(number)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn skip_blank(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Json<'a>> {
        if depth > MOST_DEPTH {
            return None;
        }
        self.skip_blank();
        match self.peek()? {
            b'{' => self.object(depth).map(Json::Object),
            b'[' => self.list(depth).map(Json::List),
            b'"' => self.string().map(Json::Text),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number().map(Json::Number),
        }
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Option<Json<'a>> {
        let there = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        there.then_some(value)
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Json<'a>>> {
        let mut list = Vec::new();
        self.items(b']', &mut |reader| {
            list.push(reader.value(depth + 1)?);
            Some(())
        })?;
        Some(list)
    }

    fn object(&mut self, depth: usize) -> Option<Fields<'a>> {
        let mut fields = Vec::new();
        self.items(b'}', &mut |reader| {
            let name = reader.string()?;
            reader.skip_blank();
            let value = reader.skip(b':').then(|| reader.value(depth + 1))??;
            fields.push((name, value));
            Some(())
        })?;
        Some(Fields(fields))
    }

    /// What stands between a bracket and `end`, separated by commas.
    fn items(&mut self, end: u8, item: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_blank();
        if self.skip(end) {
            return Some(());
        }
        loop {
            self.skip_blank();
            item(self)?;
            self.skip_blank();
            match self.next()? {
                b',' => {}
                byte => return (byte == end).then_some(()),
            }
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        if !self.skip(b'"') {
            return None;
        }
        let mut unescaped = String::new();
        let mut start = self.at;
        loop {
            match self.next()? {
                b'"' => {
                    let rest = &self.text[start..self.at - 1];
                    if unescaped.is_empty() {
                        return Some(Cow::Borrowed(rest));
                    }
                    unescaped.push_str(rest);
                    return Some(Cow::Owned(unescaped));
                }
                b'\\' => {
                    unescaped.push_str(&self.text[start..self.at - 1]);
                    unescaped.push(self.escaped()?);
                    start = self.at;
                }
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.escaped_char(),
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            _ => return None,
        })
    }

    /// Four hexadecimal digits; twice, where the first are half of a surrogate pair.
    fn escaped_char(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        let pair = self.skip(b'\\') && self.skip(b'u');
        let low = pair.then(|| self.hex())??.wrapping_sub(0xdc00);
        (low < 0x400).then(|| char::from_u32(0x10000 + ((high - 0xd800) << 10) + low))?
    }

    fn hex(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(code)
    }

    fn number(&mut self) -> Option<f64> {
        let negative = self.skip(b'-');
        let mut digits = Digits::default();
        let begins_with_zero = self.peek() == Some(b'0');
        let whole = self.digits(&mut digits);
        if whole == 0 || (begins_with_zero && whole > 1) {
            return None;
        }
        if self.skip(b'.') {
            let decimals = self.digits(&mut digits);
            digits.exponent -= decimals;
            if decimals == 0 {
                return None;
            }
        }
        if self.skip(b'e') || self.skip(b'E') {
            digits.exponent += self.exponent()?;
        }
        let number = digits.value();
        number
            .is_finite()
            .then_some(if negative { -number } else { number })
    }

    /// Takes in digits and tells how many.
    fn digits(&mut self, digits: &mut Digits) -> i32 {
        let start = self.at;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            digits.push(digit - b'0');
            self.at += 1;
        }
        i32::try_from(self.at - start).unwrap_or(i32::MAX)
    }

    fn exponent(&mut self) -> Option<i32> {
        let negative = self.skip(b'-');
        if !negative {
            self.skip(b'+');
        }
        let mut digits = Digits::default();
        let count = self.digits(&mut digits);
        // A larger one is infinity or nothing anyway.
        let exponent = digits.value().min(9999.0) as i32;
        (count > 0).then_some(if negative { -exponent } else { exponent })
    }
}

/// A decimal as it is read: the first 15 significant digits, rounded.
#[derive(Default)]
struct Digits {
    value: u64,
    count: usize,
    exponent: i32,
}

impl Digits {
    fn push(&mut self, digit: u8) {
        let significant = self.count > 0 || digit > 0;
        match self.count {
            count if count < DIGITS => self.value = self.value * 10 + u64::from(digit),
            DIGITS if digit >= 5 => self.value += 1,
            _ => {}
        }
        if self.count >= DIGITS {
            self.exponent = self.exponent.saturating_add(1);
        }
        self.count += usize::from(significant);
    }

    /// Exact for as many digits as count and exponents to 22: one rounding, of two exact numbers.
    fn value(&self) -> f64 {
        let value = self.value as f64;
        match self.exponent {
            down @ ..0 => value / power_of_ten(-down),
            up => value * power_of_ten(up),
        }
    }
}

/// Exact up to 10²².
pub(super) fn power_of_ten(exponent: i32) -> f64 {
    (0..exponent.min(400)).fold(1.0, |power, _| power * 10.0)
}
