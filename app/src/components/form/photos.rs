//! The photos of a form: take, choose, paint over, take anew, remove.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        form::{
            Form,
            fields::{anchor, field_error},
            ghost::{ghost, ghost_button},
            redaction::redaction,
        },
        icon::{Icon, icon},
        world::World,
    },
    domain::photo::{MAX_PHOTOS, Sha256},
    i18n::{fill, t},
    ports::PhotoSource,
    queue::LocalPhoto,
};

/// What the photo part of a form remembers.
#[derive(Clone, Copy)]
pub(super) struct Photos {
    pub form: Form,
    /// The one shown large.
    pub chosen: RwSignal<usize>,
    /// Photos that wait to be painted over, the first one is on the canvas.
    pub painting: RwSignal<Vec<Sha256>>,
    /// The last photo of the place, which a new one can be matched to.
    pub before: Signal<Option<Sha256>>,
    /// Whether a new one is being matched to it.
    pub matching: RwSignal<bool>,
    pub busy: RwSignal<bool>,
}

/// The photos, first thing of every form. `before` is the last photo of the place, if there is one.
pub fn photos(form: Form, before: Option<Sha256>) -> AnyView {
    let texts = t().phone;
    let photos = Photos {
        form,
        chosen: RwSignal::new(0),
        painting: RwSignal::new(Vec::new()),
        before: Signal::stored(before),
        matching: RwSignal::new(false),
        busy: RwSignal::new(false),
    };
    let list = form.field(|draft| draft.photos.clone());
    let content = move || {
        let list = list.get().unwrap_or_default();
        if list.is_empty() {
            no_photo(photos)
        } else {
            gallery(photos, list)
        }
    };
    view! {
        <section class="block photos" id=anchor("photos") tabindex="-1" aria-label=texts.photos
            aria-busy=move || photos.busy.get().then_some("true")>
            {content}
            {ghost_button(photos)}
            <p class="hint" role="status" hidden=move || !photos.busy.get()>{texts.photo_working}</p>
            {field_error(form, "photos")}
        </section>
        {move || photos.matching.get().then(|| photos.before.get()).flatten().map(|before| ghost(photos, before))}
        {move || photos.painting.with(|waiting| waiting.first().cloned()).map(|photo| redaction(photos, photo))}
    }
    .into_any()
}

fn no_photo(photos: Photos) -> AnyView {
    let texts = t().phone;
    view! {
        <div class="no-photo">
            {take_button(photos, PhotoSource::Camera, "take", view! { {icon(Icon::Camera)} <strong>{texts.photo_take}</strong> }.into_any())}
            {take_button(photos, PhotoSource::Gallery, "choose", view! { {icon(Icon::Gallery)} {texts.photo_choose} }.into_any())}
        </div>
    }
    .into_any()
}

fn gallery(photos: Photos, list: Vec<LocalPhoto>) -> AnyView {
    let texts = t().phone;
    let count = list.len();
    let index = photos.chosen.get().min(count - 1);
    let large = list[index].clone();
    let words = fill(
        texts.photo_n_of,
        &[&(index + 1).to_string(), &count.to_string()],
    );
    let thumbs = list.iter().enumerate().map(|(i, photo)| {
        let current = (i == index).then_some("true");
        let name = fill(
            texts.photo_n_of,
            &[&(i + 1).to_string(), &count.to_string()],
        );
        view! {
            <button type="button" class="thumb" aria-current=current aria-label=name
                on:click=move |_| photos.chosen.set(i)>
                {picture(photos.form.world, &photo.sha256, "")}
            </button>
        }
    });
    let add = (count < MAX_PHOTOS).then(|| {
        view! {
            {take_button(photos, PhotoSource::Camera, "thumb add", view! { {icon(Icon::Camera)} <span class="visually-hidden">{texts.photo_take}</span> }.into_any())}
            {take_button(photos, PhotoSource::Gallery, "thumb add", view! { {icon(Icon::Gallery)} <span class="visually-hidden">{texts.photo_choose}</span> }.into_any())}
        }
    });
    view! {
        <figure class="large">
            {picture(photos.form.world, &large.sha256, &words)}
            {tools(photos, large)}
        </figure>
        <div class="thumbs">{thumbs.collect_view()} {add}</div>
    }
    .into_any()
}

/// Paint over, take anew, remove: on the photo itself.
fn tools(photos: Photos, photo: LocalPhoto) -> AnyView {
    let texts = t().phone;
    let (paint, again, gone) = (photo.sha256.clone(), photo.sha256.clone(), photo.sha256);
    let painted = if photo.redacted {
        texts.photo_painted
    } else {
        texts.photo_paint
    };
    view! {
        <figcaption>
            <button type="button" on:click=move |_| photos.painting.set(vec![paint.clone()])>
                {icon(Icon::Brush)} {painted}
            </button>
            <button type="button" aria-label=texts.photo_again on:pointerdown=move |_| photos.prepare()
                on:click=move |_| photos.take(PhotoSource::Camera, Some(again.clone()))>{icon(Icon::Undo)}</button>
            <button type="button" aria-label=texts.photo_remove
                on:click=move |_| photos.remove(gone.clone())>{icon(Icon::Remove)}</button>
        </figcaption>
    }
    .into_any()
}

fn take_button(
    photos: Photos,
    source: PhotoSource,
    class: &'static str,
    content: AnyView,
) -> AnyView {
    view! {
        <button type="button" class=class disabled=move || photos.busy.get()
            on:pointerdown=move |_| photos.prepare()
            on:click=move |_| photos.take(source, None)>
            {content}
        </button>
    }
    .into_any()
}

/// A photo that lies on this phone; a grey field until it is there.
pub fn picture(world: World, photo: &Sha256, words: &str) -> AnyView {
    let source = RwSignal::new(None::<String>);
    let photo = photo.clone();
    Effect::new(move |_| {
        let (Some(device), photo) = (world.device(), photo.clone()) else {
            return;
        };
        spawn_local(async move {
            if let Ok(url) = device.photo_url(&photo).await {
                source.try_set(Some(url));
            }
        });
    });
    let words = words.to_owned();
    view! { <img class="picture" src=move || source.get() alt=words decoding="async"/> }.into_any()
}

impl Photos {
    /// The draft is committed before the camera opens: small phones kill the page behind it.
    pub fn prepare(self) {
        self.form.touch();
        spawn_local(async move {
            let _ = self.form.keep().await;
        });
    }

    /// Adds photos; `instead` is removed once the new ones are there.
    pub fn take(self, source: PhotoSource, instead: Option<Sha256>) {
        let form = self.form;
        let id = form
            .draft
            .with_untracked(|draft| draft.ready().map(|draft| draft.id));
        let (Some(device), Some(id)) = (form.world.device(), id) else {
            return;
        };
        form.touch();
        self.busy.set(true);
        spawn_local(async move {
            if !form.is_kept() && form.keep().await.is_err() {
                self.busy.set(false);
                return;
            }
            let taken = device.add_photos(id, source).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match taken {
                Ok(taken) if taken.is_empty() => {}
                Ok(taken) => {
                    self.add(taken);
                    if let Some(old) = instead {
                        self.remove(old);
                    }
                }
                Err(error) => form.problem.set(Some(error)),
            }
        });
    }

    /// Takes new photos into the form; each goes through the redaction step.
    pub fn add(self, taken: Vec<LocalPhoto>) {
        let hashes: Vec<_> = taken.iter().map(|photo| photo.sha256.clone()).collect();
        self.form.problem.set(None);
        self.form.edit(|draft| {
            for photo in taken {
                if draft
                    .photos
                    .iter()
                    .all(|known| known.sha256 != photo.sha256)
                {
                    draft.photos.push(photo);
                }
            }
        });
        let last = self
            .form
            .draft
            .with_untracked(|draft| draft.ready().map_or(0, |draft| draft.photos.len()));
        self.chosen.set(last.saturating_sub(1));
        self.keep_now();
        self.painting.set(hashes);
    }

    /// Puts the painted photo in the place of the one it came from.
    pub fn replace(self, old: &Sha256, new: LocalPhoto) {
        self.form.edit(|draft| {
            if let Some(place) = draft.photos.iter_mut().find(|photo| photo.sha256 == *old) {
                *place = new;
            }
        });
        self.keep_now();
    }

    fn remove(self, photo: Sha256) {
        let form = self.form;
        form.edit(|draft| draft.photos.retain(|known| known.sha256 != photo));
        let id = form
            .draft
            .with_untracked(|draft| draft.ready().map(|draft| draft.id));
        if let (Some(device), Some(id)) = (form.world.device(), id) {
            spawn_local(async move {
                // First the draft that no longer names it, then the photo.
                if form.keep().await.is_ok()
                    && let Err(error) = device.remove_photo(id, &photo).await
                {
                    form.problem.try_set(Some(error));
                }
            });
        }
    }

    fn keep_now(self) {
        spawn_local(async move {
            let _ = self.form.keep().await;
        });
    }
}
