//! Since when the reference data on the phone is, and whether that is long ago.

use leptos::prelude::*;

use crate::{
    components::world::World,
    domain::time::Timestamp,
    i18n::{fill, t},
};

/// Age from which the data is fetched anew where there is a network, in milliseconds.
pub const REFRESH_MS: i64 = 6 * 3_600_000;
/// Age from which somebody should know that it is old, in milliseconds.
pub const OLD_MS: i64 = 24 * 3_600_000;

/// «Dữ liệu lúc 07:42 · Cập nhật»; a warning once it is more than a day old.
pub fn freshness(world: World) -> AnyView {
    let texts = t().phone;
    let made_at = Memo::new(move |_| world.pack_made_at());
    let old = Memo::new(move |_| world.is_pack_older_than(OLD_MS));
    let content = move || {
        let made_at = made_at.get()?;
        let (class, text) = if old.get() {
            ("notice", texts.pack_old)
        } else {
            ("hint after", texts.pack_from)
        };
        let words = fill(text, &[&clock_words(made_at, world.now.get_untracked())]);
        Some(view! {
            <p class=class>
                {words} " "
                <button type="button" class="link" on:click=move |_| world.reload_pack()>{texts.pack_refresh}</button>
            </p>
        })
    };
    content.into_any()
}

/// `07:42` of today, `23/11/2026 07:42` of any other day.
fn clock_words(at: Timestamp, now: Timestamp) -> String {
    if at.date() == now.date() {
        at.clock()
    } else {
        at.long()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_day_is_named() {
        let noon = Timestamp(1_764_000_000_000);
        assert_eq!(clock_words(noon, noon.plus_ms(60_000)), noon.clock());
        assert_eq!(clock_words(noon, noon.plus_ms(OLD_MS)), noon.long());
    }
}
