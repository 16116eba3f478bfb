//! The form's state: the draft, what is wrong with it, whether all of it is kept.

use std::{sync::Arc, time::Duration};

use leptos::{
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
    task::spawn_local,
};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map, use_query_map},
};
use uuid::Uuid;

use crate::{
    components::{
        load::Remote,
        locate::{Locator, use_locator},
        world::{DraftState, World, use_world},
    },
    domain::{
        field_pack::FieldPack, invalid::FieldError, position::PositionSource, record::RecordKind,
    },
    error::{AppError, AppResult},
    ports::Device,
    queue::{Draft, ItemState},
};

/// A change is kept this long after the last keystroke; whatever else happens keeps it at once.
const KEEP_AFTER: Duration = Duration::from_millis(250);

/// What kind of record a form makes and how it begins.
#[derive(Clone, Copy)]
pub struct FormPlan {
    /// The record.
    pub record: RecordKind,
    /// Fills a new draft in from the reference data and the route's `target`; false when there is
    /// no such target.
    pub begin: fn(&mut Draft, &World, &FieldPack, &str) -> bool,
    /// Whether a draft that is already there is this one, so that it is opened again.
    pub same: fn(&Draft, &str) -> bool,
}

/// A form on the screen.
#[derive(Clone, Copy)]
pub struct Form {
    /// What the phone knows.
    pub world: World,
    /// Where the officer stands.
    pub locator: Locator,
    /// The form's content; loading until it is opened.
    pub draft: RwSignal<Remote<Draft>>,
    /// Fields that broke a rule, from the last attempt to save.
    pub errors: RwSignal<Vec<FieldError>>,
    /// Any other failure.
    pub problem: RwSignal<Option<AppError>>,
    /// Whether it is being saved into the queue.
    pub saving: RwSignal<bool>,
    /// Whether the position of now is taken; not for a draft that has one.
    pub follow: RwSignal<bool>,
    /// Place of a photo that was asked for when the page died, and never came.
    pub lost_photo: RwSignal<Option<usize>>,
    edits: StoredValue<u32>,
    kept: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    navigate: StoredValue<Navigate, LocalStorage>,
}

type Navigate = Box<dyn Fn(&str, bool)>;

/// A draft as it was when somebody wanted it kept.
struct Unkept {
    edits: u32,
    draft: Draft,
    device: Arc<dyn Device>,
}

/// Opens a form: the draft named in the address, else one that is the same, else a new one.
pub fn use_form(plan: FormPlan) -> Form {
    let world = use_world();
    let follow = RwSignal::new(false);
    let navigate = use_navigate();
    let form = Form {
        world,
        locator: use_locator(world, follow.into()),
        draft: RwSignal::new(Remote::Loading),
        errors: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
        saving: RwSignal::new(false),
        follow,
        lost_photo: RwSignal::new(None),
        edits: StoredValue::new(0),
        kept: StoredValue::new(0),
        timer: StoredValue::new_local(None),
        navigate: StoredValue::new_local(Box::new(move |path: &str, replace| {
            navigate(
                path,
                NavigateOptions {
                    replace,
                    scroll: !replace,
                    ..NavigateOptions::default()
                },
            );
        })),
    };
    form.open_once(plan);
    form.follow_pin();
    let pathname = use_location().pathname;
    Effect::new(move |_| {
        // A page that the phone kills while the camera is open finds its draft again by its address.
        if world.draft.get() == DraftState::Saved
            && let Some(id) = form.id_untracked()
        {
            form.go(&format!("{}?draft={id}", pathname.get_untracked()), true);
        }
    });
    on_cleanup(move || {
        form.keep_in_background();
        world.draft.set(DraftState::None);
    });
    form
}

impl Form {
    /// Goes to another page of the app.
    pub fn go(self, path: &str, replace: bool) {
        self.navigate.with_value(|navigate| navigate(path, replace));
    }

    /// The draft's id, once it is open.
    pub fn id_untracked(self) -> Option<Uuid> {
        self.draft
            .with_untracked(|draft| draft.ready().map(|draft| draft.id))
    }

    /// One thing of the draft, changing only when it does.
    pub fn field<T>(self, of: fn(&Draft) -> T) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.draft.with(|draft| draft.ready().map(of)))
    }

    /// Changes the draft and keeps it.
    pub fn edit(self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(|draft| {
            if let Remote::Ready(draft) = draft {
                change(draft);
            }
        });
        self.after_edit();
    }

    /// Keeps what isn't kept yet, now.
    ///
    /// # Errors
    /// The phone's storage failed.
    pub async fn keep(self) -> AppResult<()> {
        match self.unkept() {
            Some(unkept) => self.write(unkept).await,
            None => Ok(()),
        }
    }

    /// Whether everything is kept.
    pub fn is_kept(self) -> bool {
        self.edits.get_value() == self.kept.get_value() && self.edits.get_value() > 0
    }

    /// Counts a change even where nothing was typed, so that the draft exists before the camera opens.
    pub fn touch(self) {
        if self.edits.get_value() == 0 {
            self.edit(|_| {});
        }
    }

    fn after_edit(self) {
        let position = self.locator.position_untracked();
        self.draft.update_untracked(|draft| {
            if let Remote::Ready(draft) = draft {
                draft.position = position.or(draft.position);
            }
        });
        self.edits.update_value(|edits| *edits += 1);
        self.world.draft.set(DraftState::Saving);
        self.stop_timer();
        let timer = set_timeout_with_handle(move || self.keep_in_background(), KEEP_AFTER);
        self.timer.set_value(timer.ok());
    }

    fn stop_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn keep_in_background(self) {
        // The draft is read at once: when the page goes, its signals go.
        if let Some(unkept) = self.unkept() {
            spawn_local(async move {
                let _ = self.write(unkept).await;
            });
        }
    }

    fn unkept(self) -> Option<Unkept> {
        self.stop_timer();
        let edits = self.edits.try_get_value()?;
        let is_new = Some(edits) != self.kept.try_get_value();
        let draft = self
            .draft
            .try_with_untracked(|draft| draft.ready().cloned())
            .flatten()?;
        let device = self.world.device()?;
        is_new.then_some(Unkept {
            edits,
            draft,
            device,
        })
    }

    /// The page may go while the phone writes; then nobody is told.
    async fn write(self, unkept: Unkept) -> AppResult<()> {
        let kept = unkept.device.save_draft(&unkept.draft).await;
        match &kept {
            Ok(()) if self.edits.try_get_value() == Some(unkept.edits) => {
                self.kept.try_set_value(unkept.edits);
                self.world.draft.set(DraftState::Saved);
            }
            Ok(()) => {}
            Err(error) => {
                self.problem.try_set(Some(error.clone()));
            }
        }
        kept
    }

    /// A pin that is moved is a change like any other.
    fn follow_pin(self) {
        Effect::new(move |before: Option<bool>| {
            let pinned = self.locator.pin.get().is_some();
            if before.is_some() && (pinned || before == Some(true)) {
                untrack(|| self.edit(|_| {}));
            }
            pinned
        });
    }

    fn open_once(self, plan: FormPlan) {
        let target = use_params_map();
        let query = use_query_map();
        Effect::new(move |opened: Option<bool>| {
            if opened == Some(true) {
                return true;
            }
            let world = self.world;
            if let Some(error) = world.pack.with(|pack| match pack {
                Remote::Failed(error) => Some(error.clone()),
                _ => None,
            }) {
                self.draft.set(Remote::Failed(error));
                return false;
            }
            let ready = world.pack.with(|pack| pack.ready().is_some())
                && world.items.with(|items| items.ready().is_some());
            if ready {
                let target = target.read_untracked().get("target").unwrap_or_default();
                let wanted = query
                    .read_untracked()
                    .get("draft")
                    .and_then(|id| id.parse().ok());
                self.open(plan, target, wanted);
            }
            ready
        });
    }

    fn open(self, plan: FormPlan, target: String, wanted: Option<Uuid>) {
        let same = self.world.items.with_untracked(|items| {
            let drafts = items
                .ready()?
                .iter()
                .filter(|item| item.state == ItemState::Draft);
            let mut same = drafts.filter(|item| {
                item.draft.record == plan.record && (plan.same)(&item.draft, &target)
            });
            same.next().map(|item| item.draft.id)
        });
        match wanted.or(same) {
            Some(id) => self.open_kept(id),
            None => self.begin(plan, &target),
        }
    }

    fn begin(self, plan: FormPlan, target: &str) {
        let Some(device) = self.world.device() else {
            return;
        };
        let begun = self.world.pack.with_untracked(|pack| {
            let pack = pack.ready()?;
            let mut draft = Draft::new(device.new_id(), pack.me.id, plan.record, device.now());
            (plan.begin)(&mut draft, &self.world, pack, target).then_some(draft)
        });
        self.locator.take_over();
        if let Some(draft) = &begun {
            self.stand(draft);
        }
        self.draft
            .set(begun.map_or(Remote::Failed(AppError::NotFound), Remote::Ready));
    }

    /// Stands where the draft says, or else follows the sensor.
    fn stand(self, draft: &Draft) {
        match draft.position {
            Some(pin) if pin.source == PositionSource::Pin => self.locator.pin.set(Some(pin)),
            Some(kept) => self.locator.kept.set(Some(kept)),
            None => self.follow.set(true),
        }
    }

    fn open_kept(self, id: Uuid) {
        let Some(device) = self.world.device() else {
            return;
        };
        spawn_local(async move {
            match device.find_item(id).await {
                Ok(Some(item)) if item.state == ItemState::Draft => self.resume(item.draft),
                Ok(Some(item)) if item.state == ItemState::Refused => match device.mend(id).await {
                    Ok(draft) => self.resume(draft),
                    Err(error) => self.draft.set(Remote::Failed(error)),
                },
                Ok(Some(_)) => self.go(&format!("/done/{id}"), true),
                Ok(None) => self.draft.set(Remote::Failed(AppError::NotFound)),
                Err(error) => self.draft.set(Remote::Failed(error)),
            }
        });
    }

    fn resume(self, draft: Draft) {
        self.stand(&draft);
        self.lost_photo.set(draft.asked.map(|place| place as usize));
        self.draft.set(Remote::Ready(draft));
        self.world.draft.set(DraftState::Saved);
    }
}
