//! Marked placements, and verifying all of them. Each is a step of its own, decided on the version that the page shows.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::desk::steps::{Step, take},
    domain::{
        given::Given,
        ids::PlacementId,
        placement::{Placement, PlacementTransition},
        record::Version,
    },
    i18n::{fill, lang, work::work},
};

/// What is marked, and what came of verifying it.
#[derive(Clone, Copy)]
pub struct Bulk {
    /// By id, the version and the name of each marked placement.
    marked: RwSignal<BTreeMap<uuid::Uuid, (Version, String)>>,
    acting: RwSignal<bool>,
    /// What was done last, in words.
    pub said: RwSignal<String>,
    done: Callback<()>,
}

impl Bulk {
    /// Nothing is marked; `done` hears when placements were verified.
    pub fn new(done: Callback<()>) -> Self {
        Self {
            marked: RwSignal::new(BTreeMap::new()),
            acting: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            done,
        }
    }

    /// Whether this one is marked.
    pub fn is_marked(self, id: PlacementId) -> bool {
        self.marked.with(|marked| marked.contains_key(&id.0))
    }

    /// Marks it, or takes the mark away. Only one that may be verified takes a mark.
    pub fn toggle(self, placement: &Placement, name: &str) {
        if !placement.steps.contains(&PlacementTransition::Verify) {
            return;
        }
        self.marked.update(|marked| {
            if marked.remove(&placement.id.0).is_none() {
                marked.insert(placement.id.0, (placement.version, name.to_owned()));
            }
        });
    }

    /// Verifies what is marked, one after the other; what could not be is told by name.
    pub fn verify(self) {
        if self.acting.get_untracked() || self.marked.with_untracked(BTreeMap::is_empty) {
            return;
        }
        self.acting.set(true);
        let marked = self.marked.get_untracked();
        let (lang, texts) = (lang(), work());
        spawn_local(async move {
            let (mut count, mut failed) = (0, Vec::new());
            for (id, (version, name)) in marked {
                let step = Step::Placement(PlacementId(id), PlacementTransition::Verify);
                match take(step, Given::default(), version).await {
                    Ok(()) => count += 1,
                    Err(error) => failed.push(fill(texts.failed, &[&name, &error.message(lang)])),
                }
            }
            let done = fill(texts.verified, &[&count.to_string()]);
            let words: Vec<_> = [done].into_iter().chain(failed).collect();
            self.said.set(words.join(" "));
            self.marked.set(BTreeMap::new());
            self.acting.set(false);
            self.done.run(());
        });
    }

    /// The button that verifies them; nothing while none is marked.
    pub fn button(self) -> AnyView {
        let count = move || self.marked.with(BTreeMap::len);
        let show = move || {
            view! {
                <button type="button" class="button" disabled=move || self.acting.get() on:click=move |_| self.verify()>
                    {move || fill(work().verify_marked, &[&count().to_string()])}
                </button>
            }
        };
        view! { <div class="work-bulk">{move || (count() > 0).then(show)}</div> }.into_any()
    }
}
