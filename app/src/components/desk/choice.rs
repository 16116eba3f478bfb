//! One filter: a select that shows what the address says and reports what a person picks.

use leptos::prelude::*;

/// An entry of a [`choice`]: value and label; entries with the same group stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What goes into the address.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Heading of its group; empty for none.
    pub group: &'static str,
}

impl Entry {
    /// An entry without a group.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            group: "",
        }
    }
}

/// What a filter is made of.
pub struct Choice {
    /// Its name in the address.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What can be picked. The first entry, with an empty value, stands for no filter.
    pub entries: Signal<Vec<Entry>>,
    /// The value in the address.
    pub current: Signal<String>,
    /// Hears what was picked.
    pub on_pick: Callback<String>,
}

/// Draws a filter.
pub fn choice(choice: Choice) -> AnyView {
    let Choice {
        name,
        label,
        entries,
        current,
        on_pick,
    } = choice;
    let is_set = move || current.with(|value| !value.is_empty()).to_string();
    view! {
        <label class="desk-pick" data-set=is_set>
            <span class="visually-hidden">{label}</span>
            <select name=name on:change=move |event| on_pick.run(event_target_value(&event))>
                {move || options(entries.get(), current)}
            </select>
        </label>
    }
    .into_any()
}

fn options(entries: Vec<Entry>, current: Signal<String>) -> Vec<AnyView> {
    let groups = entries.chunk_by(|a, b| a.group == b.group);
    let drawn = groups.map(|group| {
        let options = group
            .iter()
            .cloned()
            .map(|entry| option(entry, current))
            .collect_view();
        match group[0].group {
            "" => options.into_any(),
            heading => view! { <optgroup label=heading>{options}</optgroup> }.into_any(),
        }
    });
    drawn.collect()
}

fn option(entry: Entry, current: Signal<String>) -> impl IntoView {
    let Entry { value, label, .. } = entry;
    let selected = current.with_untracked(|now| *now == value);
    let mine = value.clone();
    // The attribute is for the document, the property for changes after a person has picked.
    view! {
        <option value=value selected=selected prop:selected=move || current.with(|now| *now == mine)>
            {label}
        </option>
    }
}
