//! The bottom of a form: one button that saves, and what keeps it from saving.

use leptos::{prelude::*, task::spawn_local};

use super::{
    Form,
    fields::{anchor, field_error},
};
use crate::{
    components::{
        load::{Remote, show_remote},
        locate::Locator,
        map_sheet::map_sheet,
        small_map::Mark,
        words,
        world::DraftState,
    },
    error::AppError,
    geo::LonLat,
    i18n::{fill, lang, t},
};

/// «Lưu» and what it means; a poor position is asked about first.
pub fn save_actions(form: Form) -> AnyView {
    let asking = RwSignal::new(None::<f64>);
    let content = move || match asking.get() {
        Some(metres) => ask_about_position(form, asking, metres),
        None => save_button(form, asking),
    };
    content.into_any()
}

fn save_button(form: Form, asking: RwSignal<Option<f64>>) -> AnyView {
    let texts = t().phone;
    let words = move || {
        if form.saving.get() {
            texts.saving
        } else {
            texts.save
        }
    };
    let problem = move || form.problem.get().map(|error| error.message(lang()));
    let is_open = move || form.draft.with(|draft| draft.ready().is_some());
    let promise = move || match form.world.draft.get() {
        DraftState::None => texts.save_promise,
        DraftState::Saving => texts.draft_saving,
        DraftState::Saved => texts.draft_saved,
    };
    view! {
        <p class="error" role="alert" hidden=move || problem().is_none()>{problem}</p>
        <button type="button" class="button" disabled=move || form.saving.get() || !is_open()
            on:click=move |_| match poor_metres(form.locator) {
                Some(metres) => asking.set(Some(metres)),
                None => save(form),
            }>{words}</button>
        <p class="promise" role="status">{promise}</p>
    }
    .into_any()
}

/// Accuracy of a fix that is too poor to be taken without a look; infinite where the phone said none.
fn poor_metres(locator: Locator) -> Option<f64> {
    let position = locator.position_untracked()?;
    position
        .is_poor()
        .then_some(position.accuracy_m.unwrap_or(f64::INFINITY))
}

fn ask_about_position(form: Form, asking: RwSignal<Option<f64>>, metres: f64) -> AnyView {
    let texts = t().phone;
    let metres = if metres.is_finite() {
        words::rounded(metres)
    } else {
        "?".to_owned()
    };
    view! {
        <p class="ask" role="alert">{fill(texts.poor_ask, &[&metres])}</p>
        <div class="pair">
            <button type="button" class="button" on:click=move |_| {
                asking.set(None);
                save(form);
            }>{texts.poor_yes}</button>
            <button type="button" class="button outlined" on:click=move |_| {
                asking.set(None);
                form.locator.adjusting.set(true);
                if let Some(device) = form.world.device() {
                    device.focus(&anchor("position"));
                }
            }>{texts.pin_move}</button>
        </div>
    }
    .into_any()
}

fn save(form: Form) {
    let Some(device) = form.world.device() else {
        return;
    };
    form.edit(|_| {});
    let Some(draft) = form.draft.with_untracked(|draft| draft.ready().cloned()) else {
        return;
    };
    if let Err(errors) = draft.submission(device.now(), None) {
        show_errors(form, AppError::from(errors));
        return;
    }
    form.errors.set(Vec::new());
    form.problem.set(None);
    form.saving.set(true);
    spawn_local(async move {
        // Nothing may be written as a draft behind the item's back.
        let kept = form.keep().await;
        let saved = match kept {
            Ok(()) => device.submit(&draft).await,
            Err(error) => Err(error),
        };
        form.saving.try_set(false);
        match saved {
            Ok(item) => {
                form.world.draft.set(DraftState::None);
                form.go(&format!("/done/{}", item.draft.id), true);
            }
            Err(error) => show_errors(form, error),
        }
    });
}

fn show_errors(form: Form, error: AppError) {
    if let AppError::Invalid { fields } = error {
        if let (Some(first), Some(device)) = (fields.first(), form.world.device()) {
            device.focus(&anchor(&first.field));
        }
        form.errors.set(fields);
    } else {
        form.problem.set(Some(error));
    }
}

/// Where it is: the small map with the position, to be adjusted.
pub fn position(form: Form, marks: Signal<Vec<Mark>>, start: Signal<Option<LonLat>>) -> AnyView {
    let texts = t().phone;
    let again = move || {
        form.locator.kept.get().is_some().then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| {
                    form.locator.kept.set(None);
                    form.follow.set(true);
                }>{texts.position_again}</button>
            }
        })
    };
    view! {
        <section class="block" id=anchor("position") tabindex="-1" aria-label=texts.position>
            {map_sheet(form.world, form.locator, marks, start)}
            {again}
            {field_error(form, "position")}
        </section>
    }
    .into_any()
}

/// The form once it is open, or what keeps it from opening.
pub fn when_open(form: Form, body: fn(Form) -> AnyView) -> AnyView {
    let state = Memo::new(move |_| {
        form.draft.with(|draft| match draft {
            Remote::Loading => Remote::Loading,
            Remote::Ready(_) => Remote::Ready(()),
            Remote::Failed(error) => Remote::Failed(error.clone()),
        })
    });
    let retry = Callback::new(move |()| form.world.reload_pack());
    let content = move || show_remote(state.get(), 4, Some(retry), |()| body(form));
    content.into_any()
}
