//! `/flags/:target`: one flag of the officer's own, why it was returned, and the way to correct it
//! or take it back. Works on what the phone holds.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_navigate, use_params_map};
use uuid::Uuid;

use crate::{
    components::{
        frame::{PhonePage, phone_page},
        known_photo::known_photo,
        load::{Remote, show_remote},
        symbol::symbol_mark,
        world::{World, use_world},
    },
    domain::{
        field_pack::FieldPack,
        flag::FlagTransition,
        ground::GroundCode,
        map::MapLook,
        record::{MAX_NOTE_CHARS, RecordKind},
    },
    error::{AppError, AppResult},
    i18n::{fill, lang, t},
    phone::own_flags::{OwnFlag, Pending, own_flags},
    queue::{Draft, ItemState},
};

/// What the page remembers.
#[derive(Clone, Copy)]
struct Page {
    world: World,
    flag: Memo<Remote<OwnFlag>>,
    /// Whether the officer is being asked about taking the flag back.
    asking: RwSignal<bool>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<AppError>>,
}

/// One own flag.
#[component]
pub fn FlagPage() -> impl IntoView {
    let world = use_world();
    let page = Page {
        world,
        flag: find(world),
        asking: RwSignal::new(false),
        busy: RwSignal::new(false),
        problem: RwSignal::new(None),
    };
    let retry = Callback::new(move |()| world.reload_pack());
    let body = move || show_remote(page.flag.get(), 4, Some(retry), |flag| content(page, &flag));
    phone_page(PhonePage {
        title: Signal::stored(t().phone.record_flag.to_owned()),
        tab: None,
        back: Some("/list"),
        body: body.into_any(),
        actions: actions(page),
    })
}

fn find(world: World) -> Memo<Remote<OwnFlag>> {
    let params = use_params_map();
    Memo::new(move |_| {
        let id: Option<Uuid> = params
            .read()
            .get("target")
            .and_then(|target| target.parse().ok());
        world.pack.with(|pack| {
            world.items.with(|items| match (pack, items) {
                (Remote::Failed(error), _) | (_, Remote::Failed(error)) => {
                    Remote::Failed(error.clone())
                }
                (Remote::Ready(pack), Remote::Ready(items)) => own_flags(pack, items)
                    .into_iter()
                    .find(|flag| Some(flag.id.0) == id)
                    .map_or(Remote::Failed(AppError::NotFound), Remote::Ready),
                _ => Remote::Loading,
            })
        })
    })
}

fn content(page: Page, flag: &OwnFlag) -> AnyView {
    let texts = t().phone;
    let returned = flag.return_reason.as_ref().map(|reason| {
        view! { <p class="notice" role="status">{fill(texts.returned_because, &[reason])}</p> }
    });
    let photos = flag
        .form
        .photos
        .iter()
        .map(|photo| view! { <li>{known_photo(page.world, photo, texts.photos)}</li> })
        .collect_view();
    view! {
        <section class="card own-flag">
            <div class="head">
                {symbol_mark(MapLook::Flag)}
                <div class="what">
                    <strong>{flag.form.street.clone()}</strong>
                    <span>{flag.recorded_at.long()}</span>
                </div>
                <span class="chip">{flag.status.label(lang())}</span>
            </div>
            {returned}
            {flag.pending.map(|pending| pending_line(page, pending))}
            {facts(page, flag)}
            <ul class="kept-photos">{photos}</ul>
        </section>
        <p class="rule">{rule(page, flag)}</p>
    }
    .into_any()
}

fn facts(page: Page, flag: &OwnFlag) -> AnyView {
    let (texts, lang) = (t().phone, lang());
    let grounds = page.world.pack.with_untracked(|pack| {
        let pack = pack.ready().map(AsRef::as_ref);
        flag.form
            .grounds
            .iter()
            .map(|code| view! { <li>{ground_words(pack, code)}</li> })
            .collect_view()
    });
    let fact = |label: &'static str, words: Option<String>| {
        words
            .filter(|words| !words.is_empty())
            .map(|words| view! { <div><dt>{label}</dt><dd>{words}</dd></div> })
    };
    let kind = flag.form.kind.map(|kind| kind.label(lang).to_owned());
    let class = flag
        .form
        .location_class
        .map(|class| class.label(lang).to_owned());
    view! {
        <dl class="facts">
            {fact(texts.kind, kind)}
            {fact(texts.location_class, class)}
            <div><dt>{texts.grounds}</dt><dd><ul>{grounds}</ul></dd></div>
            {fact(texts.note, Some(flag.form.note.clone()))}
        </dl>
    }
    .into_any()
}

fn ground_words(pack: Option<&FieldPack>, code: &GroundCode) -> String {
    let grounds = pack.map(|pack| pack.grounds.as_slice()).unwrap_or_default();
    let known = grounds.iter().find(|ground| ground.code == *code);
    let words = known.map_or("", |ground| {
        lang().pick(ground.vi.as_str(), ground.en.as_str())
    });
    fill("{} {}", &[&code.0, words])
}

/// What may be done, or why nothing may.
fn rule(page: Page, flag: &OwnFlag) -> String {
    let texts = t().phone;
    if page.steps(flag).is_empty() {
        fill(texts.amend_over, &[flag.status.label(lang())])
    } else {
        texts.amend_rule.to_owned()
    }
}

/// «Đính chính: Chờ», and for a refused one the way to drop it.
fn pending_line(page: Page, pending: Pending) -> AnyView {
    let texts = t().phone;
    let what = if pending.withdraws {
        texts.withdrawal
    } else {
        texts.correction
    };
    let refused = pending.state == ItemState::Refused;
    let drop = refused.then(|| {
        view! {
            <button type="button" class="button outlined small" disabled=move || page.busy.get()
                on:click=move |_| page.drop_change(pending.item)>{texts.drop_change}</button>
        }
    });
    view! {
        <div class="steps pending" role="status">
            <a class="link" href="/queue">{fill("{}: {}", &[what, pending.state.label(lang())])}</a>
            {drop}
        </div>
    }
    .into_any()
}

fn actions(page: Page) -> AnyView {
    let steps = Memo::new(move |_| {
        page.flag.with(|flag| {
            let flag = flag.ready()?;
            Some((flag.id, page.steps(flag)))
        })
    });
    let content = move || {
        let (id, steps) = steps.get()?;
        let texts = t().phone;
        if page.asking.get() {
            return Some(ask(page));
        }
        let correct = steps.contains(&FlagTransition::Correct).then(|| {
            view! { <a class="button" href=format!("/record/flag/{id}")>{texts.correct}</a> }
        });
        let withdraw = steps.contains(&FlagTransition::Withdraw).then(|| {
            view! {
                <button type="button" class="button outlined flag" on:click=move |_| page.asking.set(true)>
                    {texts.withdraw}
                </button>
            }
        });
        Some(view! { {correct} {withdraw} }.into_any())
    };
    let problem = move || page.problem.get().map(|error| error.message(lang()));
    view! {
        <p class="error" role="alert" hidden=move || problem().is_none()>{problem}</p>
        {content}
    }
    .into_any()
}

/// «Rút phiếu? Ảnh của phiếu bị xóa ngay.» with an optional reason.
fn ask(page: Page) -> AnyView {
    let texts = t().phone;
    let reason = RwSignal::new(String::new());
    let navigate = StoredValue::new_local(use_navigate());
    let withdraw = move |_| {
        page.withdraw(reason.get_untracked(), move |id| {
            navigate.with_value(|navigate| {
                navigate(
                    &format!("/done/{id}"),
                    leptos_router::NavigateOptions::default(),
                );
            });
        });
    };
    view! {
        <div class="field">
            <label for="reason">{texts.withdraw_ask}</label>
            <input class="input" id="reason" type="text" maxlength=MAX_NOTE_CHARS placeholder=texts.withdraw_reason
                prop:value=move || reason.get() on:input=move |event| reason.set(event_target_value(&event))/>
        </div>
        <div class="pair">
            <button type="button" class="button flag-fill" disabled=move || page.busy.get() on:click=withdraw>
                {texts.withdraw}
            </button>
            <button type="button" class="button outlined" on:click=move |_| page.asking.set(false)>
                {t().common.cancel}
            </button>
        </div>
    }
    .into_any()
}

impl Page {
    fn steps(self, flag: &OwnFlag) -> Vec<FlagTransition> {
        let role = self
            .world
            .pack
            .with_untracked(|pack| pack.ready().map(|pack| pack.me.role));
        role.map(|role| flag.steps(role)).unwrap_or_default()
    }

    /// Puts the withdrawal into the queue; `done` hears the item's id.
    fn withdraw(self, reason: String, done: impl Fn(Uuid) + 'static) {
        let (Some(device), Some(flag)) = (
            self.world.device(),
            self.flag.with_untracked(|flag| flag.ready().cloned()),
        ) else {
            return;
        };
        let owner = self
            .world
            .pack
            .with_untracked(|pack| pack.ready().map(|pack| pack.me.id));
        let Some(owner) = owner else { return };
        let mut draft = Draft::new(device.new_id(), owner, RecordKind::Flag, device.now());
        draft.withdraws = Some(flag.id);
        draft.street = flag.form.street;
        draft.note = reason;
        t().phone.withdrawal.clone_into(&mut draft.title);
        self.busy.set(true);
        spawn_local(async move {
            let saved = device.submit(&draft).await;
            self.world.reload_items();
            if self.finish(&saved) {
                done(draft.id);
            }
        });
    }

    /// A refused change can't be mended by sending it again when the flag has gone on: it is dropped.
    fn drop_change(self, item: Uuid) {
        let Some(device) = self.world.device() else {
            return;
        };
        self.busy.set(true);
        spawn_local(async move {
            let dropped = match device.mend(item).await {
                Ok(draft) => device.remove_item(draft.id).await,
                Err(error) => Err(error),
            };
            self.world.reload_items();
            self.finish(&dropped);
        });
    }

    fn finish<T>(self, result: &AppResult<T>) -> bool {
        self.busy.try_set(false);
        self.problem.try_set(result.as_ref().err().cloned());
        result.is_ok()
    }
}
