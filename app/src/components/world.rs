//! What every phone page knows: who is signed in, the reference data, the queue, the network, the
//! time. Empty on the server and at the first hydration; filled once a phone page asks for it.

use std::sync::Arc;

use leptos::{leptos_dom::helpers::set_interval, prelude::*, task::spawn_local};

use crate::{
    components::{field_geo::FieldGeo, freshness::REFRESH_MS, load::Remote},
    domain::{
        account::Me,
        campaign::Campaign,
        field_pack::FieldPack,
        position::Position,
        time::{Date, Timestamp},
    },
    error::{AppError, AppResult},
    geo::LonLat,
    phone::kept::Unread,
    ports::{Device, StorageState, Subscription, device},
    queue::{Item, ItemState, QueueSummary},
};

/// Whether the form on the screen lies on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftState {
    /// No form is open.
    None,
    /// A change is being kept.
    Saving,
    /// All of it is kept.
    Saved,
}

/// What every phone page knows.
#[derive(Clone, Copy)]
pub struct World {
    /// Who is signed in; `None` inside when nobody is.
    pub me: RwSignal<Remote<Option<Me>>>,
    /// The reference data.
    pub pack: RwSignal<Remote<Arc<FieldPack>>>,
    /// Its boundaries, streets and water, ready for look-ups.
    pub geo: RwSignal<Option<Arc<FieldGeo>>>,
    /// Drafts and items, newest first.
    pub items: RwSignal<Remote<Vec<Item>>>,
    /// Records of theirs that this version of the app can't read.
    pub unread: RwSignal<Vec<Unread>>,
    /// State of the phone's storage, read anew when the queue changes.
    pub storage: RwSignal<Option<StorageState>>,
    /// Whether there is a network.
    pub online: RwSignal<bool>,
    /// The phone's clock, to the second; the epoch before hydration.
    pub now: RwSignal<Timestamp>,
    /// How far that is ahead of the server's clock, in milliseconds.
    offset_ms: RwSignal<i64>,
    /// Whether the open form is kept.
    pub draft: RwSignal<DraftState>,
    /// A pin placed on the check-in page, for the form opened from there.
    pub pin: RwSignal<Option<Position>>,
    /// Where and when the officer asked for the day's route; kept nowhere else.
    pub route_from: RwSignal<Option<(LonLat, Timestamp)>>,
    /// Whether the offer to install was put away, for as long as the app is open.
    pub install_dismissed: RwSignal<bool>,
    /// The choice of theme kept on this phone.
    pub theme: RwSignal<String>,
    wanted: RwSignal<bool>,
    device: StoredValue<Option<Arc<dyn Device>>>,
}

/// Puts the [`World`] into context; to be called by the app once.
pub fn provide_world() {
    let world = World {
        me: RwSignal::new(Remote::Loading),
        pack: RwSignal::new(Remote::Loading),
        geo: RwSignal::new(None),
        items: RwSignal::new(Remote::Loading),
        unread: RwSignal::new(Vec::new()),
        storage: RwSignal::new(None),
        online: RwSignal::new(true),
        now: RwSignal::new(Timestamp::default()),
        offset_ms: RwSignal::new(0),
        draft: RwSignal::new(DraftState::None),
        pin: RwSignal::new(None),
        route_from: RwSignal::new(None),
        install_dismissed: RwSignal::new(false),
        theme: RwSignal::new(String::new()),
        wanted: RwSignal::new(false),
        device: StoredValue::new(device()),
    };
    provide_context(world);
    world.keep_pack_fresh();
    let subscriptions = StoredValue::new_local(Vec::<Subscription>::new());
    Effect::new(move |started: Option<bool>| {
        let started = started.unwrap_or_default();
        let wanted = world.wanted.get();
        if wanted
            && !started
            && let Some(device) = world.device()
        {
            subscriptions.set_value(world.start(&device));
        }
        started || wanted
    });
}

/// The world, for a phone page; from now on the phone keeps it filled.
pub fn use_world() -> World {
    let world = expect_context::<World>();
    Effect::new(move |_| world.wanted.set(true));
    world
}

impl World {
    /// The phone; none on the server.
    pub fn device(self) -> Option<Arc<dyn Device>> {
        self.device.get_value()
    }

    /// Drafts and items are read anew.
    pub fn reload_items(self) {
        if let Some(device) = self.device() {
            spawn_local(async move { self.read_items(&device).await });
        }
    }

    /// The queue as it lies on the phone now.
    pub async fn read_items(self, device: &Arc<dyn Device>) {
        let items = device.list_items().await;
        self.unread
            .set(device.list_unread().await.unwrap_or_default());
        self.items.set(items.into());
        self.storage.set(Some(device.storage().await));
    }

    /// The reference data is fetched anew. What is there stays until it has come.
    pub fn reload_pack(self) {
        if let Some(device) = self.device() {
            let is_there = self.pack.with_untracked(|pack| pack.ready().is_some());
            if !is_there {
                self.pack.set(Remote::Loading);
            }
            spawn_local(async move {
                let pack = device.refresh_field_pack().await;
                self.read_clock(&device).await;
                if pack.is_ok() || !is_there {
                    self.set_pack(pack);
                }
            });
        }
    }

    /// When the reference data was made, by the server's clock.
    pub fn pack_made_at(self) -> Option<Timestamp> {
        self.pack.with(|pack| Some(pack.ready()?.made_at))
    }

    /// Whether it is older than that many milliseconds, by the server's clock: the phone's may be years off.
    pub fn is_pack_older_than(self, age_ms: i64) -> bool {
        let now = self.now.get().0 - self.offset_ms.get();
        self.pack_made_at()
            .is_some_and(|made_at| now - made_at.0 > age_ms)
    }

    async fn read_clock(self, device: &Arc<dyn Device>) {
        let measured = device.clock_offset_ms().await;
        self.offset_ms.set(measured.unwrap_or_default());
    }

    fn keep_pack_fresh(self) {
        let wanted = Memo::new(move |_| self.wants_pack());
        Effect::new(move |_| {
            if wanted.get() && self.online.get() {
                self.reload_pack();
            }
        });
    }

    /// Whether it should be fetched as soon as there is a network: it is old, or the last attempt found none.
    fn wants_pack(self) -> bool {
        let failed = Remote::Failed(AppError::Offline);
        self.pack.with(|pack| *pack == failed) || self.is_pack_older_than(REFRESH_MS)
    }

    /// The day by the server's clock as last measured: a phone whose clock is years off must not send its officer to take
    /// displays down.
    pub fn today(self) -> Date {
        let now = self.now.get_untracked().0 - self.offset_ms.get_untracked();
        Timestamp(now).date()
    }

    /// Counts of the queue.
    pub fn summary(self) -> QueueSummary {
        self.items.with(|items| {
            let items = items.ready().map_or(&[][..], Vec::as_slice);
            self.unread.with(|unread| QueueSummary::of(items, unread))
        })
    }

    /// Whether something is being sent.
    pub fn is_sending(self) -> bool {
        let sending = |items: &Vec<Item>| items.iter().any(|item| item.state == ItemState::Sending);
        self.items.with(|items| items.ready().is_some_and(sending))
    }

    /// The campaign to record for: the one that runs today, else the newest.
    pub fn campaign(self) -> Option<Campaign> {
        let today = self.today();
        self.pack.with(|pack| {
            let campaigns = &pack.ready()?.campaigns;
            let running = campaigns.iter().find(|campaign| campaign.is_running(today));
            running
                .or_else(|| campaigns.iter().max_by_key(|campaign| campaign.starts_on))
                .cloned()
        })
    }

    fn set_pack(self, pack: AppResult<Arc<FieldPack>>) {
        if let Ok(pack) = &pack {
            self.geo.set(Some(Arc::new(FieldGeo::new(&pack.geo))));
        }
        self.pack.set(pack.into());
    }

    fn start(self, device: &Arc<dyn Device>) -> Vec<Subscription> {
        self.now.set(device.now());
        let clock = Arc::clone(device);
        set_interval(
            move || self.now.set(clock.now()),
            std::time::Duration::from_secs(1),
        );
        let phone = Arc::clone(device);
        spawn_local(async move {
            let me = phone.me().await;
            let outcome = me.clone().map(|me| me.is_some());
            self.me.set(me.into());
            match outcome {
                Ok(false) => {}
                Ok(true) => {
                    self.read_items(&phone).await;
                    let pack = phone.field_pack().await;
                    self.read_clock(&phone).await;
                    self.set_pack(pack);
                }
                // The phone can't read its own storage: every page says so.
                Err(error) => {
                    self.items.set(Remote::Failed(error.clone()));
                    self.pack.set(Remote::Failed(error));
                }
            }
        });
        vec![
            device.watch_network(Box::new(move |online| self.online.set(online))),
            device.watch_queue(Box::new(move |()| self.reload_items())),
        ]
    }
}
