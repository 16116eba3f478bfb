//! Records that this version of the app can't read: named, kept, to be exported.

use leptos::prelude::*;

use super::Page;
use crate::{
    components::words,
    i18n::{lang, t},
    pages::export::export,
    phone::kept::Unread,
};

impl Page {
    pub(super) fn unread_part(self, unread: &[Unread]) -> Option<AnyView> {
        let texts = t().phone;
        let cards = unread.iter().map(|unread| {
            let word = if unread.newer {
                texts.unread_newer
            } else {
                texts.unread_damaged
            };
            let saved = unread.saved_at.map(|at| [" · ", &at.long()].concat());
            let exported = unread.clone();
            view! {
                <li class="card item">
                    <div class="what">
                        <strong>{word}</strong>
                        <span>{words::bytes(unread.bytes, lang())} {saved}</span>
                        <span class="hint">{texts.unread_hint}</span>
                    </div>
                    <div class="steps">
                        <button type="button" class="button outlined small"
                            on:click=move |_| self.export_unread(exported.clone())>{texts.export}</button>
                    </div>
                </li>
            }
        });
        (!unread.is_empty()).then(|| {
            view! {
                <h2 class="lead">{texts.unread} " · " {unread.len()}</h2>
                <ul class="stack">{cards.collect_view()}</ul>
            }
            .into_any()
        })
    }

    fn export_unread(self, unread: Unread) {
        let world = self.world;
        self.run(async move { export(world, &[], &[unread]).await });
    }
}
