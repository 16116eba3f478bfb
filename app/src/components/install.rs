//! The offer to install the app: a home-screen app opens fast and keeps its storage.

use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        world::World,
    },
    i18n::t,
    ports::{Install, Subscription},
};

/// Whether and how the app can be installed; none until the phone says so.
pub fn use_install(world: World) -> RwSignal<Option<Install>> {
    let state = RwSignal::new(None::<Install>);
    let subscription = StoredValue::new_local(None::<Subscription>);
    Effect::new(move |_| {
        subscription.set_value(world.device().map(|device| {
            device.watch_install(Box::new(move |install| {
                state.try_set(Some(install));
            }))
        }));
    });
    on_cleanup(move || {
        subscription.try_set_value(None);
    });
    state
}

/// The offer as a banner that can be put away.
pub fn install_banner(world: World) -> AnyView {
    let state = use_install(world);
    let texts = t();
    let banner = move || {
        let install = state.get()?;
        let words = match install {
            Install::Installed => return None,
            Install::Offered => texts.phone.install_offer,
            Install::ByMenu => texts.phone.install_menu,
        };
        let ask = (install == Install::Offered).then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| {
                    if let Some(device) = world.device() {
                        device.install();
                    }
                }>{texts.phone.install}</button>
            }
        });
        Some(view! {
            <aside class="banner">
                {icon(Icon::Install)}
                <p>{words}</p>
                {ask}
                <button type="button" class="icon-button" aria-label=texts.common.close
                    on:click=move |_| world.install_dismissed.set(true)>{icon(Icon::Close)}</button>
            </aside>
        })
    };
    let content = move || {
        if world.install_dismissed.get() {
            None
        } else {
            banner()
        }
    };
    content.into_any()
}
