//! `/record/placement`: a display of the campaign that hangs where the plan has none.

use leptos::prelude::*;

use crate::{
    components::{
        form::{
            Form, FormPlan,
            fields::{anchor, areas, field_error, note},
            kinds::{kind, similar, surroundings},
            photos::photos,
            quantity::quantity,
            save::{position, save_actions, when_open},
            street::street,
            use_form,
        },
        frame::{PhonePage, phone_page},
        world::World,
    },
    domain::{
        field_pack::FieldPack, ids::CampaignId, nearby::Known, record::RecordKind, unit::UnitCode,
    },
    i18n::t,
    phone::known::known_placements,
    queue::{Draft, Item},
};

const PLAN: FormPlan = FormPlan {
    record: RecordKind::Placement,
    begin,
    same: |_, _| false,
};

/// The placement's form.
#[component]
pub fn RecordPlacementPage() -> impl IntoView {
    let form = use_form(PLAN);
    phone_page(PhonePage {
        title: Signal::stored(t().phone.outside.to_owned()),
        tab: None,
        back: Some("/record"),
        body: when_open(form, body),
        actions: save_actions(form),
    })
}

fn begin(draft: &mut Draft, world: &World, _: &FieldPack, _: &str) -> bool {
    draft.campaign = world.campaign().map(|campaign| campaign.id);
    draft.quantity = Some(1);
    t().phone.outside.clone_into(&mut draft.title);
    true
}

fn body(form: Form) -> AnyView {
    let texts = t().phone;
    let (marks, start) = surroundings(form);
    view! {
        {photos(form, None)}
        {position(form, marks, start)}
        {kind(form)}
        {similar(form, texts.similar_hint, known)}
        {quantity(form, texts.quantity)}
        {campaign(form)}
        {message(form)}
        {unit(form)}
        {street(form)}
        {areas(form)}
        {note(form)}
    }
    .into_any()
}

fn known(pack: &FieldPack, items: &[Item], draft: &Draft) -> Vec<Known> {
    known_placements(pack, items, draft.campaign)
}

/// One line of a native choice: value and words.
type Line = (String, String);

fn select(
    form: Form,
    field: &'static str,
    label: &'static str,
    lines: Signal<Vec<Line>>,
    value: Signal<String>,
    choose: Callback<String>,
) -> AnyView {
    let options = move || {
        let lines = lines.get().into_iter().map(|(code, words)| {
            let code_now = code.clone();
            view! { <option value=code selected=move || value.get() == code_now>{words}</option> }
        });
        lines.collect_view()
    };
    view! {
        <div class="block field" id=anchor(field) tabindex="-1">
            <label for=field>{label}</label>
            <select class="input" id=field prop:value=move || value.get()
                on:change=move |event| choose.run(event_target_value(&event))>{options}</select>
            {field_error(form, field)}
        </div>
    }
    .into_any()
}

fn campaign(form: Form) -> AnyView {
    let lines = Signal::derive(move || {
        form.world.pack.with(|pack| {
            let campaigns = pack
                .ready()
                .map(|pack| pack.campaigns.as_slice())
                .unwrap_or_default();
            campaigns
                .iter()
                .map(|campaign| (campaign.id.to_string(), campaign.name.clone()))
                .collect()
        })
    });
    let chosen = form.field(|draft| draft.campaign);
    let value = Signal::derive(move || {
        chosen
            .get()
            .flatten()
            .map(|id| id.to_string())
            .unwrap_or_default()
    });
    let choose = Callback::new(move |code: String| {
        let id: Option<CampaignId> = code.parse().ok();
        form.edit(|draft| {
            draft.campaign = id;
            draft.message_no = None;
        });
    });
    select(form, "campaign", t().phone.campaign, lines, value, choose)
}

fn message(form: Form) -> AnyView {
    let texts = t().phone;
    let campaign = form.field(|draft| draft.campaign);
    let lines = Signal::derive(move || {
        let mut lines = vec![(String::new(), texts.message_none.to_owned())];
        form.world.pack.with(|pack| {
            let campaigns = pack
                .ready()
                .map(|pack| pack.campaigns.as_slice())
                .unwrap_or_default();
            let campaign = campaigns
                .iter()
                .find(|one| Some(one.id) == campaign.get().flatten());
            for message in campaign
                .map(|campaign| campaign.messages.as_slice())
                .unwrap_or_default()
            {
                lines.push((
                    message.no.to_string(),
                    format!("{}. {}", message.no, message.text),
                ));
            }
        });
        lines
    });
    let chosen = form.field(|draft| draft.message_no);
    let value = Signal::derive(move || {
        chosen
            .get()
            .flatten()
            .map(|no| no.to_string())
            .unwrap_or_default()
    });
    let choose =
        Callback::new(move |no: String| form.edit(|draft| draft.message_no = no.parse().ok()));
    select(form, "message_no", texts.message, lines, value, choose)
}

fn unit(form: Form) -> AnyView {
    let texts = t().phone;
    let lines = Signal::derive(move || {
        let mut lines = vec![(String::new(), texts.unit_unknown.to_owned())];
        form.world.pack.with(|pack| {
            let units = pack
                .ready()
                .map(|pack| pack.units.as_slice())
                .unwrap_or_default();
            lines.extend(
                units
                    .iter()
                    .map(|unit| (unit.code.0.clone(), unit.name.clone())),
            );
        });
        lines
    });
    let chosen = form.field(|draft| draft.unit.clone());
    let value = Signal::derive(move || {
        chosen
            .get()
            .flatten()
            .map(|code| code.0)
            .unwrap_or_default()
    });
    let choose = Callback::new(move |code: String| {
        form.edit(|draft| draft.unit = (!code.is_empty()).then_some(UnitCode(code)));
    });
    select(form, "unit", texts.unit, lines, value, choose)
}
