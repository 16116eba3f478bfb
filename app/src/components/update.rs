//! A newer version of the app: told in a quiet place, taken over when the person says so.

use leptos::prelude::*;

use crate::{
    components::world::{DraftState, World},
    i18n::t,
    ports::{Subscription, Update},
};

/// «Có bản mới · Cập nhật», where there is one. Not while a change of the open form is being kept.
pub fn update_line(world: World) -> AnyView {
    let texts = t().phone;
    let update = use_update(world);
    let line = move || match update.get() {
        Update::None => None,
        Update::Ready => {
            let unkept = move || world.draft.get() == DraftState::Saving;
            let ask = view! {
                <button type="button" class="link" disabled=unkept on:click=move |_| {
                    if let Some(device) = world.device() {
                        device.update();
                    }
                }>{texts.update}</button>
            };
            Some((texts.update_ready, Some(ask)))
        }
        Update::Waiting => Some((texts.update_waiting, None)),
    };
    let content = move || {
        line().map(|(words, ask)| view! { <p class="update" role="status">{words} {ask}</p> })
    };
    content.into_any()
}

fn use_update(world: World) -> RwSignal<Update> {
    let state = RwSignal::new(Update::None);
    let subscription = StoredValue::new_local(None::<Subscription>);
    Effect::new(move |_| {
        subscription.set_value(world.device().map(|device| {
            device.watch_update(Box::new(move |update| {
                state.try_set(update);
            }))
        }));
    });
    on_cleanup(move || {
        subscription.try_set_value(None);
    });
    state
}
