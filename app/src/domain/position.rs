//! A position as the phone reports it: a hint with its accuracy, never more than that.

use serde::{Deserialize, Serialize};

use super::{
    invalid::{Check, Rule},
    time::Timestamp,
};
use crate::geo::LonLat;

crate::vocabulary! {
    /// How a position was got.
    pub enum PositionSource {
        Gps = "gps", "Định vị", "GPS";
        Pin = "pin", "Ghim trên bản đồ", "Pin on the map";
    }
}

crate::vocabulary! {
    /// Why an officer placed the pin by hand.
    pub enum PinReason {
        GpsOff = "gps_off", "Định vị lệch", "GPS is off";
        NoFix = "no_fix", "Không có định vị", "No fix";
        AcrossStreet = "across_street", "Biểu trưng ở bên kia đường", "Display is across the street";
        OutOfReach = "out_of_reach", "Không tới gần được", "Cannot get close";
    }
}

/// Accuracy above which the officer confirms or drags the pin, in metres.
pub const POOR_ACCURACY_M: f64 = 35.0;

/// Where a record was made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Radius of the 68 % circle in metres, where the phone said one.
    #[serde(default)]
    pub accuracy_m: Option<f64>,
    /// How it was got.
    pub source: PositionSource,
    /// Why it was placed by hand; needed with `pin`.
    #[serde(default)]
    pub pin_reason: Option<PinReason>,
    /// The phone's time of the fix, or of the pin.
    pub fixed_at: Timestamp,
}

crate::json_fields!(Position {
    lon,
    lat,
    accuracy_m,
    source,
    pin_reason,
    fixed_at
});

/// Degrees as a record keeps them, to the centimetre: digits that no sensor means are not kept.
pub fn rounded_degrees(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

impl Position {
    /// The bare point.
    pub fn point(&self) -> LonLat {
        LonLat {
            lon: self.lon,
            lat: self.lat,
        }
    }

    /// Whether the officer should confirm or drag the pin.
    pub fn is_poor(&self) -> bool {
        self.source == PositionSource::Gps
            && self
                .accuracy_m
                .is_none_or(|accuracy| accuracy > POOR_ACCURACY_M)
    }

    /// Checks ranges and that a pin has its reason.
    pub fn check(&self, check: &mut Check) {
        let inside = self.lon.is_finite()
            && self.lat.is_finite()
            && (-180.0..=180.0).contains(&self.lon)
            && (-90.0..=90.0).contains(&self.lat);
        check.that(inside, "position", Rule::PositionRange);
        let accuracy_ok = self
            .accuracy_m
            .is_none_or(|metres| metres.is_finite() && metres >= 0.0);
        check.that(accuracy_ok, "position.accuracy_m", Rule::AccuracyRange);
        let reasoned = self.source != PositionSource::Pin || self.pin_reason.is_some();
        check.that(reasoned, "position.pin_reason", Rule::PinReasonRequired);
    }
}
