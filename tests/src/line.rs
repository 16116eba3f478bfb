//! A desk's line of live news, as a browser reads it.

use std::time::Duration;

use serde_json::Value;

use crate::client::Client;

/// So long a test waits for what must come; it comes in milliseconds.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// An open line of live news.
pub struct Line {
    response: reqwest::Response,
    unread: String,
    /// Id of the last event.
    pub last_id: String,
}

impl Line {
    pub async fn open(client: &Client) -> Self {
        Self::start(client.request(reqwest::Method::GET, "/api/v1/live")).await
    }

    /// Opens it anew, as a browser does whose line broke.
    pub async fn resume(client: &Client, last_id: &str) -> Self {
        let request = client.request(reqwest::Method::GET, "/api/v1/live");
        Self::start(request.header("last-event-id", last_id)).await
    }

    async fn start(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut line = Self {
            response,
            unread: String::new(),
            last_id: String::new(),
        };
        // The line says when it listens.
        line.block().await.expect("a greeting");
        line
    }

    /// The next block of lines; none at the end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.find("\n\n") {
                let block = self.unread[..end].to_owned();
                self.unread.drain(..end + 2);
                if let Some(id) = block.lines().find_map(|line| line.strip_prefix("id: ")) {
                    id.clone_into(&mut self.last_id);
                }
                return Some(block);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk())
                .await
                .expect("news in time");
            self.unread
                .push_str(&String::from_utf8_lossy(&chunk.expect("readable")?));
        }
    }

    /// The next event's name and what it carries; comments are passed over.
    pub async fn event(&mut self) -> (String, String) {
        loop {
            let block = self.block().await.expect("the line is open");
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
            if let Some(name) = field("event: ") {
                return (
                    name.to_owned(),
                    field("data: ").unwrap_or_default().to_owned(),
                );
            }
        }
    }

    /// The next change.
    pub async fn change(&mut self) -> Value {
        loop {
            let (name, data) = self.event().await;
            if name == "change" {
                return serde_json::from_str(&data).expect("JSON");
            }
        }
    }

    /// Waits until the line says that news were left out.
    pub async fn behind(&mut self) {
        while self.event().await.0 != "behind" {}
    }
}
