//! The reverse proxies of docs/operations.md in front of a test's server, configured by the document's own words: only
//! addresses, ports and certificates are put in.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, ORIGIN};
use tempfile::TempDir;

use crate::{app::TestApp, client::Client};

/// The name that the document's server has.
pub const NAME: &str = "bienpho.example.vn";
/// Its address.
pub const ORIGIN_THERE: &str = "https://bienpho.example.vn";
/// Where the document's server listens behind its proxy.
const UPSTREAM: &str = "127.0.0.1:3000";

/// Which proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
}

impl Kind {
    /// Every proxy that the document has a configuration for.
    pub const ALL: [Self; 2] = [Self::Nginx, Self::Caddy];
}

/// A running proxy; dropped, it ends.
pub struct Proxy {
    port: u16,
    folder: TempDir,
}

impl Proxy {
    /// Starts it in front of this server. It listens when this returns.
    pub fn start(kind: Kind, app: &TestApp) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        certify(folder.path());
        match kind {
            Kind::Nginx => nginx(folder.path(), port, app.address()),
            Kind::Caddy => caddy(folder.path(), port, app.address()),
        }
        Self { port, folder }
    }

    /// A browser at the document's address, on a machine with this address.
    pub fn browser(&self, from: Ipv4Addr) -> Client {
        let headers = [
            (ORIGIN, ORIGIN_THERE),
            (HeaderName::from_static("sec-fetch-site"), "same-origin"),
        ];
        let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
        let proxy = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        Client::built(ORIGIN_THERE, HeaderMap::from_iter(headers), |browser| {
            browser
                .resolve(NAME, proxy)
                .local_address(IpAddr::V4(from))
                .tls_danger_accept_invalid_certs(true)
        })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let id = fs::read_to_string(self.folder.path().join("pid")).unwrap_or_default();
        if id.trim().parse::<u32>().is_ok() {
            _ = Command::new("kill").arg(id.trim()).status();
        }
    }
}

/// A document's only block in that language.
fn block(language: &str) -> String {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
    let text = fs::read_to_string(document).expect("a document");
    let fence = format!("\n```{language}\n");
    let mut blocks = text.split(&fence).skip(1);
    let block = blocks.next().expect("a block").split("\n```").next();
    assert!(blocks.next().is_none(), "one block of {language}");
    format!("{}\n", block.unwrap_or_default())
}

/// The text with what must be in it put otherwise.
fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is no more in {text}");
    text.replace(from, to)
}

fn nginx(folder: &Path, port: u16, upstream: &str) {
    let at = folder.display();
    let letsencrypt = format!("/etc/letsencrypt/live/{NAME}");
    let site = with(&block("nginx"), UPSTREAM, upstream);
    let site = with(&site, "listen 443 ", &format!("listen 127.0.0.1:{port} "));
    let site = with(&site, &letsencrypt, &at.to_string());
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|what| format!("{what}_temp_path {at}/{what};\n"));
    let temporary = temporary.concat();
    let whole = format!(
        "user root;\npid {at}/pid;\nerror_log {at}/log;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, whole).expect("written");
    let mut command = Command::new(program("NGINX", &["/usr/sbin/nginx", "/usr/bin/nginx"]));
    command.arg("-e").arg(folder.join("log"));
    started(command.arg("-c").arg(file), folder);
}

fn caddy(folder: &Path, port: u16, upstream: &str) {
    let at = folder.display();
    let site = with(&block("caddyfile"), UPSTREAM, upstream);
    let named = format!("{NAME} {{\n");
    let here = format!("{named}\tbind 127.0.0.1\n\ttls {at}/fullchain.pem {at}/privkey.pem\n");
    let site = with(&site, &named, &here);
    let other = free_port();
    let whole = format!(
        "{{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port {other}\n\thttps_port {port}\n}}\n{site}"
    );
    let file = folder.join("Caddyfile");
    fs::write(&file, whole).expect("written");
    let mut command = Command::new(program(
        "CADDY",
        &["/usr/bin/caddy", "/usr/local/bin/caddy"],
    ));
    for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(variable, folder);
    }
    command.args(["start", "--adapter", "caddyfile", "--pidfile"]);
    command.arg(folder.join("pid")).arg("--config").arg(file);
    started(&mut command, folder);
}

/// Both say that they listen by coming back.
fn started(command: &mut Command, folder: &Path) {
    let said = folder.join("said");
    let output = fs::File::create(&said).expect("a file");
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(output)
        .status()
        .expect("it runs");
    let words = fs::read_to_string(said).unwrap_or_default();
    assert!(status.success(), "{command:?}: {words}");
}

fn program(variable: &str, places: &[&str]) -> PathBuf {
    let named = std::env::var_os(variable).map(PathBuf::from);
    let mut found = named.into_iter().chain(places.iter().map(PathBuf::from));
    found.find(|path| path.is_file()).unwrap_or_else(|| {
        let name = variable.to_lowercase();
        panic!("{name} is missing: `apt-get install {name}`, or say where it is in {variable}")
    })
}

/// A certificate that nobody signed, where the document's configuration looks for one.
fn certify(folder: &Path) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"]);
    openssl.args(["-pkeyopt", "ec_paramgen_curve:prime256v1"]);
    openssl.args(["-subj", &format!("/CN={NAME}")]);
    openssl.args(["-addext", &format!("subjectAltName=DNS:{NAME}")]);
    openssl.arg("-keyout").arg(folder.join("privkey.pem"));
    openssl.arg("-out").arg(folder.join("fullchain.pem"));
    started(&mut openssl, folder);
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
