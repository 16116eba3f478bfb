//! Confirming, returning and dismissing a flag that somebody else recorded: exactly the steps that
//! the flag says its reader may take now.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

use crate::{
    api,
    domain::{
        flag::{Flag, FlagTransition, Reason},
        ids::FlagId,
        invalid::FieldError,
        record::MAX_NOTE_CHARS,
    },
    error::AppResult,
    i18n::{Lang, desk::Desk, lang, t},
};

/// The steps that this panel knows how to take.
const STEPS: [FlagTransition; 3] = [
    FlagTransition::Confirm,
    FlagTransition::Return,
    FlagTransition::Dismiss,
];

/// One review on the screen.
#[derive(Clone, Copy)]
struct Review {
    id: FlagId,
    acting: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    reviewed: Callback<&'static str>,
}

/// A step that asks for its reason.
#[derive(Clone, Copy)]
struct Asked {
    step: FlagTransition,
    dialog: &'static str,
    field: &'static str,
    word: &'static str,
    button: &'static str,
    title: &'static str,
    hint: &'static str,
    act: &'static str,
    class: &'static str,
}

/// Draws the steps with the rule they obey; nothing when there is none. `reviewed` hears in words what was done.
pub fn review(flag: &Flag, reviewed: Callback<&'static str>) -> Option<AnyView> {
    let texts = t().desk;
    let review = Review {
        id: flag.id,
        acting: RwSignal::new(false),
        problem: RwSignal::new(None),
        reviewed,
    };
    let offered: Vec<_> = STEPS
        .into_iter()
        .filter(|step| flag.steps.contains(step))
        .collect();
    let asked = || offered.iter().filter_map(|&step| asked(step, texts));
    let confirm = offered.contains(&FlagTransition::Confirm).then(|| {
        view! {
            <button type="button" class="button" disabled=move || review.acting.get()
                on:click=move |_| review.take(FlagTransition::Confirm, String::new())>
                {texts.confirm}
            </button>
        }
    });
    let buttons = asked().map(|asked| {
        view! {
            <button type="button" class=asked.button disabled=move || review.acting.get() popovertarget=asked.dialog>
                {asked.word}
            </button>
        }
    });
    (!offered.is_empty()).then(|| {
        view! {
            <section class="review">
                <div class="review-actions">{confirm} {buttons.collect_view()}</div>
                <p class="error" role="alert">{move || review.problem.get()}</p>
                <p class="hint">{texts.review_rule}</p>
                {asked().map(|asked| dialog(review, asked)).collect_view()}
            </section>
        }
        .into_any()
    })
}

fn asked(step: FlagTransition, texts: &Desk) -> Option<Asked> {
    match step {
        FlagTransition::Return => Some(Asked {
            step,
            dialog: "return-dialog",
            field: "return-reason",
            word: texts.give_back,
            button: "button outlined",
            title: texts.return_title,
            hint: texts.return_hint,
            act: texts.return_now,
            class: "button",
        }),
        FlagTransition::Dismiss => Some(Asked {
            step,
            dialog: "dismiss-dialog",
            field: "dismiss-reason",
            word: texts.dismiss,
            button: "button outlined flag",
            title: texts.dismiss_title,
            hint: texts.dismiss_hint,
            act: texts.dismiss_now,
            class: "button flag-fill",
        }),
        _ => None,
    }
}

impl Review {
    fn take(self, step: FlagTransition, reason: String) {
        self.acting.set(true);
        self.problem.set(None);
        let (id, lang, texts) = (self.id, lang(), t().desk);
        spawn_local(async move {
            let (result, words): (AppResult<Flag>, _) = match step {
                FlagTransition::Return => {
                    (api::flag::return_flag(id, reason).await, texts.returned)
                }
                FlagTransition::Dismiss => {
                    (api::flag::dismiss_flag(id, reason).await, texts.dismissed)
                }
                _ => (api::flag::confirm_flag(id).await, texts.confirmed),
            };
            self.acting.set(false);
            match result {
                Ok(_) => self.reviewed.run(words),
                Err(error) => self.problem.set(Some(error.message(lang))),
            }
        });
    }
}

/// The dialog that asks for the reason. The browser's own popover keeps focus and closes it with Escape.
fn dialog(review: Review, asked: Asked) -> AnyView {
    let texts = t().desk;
    let reason = RwSignal::new(String::new());
    let lang = lang();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let given = Reason {
            reason: reason.get_untracked(),
        };
        match given.check() {
            Ok(()) => review.take(asked.step, given.reason),
            Err(fields) => review.problem.set(Some(words(&fields, lang))),
        }
    };
    // Escape closes the dialog only, not the panel around it.
    let keep = |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
        }
    };
    let title = format!("{}-title", asked.dialog);
    let hint = format!("{}-hint", asked.dialog);
    let (titled_by, described_by) = (title.clone(), hint.clone());
    view! {
        <form id=asked.dialog class="dialog card" popover="auto" role="dialog" aria-labelledby=titled_by
            on:submit=submit on:keydown=keep>
            <h3 id=title>{asked.title}</h3>
            <p class="hint" id=hint>{asked.hint}</p>
            <div class="field">
                <label for=asked.field>{texts.reason}</label>
                <textarea
                    id=asked.field
                    class="input"
                    rows="3"
                    required
                    autofocus
                    maxlength=MAX_NOTE_CHARS.to_string()
                    aria-describedby=described_by
                    prop:value=move || reason.get()
                    on:input=move |event| reason.set(event_target_value(&event))
                ></textarea>
            </div>
            <p class="error">{move || review.problem.get()}</p>
            <div class="review-actions">
                <button class=asked.class disabled=move || review.acting.get()>{asked.act}</button>
                <button type="button" class="button outlined" popovertarget=asked.dialog popovertargetaction="hide">
                    {t().common.cancel}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn words(fields: &[FieldError], lang: Lang) -> String {
    fields
        .iter()
        .map(|field| field.rule.label(lang))
        .collect::<Vec<_>>()
        .join(" ")
}
