//! Confirming and dismissing a flag that somebody else recorded.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

use crate::{
    api,
    domain::{
        flag::{Dismissal, Flag},
        ids::FlagId,
        invalid::FieldError,
        record::MAX_NOTE_CHARS,
    },
    error::AppResult,
    i18n::{Lang, lang, t},
};

const DIALOG_ID: &str = "dismiss-dialog";
const REASON_ID: &str = "dismiss-reason";

/// Draws both actions with the rule they obey. `reviewed` hears in words what was done.
pub fn review(id: FlagId, reviewed: Callback<&'static str>) -> AnyView {
    let texts = t().desk;
    let acting = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let lang = lang();
    let finish = move |result: AppResult<Flag>, words| {
        acting.set(false);
        match result {
            Ok(_) => reviewed.run(words),
            Err(error) => problem.set(Some(error.message(lang))),
        }
    };
    let confirm = move |_| {
        acting.set(true);
        problem.set(None);
        spawn_local(async move { finish(api::flag::confirm_flag(id).await, texts.confirmed) });
    };
    let dismiss = Callback::new(move |reason: String| {
        acting.set(true);
        problem.set(None);
        spawn_local(
            async move { finish(api::flag::dismiss_flag(id, reason).await, texts.dismissed) },
        );
    });
    view! {
        <section class="review">
            <div class="review-actions">
                <button type="button" class="button" disabled=move || acting.get() on:click=confirm>
                    {texts.confirm}
                </button>
                <button
                    type="button"
                    class="button outlined flag"
                    disabled=move || acting.get()
                    popovertarget=DIALOG_ID
                >
                    {texts.dismiss}
                </button>
            </div>
            <p class="error" role="alert">{move || problem.get()}</p>
            <p class="hint">{texts.review_rule}</p>
            {dialog(acting, problem, dismiss)}
        </section>
    }
    .into_any()
}

/// The dialog that asks for the reason. The browser's own popover keeps focus and closes it with Escape.
fn dialog(
    acting: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    dismiss: Callback<String>,
) -> impl IntoView {
    let texts = t().desk;
    let reason = RwSignal::new(String::new());
    let lang = lang();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let dismissal = Dismissal {
            reason: reason.get_untracked(),
        };
        match dismissal.check() {
            Ok(()) => dismiss.run(dismissal.reason),
            Err(fields) => problem.set(Some(words(&fields, lang))),
        }
    };
    // Escape closes the dialog only, not the panel around it.
    let keep = |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
        }
    };
    view! {
        <form id=DIALOG_ID class="dialog card" popover="auto" role="dialog" aria-labelledby="dismiss-title" on:submit=submit on:keydown=keep>
            <h3 id="dismiss-title">{texts.dismiss_title}</h3>
            <p class="hint" id="dismiss-hint">{texts.dismiss_hint}</p>
            <div class="field">
                <label for=REASON_ID>{texts.reason}</label>
                <textarea
                    id=REASON_ID
                    class="input"
                    rows="3"
                    required
                    autofocus
                    maxlength=MAX_NOTE_CHARS.to_string()
                    aria-describedby="dismiss-hint"
                    prop:value=move || reason.get()
                    on:input=move |event| reason.set(event_target_value(&event))
                ></textarea>
            </div>
            <p class="error">{move || problem.get()}</p>
            <div class="review-actions">
                <button class="button flag-fill" disabled=move || acting.get()>{texts.dismiss_now}</button>
                <button type="button" class="button outlined" popovertarget=DIALOG_ID popovertargetaction="hide">
                    {t().common.cancel}
                </button>
            </div>
        </form>
    }
}

fn words(fields: &[FieldError], lang: Lang) -> String {
    fields
        .iter()
        .map(|field| field.rule.label(lang))
        .collect::<Vec<_>>()
        .join(" ")
}
