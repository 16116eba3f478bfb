//! A browser and its push service of one test: takes what it is sent, or refuses it, and lets the test read it as the browser would.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{
    SecretKey,
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
    elliptic_curve::sec1::ToEncodedPoint,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use web_push_native::Auth;

const AUTH: [u8; 16] = *b"sixteen bytes ok";

/// One push as it came.
#[derive(Debug, Clone)]
pub struct PushRequest {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its encrypted body.
    pub body: Vec<u8>,
}

/// The push service; it ends with the test's runtime.
pub struct PushService {
    /// For the server's `push_services`.
    pub origin: String,
    key: SecretKey,
    told: Arc<Told>,
}

struct Told {
    requests: Mutex<Vec<PushRequest>>,
    answer: Mutex<StatusCode>,
}

impl PushService {
    /// Starts on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let told = Arc::new(Told {
            requests: Mutex::default(),
            answer: Mutex::new(StatusCode::CREATED),
        });
        let router = Router::new()
            .route("/push/{browser}", post(take))
            .with_state(Arc::clone(&told));
        tokio::spawn(async move { axum::serve(listener, router).await.ok() });
        let key = SecretKey::from_slice(&[7; 32]).expect("a key");
        Self { origin, key, told }
    }

    /// What a browser writes of itself when it has subscribed.
    pub fn subscription(&self, browser: &str) -> Value {
        let point = self.key.public_key().to_encoded_point(false);
        json!({
            "endpoint": format!("{}/push/{browser}", self.origin),
            "expirationTime": null,
            "keys": {"p256dh": URL_SAFE_NO_PAD.encode(point.as_bytes()), "auth": URL_SAFE_NO_PAD.encode(AUTH)},
        })
    }

    /// Answers so from now on.
    pub fn answer(&self, status: StatusCode) {
        *self.told.answer.lock().expect("no panic") = status;
    }

    /// What has come since this was asked last.
    pub fn take(&self) -> Vec<PushRequest> {
        std::mem::take(&mut self.told.requests.lock().expect("no panic"))
    }

    /// A push as the browser reads it.
    pub fn read(&self, push: &PushRequest) -> Value {
        let auth = Auth::clone_from_slice(&AUTH);
        let text = web_push_native::decrypt(push.body.clone(), &self.key, &auth);
        serde_json::from_slice(&text.expect("encrypted for this browser")).expect("JSON")
    }
}

impl PushRequest {
    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Checks who signed it, and gives what they claim.
    pub fn claims(&self, public_key: &str) -> Value {
        let said = self.header("authorization").strip_prefix("vapid t=");
        let (token, key) = said
            .and_then(|said| said.split_once(", k="))
            .expect("vapid");
        assert_eq!(key, public_key);
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let key = VerifyingKey::from_sec1_bytes(&decode(key)).expect("a key");
        let signature = Signature::from_slice(&decode(signature)).expect("64 bytes");
        key.verify(signed.as_bytes(), &signature).expect("signed");
        let (_, claims) = signed.split_once('.').expect("claims");
        serde_json::from_slice(&decode(claims)).expect("JSON")
    }
}

async fn take(State(told): State<Arc<Told>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let body = body.to_vec();
    let request = PushRequest { headers, body };
    told.requests.lock().expect("no panic").push(request);
    *told.answer.lock().expect("no panic")
}
