//! Officer's pages beyond the first: their code comes when they are asked for, and the boot script
//! fetches it beforehand once the first page stands.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    done::DonePage, list::ListPage, me::MePage, queue::QueuePage, record::RecordPage,
    record_flag::RecordFlagPage, record_placement::RecordPlacementPage, visit::VisitPage,
};

macro_rules! lazy_pages {
    ($($(#[$meta:meta])* $route:ident => $page:ident;)+) => {$(
        $(#[$meta])*
        pub struct $route;

        #[lazy_route]
        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $page().into_any()
            }
        }
    )+};
}

lazy_pages! {
    /// Check-in at a site or placement.
    PhoneVisit => VisitPage;
    /// The choice of what to record outside the plan.
    PhoneRecord => RecordPage;
    /// A placement outside the plan.
    PhoneRecordPlacement => RecordPlacementPage;
    /// A flag.
    PhoneRecordFlag => RecordFlagPage;
    /// What was saved.
    PhoneDone => DonePage;
    /// The officer's sites and records.
    PhoneList => ListPage;
    /// The queue.
    PhoneQueue => QueuePage;
    /// Account, language, storage.
    PhoneMe => MePage;
}
