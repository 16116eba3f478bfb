//! A phone's exported queue, as the phone writes it.

use std::io::{Cursor, Write};

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    build::{NOON, hash_of},
    client::{Answer, Client},
    payload::Record,
    photo::Photo,
};

/// Where it is sent to.
pub const PATH: &str = "/api/v1/queue-imports";

/// A queue that is valid as it stands, for the test to change what it is about.
#[derive(Debug, Clone)]
pub struct QueueFile {
    /// `queue.json`.
    pub manifest: Value,
    /// Every other file by name.
    pub files: Vec<(String, Vec<u8>)>,
}

impl QueueFile {
    /// The empty queue of whoever is signed in.
    pub async fn of(owner: &Client) -> Self {
        let me = owner.json("/api/v1/session").await;
        let manifest = json!({
            "format": "bienpho-queue",
            "version": 1,
            "server": "https://bienpho.example.vn",
            "exported_at": NOON,
            "owner": { "id": me["id"], "username": me["username"] },
            "items": [],
        });
        Self {
            manifest,
            files: Vec::new(),
        }
    }

    /// With a record that waits, and its photos.
    #[must_use]
    pub fn with(mut self, record: &Record, photos: &[&Photo]) -> Self {
        let payload = serde_json::to_vec(&record.body).expect("JSON");
        let items = self.manifest["items"].as_array_mut().expect("items");
        let hashes: Vec<_> = photos.iter().map(|photo| &photo.sha256).collect();
        items.push(json!({
            "id": record.id,
            "record": match record.noun {
                "placements" => "placement",
                "check-ins" => "check_in",
                _ => "flag",
            },
            "title": format!("mục {}", items.len() + 1),
            "state": "waiting",
            "saved_at": NOON.0 + i64::try_from(items.len()).expect("few"),
            "payload_sha256": hash_of(&payload),
            "photos": hashes,
        }));
        self.files
            .push((format!("records/{}.json", record.id), payload));
        for photo in photos {
            let name = format!("photos/{}.jpg", photo.sha256);
            self.files.push((name, photo.bytes.clone()));
        }
        self
    }

    /// With a change of a flag that waits: `flag_correction` or `flag_withdrawal`.
    #[must_use]
    pub fn with_change(mut self, what: &str, flag: &Record, id: Uuid, body: &Value) -> Self {
        let payload = serde_json::to_vec(body).expect("JSON");
        let items = self.manifest["items"].as_array_mut().expect("items");
        items.push(json!({
            "id": id,
            "record": what,
            "flag": flag.id,
            "title": "thay đổi",
            "state": "waiting",
            "saved_at": NOON.0,
            "payload_sha256": hash_of(&payload),
            "photos": body["photos"].as_array().cloned().unwrap_or_default(),
        }));
        self.files.push((format!("records/{id}.json"), payload));
        self
    }

    /// The bytes of one of its files, to be changed.
    pub fn file(&mut self, part: &str) -> &mut Vec<u8> {
        let found = self.files.iter_mut().find(|(name, _)| name.contains(part));
        &mut found.expect("such a file").1
    }

    /// As a ZIP file, its entries stored and deflated by turns.
    pub fn zip(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let manifest = serde_json::to_vec(&self.manifest).expect("JSON");
        let first = ("queue.json".to_owned(), manifest);
        for (number, (name, bytes)) in [first].iter().chain(&self.files).enumerate() {
            let method = [CompressionMethod::Deflated, CompressionMethod::Stored][number % 2];
            let options = SimpleFileOptions::default().compression_method(method);
            zip.start_file(name.as_str(), options).expect("an entry");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("a ZIP file").into_inner()
    }

    /// Brings it in.
    pub async fn send(&self, client: &Client) -> Answer {
        send(client, "application/zip", self.zip()).await
    }
}

/// Brings in these bytes.
pub async fn send(client: &Client, media_type: &str, bytes: Vec<u8>) -> Answer {
    let request = client
        .request(Method::POST, PATH)
        .header("content-type", media_type)
        .body(bytes);
    client.send(request).await
}
