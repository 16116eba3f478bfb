//! What can be read and written, and the one line by which a struct of the domain says so.

use super::{Fields, Json, Writer};

/// Can be read.
pub trait Read: Sized {
    /// The value; `None` where `json` has another shape.
    fn read(json: Json<'_>) -> Option<Self>;
}

/// Can be written.
pub trait Write {
    /// Writes the value.
    fn write(&self, out: &mut Writer);
}

/// Fields that are read from an object of their own or, flattened, from another's.
pub trait Shape: Sized {
    /// Takes the fields out; `None` where one is missing or of another shape.
    fn from_fields(fields: &mut Fields<'_>) -> Option<Self>;
}

/// Fields that are written into an object of their own or, flattened, into another's.
pub trait WriteFields {
    /// Writes the fields.
    fn write_fields(&self, out: &mut Writer);
}

/// Lets a struct be read: `json_read!(Site { id, code } newer { note } flat { areas })`. Those of `newer` may be
/// missing, as in what an older version wrote; the fields of `flat` stand among the struct's own. A field
/// that is forgotten doesn't compile.
#[macro_export]
macro_rules! json_read {
    ($name:ident { $($field:ident),+ $(,)? } $(newer { $($newer:ident),+ $(,)? })? $(flat { $($flat:ident),+ })?) => {
        impl $crate::json::Shape for $name {
            fn from_fields(fields: &mut $crate::json::Fields<'_>) -> Option<Self> {
                Some(Self {
                    $($field: fields.take(stringify!($field))?,)+
                    $($($newer: fields.take_or_default(stringify!($newer))?,)+)?
                    $($($flat: $crate::json::Shape::from_fields(fields)?,)+)?
                })
            }
        }

        impl $crate::json::Read for $name {
            fn read(json: $crate::json::Json<'_>) -> Option<Self> {
                $crate::json::Shape::from_fields(&mut json.fields()?)
            }
        }
    };
}

/// Lets a struct be read and written, its fields in this order and those of `flat` last.
#[macro_export]
macro_rules! json_fields {
    ($name:ident { $($field:ident),+ $(,)? } $(newer { $($newer:ident),+ $(,)? })? $(flat { $($flat:ident),+ })?) => {
        $crate::json_read!($name { $($field),+ } $(newer { $($newer),+ })? $(flat { $($flat),+ })?);

        impl $crate::json::WriteFields for $name {
            fn write_fields(&self, out: &mut $crate::json::Writer) {
                $(out.field(stringify!($field), &self.$field);)+
                $($(out.field(stringify!($newer), &self.$newer);)+)?
                $($($crate::json::WriteFields::write_fields(&self.$flat, out);)+)?
            }
        }

        impl $crate::json::Write for $name {
            fn write(&self, out: &mut $crate::json::Writer) {
                out.object(&|out| $crate::json::WriteFields::write_fields(self, out));
            }
        }
    };
}

/// Gives a type that is a text on the wire its JSON, by `FromStr` and `Display`.
#[macro_export]
macro_rules! json_text {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::json::Read for $name {
            fn read(json: $crate::json::Json<'_>) -> Option<Self> {
                json.text()?.parse().ok()
            }
        }

        impl $crate::json::Write for $name {
            fn write(&self, out: &mut $crate::json::Writer) {
                out.text(&self.to_string());
            }
        }
    )+};
}

/// Gives a type around another one that other's JSON.
#[macro_export]
macro_rules! json_inner {
    ($($name:ident),+ $(,)?) => {$(
        impl $crate::json::Read for $name {
            fn read(json: $crate::json::Json<'_>) -> Option<Self> {
                $crate::json::Read::read(json).map(Self)
            }
        }

        impl $crate::json::Write for $name {
            fn write(&self, out: &mut $crate::json::Writer) {
                self.0.write(out);
            }
        }
    )+};
}

macro_rules! integers {
    ($($name:ty),+) => {$(
        impl Read for $name {
            fn read(json: Json<'_>) -> Option<Self> {
                // A double holds every whole number that a phone counts; the cast saturates.
                let number = json.number()?;
                let whole = number as Self;
                (whole as f64 == number).then_some(whole)
            }
        }

        impl Write for $name {
            fn write(&self, out: &mut Writer) {
                out.integer(i64::try_from(*self).unwrap_or(i64::MAX));
            }
        }
    )+};
}

integers!(u8, i32, u32, i64, u64);

impl Read for bool {
    fn read(json: Json<'_>) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(value),
            _ => None,
        }
    }
}

impl Write for bool {
    fn write(&self, out: &mut Writer) {
        out.word(if *self { "true" } else { "false" });
    }
}

impl Read for f64 {
    fn read(json: Json<'_>) -> Option<Self> {
        json.number()
    }
}

impl Write for f64 {
    fn write(&self, out: &mut Writer) {
        out.number(*self);
    }
}

impl Read for String {
    fn read(json: Json<'_>) -> Option<Self> {
        Some(json.text()?.into_owned())
    }
}

impl Write for String {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}

impl Write for &str {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: Json<'_>) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::read(json).map(Some),
        }
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => out.word("null"),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: Json<'_>) -> Option<Self> {
        match json {
            Json::List(list) => list.into_iter().map(T::read).collect(),
            _ => None,
        }
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.list(&mut self.iter().map(|value| value as &dyn Write));
    }
}

impl Read for uuid::Uuid {
    fn read(json: Json<'_>) -> Option<Self> {
        Self::parse_str(&json.text()?).ok()
    }
}

impl Write for uuid::Uuid {
    fn write(&self, out: &mut Writer) {
        out.text(&self.to_string());
    }
}
