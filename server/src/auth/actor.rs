//! Who makes a request, read from its cookie once.

use app::{
    domain::{account::Me, ids::AccountId},
    error::{AppError, AppResult, Refusal},
};
use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use super::{cookie::SessionCookie, session};
use crate::{backend::Service, http::problem::ApiError, state::AppState};

/// Who is signed in, or nobody. Kept in the request, so that the database is asked once.
#[derive(Debug, Clone)]
pub struct Actor(pub Option<Me>);

impl Actor {
    /// Reads the request's session.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn of(parts: &mut Parts, state: &AppState) -> AppResult<Self> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let cookie = SessionCookie::of(&state.config);
        let me = match cookie.read(&parts.headers) {
            Some(token) => session::find(state, &token.hash()).await?,
            None => None,
        };
        let actor = Self(me);
        parts.extensions.insert(actor.clone());
        Ok(actor)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Actor
where
    AppState: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Ok(Self::of(parts, &AppState::from_ref(state)).await?)
    }
}

/// Says whose a request is, whoever's session it travels with: a phone's queue outlives its sessions.
pub const OWNER_HEADER: &str = "bienpho-owner";

/// Refuses a request that belongs to another account than the session's.
fn check_owner(headers: &HeaderMap, me: &Me) -> AppResult<()> {
    // Of two headers each must be the account's: a proxy may have doubled it, never changed it.
    for owner in headers.get_all(OWNER_HEADER) {
        let owner = owner.to_str().ok().and_then(|id| id.parse().ok());
        let owner: AccountId = owner.ok_or_else(|| {
            AppError::bad_request(format!("{OWNER_HEADER} must be the id of an account"))
        })?;
        if owner != me.id {
            return Err(AppError::Forbidden {
                refusal: Refusal::NotItsOwner,
            });
        }
    }
    Ok(())
}

/// The backend for somebody who is signed in: what nearly every endpoint starts from. A request that names another
/// account as its owner goes no further.
///
/// It stands before a body's extractor, so that a stranger's body is never read.
pub struct SignedIn(pub Service);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    AppState: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let state = AppState::from_ref(state);
        let Actor(me) = Actor::of(parts, &state).await?;
        let me = me.ok_or(AppError::SignInRequired)?;
        check_owner(&parts.headers, &me)?;
        Ok(Self(Service::new(state, Some(me))))
    }
}
