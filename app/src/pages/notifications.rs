//! `/notifications`: what the person is told of, and where.

mod here;

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use crate::{
    api,
    components::{
        desk::{
            reference::Reference,
            shell::{DeskPage, Place, desk_page},
        },
        load::{failure, skeleton},
    },
    domain::notification::{Channel, Choice, NotificationSettings, NotificationState, Topic},
    error::AppResult,
    i18n::{lang, notification::notification},
};

/// The page.
pub struct NotificationsPage {
    reference: Reference,
    state: Resource<AppResult<NotificationState>>,
}

impl NotificationsPage {
    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self {
            reference: Reference::load(),
            state: Resource::new(|| (), |()| api::notification::find_notification_state()),
        };
        this.draw()
    }

    fn draw(self) -> AnyView {
        let texts = notification();
        let Self { reference, state } = self;
        let retry = Callback::new(move |()| state.refetch());
        let body = view! {
            <div class="page-head"><h1>{texts.title}</h1></div>
            <p class="hint">{texts.lead}</p>
            <Suspense fallback=|| skeleton(4)>
                {move || Suspend::new(async move {
                    match state.await {
                        Ok(state) => form(state),
                        Err(error) => failure(&error, Some(retry)),
                    }
                })}
            </Suspense>
        };
        let page = DeskPage {
            place: Place::Work,
            title: texts.title.to_owned(),
            class: "",
            state: ().into_any(),
            body: body.into_any(),
        };
        desk_page(reference, page)
    }
}

/// What has been filled in, and what became of it.
#[derive(Clone, Copy)]
struct Form {
    email: RwSignal<String>,
    choices: RwSignal<Vec<Choice>>,
    busy: RwSignal<bool>,
    said: RwSignal<Option<Result<(), String>>>,
}

fn form(state: NotificationState) -> AnyView {
    let texts = notification();
    let form = Form {
        email: RwSignal::new(state.settings.email),
        choices: RwSignal::new(state.settings.choices),
        busy: RwSignal::new(false),
        said: RwSignal::new(None),
    };
    let topics: Vec<_> = Topic::ALL.iter().map(|&topic| form.ask(topic)).collect();
    let no_mail = (!state.can_mail).then(|| view! { <p class="hint">{texts.no_mail}</p> });
    let here = here::push_here(form, state.push_key);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.save();
    };
    let problem = move || form.said.get().and_then(Result::err);
    let done = move || matches!(form.said.get(), Some(Ok(()))).then_some(texts.saved);
    view! {
        <form class="notifications card" on:submit=submit novalidate>
            {topics}
            <div class="field">
                <label for="email">{texts.email}</label>
                <input id="email" class="input" type="email" autocomplete="email" aria-describedby="email-hint"
                    prop:value=move || form.email.get()
                    on:input=move |event| form.email.set(event_target_value(&event))/>
                <p class="hint" id="email-hint">{texts.email_hint}</p>
            </div>
            {no_mail}
            {here}
            <p class="error" role="alert">{problem}</p>
            <div class="review-actions">
                <button class="button" disabled=move || form.busy.get()>{texts.save}</button>
                <span role="status">{done}</span>
            </div>
        </form>
    }
    .into_any()
}

impl Form {
    /// One topic: where it is told.
    fn ask(self, topic: Topic) -> AnyView {
        let lang = lang();
        let boxes = Channel::ALL.iter().map(|&channel| {
            let choice = Choice { topic, channel };
            let checked = move || self.choices.with(|choices| choices.contains(&choice));
            let toggle = move |_| {
                self.choices.update(|choices| {
                    let before = choices.len();
                    choices.retain(|known| *known != choice);
                    if choices.len() == before {
                        choices.push(choice);
                    }
                });
            };
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=checked on:change=toggle/>
                    {channel.label(lang)}
                </label>
            }
        });
        view! {
            <fieldset>
                <legend>{notification().what} ": " {topic.label(lang)}</legend>
                {boxes.collect::<Vec<_>>()}
            </fieldset>
        }
        .into_any()
    }

    /// Where nothing is chosen to be pushed, everything is.
    fn choose_push(self) {
        let pushed = |choice: &Choice| choice.channel == Channel::Push;
        if self
            .choices
            .with_untracked(|choices| choices.iter().any(pushed))
        {
            return;
        }
        let all = Topic::ALL.iter().map(|&topic| Choice {
            topic,
            channel: Channel::Push,
        });
        self.choices.update(|choices| choices.extend(all));
        self.save();
    }

    fn save(self) {
        let lang = lang();
        let settings = NotificationSettings {
            email: self.email.get_untracked(),
            choices: self.choices.get_untracked(),
            lang: lang.tag().to_owned(),
        };
        if let Err(fields) = settings.clone().tidy().check() {
            let words: Vec<_> = fields.iter().map(|field| field.rule.label(lang)).collect();
            self.said.set(Some(Err(words.join(" "))));
            return;
        }
        self.busy.set(true);
        self.said.set(None);
        spawn_local(async move {
            let saved = api::notification::update_notification_settings(settings).await;
            self.busy.set(false);
            self.said.set(Some(match saved {
                Ok(state) => {
                    self.email.set(state.settings.email);
                    Ok(())
                }
                Err(error) => Err(error.message(lang)),
            }));
        });
    }
}
