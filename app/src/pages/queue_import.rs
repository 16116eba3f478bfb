//! `/import`: a phone's exported queue is brought in, and what came of each item.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        desk::{
            reference::Reference,
            shell::{DeskPage, Place, desk_page},
        },
        icon::{Icon, icon},
        live::is_live,
        load::{Remote, show_remote},
    },
    domain::{
        queue_import::{ImportOutcome, ImportedItem, QueueImport},
        record::RecordKind,
    },
    error::{AppError, AppResult},
    i18n::{fill, lang, t},
    ports::{FileToSend, device},
};

const FILE_ID: &str = "queue-file";
/// Bars of the skeleton while the server works on the file.
const LINES: usize = 4;

/// What became of the file; nothing before one was chosen.
type Shown = Option<Remote<QueueImport>>;

/// The page.
pub struct QueueImportPage;

impl QueueImportPage {
    /// Draws it.
    pub fn view() -> AnyView {
        let texts = t().desk;
        let shown = RwSignal::new(Shown::None);
        let result = move || {
            let remote = shown.get()?;
            Some(show_remote(remote, LINES, None, results))
        };
        let body = view! {
            <div class="page-head"><h1>{texts.queue_import}</h1></div>
            <p class="hint">{texts.queue_import_hint}</p>
            {drop_zone(shown)}
            <div class="import-result" aria-live="polite">{result}</div>
        };
        desk_page(
            Reference::load(),
            DeskPage {
                place: Place::Import,
                title: texts.queue_import.to_owned(),
                class: "",
                state: ().into_any(),
                body: body.into_any(),
            },
        )
    }
}

/// A file field as large as the zone: the browser itself takes what is dropped on it, and the keyboard opens it.
fn drop_zone(shown: RwSignal<Shown>) -> AnyView {
    let texts = t().desk;
    let phone = StoredValue::new(device());
    let live = is_live();
    let is_busy = move || !live.get() || matches!(shown.get(), Some(Remote::Loading));
    let send = move |_| {
        let Some(device) = phone.get_value() else {
            return;
        };
        spawn_local(async move {
            let sending = device.send_file(FileToSend {
                input_id: FILE_ID,
                method: "POST",
                path: "/queue-imports".to_owned(),
                tag: None,
                keep: false,
            });
            shown.set(Some(Remote::Loading));
            shown.set(read(sending.await).transpose().map(Remote::from));
        });
    };
    view! {
        <label class="drop-zone card">
            {icon(Icon::Queue)}
            <strong>{texts.queue_import_choose}</strong>
            <span class="hint">{texts.queue_import_file}</span>
            <input id=FILE_ID type="file" accept=".zip,application/zip" disabled=is_busy on:change=send/>
        </label>
    }
    .into_any()
}

fn read(answer: AppResult<Option<String>>) -> AppResult<Option<QueueImport>> {
    let read = |json: String| serde_json::from_str(&json).map_err(|_| AppError::Offline);
    answer?.map(read).transpose()
}

fn results(import: QueueImport) -> AnyView {
    let texts = t().desk;
    let summary = summary(&import);
    let columns = [
        texts.queue_import_item,
        texts.queue_import_result,
        texts.queue_import_words,
    ]
    .map(|name| view! { <th scope="col" role="columnheader">{name}</th> });
    let rows: Vec<_> = import.items.into_iter().map(row).collect();
    view! {
        <p><strong>{summary}</strong></p>
        <p class="hint">{texts.queue_import_again}</p>
        <table class="table stacked" role="table" aria-label=texts.queue_import>
            <thead role="rowgroup"><tr role="row">{columns.into_iter().collect_view()}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn summary(import: &QueueImport) -> String {
    let count = |outcome| {
        let items = import.items.iter();
        items
            .filter(|item| item.outcome == outcome)
            .count()
            .to_string()
    };
    fill(
        t().desk.queue_import_summary,
        &[
            &import.username,
            &count(ImportOutcome::Taken),
            &count(ImportOutcome::Known),
            &count(ImportOutcome::Refused),
        ],
    )
}

fn row(item: ImportedItem) -> AnyView {
    let (lang, texts) = (lang(), t().desk);
    let kind = item.record.parse::<RecordKind>();
    let kind = kind.map_or(item.record, |kind| kind.label(lang).to_owned());
    let tone = match item.outcome {
        ImportOutcome::Taken => "chip ok",
        ImportOutcome::Known => "chip",
        ImportOutcome::Refused => "chip warn",
    };
    let words = match (item.receipt, item.problem) {
        (Some(receipt), _) => fill(texts.queue_import_received, &[&receipt.received_at.long()]),
        (None, Some(problem)) => problem.title,
        (None, None) => String::new(),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{item.title}" "<span class="hint">{kind}</span></th>
            <td role="cell" data-label=texts.queue_import_result>
                <span class=tone>{item.outcome.label(lang)}</span>
            </td>
            <td role="cell" data-label=texts.queue_import_words>{words}</td>
        </tr>
    }
    .into_any()
}
