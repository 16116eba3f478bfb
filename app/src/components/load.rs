//! The one way a page shows that something is loading, empty, failed or offline.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    components::icon::{Icon, icon},
    error::{AppError, AppResult},
    i18n::{lang, t},
    paths,
};

/// Something a page asked the phone for.
#[derive(Debug, Clone, PartialEq)]
pub enum Remote<T> {
    /// It is on its way.
    Loading,
    /// It is there.
    Ready(T),
    /// It failed.
    Failed(AppError),
}

impl<T> Remote<T> {
    /// What is there, if it is.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<AppResult<T>> for Remote<T> {
    fn from(result: AppResult<T>) -> Self {
        match result {
            Ok(value) => Self::Ready(value),
            Err(error) => Self::Failed(error),
        }
    }
}

/// Shows `remote`: a skeleton of `lines`, the failure, or what `show` makes of it.
pub fn show_remote<T>(
    remote: Remote<T>,
    lines: usize,
    retry: Option<Callback<()>>,
    show: impl FnOnce(T) -> AnyView,
) -> AnyView {
    match remote {
        Remote::Loading => skeleton(lines),
        Remote::Failed(error) => failure(&error, retry),
        Remote::Ready(value) => show(value),
    }
}

/// A server function's answer: a skeleton while it loads, its failure with «Thử lại», or its content.
#[component]
pub fn Load<T>(
    /// The answer.
    from: Resource<AppResult<T>>,
    /// Rows of the skeleton.
    #[prop(default = 3)]
    lines: usize,
    /// Draws the content.
    show: fn(T) -> AnyView,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let retry = Callback::new(move |()| from.refetch());
    view! {
        <Transition fallback=move || skeleton(lines)>
            {move || Suspend::new(async move {
                match from.await {
                    Ok(value) => show(value),
                    Err(error) => failure(&error, Some(retry)),
                }
            })}
        </Transition>
    }
}

/// Grey bars where content will be, so that nothing jumps.
pub fn skeleton(lines: usize) -> AnyView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{t().common.loading}</span>
            {(0..lines).map(|_| view! { <span class="bone"></span> }).collect_view()}
        </div>
    }
    .into_any()
}

/// What failed and what to do about it, in words.
pub fn failure(error: &AppError, retry: Option<Callback<()>>) -> AnyView {
    let texts = t().common;
    let again = retry.map(|retry| {
        view! {
            <button type="button" class="button outlined" on:click=move |_| retry.run(())>
                {texts.retry}
            </button>
        }
    });
    match error {
        AppError::Offline => note(
            Icon::Offline,
            texts.offline_title,
            texts.offline_hint.into(),
            again.into_any(),
        ),
        AppError::SignInRequired => note(
            Icon::Me,
            texts.sign_in,
            texts.sign_in_needed.into(),
            view! { <a class="button" href=paths::SIGN_IN>{texts.sign_in}</a> }.into_any(),
        ),
        other => note(Icon::Warning, "", other.message(lang()), again.into_any()),
    }
}

/// Nothing is here, and what to do so that something will be.
pub fn empty(what: Icon, title: &str, hint: &str, action: impl IntoAny) -> AnyView {
    note(what, title, hint.to_owned(), action.into_any())
}

fn note(what: Icon, title: &str, hint: String, action: AnyView) -> AnyView {
    let heading = (!title.is_empty()).then(|| view! { <strong>{title.to_owned()}</strong> });
    view! {
        <div class="note" role="status">
            {icon(what)}
            {heading}
            <p>{hint}</p>
            {action}
        </div>
    }
    .into_any()
}
