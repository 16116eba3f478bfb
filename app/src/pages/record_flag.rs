//! `/record/flag`: a display that nobody authorised, or that is dangerous; `/record/flag/:target`:
//! the same form over an own flag, to correct it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{
        form::{
            Form, FormPlan,
            fields::{Choice, Layout, areas, choices, note},
            kept::kept_photos,
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
        field_pack::FieldPack,
        flag::FlagTransition,
        ground::{Ground, GroundCode},
        location_class::LocationClass,
        nearby::{Known, is_restricted_street},
        record::RecordKind,
    },
    i18n::{fill, lang, t},
    phone::{
        known::{known_flags, known_placements},
        own_flags::own_flags,
    },
    queue::{Draft, Item},
};

const PLAN: FormPlan = FormPlan {
    record: RecordKind::Flag,
    begin,
    same,
};

/// The flag's form.
#[component]
pub fn RecordFlagPage() -> impl IntoView {
    let form = use_form(PLAN);
    let corrects = form.field(|draft| draft.corrects.is_some());
    let texts = t().phone;
    let title = move || match corrects.get() {
        Some(true) => texts.correction.to_owned(),
        _ => texts.record_flag.to_owned(),
    };
    let is_correction = use_params_map().read_untracked().get("target").is_some();
    phone_page(PhonePage {
        title: Signal::derive(title),
        tab: None,
        back: Some(if is_correction { "/list" } else { "/record" }),
        body: when_open(form, body),
        actions: save_actions(form),
    })
}

fn begin(draft: &mut Draft, world: &World, pack: &FieldPack, target: &str) -> bool {
    if !target.is_empty() {
        return begin_correction(draft, world, pack, target);
    }
    let today = world.now.get_untracked().date();
    let running = world
        .campaign()
        .filter(|campaign| campaign.is_running(today));
    draft.campaign = running.map(|campaign| campaign.id);
    t().phone.record_flag.clone_into(&mut draft.title);
    true
}

/// The form over an own flag, while its officer may correct it.
fn begin_correction(draft: &mut Draft, world: &World, pack: &FieldPack, target: &str) -> bool {
    let flags = world
        .items
        .with_untracked(|items| own_flags(pack, items.ready().map_or(&[], Vec::as_slice)));
    let flag = flags
        .iter()
        .find(|flag| flag.id.to_string() == target)
        .filter(|flag| flag.steps(pack.me.role).contains(&FlagTransition::Correct));
    if let Some(flag) = flag {
        flag.begin_correction(draft);
        t().phone.correction.clone_into(&mut draft.title);
    }
    flag.is_some()
}

/// A correction that was begun is gone on with; of new flags there may be several.
fn same(draft: &Draft, target: &str) -> bool {
    draft
        .corrects
        .is_some_and(|flag| flag.to_string() == target)
}

fn body(form: Form) -> AnyView {
    let texts = t().phone;
    let (marks, start) = surroundings(form);
    view! {
        {kept_photos(form)}
        {photos(form, None)}
        {position(form, marks, start)}
        {kind(form)}
        {similar(form, texts.similar_flag_hint, known)}
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

/// Own flags, and what is planned or hung there: that is no matter for a flag. The flag that is being
/// corrected is no double of itself.
fn known(pack: &FieldPack, items: &[Item], draft: &Draft) -> Vec<Known> {
    let mut known = known_flags(pack, items);
    known.retain(|one| draft.corrects.is_none_or(|flag| flag.0 != one.id));
    known.extend(known_placements(pack, items, draft.campaign));
    known
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
