//! The photos of a record, one at a time, with n / m.

use leptos::prelude::*;

use crate::{
    components::icon::{Icon, icon},
    domain::photo::Sha256,
    i18n::{fill, t},
};

/// Address of a photo on the server.
pub fn photo_path(sha256: &Sha256, thumb: bool) -> String {
    let size = if thumb { "?size=thumb" } else { "" };
    format!("/api/v1/photos/{sha256}{size}")
}

/// Draws the photos; `none` says why there is none.
pub fn photos(photos: Vec<Sha256>, none: &'static str) -> AnyView {
    if photos.is_empty() {
        return view! { <p class="photos empty">{icon(Icon::Gallery)}<span>{none}</span></p> }
            .into_any();
    }
    let texts = t().desk;
    let count = photos.len();
    let at = RwSignal::new(0_usize);
    let shown = StoredValue::new(photos);
    let path = move |thumb| {
        shown.with_value(|photos| photos.get(at.get()).map(|photo| photo_path(photo, thumb)))
    };
    let words = move || {
        fill(
            texts.photo,
            &[&(at.get() + 1).to_string(), &count.to_string()],
        )
    };
    let step = move |by: usize| at.update(|at| *at = (*at + by) % count);
    let buttons = (count > 1).then(|| {
        view! {
            <button type="button" class="photo-step previous" aria-label=texts.photo_previous on:click=move |_| step(count - 1)>
                {icon(Icon::Back)}
            </button>
            <button type="button" class="photo-step next" aria-label=texts.photo_next on:click=move |_| step(1)>
                {icon(Icon::Back)}
            </button>
        }
    });
    view! {
        <figure class="photos">
            <a href=move || path(false) target="_blank" title=texts.photo_full>
                <img src=move || path(false) alt=words decoding="async"/>
            </a>
            {buttons}
            <figcaption aria-live="polite">{move || format!("{} / {count}", at.get() + 1)}</figcaption>
        </figure>
    }
    .into_any()
}
