//! The filters above map and list. They live in the address: a change is a step that can be taken back.

use leptos::{either::Either, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    choice::{Choice, Entry, choice},
    filter::Filter,
    filter_fields::with_several,
    reference::{Names, Reference},
};
use crate::{components::load::failure, i18n::t};

/// Which page the filters belong to.
#[derive(Clone, Copy)]
pub struct FilterBar {
    /// What the lists are.
    pub reference: Reference,
    /// The page's state.
    pub filter: Memo<Filter>,
    /// The page's path.
    pub path: &'static str,
    /// Which statuses can be chosen: those of placements, of flags.
    pub statuses: fn(&Filter) -> (bool, bool),
}

/// Draws the filters; without JavaScript they are a form with a button.
pub fn filter_bar(bar: FilterBar) -> AnyView {
    let texts = t().desk;
    view! {
        <form class="desk-picks" method="get" action=bar.path role="search" aria-label=texts.filters>
            <Suspense fallback=|| view! { <span class="desk-pick bone"></span> }>
                {move || Suspend::new(async move {
                    match bar.reference.names().await {
                        Ok(names) => Either::Left(bar.fields(StoredValue::new(names))),
                        Err(error) => Either::Right(failure(&error, None)),
                    }
                })}
            </Suspense>
        </form>
    }
    .into_any()
}

impl FilterBar {
    fn fields(self, names: StoredValue<Names>) -> AnyView {
        let texts = t().desk;
        let filter = self.filter;
        let clear = move || {
            filter.with(Filter::is_narrowed).then(|| {
                let href = filter.with(|filter| filter.cleared().address(self.path));
                view! { <a class="clear" href=href>{texts.clear}</a> }
            })
        };
        view! {
            {self.campaign(names)}
            {self.area(names)}
            {self.kind()}
            {self.status()}
            {self.unit(names)}
            {self.day("from", texts.changed_from, |filter| filter.from, |filter, day| filter.from = day)}
            {self.day("to", texts.changed_to, |filter| filter.to, |filter, day| filter.to = day)}
            {move || filter.with(|filter| filter.record.code() == "flag").then(|| view! {
                <input type="hidden" name="record" value="flag"/>
            })}
            <noscript><button class="button small">{texts.apply}</button></noscript>
            {clear}
        }
        .into_any()
    }

    /// Reports a change as a new address.
    pub(super) fn change<T: 'static>(
        self,
        set: fn(&mut Filter, T),
    ) -> impl Fn(T) + Copy + Send + Sync {
        let navigate = StoredValue::new(use_navigate());
        move |value| {
            let next = self.filter.get_untracked().with(|filter| {
                filter.open = None;
                set(filter, value);
            });
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate.with_value(|navigate| navigate(&next.address(self.path), options));
        }
    }

    pub(super) fn draw(
        self,
        name: &'static str,
        label: &'static str,
        entries: impl Fn() -> Vec<Entry> + Send + Sync + 'static,
        read: fn(&Filter) -> String,
        set: fn(&mut Filter, String),
    ) -> AnyView {
        let current = Memo::new(move |_| self.filter.with(read));
        let entries = Memo::new(move |_| with_several(entries(), &current.get()));
        let pick = self.change(set);
        choice(Choice {
            name,
            label,
            entries: entries.into(),
            current: current.into(),
            on_pick: Callback::new(pick),
        })
    }
}
