//! The app's pages and server functions: who asks, in which language and theme, and which backend
//! they get, put into Leptos' context per request.

use std::sync::Arc;

use app::{
    api::map::ConfiguredMapStyle,
    app::{App, Preload, PreloadKind, SiteAssets, shell},
    components::theme::Theme,
    domain::account::Me,
    error::AppError,
    i18n::Lang,
    paths,
    ports::Backend,
};
use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, uri::PathAndQuery},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{
    context::{provide_context, use_context},
    nonce::use_nonce,
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions};

use super::{
    Web, language,
    pinned::{Threads, on_one_thread},
    problem::ApiError,
    security, site,
};
use crate::{
    auth::{Actor, cookie},
    backend::Service,
    router::{Allowed, PAGES},
};

/// Most bytes of a server function's failure that are read to find its status.
const MAX_FAILURE_BYTES: usize = 64 * 1024;
/// The header that names the build a page belongs to: by it a service worker knows its own pages.
const BUILD_HEADER: HeaderName = HeaderName::from_static("bienpho-build");
/// The header by which `server_fn` marks a failure.
const FAILURE_MARK: &str = "serverfnerror";

/// What a page is rendered with, worked out before it.
#[derive(Clone)]
struct PageContext {
    service: Service,
    lang: Lang,
    theme: Theme,
}

/// Every page that the app itself knows of.
pub fn routes() -> Vec<AxumRouteListing> {
    leptos_axum::generate_route_list(App)
}

/// The pages, the server functions, and for everything else the site's files or the app's own «not found».
pub fn router(web: &Web) -> Router<Web> {
    let provide = provider(web);
    let not_found = leptos_axum::render_app_async_with_context(provide.clone(), shell);
    let fallback = move |request: Request| {
        let not_found = not_found.clone();
        async move {
            let mut response = not_found(request).await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    };
    Router::new()
        .leptos_routes_with_context(web, routes(), provide, shell)
        .fallback(fallback)
        .layer(middleware::from_fn_with_state(
            Threads::start(),
            on_one_thread,
        ))
        .layer(middleware::from_fn(set_failure_status))
        .layer(middleware::from_fn_with_state(web.clone(), enter))
}

/// What is put into Leptos' context for each rendering.
fn provider(web: &Web) -> impl Fn() + Clone + Send + Sync + 'static {
    let style = map_style(web);
    let other = security::map_origin(&web.state.config);
    let assets = site_assets();
    move || {
        let Some(parts) = use_context::<axum::http::request::Parts>() else {
            return;
        };
        if let Some(context) = parts.extensions.get::<PageContext>() {
            provide_context::<Arc<dyn Backend>>(Arc::new(context.service.clone()));
            provide_context(context.lang);
            provide_context(context.theme);
        }
        provide_context(page_assets(&assets, parts.uri.path()));
        site::provide_lazy_chunks();
        provide_context(ConfiguredMapStyle(style.clone()));
        if let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>()) {
            let policy = security::content_security_policy(Some(&nonce), other.as_deref());
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            }
        }
    }
}

/// What the map draws instead of its own basemap: a configured style, else the tiles of a file.
fn map_style(web: &Web) -> Option<String> {
    let configured = web.state.config.map_style_url.clone();
    configured.or_else(|| web.archive().map(|_| "/api/v1/basemap/tiles".to_owned()))
}

/// Where the browser's files are, as the build named them.
fn site_assets() -> SiteAssets {
    let first = [
        ("bienpho.js", PreloadKind::Module),
        ("bienpho.wasm", PreloadKind::Wasm),
        ("be-vietnam-pro-400.woff2", PreloadKind::Font),
    ];
    SiteAssets {
        stylesheet: site::asset("main.css"),
        boot: site::asset("boot.js"),
        icon: "/icon.svg".to_owned(),
        touch_icon: "/apple-touch-icon.png".to_owned(),
        manifest: "/manifest.webmanifest".to_owned(),
        preloads: first
            .into_iter()
            .filter_map(|(name, kind)| preload(name, kind))
            .collect(),
    }
}

/// What is fetched before the page asks for it. A name that the build doesn't know stays as it is; then there is no such file.
fn preload(name: &str, kind: PreloadKind) -> Option<Preload> {
    let href = site::asset(name);
    (href != format!("/pkg/{name}")).then_some(Preload { href, kind })
}

/// The same for this page: the map begins before the page is awake.
fn page_assets(assets: &SiteAssets, path: &str) -> SiteAssets {
    let mut assets = assets.clone();
    if path == paths::MAP {
        let modules = ["map.js", "maplibre-gl.mjs"].into_iter();
        let modules = modules.filter_map(|name| preload(name, PreloadKind::Module));
        assets.preloads.extend(modules);
    }
    assets
}

/// Layer: finds out who asks and sends away whom the page is not for.
async fn enter(State(web): State<Web>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let page = request
        .extensions()
        .get::<MatchedPath>()
        .map(|page| page.as_str().to_owned());
    if page.is_none() {
        if let Some(file) = site::respond(request.method(), request.uri(), request.headers()) {
            return file;
        }
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        if super::is_api(&path) || is_file(&path) || !is_read {
            return ApiError(AppError::NotFound).into_response();
        }
    }
    let (mut parts, body) = request.into_parts();
    let me = match Actor::of(&mut parts, &web.state).await {
        Ok(Actor(me)) => me,
        Err(error) => return ApiError(error).into_response(),
    };
    let cache = if super::is_api(&path) || page.as_deref().is_some_and(has_data) {
        "no-store"
    } else {
        "private, no-cache"
    };
    let asked = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    if matches!(parts.method, Method::GET | Method::HEAD)
        && let Some(elsewhere) = page.and_then(|page| elsewhere(&page, asked, me.as_ref()))
    {
        return (
            [(header::CACHE_CONTROL, "no-store")],
            Redirect::to(&elsewhere),
        )
            .into_response();
    }
    parts.extensions.insert(PageContext {
        lang: language::of(&parts.headers),
        theme: theme_of(&parts.headers),
        service: Service::new(web.state.clone(), me),
    });
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // A page may be in either language and theme, and a desk's page holds what only its reader may see: no browser keeps it,
    // whoever comes to the desk next.
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    }
    response.headers_mut().append(
        header::VARY,
        HeaderValue::from_static("cookie, accept-language"),
    );
    if let Some(build) = site::build().and_then(|build| HeaderValue::from_str(build).ok()) {
        response.headers_mut().insert(BUILD_HEADER, build);
    }
    response
}

/// Whether a path names a file, such as `/favicon.ico`: programs ask for these, and a page would be no answer to them.
fn is_file(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
}

/// Whether the page of this route holds more than the app.
fn has_data(page: &str) -> bool {
    let rule = PAGES.iter().find(|rule| rule.path == page);
    rule.is_some_and(|rule| rule.allowed != Allowed::Public)
}

/// Where someone is sent who asks for this page (its route, and the address as asked) and should be on another one.
fn elsewhere(page: &str, asked: &str, me: Option<&Me>) -> Option<String> {
    let home = || me.map_or(paths::SIGN_IN, |me| me.role.home()).to_owned();
    if page == "/" {
        return Some(home());
    }
    let rule = PAGES.iter().find(|rule| rule.path == page)?;
    match (rule.allowed, me) {
        (Allowed::Public, _) => None,
        (_, None) => Some(format!("{}?next={}", paths::SIGN_IN, encoded(asked))),
        (Allowed::SignedIn, Some(_)) => None,
        (Allowed::Roles(roles), Some(me)) => (!roles.contains(&me.role)).then(home),
    }
}

/// Percent-encodes what would end or split a query parameter.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn theme_of(headers: &HeaderMap) -> Theme {
    cookie::find(headers, "theme")
        .and_then(|code| code.parse().ok())
        .unwrap_or_default()
}

/// Layer: a failed server function answers with the status of its failure, not with 500 for everything.
async fn set_failure_status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR
        || !response.headers().contains_key(FAILURE_MARK)
    {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, MAX_FAILURE_BYTES)
        .await
        .unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<AppError>(&bytes) {
        head.status = StatusCode::from_u16(error.status()).unwrap_or(head.status);
        head.headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
    }
    Response::from_parts(head, Body::from(bytes))
}

#[cfg(test)]
mod tests {
    use app::domain::{ids::AccountId, role::Role};

    use super::*;

    fn me(role: Role) -> Me {
        Me {
            id: AccountId(uuid::Uuid::nil()),
            username: "x".into(),
            display_name: "X".into(),
            role,
            areas: Vec::new(),
            unit: None,
        }
    }

    #[test]
    fn a_stranger_signs_in_first_and_comes_back() {
        let sent = elsewhere("/map", "/map?kind=banner_vertical&area=002", None);
        assert_eq!(
            sent.as_deref(),
            Some("/sign-in?next=/map%3Fkind%3Dbanner_vertical%26area%3D002")
        );
        let sent = elsewhere("/records/flags/{id}", "/records/flags/01a2", None);
        assert_eq!(sent.as_deref(), Some("/sign-in?next=/records/flags/01a2"));
        assert_eq!(elsewhere("/check-in", "/check-in", None), None);
        assert_eq!(elsewhere("/sign-in", "/sign-in?next=/map", None), None);
        assert_eq!(elsewhere("/", "/", None).as_deref(), Some("/sign-in"));
    }

    #[test]
    fn everybody_lands_on_their_own_page() {
        for &role in Role::ALL {
            let (home, me) = (role.home(), me(role));
            assert_eq!(elsewhere("/", "/", Some(&me)).as_deref(), Some(home));
            assert_eq!(elsewhere(home, home, Some(&me)), None, "{role}");
        }
        assert_eq!(
            elsewhere("/admin", "/admin", Some(&me(Role::Police))).as_deref(),
            Some("/map")
        );
        assert_eq!(
            elsewhere("/map", "/map", Some(&me(Role::Administrator))).as_deref(),
            Some("/admin")
        );
    }
}
