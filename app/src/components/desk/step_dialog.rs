//! The dialog that asks for what a step needs: a reason, whom it goes to, what came of it.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

use super::{
    step_photo::StepPhoto,
    steps::{Offer, Panel, Step},
};
use crate::{
    domain::{
        addressee::Addressee, flag::FlagStatus, given::Given, invalid::FieldError,
        record::MAX_NOTE_CHARS, workflow::Need,
    },
    i18n::{
        Lang, lang,
        steps::{Words, steps},
        t,
    },
};

/// What has been filled in.
#[derive(Clone, Copy)]
struct Form {
    code: &'static str,
    reason: RwSignal<String>,
    addressee: RwSignal<Option<Addressee>>,
    outcome: RwSignal<Option<FlagStatus>>,
    photo: Option<StepPhoto>,
}

/// Draws it. The browser's own popover keeps focus and closes it with Escape.
pub fn dialog(panel: Panel, offer: Offer) -> AnyView {
    let lang = lang();
    let code = offer.code();
    let form = Form {
        code,
        reason: RwSignal::new(String::new()),
        addressee: RwSignal::new(None),
        outcome: RwSignal::new(match offer.choices.as_slice() {
            &[only] => Some(only),
            _ => None,
        }),
        photo: offer
            .needs
            .contains(&Need::Photo)
            .then(|| StepPhoto::new(panel, code)),
    };
    let (step, words, needs) = (offer.step, offer.words, offer.needs);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let given = form.given();
        if let Some(photo) = form.photo.filter(|photo| photo.is_there()) {
            return take_with_photo(panel, photo, step, words, given);
        }
        match given.check(needs) {
            Ok(()) => panel.take(step, words, given),
            Err(fields) => panel.problem.set(Some(said(&fields, lang))),
        }
    };
    // Escape closes the dialog only, not the panel around it.
    let keep = |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
        }
    };
    let (id, title, hint) = (
        format!("{code}-dialog"),
        format!("{code}-title"),
        format!("{code}-hint"),
    );
    let (titled_by, hides) = (title.clone(), id.clone());
    let addressee = needs
        .contains(&Need::Addressee)
        .then(|| form.ask_addressee());
    let outcome = (!offer.choices.is_empty()).then(|| form.ask_outcome(offer.choices));
    let reason = needs
        .contains(&Need::Reason)
        .then(|| form.ask_reason(hint.clone()));
    view! {
        <form id=id class="dialog card" popover="auto" role="dialog" aria-labelledby=titled_by
            on:submit=submit on:keydown=keep>
            <h3 id=title>{words.title}</h3>
            <p class="hint" id=hint>{words.hint}</p>
            {addressee} {outcome} {reason}
            {form.photo.map(StepPhoto::ask)}
            <p class="error">{move || panel.problem.get()}</p>
            <div class="review-actions">
                <button class="button" disabled=move || panel.is_closed()>{words.act}</button>
                <button type="button" class="button outlined" popovertarget=hides popovertargetaction="hide">
                    {t().common.cancel}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// The photo first, then the step that names it.
fn take_with_photo(panel: Panel, photo: StepPhoto, step: Step, words: Words, given: Given) {
    panel.acting.set(true);
    panel.problem.set(None);
    let lang = lang();
    spawn_local(async move {
        match photo.send().await {
            Ok(sha256) => {
                let photos = vec![sha256];
                panel.take(step, words, Given { photos, ..given });
            }
            Err(error) => {
                panel.acting.set(false);
                panel.problem.set(Some(error.message(lang)));
            }
        }
    });
}

impl Form {
    fn given(self) -> Given {
        Given {
            reason: self.reason.get_untracked(),
            addressee: self.addressee.get_untracked(),
            outcome: self.outcome.get_untracked(),
            ..Given::default()
        }
    }

    fn ask_reason(self, described_by: String) -> AnyView {
        let id = format!("{}-reason", self.code);
        let label_for = id.clone();
        let reason = self.reason;
        view! {
            <div class="field">
                <label for=label_for>{steps().reason}</label>
                <textarea
                    id=id
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
        }
        .into_any()
    }

    fn ask_addressee(self) -> AnyView {
        let options = Addressee::ALL
            .iter()
            .map(|addressee| (addressee.code(), addressee.label(lang())));
        let pick = Callback::new(move |code: String| self.addressee.set(code.parse().ok()));
        self.ask_one("addressee", steps().addressee, options.collect(), "", pick)
    }

    fn ask_outcome(self, choices: Vec<FlagStatus>) -> AnyView {
        let options = choices
            .iter()
            .map(|status| (status.code(), status.label(lang())));
        let chosen = self.outcome.get_untracked().map_or("", FlagStatus::code);
        let pick = Callback::new(move |code: String| self.outcome.set(code.parse().ok()));
        self.ask_one("outcome", steps().outcome, options.collect(), chosen, pick)
    }

    fn ask_one(
        self,
        field: &'static str,
        label: &'static str,
        options: Vec<(&'static str, &'static str)>,
        chosen: &'static str,
        pick: Callback<String>,
    ) -> AnyView {
        let id = format!("{}-{field}", self.code);
        let label_for = id.clone();
        let options: Vec<_> = options
            .into_iter()
            .map(|(code, label)| view! { <option value=code selected=code == chosen>{label}</option> })
            .collect();
        view! {
            <div class="field">
                <label for=label_for>{label}</label>
                <select id=id class="input" name=field required on:change=move |event| pick.run(event_target_value(&event))>
                    <option value="">{steps().choose}</option>
                    {options}
                </select>
            </div>
        }
        .into_any()
    }
}

fn said(fields: &[FieldError], lang: Lang) -> String {
    let words: Vec<_> = fields.iter().map(|field| field.rule.label(lang)).collect();
    words.join(" ")
}
