//! A browser of the tests: a cookie jar, and answers that say what they are when they are not what was expected.

use reqwest::{
    Method, RequestBuilder,
    header::{HOST, HeaderMap, HeaderValue},
};
use serde_json::{Value, json};

/// Sends requests with one person's cookies.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
}

/// An answer, read to its end.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    request: String,
}

impl Client {
    /// Without cookies; redirects are answers like any other.
    pub fn new(base: &str) -> Self {
        Self::built(base, HeaderMap::new())
    }

    /// The same behind a proxy that the server has this name by.
    pub fn named(base: &str, name: &str) -> Self {
        let name = HeaderValue::from_str(name).expect("a name");
        Self::built(base, HeaderMap::from_iter([(HOST, name)]))
    }

    fn built(base: &str, headers: HeaderMap) -> Self {
        server::push::choose_cryptography();
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Self {
            http,
            base: base.to_owned(),
        }
    }

    /// The same browser, where the server is now.
    pub fn at(&self, base: &str) -> Self {
        Self {
            http: self.http.clone(),
            base: base.to_owned(),
        }
    }

    /// A request to be added to.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends a request that was added to.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().expect("a request");
        let line = format!("{} {}", request.method(), request.url());
        let response = self.http.execute(request).await.expect("an answer");
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.expect("a whole body").to_vec(),
            request: line,
        }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `GET`, expecting 200 and JSON.
    pub async fn json(&self, path: &str) -> Value {
        self.get(path).await.expect(200).json()
    }

    /// `PUT` of JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Signs in.
    pub async fn sign_in(&self, username: &str, password: &str) -> Answer {
        let credentials = json!({ "username": username, "password": password });
        self.post("/api/v1/session", &credentials).await
    }

    /// The items of a list, page after page.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let (mut items, mut next) = (Vec::new(), None::<String>);
        loop {
            let mut request = self.request(Method::GET, path);
            if let Some(next) = &next {
                request = request.query(&[("next", next)]);
            }
            let mut page = self.send(request).await.expect(200).json();
            items.append(page["items"].as_array_mut().expect("items"));
            next = page["next"].as_str().map(str::to_owned);
            if next.is_none() {
                return items;
            }
        }
    }
}

impl Answer {
    /// This answer, if it has that status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.request, self.text());
        self
    }

    /// The problem document of a failure, checked for its form.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let answer = self.expect(status);
        let document = answer.json();
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{document}"
        );
        assert_eq!(document["code"], code, "{}: {document}", answer.request);
        assert_eq!(document["status"], status, "{document}");
        assert_eq!(document["type"], format!("/api/docs#{code}"), "{document}");
        assert!(
            document["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty()),
            "{document}"
        );
        document
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{}: {error}: {}", self.request, self.text()),
        }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Answer {
    /// The head of an answer whose body never ends.
    pub fn head(response: &reqwest::Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Vec::new(),
            request: response.url().to_string(),
        }
    }
}
