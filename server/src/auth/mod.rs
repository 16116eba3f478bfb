//! Who is asking: passwords, sessions, their cookie, and the limit on guessing.

pub mod actor;
pub mod address;
pub mod cookie;
pub mod device;
pub mod limiter;
pub mod password;
pub mod secret;
pub mod session;
pub mod strength;
pub mod token;

pub use actor::{Actor, SignedIn};
