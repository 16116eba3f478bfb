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
        picture::{picture, thumb},
    },
    domain::photo::{MAX_PHOTOS, Sha256},
    i18n::{fill, t},
    ports::{Chosen, PhotoSource},
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
    /// Whether chosen photos are being made ready; not while a dialogue is open, which may never say that it was closed.
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
    // A camera that was open when the page died: the place it was opened for is shown, and taken.
    let lost = form.lost_photo;
    let content = move || {
        let list = list.get().unwrap_or_default();
        if list.is_empty() {
            no_photo(photos)
        } else {
            gallery(photos, list)
        }
    };
    let lost_words = move || {
        lost.get().map(|place| {
            let place = fill(texts.photo_n, &[&(place + 1).to_string()]);
            [&place, ": ", texts.photo_lost].concat()
        })
    };
    view! {
        <section class="block photos" id=anchor("photos") tabindex="-1" aria-label=texts.photos
            aria-busy=move || photos.busy.get().then_some("true")>
            <p class="ask" role="alert" hidden=move || lost.get().is_none()>{lost_words}</p>
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
    let id = photos.form.id_untracked().unwrap_or_default();
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
                {thumb(photos.form.world, id, &photo.sha256)}
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
            {picture(photos.form.world, id, &large.sha256, &words)}
            {tools(photos, large)}
        </figure>
        <div class="thumbs">{thumbs.collect_view()} {add}</div>
    }
    .into_any()
}

/// Paint over, take anew, remove: on the photo itself.
fn tools(photos: Photos, photo: LocalPhoto) -> AnyView {
    let texts = t().phone;
    let (paint, anew) = (photo.sha256.clone(), photo.sha256.clone());
    let (again, gone) = (photo.sha256.clone(), photo.sha256);
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
            <button type="button" aria-label=texts.photo_again on:pointerdown=move |_| photos.prepare(Some(&anew))
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
            on:pointerdown=move |_| photos.prepare(None)
            on:click=move |_| photos.take(source, None)>
            {content}
        </button>
    }
    .into_any()
}

impl Photos {
    /// The draft, with the place that a photo is taken for, is committed before the camera opens: small phones kill the page behind it.
    /// Begun when the finger comes down, because what opens the camera can't wait for it.
    pub fn prepare(self, instead: Option<&Sha256>) {
        self.form.touch();
        self.ask(self.place(instead));
        self.keep_now();
    }

    /// Keeps which place the camera is opened for, or that it is closed.
    fn ask(self, place: Option<usize>) {
        let place = place.and_then(|place| u32::try_from(place).ok());
        self.form.edit(|draft| draft.asked = place);
    }

    /// The place of the photo to be taken anew, of one that was lost, or after the last.
    fn place(self, instead: Option<&Sha256>) -> Option<usize> {
        self.form.draft.with_untracked(|draft| {
            let photos = &draft.ready()?.photos;
            let anew = photos
                .iter()
                .position(|known| Some(&known.sha256) == instead);
            let place = anew.or(self.form.lost_photo.get_untracked());
            Some(place.unwrap_or(photos.len()).min(photos.len()))
        })
    }

    /// Adds photos, in the place that was asked for; `instead` is removed once the new ones are there.
    pub fn take(self, source: PhotoSource, instead: Option<Sha256>) {
        let form = self.form;
        let (Some(device), Some(id)) = (form.world.device(), form.id_untracked()) else {
            return;
        };
        // First of all, in the tap itself: in no other moment does a browser open its dialogue.
        let chosen = device.choose_photos(source);
        self.ask(self.place(instead.as_ref()));
        spawn_local(async move {
            // What the finger's coming down began; a keyboard has no such moment.
            let kept = form.keep().await;
            let chosen = chosen.await;
            let nothing = !matches!(chosen, Ok(Chosen { count: 1.., .. }));
            if kept.is_err() || self.busy.try_set(!nothing).is_some() {
                return;
            }
            let taken = match chosen {
                Ok(chosen) if chosen.count > 0 => device.add_photos(id, chosen).await,
                Ok(_) => Ok(Vec::new()),
                Err(error) => Err(error),
            };
            if self.busy.try_set(false).is_some() {
                return;
            }
            match taken {
                Ok(taken) if taken.is_empty() => self.ask(None),
                Ok(taken) => {
                    self.add(taken);
                    if let Some(old) = instead {
                        self.remove(old);
                    }
                }
                Err(error) => {
                    self.ask(None);
                    form.problem.set(Some(error));
                }
            }
        });
    }

    /// Takes new photos into the form; each goes through the redaction step.
    pub fn add(self, taken: Vec<LocalPhoto>) {
        let hashes: Vec<_> = taken.iter().map(|photo| photo.sha256.clone()).collect();
        self.form.problem.set(None);
        self.form.lost_photo.set(None);
        self.form.edit(|draft| {
            let place = draft
                .asked
                .take()
                .map_or(usize::MAX, |place| place as usize);
            let mut place = place.min(draft.photos.len());
            self.chosen.set(place);
            for photo in taken {
                if draft
                    .photos
                    .iter()
                    .all(|known| known.sha256 != photo.sha256)
                {
                    draft.photos.insert(place, photo);
                    place += 1;
                }
            }
        });
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
        if let (Some(device), Some(id)) = (form.world.device(), form.id_untracked()) {
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
