//! What a phone or desk tells of itself, and what it is given.

use crate::domain::position::Position;

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
    /// Bytes there are, used ones too; 0 where the browser doesn't say.
    pub quota: u64,
}

impl StorageState {
    /// Bytes that are left; none where the browser doesn't say.
    pub const fn left(self) -> Option<u64> {
        match self.quota {
            0 => None,
            quota => Some(quota.saturating_sub(self.used)),
        }
    }

    /// Whether it will soon be full.
    pub const fn is_low(self) -> bool {
        matches!(self.left(), Some(left) if left < LOW_BYTES)
    }
}

/// What a person chose in the browser's dialogue: the page knows how many, the device has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Which dialogue they come from.
    pub dialogue: u32,
    /// How many there are.
    pub count: u32,
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
    /// The browser offers it; [`super::Device::install`] asks.
    Offered,
    /// By the browser's own menu (iOS: Share → Add to Home Screen).
    ByMenu,
}

/// Whether a newer version of the app than the one on the screen is ready on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// None that is known of.
    None,
    /// [`super::Device::update`] changes over.
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
