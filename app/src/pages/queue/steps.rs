//! What can be done with an item of the queue.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use crate::{
    components::item_card::form_path,
    i18n::t,
    pages::export::export,
    queue::{Item, ItemState},
};

impl Page {
    pub(super) fn steps(self, item: &Item) -> AnyView {
        let texts = t().phone;
        let id = item.draft.id;
        let exported = item.clone();
        let export = view! {
            <button type="button" class="button outlined small" on:click=move |_| self.export(exported.clone())>{texts.export}</button>
        };
        match item.state {
            ItemState::Refused => view! {
                <div class="steps">
                    <a class="button small" href=form_path(item)>{mend_words(item)}</a>
                    <button type="button" class="button outlined small" on:click=move |_| self.send_again(id)>{texts.send_again}</button>
                    {export}
                </div>
            }
            .into_any(),
            ItemState::Waiting if item.attempts > 0 => {
                view! { <div class="steps">{export}</div> }.into_any()
            }
            _ => ().into_any(),
        }
    }

    pub(super) fn draft_steps(self, item: &Item) -> AnyView {
        let texts = t();
        let id = item.draft.id;
        let path = form_path(item);
        let sure = RwSignal::new(false);
        let content = move || {
            if sure.get() {
                view! {
                    <p class="ask">{texts.phone.delete_draft_sure}</p>
                    <div class="steps">
                        <button type="button" class="button outlined flag small" on:click=move |_| self.remove(id)>{texts.phone.delete_yes}</button>
                        <button type="button" class="button outlined small" on:click=move |_| sure.set(false)>{texts.common.cancel}</button>
                    </div>
                }
                .into_any()
            } else {
                view! {
                    <div class="steps">
                        <a class="button outlined brand small" href=path.clone()>{texts.phone.open_draft}</a>
                        <button type="button" class="button outlined small" on:click=move |_| sure.set(true)>{texts.phone.delete_draft}</button>
                    </div>
                }
                .into_any()
            }
        };
        content.into_any()
    }

    fn export(self, item: Item) {
        let world = self.world;
        self.run(async move { export(world, &[item], &[]).await });
    }

    fn remove(self, id: Uuid) {
        if let Some(device) = self.world.device() {
            self.run(async move { device.remove_item(id).await });
        }
    }

    /// A refused item goes back into the queue as it is: what refused it may have been mended elsewhere.
    fn send_again(self, id: Uuid) {
        if let Some(device) = self.world.device() {
            self.run(async move { device.send_again(id).await });
        }
    }
}

/// A withdrawal has no form to mend: its flag's page says what may be done.
fn mend_words(item: &Item) -> &'static str {
    let texts = t().phone;
    if item.draft.withdraws.is_some() {
        texts.see_flag
    } else {
        texts.mend
    }
}
