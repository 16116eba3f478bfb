//! Photos that a corrected flag has already: each stays unless it is taken out.

use leptos::prelude::*;

use crate::{
    components::{
        form::Form,
        icon::{Icon, icon},
        known_photo::known_photo,
    },
    i18n::{fill, t},
};

/// The photos that stay; nothing where there is none.
pub fn kept_photos(form: Form) -> AnyView {
    let texts = t().phone;
    let kept = form.field(|draft| draft.kept.clone());
    let content = move || {
        let kept = kept.get().filter(|kept| !kept.is_empty())?;
        let count = kept.len().to_string();
        let rows = kept.into_iter().enumerate().map(|(index, photo)| {
            let words = fill(texts.photo_n_of, &[&(index + 1).to_string(), &count]);
            let image = known_photo(form.world, &photo, &words);
            view! {
                <li>
                    {image}
                    <button type="button" aria-label=fill("{}: {}", &[&words, texts.photo_remove])
                        on:click=move |_| form.edit(|draft| draft.kept.retain(|kept| *kept != photo))>
                        {icon(Icon::Remove)}
                    </button>
                </li>
            }
        });
        Some(view! {
            <section class="block" aria-label=texts.photos_kept>
                <span class="label">{texts.photos_kept}</span>
                <ul class="kept-photos">{rows.collect_view()}</ul>
                <p class="hint">{texts.photos_kept_hint}</p>
            </section>
        })
    };
    content.into_any()
}
