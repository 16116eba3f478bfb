//! What the HTTP side holds besides the application's state.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;

use super::{basemap::BasemapCache, etag::Tagged};
use crate::{archive::TileArchive, state::AppState};

/// The router's state; cheap to clone.
#[derive(Clone)]
pub struct Web {
    /// The application's state.
    pub state: AppState,
    /// Cancelled when the server stops: long answers end then.
    pub shutdown: CancellationToken,
    inner: Arc<Inner>,
}

struct Inner {
    basemap: BasemapCache,
    openapi: Tagged,
    archive: Option<Arc<TileArchive>>,
    leptos: LeptosOptions,
}

impl Web {
    /// Around `state`, with the API's description as JSON and the basemap's file, if there is one.
    pub fn new(
        state: AppState,
        shutdown: CancellationToken,
        openapi: Vec<u8>,
        archive: Option<Arc<TileArchive>>,
    ) -> Self {
        let inner = Inner {
            basemap: BasemapCache::default(),
            openapi: Tagged::new(openapi),
            archive,
            leptos: LeptosOptions::builder().output_name("bienpho").build(),
        };
        Self {
            state,
            shutdown,
            inner: Arc::new(inner),
        }
    }

    /// The basemap's layers as they were last written.
    pub fn basemap(&self) -> &BasemapCache {
        &self.inner.basemap
    }

    /// The file that the basemap's tiles come from.
    pub fn archive(&self) -> Option<&TileArchive> {
        self.inner.archive.as_deref()
    }

    /// The API's description.
    pub fn openapi(&self) -> &Tagged {
        &self.inner.openapi
    }
}

impl FromRef<Web> for AppState {
    fn from_ref(web: &Web) -> Self {
        web.state.clone()
    }
}

impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> Self {
        web.inner.leptos.clone()
    }
}
