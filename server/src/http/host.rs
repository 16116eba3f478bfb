//! The name that a request was sent to. Browsers let a foreign page talk to this server once the page's own name points
//! here (DNS rebinding), so another name than the server's is answered by nothing but health checks.

use std::sync::Arc;

use app::error::AppError;
use axum::{
    extract::{Request, State},
    http::{header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::problem::ApiError;
use crate::config::{Config, is_loopback_name};

/// Load balancers ask these by address, some without a name at all; they tell nothing and change nothing.
const HEALTH: [&str; 2] = ["/healthz", "/readyz"];

/// The names that the server answers to. Ports are not compared: proxies leave them out, and no page has this host
/// with another port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// The configured origin's.
    Origin(String),
    /// This machine's for itself.
    Loopback,
}

impl Names {
    /// As configured.
    pub fn of(config: &Config) -> Self {
        let authority = config
            .origin
            .as_deref()
            .and_then(|origin| origin.split_once("://"));
        let authority = authority.and_then(|(_, authority)| authority.parse::<Authority>().ok());
        match authority.map(|authority| name_of(&authority)) {
            Some(name) if !is_loopback_name(&name) => Self::Origin(name),
            _ => Self::Loopback,
        }
    }

    fn hold(&self, name: &str) -> bool {
        match self {
            Self::Origin(own) => own == name,
            Self::Loopback => is_loopback_name(name),
        }
    }
}

/// Layer: refuses what was sent to another name, or to none, or to two.
pub async fn check(State(names): State<Arc<Names>>, request: Request, next: Next) -> Response {
    if HEALTH.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    match asked(&request) {
        Ok(name) if names.hold(&name) => next.run(request).await,
        Ok(_) => ApiError(AppError::WrongHost).into_response(),
        Err(error) => ApiError(error).into_response(),
    }
}

/// The one name that a request says, in the request line or as its host.
fn asked(request: &Request) -> Result<String, AppError> {
    let hosts = request.headers().get_all(header::HOST).iter();
    let hosts = hosts.map(|host| host.to_str().ok()?.parse::<Authority>().ok());
    let line = request.uri().authority().cloned().map(Some);
    let hosts: Option<Vec<String>> = hosts
        .map(|host| host.filter(|host| !host.as_str().contains('@')))
        .chain(line)
        .map(|host| host.map(|host| name_of(&host)))
        .collect();
    let is_doubled = request.headers().get_all(header::HOST).iter().count() > 1;
    match hosts.as_deref() {
        Some([first, rest @ ..]) if !is_doubled && rest.iter().all(|name| name == first) => {
            Ok(first.clone())
        }
        _ => Err(AppError::bad_request("the request must name one host")),
    }
}

/// In lower case, without port and without the dot of a complete name.
fn name_of(authority: &Authority) -> String {
    let name = authority.host().to_ascii_lowercase();
    name.strip_suffix('.').map(str::to_owned).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn names(origin: Option<&str>) -> Names {
        Names::of(&Config {
            origin: origin.map(str::to_owned),
            ..Config::default()
        })
    }

    fn asked_of(target: &str, hosts: &[&str]) -> Option<String> {
        let mut request = Request::builder().uri(target);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        asked(&request.body(Body::empty()).expect("a request")).ok()
    }

    #[test]
    fn without_an_origin_only_this_machine_has_a_name() {
        for origin in [None, Some("http://localhost:3000")] {
            let names = names(origin);
            for own in ["localhost", "127.0.0.1", "[::1]"] {
                assert!(names.hold(own), "{own}");
            }
            for other in [
                "rebound.example",
                "127.0.0.1.example",
                "192.0.2.1",
                "0.0.0.0",
                "[::]",
                "localhost.example",
            ] {
                assert!(!names.hold(other), "{other}");
            }
        }
    }

    #[test]
    fn with_an_origin_only_its_name_is_the_servers() {
        let names = names(Some("https://Bienpho.example.vn:8443"));
        assert!(names.hold("bienpho.example.vn"));
        for other in [
            "localhost",
            "127.0.0.1",
            "example.vn",
            "a.bienpho.example.vn",
        ] {
            assert!(!names.hold(other), "{other}");
        }
    }

    #[test]
    fn a_request_names_one_host() {
        let name = Some("bienpho.example.vn".to_owned());
        for host in [
            "bienpho.example.vn",
            "BIENPHO.example.vn.",
            "bienpho.example.vn:443",
        ] {
            assert_eq!(asked_of("/", &[host]), name, "{host}");
        }
        assert_eq!(asked_of("https://bienpho.example.vn/", &[]), name);
        assert_eq!(
            asked_of("https://bienpho.example.vn/", &["bienpho.example.vn"]),
            name
        );
        assert_eq!(asked_of("/", &["[::1]:3000"]).as_deref(), Some("[::1]"));
        for hosts in [
            &[][..],
            &["a.vn", "a.vn"],
            &["a.vn", "b.vn"],
            &[""],
            &["a@a.vn"],
            &["a.vn/x"],
            &["a b"],
        ] {
            assert_eq!(asked_of("/", hosts), None, "{hosts:?}");
        }
        assert_eq!(asked_of("https://a.vn/", &["b.vn"]), None);
    }
}
