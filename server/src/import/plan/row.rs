//! One row of a plan: what it says, checked against the campaign, the units, the streets and the city.

use app::{
    domain::{
        display_kind::DisplayKind,
        plan::{PlanField, PlanRemark},
        record::MAX_QUANTITY,
        time::Date,
        unit::UnitCode,
    },
    geo::LonLat,
    i18n::Lang,
};

use super::{
    Against, PlannedSite, ReadRow, Said,
    cells::{Cell, Grid},
    columns::Columns,
    coordinates::{self, Reading},
    place::{self, Basis, Nowhere, Streets},
    vn2000::{Zone, to_wgs84},
    words,
};

/// Longest text of a site, in characters.
const MAX_CHARS: usize = 120;
/// Longest code.
const MAX_CODE_CHARS: usize = 40;
/// Further than this from its street a position is worth a second look.
const FAR_M: f64 = 300.0;

/// Reads the rows of one table.
pub struct Rows<'a> {
    /// The table.
    pub grid: &'a Grid,
    /// Its columns.
    pub columns: &'a Columns,
    /// What the rows are checked against.
    pub against: &'a Against<'a>,
    /// The streets by name.
    pub streets: &'a Streets<'a>,
    /// The zone of coordinates in metres.
    pub zone: Zone,
}

/// A position, and whether it is approximate.
type Place = (LonLat, bool);

struct Row<'a> {
    rows: &'a Rows<'a>,
    row: u32,
    said: Vec<Said>,
}

impl Rows<'_> {
    /// What row `row` says.
    pub fn read(&self, row: u32) -> ReadRow {
        let mut reading = Row {
            rows: self,
            row,
            said: Vec::new(),
        };
        let code = reading
            .required(PlanField::Code, MAX_CODE_CHARS)
            .unwrap_or_default();
        let (street, section) = reading.street();
        let place = reading.place(&code, street.as_deref(), &section);
        let kind = reading.kind();
        let quantity = reading.quantity();
        let message_no = reading.message();
        let unit = reading.unit();
        let side = reading.optional(PlanField::Side);
        let (starts_on, ends_on) = reading.days();
        let said = reading.said;
        let is_sound = said.iter().all(|said| said.code.is_notice());
        let site = || {
            let (point, approximate) = place?;
            Some(PlannedSite {
                code: code.clone(),
                point,
                approximate,
                street: street?,
                section,
                side,
                kind: kind?,
                quantity: quantity?,
                message_no: message_no?,
                unit: unit?,
                starts_on,
                ends_on,
            })
        };
        let site = is_sound.then(site).flatten();
        ReadRow {
            row,
            code,
            site,
            said,
        }
    }
}

impl Row<'_> {
    fn say(&mut self, field: PlanField, code: PlanRemark, found: &[&str]) {
        let column = self.rows.columns.name(field);
        let found = found.iter().map(|text| (*text).to_owned()).collect();
        self.said.push(Said {
            column,
            code,
            found,
        });
    }

    fn cell(&self, field: PlanField) -> Option<&Cell> {
        let column = self.rows.columns.of.get(&field)?;
        self.rows.grid.rows.get(&self.row)?.get(column)
    }

    fn text(&self, field: PlanField) -> String {
        self.cell(field).map(Cell::text).unwrap_or_default()
    }

    fn optional(&mut self, field: PlanField) -> String {
        let text = self.text(field);
        if text.chars().count() > MAX_CHARS {
            self.say(field, PlanRemark::TooLong, &[&MAX_CHARS.to_string()]);
        }
        text
    }

    fn required(&mut self, field: PlanField, max: usize) -> Option<String> {
        let text = self.text(field);
        match text.chars().count() {
            0 => self.say(field, PlanRemark::Empty, &[]),
            chars if chars > max => self.say(field, PlanRemark::TooLong, &[&max.to_string()]),
            _ => return Some(text),
        }
        None
    }

    /// Street and section; the street by its own name where it is known, the section perhaps from the street's cell.
    fn street(&mut self) -> (Option<String>, String) {
        let written = self
            .required(PlanField::Street, 2 * MAX_CHARS)
            .unwrap_or_default();
        let mut section = self.optional(PlanField::Section);
        let (mut street, rest) = place::split(&written);
        if section.is_empty() {
            section = rest;
        } else if !rest.is_empty() {
            street.clone_from(&written);
        }
        let name = self.rows.streets.name(&street).map(str::to_owned);
        let street = name.unwrap_or(street);
        ((!street.is_empty()).then_some(street), section)
    }

    fn place(&mut self, code: &str, street: Option<&str>, section: &str) -> Option<Place> {
        let [first, second, both] = [
            PlanField::Latitude,
            PlanField::Longitude,
            PlanField::Coordinates,
        ]
        .map(|field| self.text(field));
        let (field, reading, written) = if first.is_empty() && second.is_empty() {
            (PlanField::Coordinates, coordinates::both(&both), both)
        } else {
            let field = if first.is_empty() {
                PlanField::Longitude
            } else {
                PlanField::Latitude
            };
            (
                field,
                coordinates::pair(&first, &second),
                format!("{first} {second}").trim().to_owned(),
            )
        };
        if written.is_empty() {
            return self.place_on_street(code, street?, section);
        }
        let Some(reading) = reading else {
            self.say(field, PlanRemark::PositionUnreadable, &[&written]);
            return None;
        };
        let point = self.point(field, reading)?;
        let away = street.and_then(|street| self.rows.streets.distance_m(street, point));
        if let Some(metres) = away.filter(|metres| *metres > FAR_M) {
            self.say(field, PlanRemark::FarFromStreet, &[&format!("{metres:.0}")]);
        }
        Some((point, false))
    }

    fn point(&mut self, field: PlanField, reading: Reading) -> Option<LonLat> {
        let point = match reading {
            Reading::Degrees { lat, lon, swapped } => {
                let point = LonLat::clamped(lon, lat);
                if swapped {
                    self.say(field, PlanRemark::Swapped, &[&shown(point)]);
                }
                point
            }
            Reading::Metres { north, east } => {
                let point = to_wgs84(north, east, self.rows.zone);
                self.say(
                    field,
                    PlanRemark::Vn2000,
                    &[self.rows.zone.degrees(), &shown(point)],
                );
                point
            }
        };
        if (self.rows.against.is_inside)(point) {
            return Some(point);
        }
        self.say(field, PlanRemark::PositionOutside, &[&shown(point)]);
        None
    }

    fn place_on_street(&mut self, code: &str, street: &str, section: &str) -> Option<Place> {
        if let Some(kept) = (self.rows.against.known)(code, street, section) {
            self.say(PlanField::Street, PlanRemark::PositionKept, &[]);
            return Some(kept);
        }
        match self.rows.streets.locate(street, section) {
            Ok((point, basis)) => {
                match basis {
                    Basis::Between(a, b) => {
                        self.say(PlanField::Street, PlanRemark::BetweenCrossings, &[&a, &b])
                    }
                    Basis::At(a) => self.say(PlanField::Street, PlanRemark::AtCrossing, &[&a]),
                    Basis::Middle => self.say(PlanField::Street, PlanRemark::MiddleOfStreet, &[]),
                }
                Some((point, true))
            }
            Err(Nowhere::Vague) => {
                self.say(PlanField::Street, PlanRemark::StreetVague, &[street]);
                None
            }
            Err(Nowhere::Unknown(meant)) => {
                let meant = if meant.is_empty() {
                    String::new()
                } else {
                    format!(" ({}?)", meant.join(", "))
                };
                self.say(
                    PlanField::Street,
                    PlanRemark::StreetUnknown,
                    &[street, &meant],
                );
                None
            }
        }
    }

    fn kind(&mut self) -> Option<DisplayKind> {
        let text = self.required(PlanField::Kind, MAX_CHARS)?;
        let kind = words::kind(&text);
        if kind.is_none() {
            let all: Vec<_> = DisplayKind::ALL
                .iter()
                .map(|kind| kind.label(Lang::Vi))
                .collect();
            self.say(
                PlanField::Kind,
                PlanRemark::KindUnknown,
                &[&text, &all.join(", ")],
            );
        }
        kind
    }

    fn quantity(&mut self) -> Option<i32> {
        let text = self.required(PlanField::Quantity, MAX_CHARS)?;
        let quantity = self.cell(PlanField::Quantity).and_then(words::quantity);
        let quantity = quantity.filter(|quantity| (1..=MAX_QUANTITY).contains(quantity));
        if quantity.is_none() {
            self.say(
                PlanField::Quantity,
                PlanRemark::QuantityWrong,
                &[&text, &MAX_QUANTITY.to_string()],
            );
        }
        quantity
    }

    fn message(&mut self) -> Option<i32> {
        let text = self.required(PlanField::Message, 4 * MAX_CHARS)?;
        let campaign = self.rows.against.campaign;
        let message = self
            .cell(PlanField::Message)
            .and_then(|cell| words::message(cell, campaign));
        if message.is_none() {
            let all: Vec<_> = campaign
                .messages
                .iter()
                .map(|message| message.no.to_string())
                .collect();
            self.say(
                PlanField::Message,
                PlanRemark::MessageUnknown,
                &[&text, &all.join(", ")],
            );
        }
        message
    }

    fn unit(&mut self) -> Option<UnitCode> {
        let text = self.required(PlanField::Unit, MAX_CHARS)?;
        let unit = words::unit(&text, self.rows.against.units);
        if unit.is_none() {
            self.say(PlanField::Unit, PlanRemark::UnitUnknown, &[&text]);
        }
        unit
    }

    /// The days the display hangs; none where they are the campaign's.
    fn days(&mut self) -> (Option<Date>, Option<Date>) {
        let campaign = self.rows.against.campaign;
        let starts_on = self
            .day(PlanField::StartsOn)
            .filter(|day| *day != campaign.starts_on);
        let ends_on = self
            .day(PlanField::EndsOn)
            .filter(|day| *day != campaign.ends_on);
        if ends_on.unwrap_or(campaign.ends_on) < starts_on.unwrap_or(campaign.starts_on) {
            self.say(PlanField::EndsOn, PlanRemark::DatesReversed, &[]);
        }
        (starts_on, ends_on)
    }

    fn day(&mut self, field: PlanField) -> Option<Date> {
        let cell = self.cell(field)?.clone();
        let Some(day) = words::day(&cell) else {
            self.say(field, PlanRemark::DateWrong, &[&cell.text()]);
            return None;
        };
        let campaign = self.rows.against.campaign;
        if !campaign.is_running(day) {
            let window = [day, campaign.starts_on, campaign.ends_on].map(|day| day.to_string());
            self.say(
                field,
                PlanRemark::DateOutside,
                &window.each_ref().map(String::as_str),
            );
        }
        Some(day)
    }
}

/// A position as people read it, latitude first.
pub fn shown(point: LonLat) -> String {
    format!("{:.6}, {:.6}", point.lat, point.lon)
}
