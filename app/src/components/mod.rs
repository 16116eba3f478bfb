//! Widgets that several pages use.

pub mod desk;
pub mod display_line;
pub mod field_geo;
pub mod form;
pub mod frame;
pub mod freshness;
pub mod icon;
pub mod install;
pub mod item_card;
pub mod known_photo;
pub mod live;
pub mod load;
pub mod locate;
pub mod map_paths;
pub mod map_sheet;
pub mod picture;
pub mod route_map;
pub mod small_map;
pub mod symbol;
pub mod theme;
pub mod update;
pub mod words;
pub mod world;
