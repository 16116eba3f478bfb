//! Photos of the tests: drawn ones, each with its own hash, and the real ones of fixtures/.

use std::path::PathBuf;

use app::domain::photo::Sha256;
use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};
use reqwest::Method;

use crate::{
    build::hash_of,
    client::{Answer, Client},
};

/// Bytes of a picture with the hash they are sent under.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their hash.
    pub sha256: Sha256,
}

impl Photo {
    /// These bytes.
    pub fn of(bytes: Vec<u8>) -> Self {
        let sha256 = hash_of(&bytes);
        Self { bytes, sha256 }
    }

    /// A JPEG of one colour, another for each number.
    pub fn drawn(number: u32) -> Self {
        Self::sized(64, 48, number)
    }

    /// A JPEG of that size.
    pub fn sized(width: u32, height: u32, number: u32) -> Self {
        let [a, b, c, _] = number.to_le_bytes();
        let pixels = [a, b, c].repeat((width * height) as usize);
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90)
            .encode(&pixels, width, height, ExtendedColorType::Rgb8)
            .expect("a picture");
        // The same colour may come out as the same bytes; the comment makes each its own.
        let comment = [&[0xff, 0xfe, 0, 6][..], &number.to_be_bytes()].concat();
        bytes.splice(2..2, comment);
        Self::of(bytes)
    }

    /// One of fixtures/photos.
    pub fn fixture(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/photos")
            .join(name);
        Self::of(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    /// Every JPEG of fixtures/photos, by name.
    pub fn fixtures() -> Vec<(String, Self)> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/photos");
        let entries = std::fs::read_dir(folder).expect("fixtures/photos");
        let names = entries.map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        });
        let mut names: Vec<_> = names.filter(|name| name.ends_with(".jpg")).collect();
        names.sort();
        names
            .into_iter()
            .map(|name| (name.clone(), Self::fixture(&name)))
            .collect()
    }

    /// Where it is sent to and read from.
    pub fn path(&self) -> String {
        format!("/api/v1/photos/{}", self.sha256)
    }

    /// Sends it.
    pub async fn send(&self, client: &Client) -> Answer {
        send_as(client, &self.path(), "image/jpeg", self.bytes.clone()).await
    }
}

/// Sends bytes to a photo's address.
pub async fn send_as(client: &Client, path: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
    let request = client
        .request(Method::PUT, path)
        .header("content-type", media_type)
        .body(bytes);
    client.send(request).await
}
