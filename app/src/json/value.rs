//! A parsed value, whose texts are borrowed where nothing in them was escaped.

use std::borrow::Cow;

use super::Read;

/// One JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, to 15 significant digits.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Fields<'a>),
}

impl<'a> Json<'a> {
    /// The fields, if it is an object.
    pub fn fields(self) -> Option<Fields<'a>> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// The fields of an object, each to be taken out once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fields<'a>(pub(super) Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Fields<'a> {
    /// The field with that name, `null` where there is none: an optional field may be left out.
    pub fn remove(&mut self, name: &str) -> Json<'a> {
        let at = self.0.iter().position(|(known, _)| known == name);
        at.map_or(Json::Null, |at| self.0.swap_remove(at).1)
    }

    /// The field with that name; `None` where it is missing or of another shape.
    pub fn take<T: Read>(&mut self, name: &str) -> Option<T> {
        T::read(self.remove(name))
    }

    /// As [`take`](Self::take), but the default where the field is missing or `null`.
    pub fn take_or_default<T: Read + Default>(&mut self, name: &str) -> Option<T> {
        match self.remove(name) {
            Json::Null => Some(T::default()),
            json => T::read(json),
        }
    }
}
