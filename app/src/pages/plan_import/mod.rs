//! `/plan/import`: a placement list is previewed, then imported as it was previewed.

mod rows;

use leptos::{prelude::*, task::spawn_local};

use self::rows::preview;
use crate::{
    components::{
        desk::{
            choice::{Choice, Entry, choice},
            filter::use_filter,
            reference::Reference,
            shell::{DeskPage, Place, desk_page},
        },
        icon::{Icon, icon},
        live::is_live,
        load::{failure, skeleton},
    },
    domain::{
        campaign::Campaign,
        plan::{PlanImport, PlanPreview},
    },
    error::{AppError, AppResult},
    i18n::{fill, plan::plan, t},
    ports::{FileToSend, device},
};

const FILE_ID: &str = "plan-file";
/// Bars of the skeleton while the server reads the file.
const LINES: usize = 6;

/// How far the file is.
#[derive(Debug, Clone)]
enum Step {
    /// None was chosen yet.
    Choosing,
    /// The server works on it.
    Working,
    /// This is what it would change.
    Previewed(PlanPreview),
    /// It was refused.
    Failed(AppError),
    /// It was imported.
    Done(PlanImport),
}

/// What the page's parts share.
#[derive(Clone, Copy)]
pub struct Import {
    step: RwSignal<Step>,
    campaign: RwSignal<String>,
}

impl Import {
    /// Sends the chosen file to be previewed, or imported as the preview with this tag showed.
    pub fn send(self, tag: Option<String>) {
        let Some(device) = device() else { return };
        let campaign = self.campaign.get_untracked();
        let file = FileToSend {
            input_id: FILE_ID,
            method: if tag.is_some() { "PUT" } else { "POST" },
            path: match tag {
                Some(_) => format!("/plans/{campaign}"),
                None => format!("/plans/{campaign}/preview"),
            },
            keep: tag.is_none(),
            tag,
        };
        spawn_local(async move {
            let imports = file.tag.is_some();
            let sending = device.send_file(file);
            self.step.set(Step::Working);
            let answer = sending.await;
            self.step.set(if imports {
                read(answer, Step::Done)
            } else {
                read(answer, Step::Previewed)
            });
        });
    }
}

fn read<T: serde::de::DeserializeOwned>(
    answer: AppResult<Option<String>>,
    step: fn(T) -> Step,
) -> Step {
    match answer {
        Ok(None) => Step::Choosing,
        Ok(Some(json)) => serde_json::from_str(&json).map_or(Step::Failed(AppError::Offline), step),
        Err(error) => Step::Failed(error),
    }
}

/// The page.
pub struct PlanImportPage;

impl PlanImportPage {
    /// Draws it.
    pub fn view() -> AnyView {
        let texts = plan();
        let reference = Reference::load();
        let import = Import {
            step: RwSignal::new(Step::Choosing),
            campaign: RwSignal::new(String::new()),
        };
        let body = view! {
            <div class="page-head">
                <h1>{texts.title}</h1>
                {campaign_choice(reference, import)}
            </div>
            <p class="hint">{texts.hint}</p>
            {drop_zone(import)}
            <div class="import-result" aria-live="polite">{move || result(import)}</div>
        };
        let page = DeskPage {
            place: Place::Plan,
            title: texts.title.to_owned(),
            class: "",
            state: ().into_any(),
            body: body.into_any(),
        };
        desk_page(reference, page)
    }
}

/// The campaign that the address names, else the newest.
fn campaign_choice(reference: Reference, import: Import) -> impl IntoView {
    let (filter, _) = use_filter();
    let current = import.campaign;
    let pick = Callback::new(move |campaign: String| {
        current.set(campaign);
        import.step.set(Step::Choosing);
    });
    view! {
        <Suspense fallback=|| view! { <span class="desk-pick bone"></span> }>
            {move || Suspend::new(async move {
                let campaigns = reference.campaigns.await.unwrap_or_default();
                let first = filter.with_untracked(|filter| filter.campaign(&campaigns).or(campaigns.first()).map(|campaign| campaign.id));
                current.set(first.map(|id| id.to_string()).unwrap_or_default());
                let entry = |campaign: &Campaign| Entry::new(campaign.id.to_string(), campaign.name.clone());
                let entries: Vec<_> = campaigns.iter().map(entry).collect();
                let template = move || format!("/api/v1/plans/{}/template.xlsx", current.get());
                view! {
                    <div class="desk-picks">
                        {choice(Choice {
                            name: "campaign",
                            label: t().desk.campaign,
                            entries: Signal::stored(entries),
                            current: current.into(),
                            on_pick: pick,
                        })}
                        <a class="download" href=template download="" rel="external">{plan().template}</a>
                    </div>
                }
            })}
        </Suspense>
    }
}

/// A file field as large as the zone: the browser itself takes what is dropped on it, and the keyboard opens it.
fn drop_zone(import: Import) -> AnyView {
    let texts = plan();
    let live = is_live();
    let is_busy = move || {
        !live.get()
            || import.step.with(|step| matches!(step, Step::Working))
            || import.campaign.with(String::is_empty)
    };
    view! {
        <label class="drop-zone card">
            {icon(Icon::List)}
            <strong>{texts.choose}</strong>
            <span class="hint">{texts.file}</span>
            <input id=FILE_ID type="file" accept=".xlsx,.csv,.txt" disabled=is_busy on:change=move |_| import.send(None)/>
        </label>
    }
    .into_any()
}

fn result(import: Import) -> Option<AnyView> {
    let texts = plan();
    let again = Callback::new(move |()| import.send(None));
    Some(match import.step.get() {
        Step::Choosing => return None,
        Step::Working => skeleton(LINES),
        Step::Previewed(shown) => preview(shown, import),
        Step::Failed(error) => failure(&error, Some(again)),
        Step::Done(done) => {
            let counts =
                [done.created, done.updated, done.unchanged].map(|count| count.to_string());
            let words = fill(texts.done, &counts.each_ref().map(String::as_str));
            view! { <p><strong class="chip ok">{words}</strong></p> }.into_any()
        }
    })
}
