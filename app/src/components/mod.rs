//! Widgets that several pages use.

pub mod desk;
pub mod frame;
pub mod icon;
pub mod load;
pub mod theme;
pub mod world;
