//! What pages ask of the server ([`Backend`]) and of the phone ([`Device`]).
//!
//! The server supplies a `Backend` per request, with the actor and the clock in it; the browser
//! supplies one `Device`. Both reach pages through Leptos context.

mod backend;
mod device;
mod device_state;
mod map;

use std::{future::Future, pin::Pin};

use crate::domain::{area::AreaCode, ids::CampaignId};

pub use backend::{Backend, backend};
pub use device::{Device, device};
pub use device_state::{Chosen, FileToSend, Fix, Install, PhotoSource, Push, StorageState, Update};
pub use map::{MapEvent, MapHandle};

/// A future that stays on the browser's one thread.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
/// A callback that stays on the browser's one thread.
pub type Callback<T> = Box<dyn Fn(T)>;

/// Stops what it stands for when it is dropped. Keep it with [`leptos::prelude::on_cleanup`].
pub struct Subscription(Option<Box<dyn FnOnce()>>);

impl Subscription {
    /// Runs `stop` on drop.
    pub fn new(stop: impl FnOnce() + 'static) -> Self {
        Self(Some(Box::new(stop)))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(stop) = self.0.take() {
            stop();
        }
    }
}

/// What is true of an area without asking anybody: used by pages that link to the API.
pub fn report_path(campaign: CampaignId, area: Option<&AreaCode>, extension: &str) -> String {
    match area {
        Some(code) => format!("/api/v1/reports/{campaign}/areas/{code}.{extension}"),
        None => format!("/api/v1/reports/{campaign}/areas.{extension}"),
    }
}
