//! Photos in parts: the protocol's requests, and a line that breaks in the middle of one.

use reqwest::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    app::{PASSWORD, TestApp},
    client::{Answer, Client},
    photo::Photo,
};

/// Where uploads begin.
pub const PATH: &str = "/api/v1/uploads";

impl Photo {
    /// A photo of about that many bytes, another for each number. What follows a JPEG's end is not looked at.
    pub fn long(bytes: usize, number: u32) -> Self {
        let mut whole = Self::drawn(number).bytes;
        let mut random = fastrand::Rng::with_seed(number.into());
        let more = bytes.saturating_sub(whole.len());
        whole.extend(std::iter::repeat_with(|| random.u8(..)).take(more));
        Self::of(whole)
    }

    /// Where its parts are sent to.
    pub fn upload_path(&self) -> String {
        format!("{PATH}/{}", self.sha256)
    }

    /// Begins to send it in parts, or asks how far that got.
    pub async fn begin(&self, client: &Client) -> Answer {
        begin_as(client, self.sha256.as_str(), self.bytes.len()).await
    }

    /// Asks how far it got.
    pub async fn ask(&self, client: &Client) -> Answer {
        let request = client
            .request(Method::HEAD, &self.upload_path())
            .header("tus-resumable", "1.0.0");
        client.send(request).await
    }

    /// Sends the bytes from `from` up to `to`.
    pub async fn part(&self, client: &Client, from: usize, to: usize) -> Answer {
        part_of(client, &self.upload_path(), from, &self.bytes[from..to]).await
    }

    /// Sends `send` bytes from `from` on as the beginning of all that is left, over a line of its own.
    pub async fn break_off(&self, app: &TestApp, cookie: &str, from: usize, send: usize) -> Line {
        let mut line = Line::open(app).await;
        let head = format!(
            "PATCH {} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\ntus-resumable: 1.0.0\r\n\
             content-type: application/offset+octet-stream\r\nupload-offset: {from}\r\n\
             content-length: {}\r\n\r\n",
            self.upload_path(),
            app.address(),
            self.bytes.len() - from,
        );
        line.send(head.as_bytes()).await;
        line.send(&self.bytes[from..from + send]).await;
        line
    }
}

/// Begins an upload under that hash.
pub async fn begin_as(client: &Client, sha256: &str, length: usize) -> Answer {
    let request = client
        .request(Method::POST, PATH)
        .header("tus-resumable", "1.0.0")
        .header("upload-length", length)
        .header("upload-metadata", metadata(sha256));
    client.send(request).await
}

/// Sends a part.
pub async fn part_of(client: &Client, path: &str, offset: usize, bytes: &[u8]) -> Answer {
    let request = client
        .request(Method::PATCH, path)
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", offset)
        .body(bytes.to_vec());
    client.send(request).await
}

/// An upload's metadata, as tus writes it.
pub fn metadata(sha256: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::from("sha256 ");
    for three in sha256.as_bytes().chunks(3) {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= three.len() {
                digit.into()
            } else {
                '='
            });
        }
    }
    text
}

/// The cookie of a new session, for requests that are written by hand.
pub async fn cookie(app: &TestApp, username: &str) -> String {
    let answer = app.nobody().sign_in(username, PASSWORD).await.expect(204);
    let cookie = answer.header("set-cookie").split(';').next();
    cookie.expect("a cookie").to_owned()
}

/// A connection that requests are written to by hand. Dropped, it is broken.
pub struct Line(TcpStream);

impl Line {
    /// A new one.
    pub async fn open(app: &TestApp) -> Self {
        Self(TcpStream::connect(app.address()).await.expect("a line"))
    }

    /// Writes.
    pub async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("it takes them");
    }

    /// Reads until this was said.
    pub async fn hear(&mut self, text: &str) {
        let mut said = Vec::new();
        while !String::from_utf8_lossy(&said).contains(text) {
            let mut some = [0; 1024];
            let length = self.0.read(&mut some).await.expect("it says something");
            assert!(
                length > 0,
                "closed after {}",
                String::from_utf8_lossy(&said)
            );
            said.extend_from_slice(&some[..length]);
        }
    }

    /// All that the server says until it closes the line.
    pub async fn answer(mut self) -> String {
        let mut said = Vec::new();
        self.0.read_to_end(&mut said).await.expect("it closes");
        String::from_utf8_lossy(&said).into_owned()
    }
}
