//! `/record/flag`: a display that nobody authorised, or that is dangerous.

use leptos::prelude::*;

use crate::{
    components::{
        form::{
            Form, FormPlan,
            fields::{Choice, Layout, areas, choices, note},
            kinds::{kind, similar, surroundings},
            photos::photos,
            save::{position, save_actions, when_open},
            street::street,
            use_form,
        },
        frame::{PhonePage, phone_page},
        world::World,
    },
    domain::{
        display_kind::DisplayKind,
        field_pack::FieldPack,
        ground::{Ground, GroundCode},
        location_class::LocationClass,
        nearby::{Similar, is_restricted_street, similar_flags},
        record::RecordKind,
    },
    geo::LonLat,
    i18n::{fill, lang, t},
    queue::Draft,
};

const PLAN: FormPlan = FormPlan {
    record: RecordKind::Flag,
    begin,
    same: |_, _| false,
};

/// The flag's form.
#[component]
pub fn RecordFlagPage() -> impl IntoView {
    let form = use_form(PLAN);
    phone_page(PhonePage {
        title: Signal::stored(t().phone.record_flag.to_owned()),
        tab: None,
        back: Some("/record"),
        body: when_open(form, body),
        actions: save_actions(form),
    })
}

fn begin(draft: &mut Draft, world: &World, _: &FieldPack, _: &str) -> bool {
    let today = world.now.get_untracked().date();
    let running = world
        .campaign()
        .filter(|campaign| campaign.is_running(today));
    draft.campaign = running.map(|campaign| campaign.id);
    t().phone.record_flag.clone_into(&mut draft.title);
    true
}

fn body(form: Form) -> AnyView {
    let texts = t().phone;
    let (marks, start) = surroundings(form);
    view! {
        {photos(form)}
        {position(form, marks, start)}
        {kind(form)}
        {similar(form, texts.similar_flag_hint, known, false)}
        {location_class(form)}
        {street(form)}
        {restricted(form)}
        {grounds(form)}
        {areas(form)}
        {note(form)}
        <p class="rule">{texts.flag_rule}</p>
    }
    .into_any()
}

fn known(form: Form, kind: DisplayKind, at: LonLat) -> Vec<Similar> {
    form.world.pack.with(|pack| {
        pack.ready()
            .map(|pack| similar_flags(&pack.flags, kind, at))
            .unwrap_or_default()
    })
}

fn location_class(form: Form) -> AnyView {
    let (texts, lang) = (t().phone, lang());
    let chosen = form.field(|draft| draft.location_class);
    let options = LocationClass::ALL.iter().map(|&class| Choice {
        label: class.label(lang).into_any(),
        checked: Signal::derive(move || chosen.get().flatten() == Some(class)),
        pick: Callback::new(move |()| form.edit(|draft| draft.location_class = Some(class))),
    });
    view! {
        {choices(form, "location_class", texts.location_class, Layout::Two, options.collect())}
        <p class="hint after">{texts.no_homes}</p>
    }
    .into_any()
}

/// A hint, never a verdict: the officer chooses the grounds.
fn restricted(form: Form) -> AnyView {
    let texts = t().phone;
    let street = form.field(|draft| draft.street.clone());
    let content = move || {
        let street = street.get().filter(|street| is_restricted_street(street))?;
        Some(view! { <p class="notice">{fill(texts.restricted_hint, &[&street])}</p> })
    };
    content.into_any()
}

fn grounds(form: Form) -> AnyView {
    let chosen = form.field(|draft| draft.grounds.clone());
    let list = form.world.pack.with_untracked(|pack| {
        pack.ready()
            .map(|pack| pack.grounds.clone())
            .unwrap_or_default()
    });
    let options = list.into_iter().map(|ground| {
        let (code, code_to_pick) = (ground.code.clone(), ground.code.clone());
        Choice {
            label: ground_label(&ground),
            checked: Signal::derive(move || {
                chosen.with(|chosen| chosen.as_ref().is_some_and(|list| list.contains(&code)))
            }),
            pick: Callback::new(move |()| {
                form.edit(|draft| toggle(&mut draft.grounds, &code_to_pick))
            }),
        }
    });
    choices(
        form,
        "grounds",
        t().phone.grounds,
        Layout::Several,
        options.collect(),
    )
}

fn ground_label(ground: &Ground) -> AnyView {
    let words = lang()
        .pick(ground.vi.as_str(), ground.en.as_str())
        .to_owned();
    let unverified = ground.verified_on.is_none().then(|| {
        view! { <span class="chip warn">{t().phone.unverified}</span> }
    });
    view! {
        <strong class="code">{ground.code.0.clone()}</strong>
        <span class="ground-words">{words} " " {unverified}</span>
    }
    .into_any()
}

/// Adds the ground, or takes it out; the list stays in the order of the codes.
fn toggle(grounds: &mut Vec<GroundCode>, code: &GroundCode) {
    match grounds.binary_search(code) {
        Ok(at) => {
            grounds.remove(at);
        }
        Err(at) => grounds.insert(at, code.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grounds_are_chosen_and_unchosen_in_the_order_of_their_codes() {
        let code = |text: &str| GroundCode(text.to_owned());
        let mut grounds = Vec::new();
        for text in ["G07", "G01", "G10"] {
            toggle(&mut grounds, &code(text));
        }
        toggle(&mut grounds, &code("G07"));
        assert_eq!(grounds, [code("G01"), code("G10")]);
    }
}
