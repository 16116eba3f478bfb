//! Who is signed in on this phone. It is known without a network, and it lasts until somebody signs
//! out or in: when only the server's session ended, the officer goes on recording, and the queue
//! waits for the next sign-in.

use app::{
    domain::{
        account::{Credentials, Me},
        ids::AccountId,
    },
    error::{AppError, AppResult},
    json,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::{
    http::{Body, Request},
    later,
    offline::{
        db::{Step, Store, one, run},
        items, pack, seal,
    },
    push,
};

/// Plain is only whose it is: what the sender needs.
const ME: &str = "me";
/// There while the server has not heard of a sign-out.
const SIGN_OUT_DUE: &str = "sign_out_due";

/// Signs in and keeps who it is.
pub async fn sign_in(credentials: Credentials) -> AppResult<Me> {
    let json = json::write(&credentials);
    let request = Request {
        body: Body::Json(&json),
        ..Request::new("POST", "/session")
    };
    request.send().await?.done()?;
    let me = ask_server().await?;
    keep(&me).await?;
    push::after_sign_in().await;
    // What waited for them may go.
    later::with_phone(|phone| phone.send_now());
    Ok(me)
}

/// Signs out here at once, and on the server now or as soon as there is a network.
pub async fn sign_out() -> AppResult<()> {
    let forget = [
        Step::delete(Store::Meta, ME),
        Step::delete(Store::Meta, pack::KEY),
        Step::put(Store::Meta, SIGN_OUT_DUE, "1"),
    ];
    run(&forget).await?;
    pack::forget();
    items::all_changed();
    match tell_server().await {
        Ok(()) | Err(AppError::Offline) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Which account is signed in as far as the phone knows. It needs no key.
pub async fn account() -> AppResult<Option<AccountId>> {
    let me = one(Step::Get(Store::Meta, ME.to_owned())).await?;
    Ok(seal::owner(&me).or_else(|| Some(plain(&me)?.id)))
}

/// As version 1 kept it.
fn plain(me: &JsValue) -> Option<Me> {
    json::read(&me.as_string()?)
}

async fn read(me: &JsValue) -> AppResult<Option<Me>> {
    if me.is_undefined() || me.is_string() {
        return Ok(plain(me));
    }
    let text = seal::open_text(Store::Meta, ME, me).await?;
    // What another version of the app kept differently is asked for again.
    Ok(json::read(&text))
}

/// Encrypts what version 1 kept in plain text.
pub async fn upgrade() -> AppResult<()> {
    let me = one(Step::Get(Store::Meta, ME.to_owned())).await?;
    match plain(&me) {
        Some(me) => one(sealed(&me).await?).await.map(drop),
        None => Ok(()),
    }
}

async fn sealed(me: &Me) -> AppResult<Step> {
    let value = seal::seal_text(me.id, Store::Meta, ME, &json::write(me)).await?;
    Ok(Step::Put(Store::Meta, ME.to_owned(), value.into()))
}

/// Who is signed in, from the phone; from the server where the phone knows nobody.
pub async fn me() -> AppResult<Option<Me>> {
    let kept = [
        Step::Get(Store::Meta, ME.to_owned()),
        Step::Get(Store::Meta, SIGN_OUT_DUE.to_owned()),
    ];
    let kept = run(&kept).await?;
    if let Some(me) = kept.first()
        && let Some(me) = read(me).await?
    {
        return Ok(Some(me));
    }
    if kept.last().is_some_and(|due| !due.is_undefined()) {
        spawn_local(async { _ = tell_server().await });
        return Ok(None);
    }
    match ask_server().await {
        Ok(me) => {
            keep(&me).await?;
            Ok(Some(me))
        }
        Err(_) => Ok(None),
    }
}

async fn ask_server() -> AppResult<Me> {
    Request::new("GET", "/session").send().await?.read()
}

async fn keep(me: &Me) -> AppResult<()> {
    run(&[sealed(me).await?, Step::delete(Store::Meta, SIGN_OUT_DUE)]).await?;
    pack::forget();
    items::all_changed();
    Ok(())
}

async fn tell_server() -> AppResult<()> {
    let told = Request::new("DELETE", "/session").send().await?.done();
    // Without a session there is nothing to end.
    if told.is_ok() || told == Err(AppError::SignInRequired) {
        one(Step::delete(Store::Meta, SIGN_OUT_DUE)).await?;
        return Ok(());
    }
    told
}
