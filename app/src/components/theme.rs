//! Light, dark, or what the phone says.

crate::vocabulary! {
    /// The choice of theme, kept in a cookie so that the server can render it.
    pub enum Theme {
        Auto = "auto", "Theo máy", "Like the phone";
        Light = "light", "Sáng", "Light";
        Dark = "dark", "Tối", "Dark";
    }
}

#[expect(
    clippy::derivable_impls,
    reason = "the vocabulary macro derives no Default"
)]
impl Default for Theme {
    fn default() -> Self {
        Self::Auto
    }
}

/// Colour of the browser's own frame: the paper of style/tokens.css.
const LIGHT: &str = "#ffffff";
const DARK: &str = "#161d1a";

impl Theme {
    /// What the browser draws its own controls in.
    pub const fn color_scheme(self) -> &'static str {
        match self {
            Self::Auto => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Media query and colour of the browser's frame.
    pub const fn colors(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Auto => &[
                ("(prefers-color-scheme: light)", LIGHT),
                ("(prefers-color-scheme: dark)", DARK),
            ],
            Self::Light => &[("all", LIGHT)],
            Self::Dark => &[("all", DARK)],
        }
    }
}
