//! The last photo laid half-transparent over the live camera, so that before and after match. Where
//! there is no live camera the phone's own takes its place.

use leptos::{ev, prelude::*, task::spawn_local};

use super::photos::Photos;
use crate::{
    components::{
        icon::{Icon, icon},
        known_photo::server_photo_url,
    },
    domain::photo::Sha256,
    error::AppError,
    i18n::{lang, t},
    ports::{PhotoSource, Subscription},
};

const VIDEO: &str = "ghost-video";
const SHUTTER: &str = "ghost-shutter";
/// How much of the last photo shows at first, in percent.
const SHOWS: i32 = 40;

/// One use of the overlay.
#[derive(Clone, Copy)]
struct Ghost {
    photos: Photos,
    /// Percent of the last photo that show.
    shows: RwSignal<i32>,
    /// The camera runs as long as this lives.
    running: StoredValue<Option<Subscription>, LocalStorage>,
    ready: RwSignal<bool>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<AppError>>,
}

/// «Chụp khớp ảnh trước», where there is a photo of before.
pub(super) fn ghost_button(photos: Photos) -> AnyView {
    let texts = t().phone;
    let before = photos.before;
    let button = move || {
        before.get().map(|_| {
            view! {
                <button type="button" class="match-before" disabled=move || photos.busy.get()
                    on:pointerdown=move |_| photos.prepare(None) on:click=move |_| photos.matching.set(true)>
                    {icon(Icon::Ghost)} {texts.ghost_take}
                </button>
            }
        })
    };
    button.into_any()
}

/// The camera over the whole screen, while it is open.
pub(super) fn ghost(photos: Photos, before: Sha256) -> AnyView {
    let ghost = Ghost {
        photos,
        shows: RwSignal::new(SHOWS),
        running: StoredValue::new_local(None),
        ready: RwSignal::new(false),
        busy: RwSignal::new(false),
        problem: RwSignal::new(None),
    };
    ghost.start();
    on_cleanup(move || {
        ghost.running.try_set_value(None);
    });
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            photos.matching.set(false);
        }
    };
    let problem = move || ghost.problem.get().map(|error| error.message(lang()));
    view! {
        <div class="ghost" role="dialog" aria-modal="true" aria-label=t().phone.ghost_take on:keydown=key>
            <div class="finder">
                <video id=VIDEO playsinline="" autoplay="" prop:muted=true></video>
                {overlay(ghost, &before)}
            </div>
            <p class="error" role="alert" hidden=move || problem().is_none()>{problem}</p>
            {move || if ghost.problem.get().is_some() { instead(ghost) } else { controls(ghost) }}
        </div>
    }
    .into_any()
}

fn overlay(ghost: Ghost, before: &Sha256) -> AnyView {
    let source = server_photo_url(ghost.photos.form.world, before);
    let opacity = move || format!("opacity: {}%", ghost.shows.get());
    view! { <img class="before" src=move || source.get() alt=t().phone.ghost_before style=opacity/> }
        .into_any()
}

fn controls(ghost: Ghost) -> AnyView {
    let texts = t().phone;
    let words = move || match (ghost.busy.get(), ghost.ready.get()) {
        (true, _) => texts.photo_working,
        (_, false) => texts.ghost_starting,
        _ => texts.photo_take,
    };
    view! {
        <label class="opacity">
            <span>{texts.ghost_opacity}</span>
            <input type="range" min="0" max="90" step="5" prop:value=move || ghost.shows.get().to_string()
                on:input=move |event| {
                    if let Ok(percent) = event_target_value(&event).parse() {
                        ghost.shows.set(percent);
                    }
                }/>
        </label>
        <div class="pair">
            <button type="button" class="button outlined" on:click=move |_| ghost.photos.matching.set(false)>
                {t().common.cancel}
            </button>
            <button type="button" id=SHUTTER class="button" disabled=move || !ghost.ready.get() || ghost.busy.get()
                on:click=move |_| ghost.take()>{icon(Icon::Camera)} {words}</button>
        </div>
    }
    .into_any()
}

/// The phone's own camera, where the live one does not work.
fn instead(ghost: Ghost) -> AnyView {
    let texts = t().phone;
    view! {
        <div class="pair">
            <button type="button" class="button outlined" on:click=move |_| ghost.photos.matching.set(false)>
                {t().common.cancel}
            </button>
            <button type="button" class="button" on:click=move |_| {
                ghost.photos.matching.set(false);
                ghost.photos.take(PhotoSource::Camera, None);
            }>{icon(Icon::Camera)} {texts.photo_take}</button>
        </div>
    }
    .into_any()
}

impl Ghost {
    fn start(self) {
        let world = self.photos.form.world;
        // In an effect, because the video has to be in the document.
        Effect::new(move |_| {
            let Some(device) = world.device() else {
                return;
            };
            spawn_local(async move {
                match device.start_camera(VIDEO).await {
                    // Closed meanwhile: what was given is dropped, and the camera stops.
                    Ok(running) if self.ready.try_set(true).is_none() => {
                        self.running.set_value(Some(running));
                        device.focus(SHUTTER);
                    }
                    Ok(_) => {}
                    Err(error) => {
                        self.problem.try_set(Some(error));
                    }
                }
            });
        });
    }

    fn take(self) {
        let photos = self.photos;
        let id = photos
            .form
            .draft
            .with_untracked(|draft| draft.ready().map(|draft| draft.id));
        let (Some(device), Some(id)) = (photos.form.world.device(), id) else {
            return;
        };
        photos.form.touch();
        self.busy.set(true);
        spawn_local(async move {
            let kept = photos.form.keep().await;
            let taken = match kept {
                Ok(()) => device.take_frame(id, VIDEO).await,
                Err(error) => Err(error),
            };
            if self.busy.try_set(false).is_some() {
                return;
            }
            match taken {
                Ok(taken) => {
                    photos.matching.set(false);
                    photos.add(taken);
                }
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }
}
