//! `/sign-in`: name and password; then on to `?next=` or the role's own page.

use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::live::is_live,
    domain::account::{Credentials, Me},
    i18n::{lang, phone::Phone, t},
    paths,
    ports::device,
};

/// Signs in.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (texts, lang) = (t(), lang());
    let phone = StoredValue::new(device());
    let query = use_query_map();
    let (name, password) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let visible = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let live = is_live();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let value = |field: NodeRef<html::Input>| {
            field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default()
        };
        let credentials = Credentials {
            username: value(name).trim().to_owned(),
            password: value(password),
        };
        let missing = missing(&credentials, texts.phone);
        problem.set(missing.map(str::to_owned));
        let Some(device) = phone
            .get_value()
            .filter(|_| missing.is_none() && !busy.get_untracked())
        else {
            return;
        };
        let next = query.read_untracked().get("next");
        busy.set(true);
        spawn_local(async move {
            match device.sign_in(credentials).await {
                Ok(me) => device.go(&destination(next, &me)),
                Err(error) => {
                    busy.set(false);
                    problem.set(Some(error.message(lang)));
                    device.focus("password");
                }
            }
        });
    };
    let (common, phone_texts) = (texts.common, texts.phone);
    let words = move || {
        if busy.get() {
            phone_texts.signing_in
        } else {
            common.sign_in
        }
    };
    view! {
        <Title text=format!("{} · {}", common.sign_in, common.app_name)/>
        <main class="plain sign-in">
            <header>
                <svg class="logo" viewBox="0 0 48 48" aria-hidden="true">
                    <path class="pole" d="M12 5v38M36 5v38"/>
                    <path class="cloth" d="M12 10h24v15l-12 -4l-12 4z"/>
                </svg>
                <h1>{common.app_name}</h1>
                <p>{phone_texts.sign_in_lead}</p>
            </header>
            <form method="post" action=paths::SIGN_IN on:submit=submit novalidate>
                <div class="field">
                    <label for="username">{phone_texts.username}</label>
                    <input class="input" id="username" name="username" node_ref=name type="text" autocomplete="username"
                        autocapitalize="none" spellcheck="false" required aria-describedby="sign-in-problem"/>
                </div>
                <div class="field">
                    <label for="password">{phone_texts.password}</label>
                    <input class="input" id="password" name="password" node_ref=password autocomplete="current-password" required
                        type=move || if visible.get() { "text" } else { "password" } aria-describedby="sign-in-problem"/>
                </div>
                <label class="check">
                    <input type="checkbox" on:change=move |event| visible.set(event_target_checked(&event))/>
                    {phone_texts.password_show}
                </label>
                <p class="error" id="sign-in-problem" role="alert">{move || problem.get()}</p>
                <button class="button" type="submit" disabled=move || !live.get() aria-disabled=move || busy.get().then_some("true")>{words}</button>
            </form>
            <p class="hint">{phone_texts.sign_in_rule}</p>
        </main>
    }
}

fn missing(credentials: &Credentials, texts: &Phone) -> Option<&'static str> {
    if credentials.username.is_empty() {
        Some(texts.username_needed)
    } else {
        credentials
            .password
            .is_empty()
            .then_some(texts.password_needed)
    }
}

/// Only a path of this app is followed; anything else leads to the role's own page.
fn destination(next: Option<String>, me: &Me) -> String {
    next.filter(|path| is_own_path(path))
        .unwrap_or_else(|| me.role.home().to_owned())
}

fn is_own_path(path: &str) -> bool {
    let odd = |c: char| c.is_control() || c == '\\';
    path.starts_with('/')
        && !path.starts_with("//")
        && path != paths::SIGN_IN
        && !path.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_followed() {
        assert!(is_own_path("/visit/1?draft=2"));
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "/sign-in",
            "/\tx",
        ] {
            assert!(!is_own_path(bad), "{bad}");
        }
    }
}
