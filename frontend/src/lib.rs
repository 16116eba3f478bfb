//! Browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by boot.js when the wasm is ready.
#[wasm_bindgen]
pub fn hydrate() {}
