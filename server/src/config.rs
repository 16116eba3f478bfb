//! What can be configured: one table of settings, each with its words, type and default.
//!
//! Layers, later ones win: defaults, TOML file, environment (`BIENPHO_` and the setting's name in
//! capitals), flags of the command line. [`Config::commented`] prints the whole as such a file.

mod load;
mod setting;
#[cfg(test)]
mod tests;

use std::{fmt, net::SocketAddr, path::PathBuf};

use app::domain::photo;

pub use load::{ConfigError, Loaded, Sources};
pub use setting::LogFormat;
use setting::Setting;

/// Declares [`Config`] and everything that goes over all settings.
///
/// A setting's doc comment is the comment that `bienpho config` prints above it.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr;)+) => {
        /// The configuration of one server.
        #[derive(Clone, PartialEq)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $type,)+
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Config {
            /// The names of all settings, in the order they are printed.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name),)+];

            /// Sets what text says: an environment variable, a flag, a file's value.
            fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
                match name {
                    $(stringify!($name) => self.$name = Setting::from_text(text)?,)+
                    _ => return Err(format!("there is no setting `{name}`")),
                }
                Ok(())
            }

            /// Whether the setting is written in quotes in TOML; none for one that isn't there.
            fn is_quoted(name: &str) -> Option<bool> {
                match name {
                    $(stringify!($name) => Some(<$type as Setting>::QUOTED),)+
                    _ => None,
                }
            }

            /// Every setting: comment lines, name, its value as TOML where it has one.
            fn rows(&self) -> Vec<(&'static [&'static str], &'static str, Option<String>)> {
                vec![$((&[$($doc),+] as &[_], stringify!($name), self.$name.to_toml()),)+]
            }
        }
    };
}

settings! {
    /// Address and port to listen on. Behind a reverse proxy keep it on 127.0.0.1.
    listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 3000));
    /// What people type into the browser, such as "https://bienpho.example.vn". Needed as soon as
    /// anybody but this machine connects: cookies, the check of a request's origin and installing
    /// the app on a phone depend on it.
    origin: Option<String> = None;
    /// Addresses that people typed before, such as "https://bienpho.example.org", with blanks between:
    /// what a phone exported while the server was there is still brought in.
    former_origins: String = String::new();
    /// Whether a reverse proxy stands in front and sets X-Forwarded-For: then a client's address,
    /// which sign-in attempts are counted by, is the last one in it.
    trust_proxy: bool = false;
    /// Where the data lies: "sqlite://path/to/file.db" or "postgres://user@host/name". Unless
    /// said, the file bienpho.db in the data folder.
    database: String = "sqlite://var/bienpho.db".to_owned();
    /// Folder of the photos, and of the SQLite database unless said otherwise.
    data: PathBuf = PathBuf::from("var");
    /// File with the key that marks the event log's entries as the program's own; event.key in the
    /// data folder unless said. Made at the first start. All servers of one database need the same.
    event_key: Option<PathBuf> = None;
    /// Folder of the browser's files; the ones inside the binary unless said.
    site_dir: Option<PathBuf> = None;
    /// Another basemap: address of a MapLibre style. The built-in one unless said. Its server must
    /// allow other origins (CORS), and serve tiles, sprites and fonts itself.
    map_style_url: Option<String> = None;
    /// Another basemap: a PMTiles file, served by this server: pictures, or vectors in the layers of
    /// OpenMapTiles or Protomaps. Without effect beside map_style_url.
    map_pmtiles: Option<PathBuf> = None;
    /// Mail server that digests go out by, such as "smtps://user:password@mail.example.vn" (TLS) or
    /// "smtp://mail.example.vn:587?tls=required" (STARTTLS). None is sent unless said.
    smtp_url: Option<String> = None;
    /// Sender of these mails, such as "Biển Phố <bienpho@example.vn>". Needed with smtp_url.
    mail_from: Option<String> = None;
    /// Whom push services may turn to about this server, such as "mailto:it@example.vn" or an https
    /// address. With it people may have digests pushed to their browsers; none is sent unless said.
    push_contact: Option<String> = None;
    /// Push services that the server sends to, with blanks between; browsers choose among them. Take
    /// out what this machine may not reach, and none else will be asked for anything.
    push_services: String = "https://fcm.googleapis.com https://*.push.services.mozilla.com https://*.push.apple.com https://*.notify.windows.com".to_owned();
    /// Hours that a field officer's session lasts. An officer who was offline for longer signs in again
    /// before the phone sends; nothing on the phone is lost by that.
    session_hours: u32 = 168;
    /// Hours after which it ends unused.
    session_idle_hours: u32 = 96;
    /// Hours that a session of everybody else lasts.
    session_desk_hours: u32 = 24;
    /// Hours after which it ends unused.
    session_desk_idle_hours: u32 = 12;
    /// Sessions that one account may have; a further sign-in ends the oldest.
    sessions_per_account: u32 = 10;
    /// Connections at the same time. Each takes an open file of the process (LimitNOFILE).
    connections: u32 = 900;
    /// Seconds that the head of a request may take, also the first one of a connection; an unused
    /// connection is closed after that.
    head_timeout_s: u32 = 30;
    /// Lines of live news at the same time, over all sessions.
    live_lines: u32 = 600;
    /// Lines of live news of one session.
    live_lines_per_session: u32 = 12;
    /// Imports (queues, plans and their previews) that are worked on at the same time.
    imports_at_once: u32 = 2;
    /// Failed sign-ins for one account from one address, or in one browser that it was used in before,
    /// until that address or browser has to wait.
    login_attempts_per_account: u32 = 10;
    /// Failed sign-ins from one address over all accounts before it has to wait; browsers that an account
    /// was used in before don't.
    login_attempts_per_address: u32 = 60;
    /// Minutes after which these counts are forgotten.
    login_window_minutes: u32 = 15;
    /// Failed sign-ins for one account within an hour over all addresses, until browsers that it was never
    /// used in have to wait.
    login_attempts_per_hour: u32 = 100;
    /// Most records that SQLite's one writer commits together.
    writer_max_batch: usize = 128;
    /// Most bytes of one photo.
    photo_max_bytes: usize = photo::MAX_BYTES;
    /// Most pixels of one photo.
    photo_max_pixels: u64 = photo::MAX_PIXELS;
    /// Photos that are decoded at the same time; each takes a core and up to 100 MB.
    photo_workers: usize = 2;
    /// Days after which a photo that was sent in parts and never finished is forgotten.
    upload_days: u32 = 7;
    /// Photos that one account may have begun to send in parts and not finished.
    uploads_open: u32 = 32;
    /// Most bytes of these together.
    uploads_open_bytes: u64 = 64 * 1024 * 1024;
    /// Photos that one account may have sent without a record that names them.
    photos_unclaimed: u32 = 500;
    /// Most bytes of these together, as they are stored.
    photos_unclaimed_bytes: u64 = 512 * 1024 * 1024;
    /// Days after which a photo that no record names is forgotten; a phone that needs it sends it again.
    photo_unclaimed_days: u32 = 30;
    /// Most bytes of a phone's exported queue, as it is sent and as it is unpacked.
    queue_import_max_bytes: u64 = 1024 * 1024 * 1024;
    /// Seconds after which the import of such a queue is given up; what was taken by then stays.
    queue_import_timeout_s: u32 = 1800;
    /// Seconds after which a request is given up; a slow phone sending a photo needs a minute.
    request_timeout_s: u32 = 120;
    /// Seconds that open requests get to finish when the server stops.
    shutdown_s: u32 = 20;
    /// "human" for people, "json" for machines, "auto": human on a terminal, else json.
    log_format: LogFormat = LogFormat::Auto;
    /// What is logged: a level (error, warn, info, debug, trace), or levels by module such as
    /// "info,server::http=debug". Passwords, sessions and positions never are.
    log_filter: String = "info".to_owned();
}

impl Config {
    /// Whether cookies are sent over TLS only: whenever the public origin is https.
    pub fn secure_cookies(&self) -> bool {
        self.origin
            .as_deref()
            .is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Whether this is the server's own address or one that it had before, however it is spelled; any is where none is set.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        let Some(here) = &self.origin else {
            return true;
        };
        let asked = spelled(origin);
        let former = self.former_origins.split_whitespace();
        former
            .chain([here.as_str()])
            .any(|own| spelled(own) == asked)
    }

    /// Folder that the photos lie in.
    pub fn photo_folder(&self) -> PathBuf {
        self.data.join("photos")
    }

    /// File of the event log's key.
    pub fn event_key_file(&self) -> PathBuf {
        let beside = || self.data.join("event.key");
        self.event_key.clone().unwrap_or_else(beside)
    }

    /// File with the hashes of the photos that were erased: beside the event log's key, which a restored database doesn't touch either.
    pub fn erased_file(&self) -> PathBuf {
        self.event_key_file().with_file_name("photos.erased")
    }

    /// Folder of the browser's files of this build and those before it.
    pub fn asset_folder(&self) -> PathBuf {
        self.data.join("assets")
    }

    /// Whether only this machine can connect.
    pub fn is_loopback(&self) -> bool {
        self.listen.ip().is_loopback()
    }

    /// The database's address with a password in it replaced by `***`: fit to be shown and logged.
    pub fn database_shown(&self) -> String {
        without_password(&self.database)
    }

    /// The same of the mail server's.
    pub fn smtp_shown(&self) -> Option<String> {
        self.smtp_url.as_deref().map(without_password)
    }

    /// The whole configuration as a TOML file with comments; a setting without a value stands
    /// there commented out. A password in an address is not shown.
    pub fn commented(&self) -> String {
        let mut text = String::from(
            "# Biển Phố. Every setting, as it is in effect.\n\
             # Each can also be set by an environment variable: BIENPHO_LISTEN, BIENPHO_ORIGIN, …\n",
        );
        for (comment, name, value) in self.rows() {
            text.push('\n');
            for line in comment {
                text.push_str(&format!("#{line}\n"));
            }
            let value = match name {
                "database" => Setting::to_toml(&self.database_shown()),
                "smtp_url" => Setting::to_toml(&self.smtp_shown()),
                _ => value,
            };
            match value {
                Some(value) => text.push_str(&format!("{name} = {value}\n")),
                None => text.push_str(&format!("# {name} = \"\"\n")),
            }
        }
        text
    }

    /// What can be told of single values without touching disk or network.
    ///
    /// # Errors
    /// The first setting that is wrong, with words.
    fn check(&self) -> Result<(), (&'static str, String)> {
        if let Some(origin) = &self.origin {
            check_origin(origin).map_err(|problem| ("origin", problem))?;
        }
        for origin in self.former_origins.split_whitespace() {
            check_origin(origin).map_err(|problem| ("former_origins", problem))?;
        }
        if let Some(url) = &self.smtp_url {
            crate::mail::check(url, self.mail_from.as_deref())?;
            if self.origin.is_none() {
                let problem = "is needed with smtp_url: the mails lead to it";
                return Err(("origin", problem.to_owned()));
            }
        }
        if let Some(contact) = &self.push_contact {
            crate::push::check_settings(contact, &self.push_services)?;
        }
        let known = ["sqlite:", "postgres:", "postgresql:"];
        if !known.iter().any(|scheme| self.database.starts_with(scheme)) {
            let problem = "write sqlite://path/to/file.db or postgres://user@host/name";
            return Err(("database", problem.to_owned()));
        }
        let positive = [
            ("session_hours", u64::from(self.session_hours)),
            ("session_idle_hours", u64::from(self.session_idle_hours)),
            ("session_desk_hours", u64::from(self.session_desk_hours)),
            (
                "session_desk_idle_hours",
                u64::from(self.session_desk_idle_hours),
            ),
            ("sessions_per_account", u64::from(self.sessions_per_account)),
            ("connections", u64::from(self.connections)),
            ("head_timeout_s", u64::from(self.head_timeout_s)),
            ("live_lines", u64::from(self.live_lines)),
            (
                "live_lines_per_session",
                u64::from(self.live_lines_per_session),
            ),
            ("imports_at_once", u64::from(self.imports_at_once)),
            (
                "login_attempts_per_account",
                u64::from(self.login_attempts_per_account),
            ),
            (
                "login_attempts_per_address",
                u64::from(self.login_attempts_per_address),
            ),
            ("login_window_minutes", u64::from(self.login_window_minutes)),
            (
                "login_attempts_per_hour",
                u64::from(self.login_attempts_per_hour),
            ),
            ("writer_max_batch", self.writer_max_batch as u64),
            ("photo_max_bytes", self.photo_max_bytes as u64),
            ("photo_max_pixels", self.photo_max_pixels),
            ("photo_workers", self.photo_workers as u64),
            ("upload_days", u64::from(self.upload_days)),
            ("uploads_open", u64::from(self.uploads_open)),
            ("queue_import_max_bytes", self.queue_import_max_bytes),
            (
                "queue_import_timeout_s",
                u64::from(self.queue_import_timeout_s),
            ),
            ("request_timeout_s", u64::from(self.request_timeout_s)),
        ];
        match positive.iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err((name, "must be at least 1".to_owned())),
            None => setting::check_log_filter(&self.log_filter).map_err(|why| ("log_filter", why)),
        }
    }

    /// What `bienpho serve` needs beyond single values: strangers are only let in over TLS.
    ///
    /// # Errors
    /// What is missing, and what to do, in words.
    pub fn check_serving(&self) -> Result<(), String> {
        if self.is_loopback() || self.origin.is_some() {
            return Ok(());
        }
        Err(format!(
            "listening on {} lets other machines connect, but no origin is set: put a reverse proxy \
             with TLS in front and set origin = \"https://…\" (see docs/operations.md), or listen on \
             127.0.0.1",
            self.listen
        ))
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Config");
        for (_, name, value) in self.rows() {
            match name {
                "database" => shown.field(name, &self.database_shown()),
                "smtp_url" => shown.field(name, &self.smtp_shown()),
                _ => shown.field(name, &value.unwrap_or_default()),
            };
        }
        shown.finish()
    }
}

/// An origin as browsers spell it: small letters, no slash at the end, no port that its scheme has anyway.
fn spelled(origin: &str) -> String {
    let origin = origin.trim().trim_end_matches('/').to_ascii_lowercase();
    let usual = match origin.split_once("://") {
        Some(("https", _)) => ":443",
        Some(("http", _)) => ":80",
        _ => return origin,
    };
    origin
        .strip_suffix(usual)
        .map(str::to_owned)
        .unwrap_or(origin)
}

/// Whether a name in an address is this machine's for itself.
pub fn is_loopback_name(name: &str) -> bool {
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// An origin is scheme, host and port, nothing more; http only for this machine itself.
fn check_origin(origin: &str) -> Result<(), String> {
    let (scheme, host) = origin
        .split_once("://")
        .ok_or("write it with its scheme, such as https://bienpho.example.vn")?;
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        return Err(
            "write scheme, host and port only, without a path or a slash at the end".into(),
        );
    }
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    let is_local = is_loopback_name(name);
    match scheme {
        "https" => Ok(()),
        "http" if is_local => Ok(()),
        "http" => Err("phones give position and camera to https pages only: write https://".into()),
        _ => Err("the scheme must be https".into()),
    }
}

/// An address with the password in it replaced by `***`.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let Some(at) = rest[..end].rfind('@') else {
        return url.to_owned();
    };
    match rest[..at].split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:***{}", &rest[at..]),
        None => url.to_owned(),
    }
}
