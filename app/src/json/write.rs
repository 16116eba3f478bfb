//! From values to text, written as serde_json writes it.

use super::{Write, read::power_of_ten};

/// Least number that needs more than the digits there are.
const TOO_LONG: f64 = 1e15;
/// Most decimals; a smaller number is none of a phone's.
const MOST_DECIMALS: i32 = 17;

/// The text so far.
#[derive(Default)]
pub struct Writer(String);

impl Writer {
    /// The whole text.
    pub fn finish(self) -> String {
        self.0
    }

    /// `null`, `true`, `false`.
    pub fn word(&mut self, word: &str) {
        self.0.push_str(word);
    }

    /// A whole number.
    pub fn integer(&mut self, number: i64) {
        self.0.push_str(&number.to_string());
    }

    /// A number, with as few of 15 digits as tell it from any other; `null` where it is none.
    pub fn number(&mut self, number: f64) {
        if !number.is_finite() {
            return self.word("null");
        }
        if number.is_sign_negative() {
            self.0.push('-');
        }
        let number = number.abs();
        let (units, decimals) = shortest(number);
        let digits = units.to_string();
        let decimals = usize::try_from(decimals).unwrap_or_default();
        // At least one digit before the point.
        let zeros = (decimals + 1).saturating_sub(digits.len());
        let digits = ["0".repeat(zeros), digits].concat();
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let fraction = if fraction.is_empty() { "0" } else { fraction };
        for part in [whole, ".", fraction] {
            self.0.push_str(part);
        }
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                '\t' => self.0.push_str("\\t"),
                '\u{8}' => self.0.push_str("\\b"),
                '\u{c}' => self.0.push_str("\\f"),
                '\0'..='\u{1f}' => {
                    let digit = |four_bits: u32| char::from_digit(four_bits, 16).unwrap_or('0');
                    self.0.push_str("\\u00");
                    self.0.push(digit(u32::from(c) >> 4));
                    self.0.push(digit(u32::from(c) & 15));
                }
                c => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    /// Values between brackets.
    pub fn list(&mut self, values: &mut dyn Iterator<Item = &dyn Write>) {
        self.0.push('[');
        for value in values {
            self.separate('[');
            value.write(self);
        }
        self.0.push(']');
    }

    /// An object, whose fields `fields` writes.
    pub fn object(&mut self, fields: &dyn Fn(&mut Self)) {
        self.0.push('{');
        fields(self);
        self.0.push('}');
    }

    /// A field of the object that is open.
    pub fn field(&mut self, name: &str, value: &dyn Write) {
        self.separate('{');
        self.text(name);
        self.0.push(':');
        value.write(self);
    }

    /// A comma, unless the bracket was opened just now: no value ends with an opening one.
    fn separate(&mut self, opening: char) {
        if !self.0.ends_with(opening) {
            self.0.push(',');
        }
    }
}

/// The fewest decimals that give `number` again, as a whole number of units and their count; at most
/// 15 digits.
fn shortest(number: f64) -> (u64, i32) {
    let mut last = (number.round() as u64, 0);
    for decimals in 0..=MOST_DECIMALS {
        let units = (number * power_of_ten(decimals)).round();
        if units >= TOO_LONG {
            break;
        }
        last = (units as u64, decimals);
        if units / power_of_ten(decimals) == number {
            break;
        }
    }
    last
}
