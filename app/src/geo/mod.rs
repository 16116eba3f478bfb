//! Geography that the phone and the server work out alike: positions, distances, the area and
//! the street of a position, cells of the tile pyramid, and the pack of all this for the phone.
//!
//! Plain arithmetic on plain data: nothing here reads files, a clock or a network.

mod address;
mod area;
pub mod cell;
mod distance;
mod pack;
mod point;
mod route;
mod search;
mod street;

#[cfg(test)]
mod real_data;

pub use address::street_of_address;
pub use area::{Area, AreaError, AreaIndex, MultiPolygon, Polygon, Ring};
pub use distance::{
    LocalProjection, OnLine, bearing_deg, distance_m, distance_to_line_m, nearest_on_line,
};
pub use pack::{GeoPack, Water, quantise};
pub use point::{BBox, BBoxError, LonLat, PointError};
pub use route::{Leg, MOST_STOPS, length_m, walk};
pub use search::fold;
pub use street::{
    Line, NearStreet, Street, StreetHit, StreetIndex, Stretch, short_name, street_key,
};
