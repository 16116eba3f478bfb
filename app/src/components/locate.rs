//! The officer's position while a record is being made: watched, shown with accuracy and age, or
//! placed by hand with a reason. It is read on no other page, and never kept but in the record.

use leptos::prelude::*;

use crate::{
    components::{words, world::World},
    domain::{
        position::{PinReason, Position, PositionSource, rounded_degrees},
        time::Timestamp,
    },
    geo::LonLat,
    i18n::{Lang, fill, lang, t},
    ports::{Fix, Subscription},
};

/// A pin older than this is not taken over by the next form, in milliseconds.
const PIN_LIVES_MS: i64 = 5 * 60 * 1000;

/// Where the officer stands.
#[derive(Clone, Copy)]
pub struct Locator {
    /// What the sensor says.
    pub fix: RwSignal<Fix>,
    /// What the officer placed by hand; it wins.
    pub pin: RwSignal<Option<Position>>,
    /// The position that a reopened draft brought along; a new fix replaces it.
    pub kept: RwSignal<Option<Position>>,
    /// Whether the pin can be moved now.
    pub adjusting: RwSignal<bool>,
    world: World,
}

/// Watches the position while the page is open and `watching` holds.
pub fn use_locator(world: World, watching: Signal<bool>) -> Locator {
    let locator = Locator {
        fix: RwSignal::new(Fix::Searching),
        pin: RwSignal::new(None),
        kept: RwSignal::new(None),
        adjusting: RwSignal::new(false),
        world,
    };
    let subscription = StoredValue::new_local(None::<Subscription>);
    Effect::new(move |_| {
        let wanted = watching.get();
        let device = world.device().filter(|_| wanted);
        subscription.set_value(device.map(|device| {
            device.watch_position(Box::new(move |fix| {
                let _ = locator.fix.try_set(fix);
            }))
        }));
    });
    on_cleanup(move || {
        subscription.try_set_value(None);
    });
    locator
}

impl Locator {
    /// The pin, or else the best fix, or else what the draft brought along.
    pub fn position(self) -> Option<Position> {
        let fix = match self.fix.get() {
            Fix::Best(position) => Some(position),
            _ => None,
        };
        self.pin.get().or(fix).or(self.kept.get())
    }

    /// [`Self::position`], for handlers.
    pub fn position_untracked(self) -> Option<Position> {
        untrack(|| self.position())
    }

    /// Whether the officer should place the pin.
    pub fn needs_pin(self) -> bool {
        self.pin.get().is_none()
            && self.kept.get().is_none()
            && match self.fix.get() {
                Fix::Searching => false,
                Fix::Best(position) => position.is_poor(),
                Fix::Denied | Fix::Unavailable => true,
            }
    }

    /// Places the pin, keeping the reason given before.
    pub fn place_pin(self, at: LonLat) {
        let reason = self.pin.get_untracked().and_then(|pin| pin.pin_reason);
        let no_fix = !matches!(self.fix.get_untracked(), Fix::Best(_));
        self.pin.set(Some(Position {
            lon: rounded_degrees(at.lon),
            lat: rounded_degrees(at.lat),
            accuracy_m: None,
            source: PositionSource::Pin,
            pin_reason: reason.or_else(|| no_fix.then_some(PinReason::NoFix)),
            fixed_at: self.world.now.get_untracked(),
        }));
    }

    /// Why the pin was placed.
    pub fn give_reason(self, reason: PinReason) {
        self.pin.update(|pin| {
            if let Some(pin) = pin {
                pin.pin_reason = Some(reason);
            }
        });
    }

    /// Back to the sensor.
    pub fn drop_pin(self) {
        self.pin.set(None);
        self.adjusting.set(false);
        self.world.pin.set(None);
    }

    /// Leaves the pin for the form that is opened next.
    pub fn hand_on(self) {
        self.world.pin.set(self.pin.get_untracked());
    }

    /// Takes the pin that the page before has left, unless it is old.
    pub fn take_over(self) {
        let now = self.world.now.get_untracked();
        let fresh = self
            .world
            .pin
            .get_untracked()
            .filter(|pin| now.0 - pin.fixed_at.0 < PIN_LIVES_MS);
        self.world.pin.set(None);
        if fresh.is_some() {
            self.pin.set(fresh);
        }
    }

    /// «±9 m · 4 giây trước», or what is wrong.
    pub fn words(self) -> String {
        let texts = t().phone;
        if let Some(pin) = self.pin.get() {
            return pin_words(&pin, lang());
        }
        if let Some(kept) = self.kept.get() {
            return position_words(&kept, self.world.now.get(), lang());
        }
        match self.fix.get() {
            Fix::Searching => texts.position_searching.to_owned(),
            Fix::Best(position) => fix_words(&position, self.world.now.get(), lang()),
            Fix::Denied => texts.position_denied.to_owned(),
            Fix::Unavailable => texts.position_unavailable.to_owned(),
        }
    }
}

/// How a position was got, in figures: accuracy and age, or the pin and its reason.
pub fn position_words(position: &Position, now: Timestamp, lang: Lang) -> String {
    match position.source {
        PositionSource::Gps => fix_words(position, now, lang),
        PositionSource::Pin => pin_words(position, lang),
    }
}

fn pin_words(pin: &Position, lang: Lang) -> String {
    let texts = lang.texts().phone;
    match pin.pin_reason {
        Some(reason) => fill(texts.position_pin, &[reason.label(lang)]),
        None => texts.position_pin_why.to_owned(),
    }
}

fn fix_words(position: &Position, now: Timestamp, lang: Lang) -> String {
    let accuracy = match position.accuracy_m {
        Some(metres) => words::rounded(metres),
        None => "?".to_owned(),
    };
    fill(
        "±{} m · {}",
        &[&accuracy, &words::age(position.fixed_at, now, lang)],
    )
}
