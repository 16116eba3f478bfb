//! A record's form: opened from a draft or anew, kept on the phone at every change, saved into the
//! queue.

pub mod fields;
mod ghost;
pub mod kept;
pub mod kinds;
pub mod photos;
pub mod quantity;
pub mod redaction;
pub mod save;
mod state;
pub mod street;

pub use state::{Form, FormPlan, use_form};
