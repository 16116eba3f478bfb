//! The redaction step: faces, plates and interiors are painted over before a photo is saved.

use leptos::{ev, prelude::*, task::spawn_local};

use super::photos::Photos;
use crate::{
    components::icon::{Icon, icon},
    domain::photo::Sha256,
    i18n::t,
};

const CANVAS: &str = "redaction";
const DONE: &str = "redaction-done";

/// The photo on a canvas over the whole screen.
pub(super) fn redaction(photos: Photos, photo: Sha256) -> AnyView {
    let texts = t().phone;
    let touched = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let world = photos.form.world;
    let shown = photo.clone();
    Effect::new(move |_| {
        let id = photos.form.id_untracked();
        let (Some(device), Some(id), shown) = (world.device(), id, shown.clone()) else {
            return;
        };
        spawn_local(async move {
            if let Err(error) = device.start_redaction(id, &shown, CANVAS).await {
                photos.form.problem.set(Some(error));
                photos.painting.set(Vec::new());
            } else {
                device.focus(DONE);
            }
        });
    });
    let next = move || {
        photos.painting.update(|waiting| {
            if !waiting.is_empty() {
                waiting.remove(0);
            }
        });
    };
    let finish = move || {
        if !touched.get_untracked() {
            next();
        } else if !busy.get_untracked() {
            busy.set(true);
            finish_painting(photos, photo.clone());
        }
    };
    let finish_now = finish.clone();
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            next();
        }
    };
    let words = move || match (busy.get(), touched.get()) {
        (true, _) => texts.photo_working,
        (false, true) => texts.paint_done,
        (false, false) => texts.paint_nothing,
    };
    view! {
        <div class="redaction" role="dialog" aria-modal="true" aria-label=texts.photo_paint on:keydown=key>
            <p>{texts.paint_help}</p>
            <div class="canvas">
                <canvas id=CANVAS on:pointerdown=move |_| touched.set(true)></canvas>
            </div>
            <div class="paint-actions">
                <button type="button" class="button outlined small" disabled=move || !touched.get() on:click=move |_| {
                    if let Some(device) = world.device() {
                        device.undo_redaction(CANVAS);
                    }
                }>{icon(Icon::Undo)} {texts.paint_undo}</button>
                <button type="button" id=DONE class="button" on:click=move |_| finish_now()>{words}</button>
            </div>
        </div>
    }
    .into_any()
}

fn finish_painting(photos: Photos, photo: Sha256) {
    let form = photos.form;
    let (Some(device), Some(id)) = (form.world.device(), form.id_untracked()) else {
        return;
    };
    spawn_local(async move {
        match device.finish_redaction(id, CANVAS).await {
            Ok(painted) => photos.replace(&photo, painted),
            Err(error) => form.problem.set(Some(error)),
        }
        photos.painting.update(|waiting| {
            if !waiting.is_empty() {
                waiting.remove(0);
            }
        });
    });
}
