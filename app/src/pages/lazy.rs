//! Every page but the first: its code comes when it is asked for. The boot script fetches the officer's
//! beforehand, once the first page stands.
//!
//! A route's data are asked for in its view: whatever else a route did would be compiled into the file that
//! every phone loads. So a route is a [`LazyPage`] and nothing more, one type for all of them.

use std::{future::Future, pin::Pin};

use leptos::{lazy, prelude::*};
use leptos_router::ChooseView;

use super::{
    admin::AdminPage,
    areas::AreasPage,
    done::DonePage,
    flag::FlagPage as OwnFlagPage,
    list::ListPage,
    map::MapPage,
    me::MePage,
    notifications::NotificationsPage,
    offline::OfflinePage,
    plan_import::PlanImportPage,
    queue::QueuePage,
    queue_import::QueueImportPage,
    reality::RealityPage,
    record::RecordPage,
    record_flag::RecordFlagPage,
    record_placement::RecordPlacementPage,
    records::{FlagPage, PlacementPage, RecordsPage},
    route::RoutePage,
    visit::VisitPage,
    work::WorkPage,
};

type Loading = Pin<Box<dyn Future<Output = AnyView>>>;

/// A page whose code is loaded when it is chosen.
#[derive(Debug, Clone, Copy)]
pub struct LazyPage(fn() -> Loading);

impl ChooseView for LazyPage {
    async fn choose(self) -> AnyView {
        (self.0)().await
    }

    /// Nothing: the code is loaded by [`choose`](Self::choose), and only nested routes ask beforehand.
    async fn preload(&self) {}
}

macro_rules! lazy_pages {
    ($($(#[$meta:meta])* $page:ident = $name:ident => $view:expr;)+) => {$(
        $(#[$meta])*
        pub const $page: LazyPage = {
            #[lazy]
            fn $name() -> AnyView {
                $view.into_any()
            }

            LazyPage(|| Box::pin($name()))
        };
    )+};
}

lazy_pages! {
    /// Check-in at a site or placement.
    VISIT = phone_visit => VisitPage();
    /// The choice of what to record outside the plan.
    RECORD = phone_record => RecordPage();
    /// A placement outside the plan.
    RECORD_PLACEMENT = phone_record_placement => RecordPlacementPage();
    /// A flag.
    RECORD_FLAG = phone_record_flag => RecordFlagPage();
    /// A flag of the officer's own.
    OWN_FLAG = phone_flag => OwnFlagPage();
    /// What was saved.
    DONE = phone_done => DonePage();
    /// The officer's sites and records.
    LIST = phone_list => ListPage();
    /// The day's walk.
    ROUTE = phone_route => RoutePage();
    /// The queue.
    QUEUE = phone_queue => QueuePage();
    /// Account, language, storage.
    ME = phone_me => MePage();
    /// Stands in for a desk page without a network.
    OFFLINE = phone_offline => OfflinePage();
    /// The map.
    MAP = desk_map => MapPage::view();
    /// What waits for the person.
    WORK = desk_work => WorkPage::view();
    /// What the person is told of.
    NOTIFICATIONS = desk_notifications => NotificationsPage::view();
    /// The list beside it.
    RECORDS = desk_records => RecordsPage::view();
    /// One placement.
    PLACEMENT = desk_placement => PlacementPage::view();
    /// One flag.
    FLAG = desk_flag => FlagPage::view();
    /// The board of areas.
    AREAS = desk_areas => AreasPage::view();
    /// The plan against reality.
    REALITY = desk_reality => RealityPage::view();
    /// A phone's exported queue.
    IMPORT = desk_import => QueueImportPage::view();
    /// The plan of a campaign.
    PLAN_IMPORT = desk_plan_import => PlanImportPage::view();
    /// Accounts, boundary sets and grounds.
    ADMIN = desk_admin => AdminPage::view();
}
