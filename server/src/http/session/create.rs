//! `POST /api/v1/session`

use app::{domain::account::Credentials, error::AppError};
use axum::{
    extract::State,
    http::{Extensions, HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};

use crate::{
    auth::{
        address::client_address,
        cookie::SessionCookie,
        device::Device,
        limiter::{self, Attempt, LoginLimits},
        password,
        session::Lifetime,
        token::SessionToken,
    },
    http::{
        Web,
        extract::JsonBody,
        problem::{ApiResult, Problems},
    },
    storage::StoredAccount,
};

/// Signs in.
///
/// The answer sets the session's cookie: `__Host-bienpho` over https, `bienpho` on plain-http
/// loopback. Failures are limited by account and address; a second cookie, `…-device`, makes the browser known, so
/// that strangers' failures don't keep its owner out.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "session",
    request_body = Credentials,
    responses((status = 204, description = "Signed in", headers(("set-cookie" = String))), Problems),
    security(())
)]
pub async fn create_session(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    JsonBody(credentials): JsonBody<Credentials>,
) -> ApiResult<impl IntoResponse> {
    let state = &web.state;
    let (config, db) = (&state.config, &state.db);
    let username = limiter::name(&credentials.username);
    let device = Device::of(config, &headers);
    let attempt = Attempt {
        username: &username,
        address: client_address(&extensions, &headers, config.trust_proxy),
        device: device.as_ref().filter(|device| device.knows(db, &username)),
    };
    let limits = LoginLimits::of(config);
    limiter::take(db, limits, attempt, state.clock.now()).await?;
    let account = authenticate(&web, &username, &credentials.password)
        .await?
        .ok_or(AppError::WrongCredentials)?;
    limiter::give_back(db, limits, attempt).await?;
    let known = Device::remember(device, db, config, &username)?;

    let cookie = SessionCookie::of(&state.config);
    // A browser that signs in again leaves its old session behind.
    if let Some(old) = cookie.read(&headers) {
        state.db.delete_session(&old.hash()).await?;
    }
    let token = SessionToken::generate()?;
    let (lifetime, now) = (Lifetime::of(account.me.role, config), state.clock.now());
    let (begun, end) = (token.hash(), lifetime.end(now, now));
    db.create_session(&begun, account.me.id, now, end, config.sessions_per_account)
        .await?;
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders([
            (
                header::SET_COOKIE,
                cookie.set(&token, lifetime.absolute_ms / 1000),
            ),
            (header::SET_COOKIE, known),
        ]),
    ))
}

/// The active account with these credentials. Takes as long when there is none.
async fn authenticate(
    web: &Web,
    username: &str,
    password: &str,
) -> ApiResult<Option<StoredAccount>> {
    let account = web.state.db.find_account_by_username(username).await?;
    let hash = account
        .as_ref()
        .map(|account| account.password_hash.as_str());
    let is_right = password::verify(password, hash).await?;
    Ok(account.filter(|account| is_right && account.active))
}
