//! What pages ask of the server ([`Backend`]) and of the phone ([`Device`]).
//!
//! The server supplies a `Backend` per request, with the actor and the clock in it; the browser
//! supplies one `Device`. Both reach pages through Leptos context.

use std::{future::Future, pin::Pin, sync::Arc};

use async_trait::async_trait;
use leptos::prelude::use_context;
use uuid::Uuid;

use crate::{
    domain::{
        account::{AccountRow, Credentials, Me},
        area::{AreaCode, AreaName, BoundarySet},
        board::AreaBoard,
        campaign::Campaign,
        check_in::CheckIn,
        event::HistoryEntry,
        field_pack::FieldPack,
        flag::{Flag, FlagTransition},
        given::Given,
        ground::Ground,
        ids::{CampaignId, CheckInId, FlagId, PlacementId, SiteId},
        map::{Change, MapView, Overview},
        notification::{Digest, NotificationSettings, NotificationState},
        past::DayCounts,
        photo::Sha256,
        place::Places,
        placement::{Placement, PlacementTransition},
        position::Position,
        query::{Page, RecordQuery},
        reality::{RealityBoard, RealityQuery},
        record::{RecordKind, Version},
        site::Site,
        time::Timestamp,
        unit::Unit,
        worklist::Worklist,
    },
    error::{AppError, AppResult},
    phone::{export::ExportFile, kept::Unread},
    queue::{Draft, Item, LocalPhoto},
};

/// What pages and `/api/v1` ask of the server. Every method checks role and area itself.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Who is signed in.
    async fn me(&self) -> AppResult<Me>;
    /// Campaigns, newest window first.
    async fn list_campaigns(&self) -> AppResult<Vec<Campaign>>;
    /// One campaign.
    async fn find_campaign(&self, id: CampaignId) -> AppResult<Campaign>;
    /// Units that hang, by name.
    async fn list_units(&self) -> AppResult<Vec<Unit>>;
    /// Grounds of flags, by code.
    async fn list_grounds(&self) -> AppResult<Vec<Ground>>;
    /// Areas of a boundary set, by code; only those the reader answers for.
    async fn list_areas(&self, set: BoundarySet) -> AppResult<Vec<AreaName>>;
    /// Everything the officer's phone needs to work offline.
    async fn field_pack(&self) -> AppResult<FieldPack>;

    /// Planned sites. `status` filters by the placement's.
    async fn list_sites(&self, query: RecordQuery) -> AppResult<Page<Site>>;
    /// One site.
    async fn find_site(&self, id: SiteId) -> AppResult<Site>;
    /// Placements, those that are only planned too.
    async fn list_placements(&self, query: RecordQuery) -> AppResult<Page<Placement>>;
    /// One placement.
    async fn find_placement(&self, id: PlacementId) -> AppResult<Placement>;
    /// Check-ins. `status` filters by condition.
    async fn list_check_ins(&self, query: RecordQuery) -> AppResult<Page<CheckIn>>;
    /// One check-in.
    async fn find_check_in(&self, id: CheckInId) -> AppResult<CheckIn>;
    /// Flags the reader may see.
    async fn list_flags(&self, query: RecordQuery) -> AppResult<Page<Flag>>;
    /// One flag.
    async fn find_flag(&self, id: FlagId) -> AppResult<Flag>;
    /// A record's history, oldest first.
    async fn list_history(&self, record: RecordKind, id: Uuid) -> AppResult<Vec<HistoryEntry>>;

    /// What waits for the reader.
    async fn worklist(&self) -> AppResult<Worklist>;
    /// What the reader chose to be told of.
    async fn notification_state(&self) -> AppResult<NotificationState>;
    /// Changes what the reader chose to be told of.
    async fn update_notification_settings(
        &self,
        settings: NotificationSettings,
    ) -> AppResult<NotificationState>;
    /// What is new since the reader looked last.
    async fn digest(&self) -> AppResult<Digest>;
    /// The reader has looked at the worklist.
    async fn mark_digest_seen(&self) -> AppResult<()>;
    /// Takes a step of a flag's workflow, if it is still at the version that the person has `seen`.
    async fn take_flag_step(
        &self,
        id: FlagId,
        step: FlagTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Flag>;
    /// Takes a step of a placement's workflow, if it is still at the version that the person has `seen`.
    async fn take_placement_step(
        &self,
        id: PlacementId,
        step: PlacementTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Placement>;

    /// What the map draws at `zoom` (0–22) inside the query's box.
    async fn map_view(&self, query: RecordQuery, zoom: u8) -> AppResult<MapView>;
    /// Where the placements and flags of a query lie, of those the reader may see.
    async fn map_overview(&self, query: RecordQuery) -> AppResult<Overview>;
    /// How many placements of a query were in each state at the end of each day of its campaign.
    async fn list_days(&self, query: RecordQuery) -> AppResult<Vec<DayCounts>>;
    /// Places that a text may mean: sites of the campaign that the reader may see, areas of its boundary set, streets.
    async fn find_places(&self, text: String, campaign: Option<CampaignId>) -> AppResult<Places>;
    /// The board of a campaign, for the areas the reader answers for.
    async fn area_board(&self, campaign: CampaignId) -> AppResult<AreaBoard>;
    /// The plan of a campaign against reality, in the areas the reader answers for.
    async fn reality_board(
        &self,
        campaign: CampaignId,
        query: RealityQuery,
    ) -> AppResult<RealityBoard>;
    /// Accounts, for the administrator.
    async fn list_accounts(&self) -> AppResult<Vec<AccountRow>>;
}

/// The request's backend. The server puts it into context; the browser has none.
///
/// # Errors
/// [`AppError::Internal`] where there is none.
pub fn backend() -> AppResult<Arc<dyn Backend>> {
    use_context::<Arc<dyn Backend>>().ok_or(AppError::Internal)
}

/// A future that stays on the browser's one thread.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
/// A callback that stays on the browser's one thread.
pub type Callback<T> = Box<dyn Fn(T)>;

/// Stops what it stands for when it is dropped. Keep it with [`leptos::prelude::on_cleanup`].
pub struct Subscription(Option<Box<dyn FnOnce()>>);

impl Subscription {
    /// Runs `stop` on drop.
    pub fn new(stop: impl FnOnce() + 'static) -> Self {
        Self(Some(Box::new(stop)))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(stop) = self.0.take() {
            stop();
        }
    }
}

/// What the phone's position sensor says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fix {
    /// Waiting for a first fix.
    Searching,
    /// The best fix so far; its age is `now - fixed_at`.
    Best(Position),
    /// The person or the phone denies it.
    Denied,
    /// There is no sensor or it gave up.
    Unavailable,
}

/// Where a photo comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSource {
    /// The camera.
    Camera,
    /// A picture that was taken before.
    Gallery,
}

/// Room below which the officer is warned, in bytes: some twenty records.
const LOW_BYTES: u64 = 20_000_000;

/// State of the phone's storage for this app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StorageState {
    /// Whether the browser promised not to evict it.
    pub persistent: bool,
    /// Bytes in use.
    pub used: u64,
    /// Bytes there are, used ones too.
    pub quota: u64,
}

impl StorageState {
    /// Bytes that are left.
    pub const fn left(self) -> u64 {
        self.quota.saturating_sub(self.used)
    }

    /// Whether it will soon be full.
    pub const fn is_low(self) -> bool {
        self.quota > 0 && self.left() < LOW_BYTES
    }
}

/// A file that a person chose, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileToSend {
    /// Element id of the field it was chosen in.
    pub input_id: &'static str,
    /// Method.
    pub method: &'static str,
    /// Path beneath `/api/v1`, with its leading slash.
    pub path: String,
    /// What it is sent on condition of (`If-Match`).
    pub tag: Option<String>,
    /// Whether the field keeps it, to be sent once more.
    pub keep: bool,
}

/// Whether and how the app can be installed on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Install {
    /// It runs installed.
    Installed,
    /// The browser offers it; [`Device::install`] asks.
    Offered,
    /// By the browser's own menu (iOS: Share → Add to Home Screen).
    ByMenu,
}

/// Whether a newer version of the app than the one on the screen is ready on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// None that is known of.
    None,
    /// [`Device::update`] changes over.
    Ready,
    /// The change was asked for and waits until what is being sent has been sent.
    Waiting,
}

/// Whether this browser is pushed to when something new waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Push {
    /// It can't be: the browser can't do it, or the page is not served over https.
    Unsupported,
    /// The person has forbidden it in the browser.
    Denied,
    /// No.
    Off,
    /// Yes, and the server knows.
    On,
}

/// What a map reports to its page.
#[derive(Debug, Clone, PartialEq)]
pub enum MapEvent {
    /// The view moved: the visible box as `w,s,e,n` and the zoom.
    Moved {
        /// Visible box, `west,south,east,north`.
        bbox: String,
        /// Zoom level.
        zoom: f64,
    },
    /// A record was chosen.
    Chosen {
        /// Placement or flag.
        record: RecordKind,
        /// Its id.
        id: Uuid,
    },
    /// Several records lie on one spot.
    ChosenStack(Vec<(RecordKind, Uuid)>),
    /// One of the map's tools says something: which one, and what.
    Said(String, String),
    /// The map could not start (no WebGL); the list still works.
    Failed(String),
}

/// The desk's map, once mounted.
pub trait MapHandle {
    /// Draws the records that these filters, a query string, let through; the same filters again read them anew.
    fn show(&self, query: &str);
    /// Marks one record as chosen, or none.
    fn choose(&self, chosen: Option<(RecordKind, Uuid)>);
    /// Moves the view onto a point, at least at street level.
    fn fly_to(&self, lon: f64, lat: f64);
    /// Fits the view to a box `w,s,e,n`.
    fn fit(&self, bbox: &str);
    /// Has one of the map's tools do something; `frontend/js/map-tools.js` lists the tools and what each is told.
    fn tell(&self, tool: &str, value: &str);
}

/// What pages ask of the phone or desk they run on. Only the browser has one; call it in effects and handlers.
///
/// Its methods are called from one thread only. A future may be dropped at any time: what was
/// promised before is kept.
pub trait Device: Send + Sync {
    /// The phone's clock.
    fn now(&self) -> Timestamp;
    /// How far the phone's clock is ahead of the server's, in milliseconds, as last measured.
    fn clock_offset_ms(&self) -> Local<'_, Option<i64>>;
    /// A new UUID version 7.
    fn new_id(&self) -> Uuid;

    /// Signs in; afterwards [`Device::me`] knows who.
    fn sign_in(&self, credentials: Credentials) -> Local<'_, AppResult<Me>>;
    /// Signs out. What waits in the queue stays for its owner.
    fn sign_out(&self) -> Local<'_, AppResult<()>>;
    /// Who is signed in on this phone, without asking the network when it is away.
    fn me(&self) -> Local<'_, AppResult<Option<Me>>>;

    /// The reference data kept on this phone; fetched when there is none or it is stale and there is a network.
    fn field_pack(&self) -> Local<'_, AppResult<Arc<FieldPack>>>;
    /// Fetches it anew.
    fn refresh_field_pack(&self) -> Local<'_, AppResult<Arc<FieldPack>>>;

    /// Watches the position while the subscription lives, keeping the best fix.
    fn watch_position(&self, on_fix: Callback<Fix>) -> Subscription;
    /// Watches whether there is a network.
    fn watch_network(&self, on_change: Callback<bool>) -> Subscription;

    /// Lets the person take or choose photos (call it from a click), makes them ready (scaled, re-encoded,
    /// no EXIF) and keeps them under the draft. Empty when the person cancels.
    fn add_photos(&self, draft: Uuid, source: PhotoSource)
    -> Local<'_, AppResult<Vec<LocalPhoto>>>;
    /// An address that `<img>` can show for a photo of a draft or item on this phone. It lives until
    /// some more were asked for.
    fn photo_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>>;
    /// The same for its thumbnail (96 px), for lists.
    fn thumb_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>>;
    /// The same for the small picture of a photo that the server has; from what was kept with the
    /// reference data where there is no network.
    fn server_photo_url(&self, sha256: &Sha256) -> Local<'_, AppResult<String>>;
    /// Shows the camera live in the `<video>` with that element id, until the subscription goes.
    fn start_camera(&self, video_id: &str) -> Local<'_, AppResult<Subscription>>;
    /// Keeps what that `<video>` shows as a photo of the draft, made ready like one that was chosen.
    fn take_frame(&self, draft: Uuid, video_id: &str) -> Local<'_, AppResult<Vec<LocalPhoto>>>;
    /// Puts a photo on the canvas with that element id, to be painted over with finger or mouse.
    fn start_redaction(
        &self,
        draft: Uuid,
        sha256: &Sha256,
        canvas_id: &str,
    ) -> Local<'_, AppResult<()>>;
    /// Takes back the last stroke on that canvas.
    fn undo_redaction(&self, canvas_id: &str);
    /// Keeps what is on the canvas as a new photo of the draft and deletes the one it came from.
    fn finish_redaction(&self, draft: Uuid, canvas_id: &str) -> Local<'_, AppResult<LocalPhoto>>;
    /// Lets the person take or choose one photo (call it from a click) and puts it on the canvas with that element id, scaled and
    /// without its metadata, to be painted over. It is kept nowhere. False when the person cancels.
    fn open_photo(&self, source: PhotoSource, canvas_id: &str) -> Local<'_, AppResult<bool>>;
    /// Sends that canvas' photo as it was painted over; what the server knows it by. The file itself stays where it is.
    fn send_photo(&self, canvas_id: &str) -> Local<'_, AppResult<Sha256>>;
    /// Deletes a photo of a draft.
    fn remove_photo(&self, draft: Uuid, sha256: &Sha256) -> Local<'_, AppResult<()>>;

    /// Keeps a draft; done when it is committed.
    fn save_draft(&self, draft: &Draft) -> Local<'_, AppResult<()>>;
    /// The draft or item with that id, of the account signed in.
    fn find_item(&self, id: Uuid) -> Local<'_, AppResult<Option<Item>>>;
    /// Drafts and items of the account signed in, newest first.
    fn list_items(&self) -> Local<'_, AppResult<Vec<Item>>>;
    /// Turns a draft into a waiting item: checked, committed with its photos, read back. Sending starts by itself.
    fn submit(&self, draft: &Draft) -> Local<'_, AppResult<Item>>;
    /// Makes a refused item a draft again.
    fn mend(&self, id: Uuid) -> Local<'_, AppResult<Draft>>;
    /// Makes a refused item wait again, as it is.
    fn send_again(&self, id: Uuid) -> Local<'_, AppResult<()>>;
    /// Sends everything that waits, now.
    fn send_now(&self);
    /// When an item is tried again, where it waits for that; as far as this page knows.
    fn next_try(&self, id: Uuid) -> Option<Timestamp>;
    /// What lies on the phone for the account signed in and this version of the app can't read.
    fn list_unread(&self) -> Local<'_, AppResult<Vec<Unread>>>;
    /// Lets the person have files as a ZIP of that name, each read when its turn comes.
    fn save_zip(&self, name: &str, files: Vec<ExportFile>) -> Local<'_, AppResult<()>>;
    /// The server this app came from, as `https://host`.
    fn server(&self) -> String;
    /// Deletes a draft, or an item that was sent.
    fn remove_item(&self, id: Uuid) -> Local<'_, AppResult<()>>;
    /// Tells of every change of the queue.
    fn watch_queue(&self, on_change: Callback<()>) -> Subscription;
    /// State of the phone's storage; asks for persistence once.
    fn storage(&self) -> Local<'_, StorageState>;

    /// Whether and how the app can be installed; tells again when that changes.
    fn watch_install(&self, on_change: Callback<Install>) -> Subscription;
    /// Asks the browser to install the app.
    fn install(&self);

    /// Sends the file that was chosen in a field; the answer as JSON, so that only its own page reads it. None when
    /// there is no file.
    fn send_file(&self, file: FileToSend) -> Local<'_, AppResult<Option<String>>>;
    /// Whether a newer version of the app is ready; tells again when that changes.
    fn watch_update(&self, on_change: Callback<Update>) -> Subscription;
    /// Changes over to it once nothing is being sent, and loads the page anew.
    fn update(&self);

    /// Hears of changed records while the subscription lives; `on_state` tells whether the line stands.
    fn watch_changes(&self, on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription;
    /// Whether this browser is pushed to.
    fn push(&self) -> Local<'_, Push>;
    /// Asks the person (call it from a click) to allow pushes that are signed with the key, which the server gives.
    fn turn_on_push(&self, key: &str) -> Local<'_, AppResult<Push>>;
    /// Has nothing more pushed here.
    fn turn_off_push(&self) -> Local<'_, AppResult<Push>>;
    /// Puts the desk's map into the element with that id; `bbox` is the first view.
    fn mount_map(
        &self,
        element_id: &str,
        bbox: &str,
        on_event: Callback<MapEvent>,
    ) -> Local<'_, AppResult<Box<dyn MapHandle>>>;

    /// Keeps the choice of language and loads the page anew in it.
    fn set_language(&self, tag: &str);
    /// Keeps the choice of `light`, `dark` or `auto` and applies it.
    fn set_theme(&self, theme: &str);
    /// The choice of theme kept on this phone.
    fn theme(&self) -> String;
    /// Leaves for another address with a full page load (after signing in or out).
    fn go(&self, path: &str);
    /// Moves the keyboard's focus to the element with that id.
    fn focus(&self, element_id: &str);
}

/// The phone. None while the server renders.
pub fn device() -> Option<Arc<dyn Device>> {
    use_context::<Arc<dyn Device>>()
}

/// What is true of an area without asking anybody: used by pages that link to the API.
pub fn report_path(campaign: CampaignId, area: Option<&AreaCode>, extension: &str) -> String {
    match area {
        Some(code) => format!("/api/v1/reports/{campaign}/areas/{code}.{extension}"),
        None => format!("/api/v1/reports/{campaign}/areas.{extension}"),
    }
}
