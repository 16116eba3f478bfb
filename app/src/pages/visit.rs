//! `/visit/:target`: one check-in at a planned site, or at a placement outside the plan.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{
        display_line::{display_line, site_line, site_stretch},
        form::{
            Form, FormPlan,
            fields::{Choice, Layout, areas, choices, note},
            photos::photos,
            quantity::quantity,
            save::{position, save_actions, when_open},
            street::street,
            use_form,
        },
        frame::{PhonePage, phone_page},
        small_map::Mark,
        symbol::{look_of, placement_mark},
        world::World,
    },
    domain::{
        condition::Condition,
        display_kind::DisplayKind,
        field_pack::FieldPack,
        ids::{CampaignId, PlacementId},
        phase::Todo,
        photo::Sha256,
        placement::{Placement, PlacementStatus},
        record::RecordKind,
        site::Site,
    },
    geo::LonLat,
    i18n::{lang, t},
    paths,
    phone::day::todo,
    queue::Draft,
};

const PLAN: FormPlan = FormPlan {
    record: RecordKind::CheckIn,
    begin,
    same,
};

/// The check-in's form.
#[component]
pub fn VisitPage() -> impl IntoView {
    let texts = t().phone;
    let form = use_form(PLAN);
    let title = form.field(|draft| draft.title.clone());
    phone_page(PhonePage {
        title: Signal::derive(move || title.get().unwrap_or_else(|| texts.check_in.to_owned())),
        tab: None,
        back: Some(paths::CHECK_IN),
        body: when_open(form, body),
        actions: save_actions(form),
    })
}

fn begin(draft: &mut Draft, _: &World, pack: &FieldPack, target: &str) -> bool {
    let Some(target) = Target::find(pack, target) else {
        return false;
    };
    match &target {
        Target::Site(site) => {
            draft.site = Some(site.id);
            draft.title = site.code.clone();
        }
        Target::Placement(placement) => {
            draft.placement = Some(placement.id);
            draft.title = placement.street.clone();
        }
    }
    draft.campaign = Some(target.campaign());
    draft.kind = Some(target.kind());
    target.street().clone_into(&mut draft.street);
    true
}

fn same(draft: &Draft, target: &str) -> bool {
    let is_target = |id: uuid::Uuid| id.to_string() == target;
    draft.site.is_some_and(|id| is_target(id.0))
        || draft.placement.is_some_and(|id| is_target(id.0))
}

/// What is visited.
enum Target {
    Site(Site),
    Placement(Placement),
}

impl Target {
    fn find(pack: &FieldPack, id: &str) -> Option<Self> {
        let id: uuid::Uuid = id.parse().ok()?;
        let site = pack
            .sites
            .iter()
            .find(|site| site.id.0 == id)
            .cloned()
            .map(Self::Site);
        site.or_else(|| {
            let placement = pack
                .placements
                .iter()
                .find(|placement| placement.id.0 == id);
            placement.cloned().map(Self::Placement)
        })
    }

    fn campaign(&self) -> CampaignId {
        match self {
            Self::Site(site) => site.campaign,
            Self::Placement(placement) => placement.campaign,
        }
    }

    fn kind(&self) -> DisplayKind {
        match self {
            Self::Site(site) => site.kind,
            Self::Placement(placement) => placement.kind,
        }
    }

    fn street(&self) -> &str {
        match self {
            Self::Site(site) => &site.street,
            Self::Placement(placement) => &placement.street,
        }
    }

    fn status(&self) -> PlacementStatus {
        match self {
            Self::Site(site) => site.status,
            Self::Placement(placement) => placement.status,
        }
    }

    fn quantity(&self) -> i32 {
        match self {
            Self::Site(site) => site.quantity,
            Self::Placement(placement) => placement.quantity,
        }
    }

    fn message_no(&self) -> Option<i32> {
        match self {
            Self::Site(site) => Some(site.message_no),
            Self::Placement(placement) => placement.message_no,
        }
    }

    fn last_photo(&self) -> Option<Sha256> {
        match self {
            Self::Site(site) => site.last_photo.clone(),
            Self::Placement(placement) => placement.photos.first().cloned(),
        }
    }

    fn point(&self) -> LonLat {
        match self {
            Self::Site(site) => site.point(),
            Self::Placement(placement) => LonLat {
                lon: placement.lon,
                lat: placement.lat,
            },
        }
    }

    fn line(&self) -> String {
        match self {
            Self::Site(site) => site_line(site, lang()),
            Self::Placement(placement) => display_line(placement.kind, placement.quantity, lang()),
        }
    }

    /// Where on its street, and whether its position is only somewhere there.
    fn stretch(&self) -> (Option<String>, bool) {
        match self {
            Self::Site(site) => (site_stretch(site), site.approximate),
            Self::Placement(_) => (None, false),
        }
    }

    fn placement(&self) -> PlacementId {
        match self {
            Self::Site(site) => site.placement,
            Self::Placement(placement) => placement.id,
        }
    }

    /// Conditions that can be said of it now; where it is to be removed that it is comes first.
    fn conditions(&self, todo: Option<Todo>) -> Vec<Condition> {
        let status = self.status();
        let fits = |condition: Condition| match condition {
            Condition::Removed => status.is_hung() || status.is_removed(),
            other => other.applies_to(self.kind()),
        };
        let first = todo
            .is_some_and(Todo::is_removal)
            .then_some(Condition::Removed);
        let others = Condition::ALL.iter().copied();
        let others = others.filter(|&condition| fits(condition) && Some(condition) != first);
        first.into_iter().chain(others).collect()
    }
}

fn body(form: Form) -> AnyView {
    let target = use_params_map()
        .read_untracked()
        .get("target")
        .unwrap_or_default();
    let today = form.world.today();
    let (target, message, todo) = form
        .world
        .pack
        .with_untracked(|pack| {
            let pack = pack.ready()?;
            let target = Target::find(pack, &target)?;
            let campaign = pack
                .campaigns
                .iter()
                .find(|campaign| campaign.id == target.campaign());
            let message = campaign
                .and_then(|campaign| campaign.message(target.message_no()?))
                .map(str::to_owned);
            let status = target.status();
            let todo = todo(pack, target.campaign(), target.placement(), status, today);
            Some((Some(target), message, todo))
        })
        .unwrap_or((None, None, None));
    let mark = target.as_ref().map(|target| Mark {
        at: target.point(),
        look: look_of(target.status()),
        code: form.draft.with_untracked(|draft| {
            draft
                .ready()
                .map(|draft| draft.title.clone())
                .unwrap_or_default()
        }),
        chosen: true,
    });
    let start = Signal::stored(mark.as_ref().map(|mark| mark.at));
    let marks = Signal::stored(mark.into_iter().collect::<Vec<_>>());
    let conditions = target
        .as_ref()
        .map_or_else(|| Condition::ALL.to_vec(), |target| target.conditions(todo));
    let before = target.as_ref().and_then(Target::last_photo);
    let planned = target.as_ref().map_or(1, Target::quantity);
    view! {
        {photos(form, before)}
        {target.map(|target| planned_here(&target, message, todo))}
        {condition(form, conditions, planned)}
        {found_quantity(form)}
        {street(form)}
        {areas(form)}
        {position(form, marks, start)}
        {note(form)}
    }
    .into_any()
}

fn planned_here(target: &Target, message: Option<String>, todo: Option<Todo>) -> AnyView {
    let removal = todo.filter(|todo| todo.is_removal());
    let removal = removal.map(|todo| {
        view! { <p class="chip warn">{todo.label(lang())} " · " {t().phone.removal_proof}</p> }
    });
    let (stretch, approximate) = target.stretch();
    let approximate =
        approximate.then(|| view! { <p class="chip warn">{t().phone.approximate}</p> });
    view! {
        <section class="block expected">
            <span class="label">{t().phone.planned_here}</span>
            <strong>{target.line()}</strong>
            {stretch.map(|stretch| view! { <p>{stretch}</p> })}
            {approximate}
            {message.map(|message| view! { <p class="message">{message}</p> })}
            {placement_mark(target.status())}
            {removal}
        </section>
    }
    .into_any()
}

fn condition(form: Form, conditions: Vec<Condition>, planned: i32) -> AnyView {
    let lang = lang();
    let chosen = form.field(|draft| draft.condition);
    let options = conditions.into_iter().map(|condition| Choice {
        label: condition.label(lang).into_any(),
        checked: Signal::derive(move || chosen.get().flatten() == Some(condition)),
        pick: Callback::new(move |()| {
            form.edit(|draft| {
                draft.condition = Some(condition);
                let counted = condition == Condition::WrongQuantity;
                draft.quantity = counted.then(|| draft.quantity.unwrap_or(planned));
            });
        }),
    });
    choices(
        form,
        "condition",
        t().phone.condition,
        Layout::Three,
        options.collect(),
    )
}

fn found_quantity(form: Form) -> AnyView {
    let counted = form.field(|draft| draft.condition == Some(Condition::WrongQuantity));
    let content =
        move || (counted.get() == Some(true)).then(|| quantity(form, t().phone.quantity_found));
    content.into_any()
}
