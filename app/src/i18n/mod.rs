//! Vietnamese and English. Texts are fields of one struct, so a missing one doesn't compile.

pub mod common;
pub mod desk;
pub mod map;
pub mod notification;
pub mod phone;
pub mod plan;
pub mod reality;
pub mod shortcuts;
pub mod steps;
mod texts;
pub mod work;

use serde::{Deserialize, Serialize};

pub use texts::{Texts, fill, lang, t};

/// Language of the screen. Vietnamese unless the person chose otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both, Vietnamese first.
    pub const ALL: &'static [Self] = &[Self::Vi, Self::En];

    /// The language tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// Picks one of two texts.
    pub const fn pick<T: Copy>(self, vi: T, en: T) -> T {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// The language an `Accept-Language` header asks for first among those there are.
    pub fn from_accept_language(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.trim().split(';');
                let tag = pieces.next()?.trim().to_ascii_lowercase();
                let quality =
                    pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok());
                let lang = Self::ALL
                    .iter()
                    .copied()
                    .find(|lang| tag.split('-').next() == Some(lang.tag()))?;
                Some((lang, quality.unwrap_or(1.0)))
            })
            .fold(None, |best: Option<(Self, f32)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            })
            .map_or_else(Self::default, |(lang, _)| lang)
    }

    /// The language with that tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lang| lang.tag() == tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_names_the_language() {
        assert_eq!(
            Lang::from_accept_language("en-GB,en;q=0.9,vi;q=0.8"),
            Lang::En
        );
        assert_eq!(Lang::from_accept_language("en;q=0.2, vi-VN"), Lang::Vi);
        assert_eq!(Lang::from_accept_language("fr"), Lang::Vi);
        assert_eq!(Lang::from_accept_language(""), Lang::Vi);
    }
}
