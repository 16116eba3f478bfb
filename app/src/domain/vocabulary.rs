//! The one way a closed list of the domain becomes a type: code on the wire, label on the screen.

/// Declares an enum whose variants have a stable code and a Vietnamese and English label.
///
/// Gives `ALL`, `code()`, `label(Lang)`, `FromStr`, `Display` (the code) and serde by code.
#[macro_export]
macro_rules! vocabulary {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $vi:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name {
            $($(#[$vmeta])* $variant,)+
        }

        impl $name {
            /// Every member, in the order the domain lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code used on the wire and in the database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The label on the screen.
            pub const fn label(self, lang: $crate::i18n::Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$variant, $crate::i18n::Lang::Vi) => $vi, (Self::$variant, $crate::i18n::Lang::En) => $en,)+
                }
            }
        }

        // By hand: the derive does not see through the macro to the names in `rename`.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($code),+]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

        // By hand and shared: derived code would be a visitor a list, and the phone loads them all.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::domain::vocabulary::text(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl $crate::json::Read for $name {
            fn read(json: $crate::json::Json<'_>) -> Option<Self> {
                let code = json.text()?;
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }

        impl $crate::json::Write for $name {
            fn write(&self, out: &mut $crate::json::Writer) {
                out.text(self.code());
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::vocabulary::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    other => Err($crate::domain::vocabulary::UnknownCode { code: other.to_owned(), known: &[$($code),+] }),
                }
            }
        }
    };
}

/// Reads a code, whichever way the format holds it.
///
/// # Errors
/// Where there is no text.
pub fn text<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<std::borrow::Cow<'de, str>, D::Error> {
    serde::Deserialize::deserialize(deserializer)
}

/// A code that is not in its closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code:?} is none of {}", known.join(", "))]
pub struct UnknownCode {
    /// What was given.
    pub code: String,
    /// The codes of the list.
    pub known: &'static [&'static str],
}
