//! Every text of the screen, in three parts. A part lists each text once with both languages side
//! by side, so that one without the other doesn't compile.

use leptos::prelude::use_context;

use super::{
    Lang,
    common::{self, Common},
    desk::{self, Desk},
    phone::{self, Phone},
};

/// Declares a part: `name: "Vietnamese", "English";` for each text.
///
/// `{}` in a text is a place for [`fill`].
#[macro_export]
macro_rules! texts {
    ($(#[$meta:meta])* $vis:vis struct $part:ident { $($name:ident: $vi:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug)]
        #[expect(missing_docs, reason = "a text is its own description")]
        $vis struct $part { $(pub $name: &'static str,)+ }

        /// The Vietnamese texts of this part.
        $vis static VI: $part = $part { $($name: $vi,)+ };
        /// The English texts of this part.
        $vis static EN: $part = $part { $($name: $en,)+ };
    };
}

/// The texts in one language.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// What phone and desk share.
    pub common: &'static Common,
    /// The officer's pages.
    pub phone: &'static Phone,
    /// The desk's pages.
    pub desk: &'static Desk,
}

static VI: Texts = Texts {
    common: &common::VI,
    phone: &phone::VI,
    desk: &desk::VI,
};
static EN: Texts = Texts {
    common: &common::EN,
    phone: &phone::EN,
    desk: &desk::EN,
};

impl Lang {
    /// The texts in this language.
    pub fn texts(self) -> &'static Texts {
        self.pick(&VI, &EN)
    }
}

/// The page's language. The server and the browser each put it into context before they render.
pub fn lang() -> Lang {
    use_context().unwrap_or_default()
}

/// The texts in the page's language.
pub fn t() -> &'static Texts {
    lang().texts()
}

/// A text with its `{}` replaced by `values`, in order.
pub fn fill(text: &str, values: &[&str]) -> String {
    let mut pieces = text.split("{}");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for piece in pieces {
        out.push_str(values.next().unwrap_or(&""));
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_order() {
        assert_eq!(fill("±{} m · {}", &["9", "4 giây"]), "±9 m · 4 giây");
        assert_eq!(fill("{}", &[]), "");
        assert_eq!(fill("không", &["thừa"]), "không");
    }
}
