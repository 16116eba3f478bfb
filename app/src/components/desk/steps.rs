//! The steps that a record's reader may take now, each with what it needs: exactly those that the server offers with
//! the record. A step is decided on the version that is shown; where that has changed, both are told.

use leptos::{prelude::*, task::spawn_local};

use super::step_dialog::dialog;
use crate::{
    api,
    domain::{
        flag::{Flag, FlagStatus, FlagTransition},
        given::Given,
        placement::{Placement, PlacementStatus, PlacementTransition},
        record::Version,
        workflow::{FLAG, Need, PLACEMENT},
    },
    error::{AppError, AppResult},
    i18n::{
        lang,
        steps::{Words, of_flag, of_placement, steps},
    },
};

/// What a step is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A flag's.
    Flag(crate::domain::ids::FlagId, FlagTransition),
    /// A placement's.
    Placement(crate::domain::ids::PlacementId, PlacementTransition),
}

/// A step with all that its button and dialog say and ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The step.
    pub step: Step,
    /// Its words.
    pub words: Words,
    /// What it needs.
    pub needs: &'static [Need],
    /// States it may end in, where there is a choice.
    pub choices: Vec<FlagStatus>,
    /// Whether it may stand out as what is to be done.
    pub is_due: bool,
}

impl Offer {
    /// Whether it is taken without asking anything.
    pub fn is_plain(&self) -> bool {
        self.needs.is_empty() && self.choices.is_empty()
    }

    /// The code of its step, which names its dialog.
    pub const fn code(&self) -> &'static str {
        match self.step {
            Step::Flag(_, step) => step.code(),
            Step::Placement(_, step) => step.code(),
        }
    }
}

/// The panel's state.
#[derive(Clone, Copy)]
pub struct Panel {
    version: Version,
    /// Whether a step is being taken.
    pub acting: RwSignal<bool>,
    /// What went wrong last, in words.
    pub problem: RwSignal<Option<String>>,
    stale: RwSignal<bool>,
    taken: Callback<&'static str>,
}

/// The steps of a flag. `taken` hears in words what was done.
pub fn flag_steps(flag: &Flag, taken: Callback<&'static str>) -> Option<AnyView> {
    let lang = lang();
    let offers = flag.steps.iter().filter_map(|&step| {
        let rule = FLAG.iter().find(|rule| rule.step == step)?;
        Some(Offer {
            step: Step::Flag(flag.id, step),
            words: of_flag(step, lang)?,
            needs: rule.needs,
            choices: match rule.to.len() {
                1 => Vec::new(),
                _ => flag.choices.clone(),
            },
            is_due: true,
        })
    });
    let rule = flag.reviewable.then(|| steps().rule);
    panel(offers.collect(), rule, Panel::new(flag.version, taken))
}

/// The steps of a placement. `taken` hears in words what was done.
pub fn placement_steps(placement: &Placement, taken: Callback<&'static str>) -> Option<AnyView> {
    let lang = lang();
    let offers = placement.steps.iter().filter_map(|&step| {
        let rule = PLACEMENT.iter().find(|rule| rule.step == step)?;
        Some(Offer {
            step: Step::Placement(placement.id, step),
            words: of_placement(step, lang)?,
            needs: rule.needs,
            choices: Vec::new(),
            // Within the window a display may be taken down, but nobody waits for it.
            is_due: step != PlacementTransition::ReportRemoved
                || placement.status == PlacementStatus::DueRemoval,
        })
    });
    panel(offers.collect(), None, Panel::new(placement.version, taken))
}

fn panel(mut offers: Vec<Offer>, rule: Option<&'static str>, panel: Panel) -> Option<AnyView> {
    if offers.is_empty() {
        return None;
    }
    // What needs nothing but the tap stands first, and stands out.
    offers.sort_by_key(|offer| !offer.is_plain());
    let buttons: Vec<_> = offers
        .iter()
        .enumerate()
        .map(|(at, offer)| button(panel, offer, at == 0 && offer.is_due))
        .collect();
    let asking = offers.into_iter().filter(|offer| !offer.is_plain());
    let dialogs: Vec<_> = asking.map(|offer| dialog(panel, offer)).collect();
    let again = move || {
        let look = move |_| panel.taken.run("");
        let show = move || {
            view! { <button type="button" class="button outlined small" on:click=look>{steps().look_again}</button> }
        };
        panel.stale.get().then(show)
    };
    let view = view! {
        <section class="review">
            <div class="review-actions">{buttons}</div>
            <p class="error" role="alert">{move || panel.problem.get()}</p>
            {again}
            {rule.map(|rule| view! { <p class="hint">{rule}</p> })}
            {dialogs}
        </section>
    };
    Some(view.into_any())
}

fn button(panel: Panel, offer: &Offer, first: bool) -> AnyView {
    let disabled = move || panel.is_closed();
    let class = match offer.step {
        Step::Flag(_, FlagTransition::Dismiss) => "button outlined flag",
        _ if first => "button",
        _ => "button outlined",
    };
    let (step, words) = (offer.step, offer.words);
    if offer.is_plain() {
        let act = move |_| panel.take(step, words, Given::default());
        return view! { <button type="button" class=class disabled=disabled on:click=act>{words.button}</button> }
            .into_any();
    }
    let id = format!("{}-dialog", offer.code());
    view! { <button type="button" class=class disabled=disabled popovertarget=id>{words.button}</button> }
        .into_any()
}

impl Panel {
    fn new(version: Version, taken: Callback<&'static str>) -> Self {
        Self {
            version,
            acting: RwSignal::new(false),
            problem: RwSignal::new(None),
            stale: RwSignal::new(false),
            taken,
        }
    }

    /// Whether no step can be decided on now: one is being taken, or what is shown is no longer how it is.
    pub fn is_closed(self) -> bool {
        self.acting.get() || self.stale.get()
    }

    /// Takes the step; what comes of it is told.
    pub fn take(self, step: Step, words: Words, given: Given) {
        self.acting.set(true);
        self.problem.set(None);
        let lang = lang();
        spawn_local(async move {
            let result = take(step, given, self.version).await;
            self.acting.set(false);
            match result {
                Ok(()) => self.taken.run(words.done),
                Err(error) => {
                    self.stale
                        .set(matches!(error, AppError::VersionConflict { .. }));
                    self.problem.set(Some(error.message(lang)));
                }
            }
        });
    }
}

/// Takes a step that was decided on this version.
///
/// # Errors
/// What the server says.
pub async fn take(step: Step, given: Given, seen: Version) -> AppResult<()> {
    match step {
        Step::Flag(id, step) => api::flag::take_flag_step(id, step, given, seen)
            .await
            .map(drop),
        Step::Placement(id, step) => api::placement::take_placement_step(id, step, given, seen)
            .await
            .map(drop),
    }
}
