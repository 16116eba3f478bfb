//! Every page but the first: its code comes when it is asked for. The boot script fetches the officer's
//! beforehand, once the first page stands.
//!
//! A route's data are asked for in its view: what `LazyRoute::data` does is compiled into the file
//! that every phone loads.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    admin::AdminPage,
    areas::AreasPage,
    done::DonePage,
    list::ListPage,
    map::MapPage,
    me::MePage,
    queue::QueuePage,
    record::RecordPage,
    record_flag::RecordFlagPage,
    record_placement::RecordPlacementPage,
    records::{FlagPage, PlacementPage, RecordsPage},
    visit::VisitPage,
};

macro_rules! lazy_pages {
    ($($(#[$meta:meta])* $route:ident => $view:expr;)+) => {$(
        $(#[$meta])*
        pub struct $route;

        #[lazy_route]
        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $view.into_any()
            }
        }
    )+};
}

lazy_pages! {
    /// Check-in at a site or placement.
    PhoneVisit => VisitPage();
    /// The choice of what to record outside the plan.
    PhoneRecord => RecordPage();
    /// A placement outside the plan.
    PhoneRecordPlacement => RecordPlacementPage();
    /// A flag.
    PhoneRecordFlag => RecordFlagPage();
    /// What was saved.
    PhoneDone => DonePage();
    /// The officer's sites and records.
    PhoneList => ListPage();
    /// The queue.
    PhoneQueue => QueuePage();
    /// Account, language, storage.
    PhoneMe => MePage();
    /// The map.
    DeskMap => MapPage::view();
    /// The list beside it.
    DeskRecords => RecordsPage::view();
    /// One placement.
    DeskPlacement => PlacementPage::view();
    /// One flag.
    DeskFlag => FlagPage::view();
    /// The board of areas.
    DeskAreas => AreasPage::view();
    /// Accounts, boundary sets and grounds.
    DeskAdmin => AdminPage::view();
}
