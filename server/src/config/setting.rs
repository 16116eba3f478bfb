//! How one setting is read from text and written as TOML, by its type.

use std::{fmt::Display, net::SocketAddr, path::PathBuf, str::FromStr};

use tracing_subscriber::filter::Targets;

/// A type that a setting can have.
pub trait Setting: Sized {
    /// Whether TOML writes it in quotes.
    const QUOTED: bool;

    /// Reads it from bare text.
    ///
    /// # Errors
    /// What to write instead, in words.
    fn from_text(text: &str) -> Result<Self, String>;

    /// Its value as TOML; none where it has none.
    fn to_toml(&self) -> Option<String>;
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Human on a terminal, else JSON.
    Auto,
    /// One line for people.
    Human,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            _ => Err("write auto, human or json".to_owned()),
        }
    }
}

impl Display for LogFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Human => "human",
            Self::Json => "json",
        })
    }
}

/// Levels by module, as [`super::Config::log_filter`] says them.
///
/// # Errors
/// What to write instead, in words.
pub fn check_log_filter(text: &str) -> Result<(), String> {
    let parsed = text.parse::<Targets>();
    parsed.map(drop).map_err(|error| {
        format!("{error}: write a level such as info, or levels by module: info,server=debug")
    })
}

macro_rules! plain {
    ($($type:ty, $quoted:literal, $hint:literal;)+) => {$(
        impl Setting for $type {
            const QUOTED: bool = $quoted;

            fn from_text(text: &str) -> Result<Self, String> {
                text.trim().parse().map_err(|_| $hint.to_owned())
            }

            fn to_toml(&self) -> Option<String> {
                Some(if $quoted { quoted(&self.to_string()) } else { self.to_string() })
            }
        }
    )+};
}

plain! {
    bool, false, "write true or false";
    u32, false, "write a whole number, not negative";
    u64, false, "write a whole number, not negative";
    usize, false, "write a whole number, not negative";
    SocketAddr, true, "write an address and a port, such as 127.0.0.1:3000";
    LogFormat, true, "write auto, human or json";
}

impl Setting for String {
    const QUOTED: bool = true;

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.trim().to_owned())
    }

    fn to_toml(&self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Setting for PathBuf {
    const QUOTED: bool = true;

    fn from_text(text: &str) -> Result<Self, String> {
        match text.trim() {
            "" => Err("write a folder or a file".to_owned()),
            path => Ok(Self::from(path)),
        }
    }

    fn to_toml(&self) -> Option<String> {
        Some(quoted(&self.to_string_lossy()))
    }
}

impl<T: Setting> Setting for Option<T> {
    const QUOTED: bool = T::QUOTED;

    /// Empty text means: none.
    fn from_text(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        T::from_text(text).map(Some)
    }

    fn to_toml(&self) -> Option<String> {
        self.as_ref().and_then(T::to_toml)
    }
}

/// A basic TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
