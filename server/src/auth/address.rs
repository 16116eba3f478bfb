//! The address a request comes from; only sign-in attempts are counted by it, and it is never stored.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap},
};

/// The client's address. Behind a trusted proxy it is the last one of X-Forwarded-For: the one the
/// proxy itself has seen, since everything before it comes from the client.
pub fn client_address(extensions: &Extensions, headers: &HeaderMap, trust_proxy: bool) -> IpAddr {
    let forwarded = || {
        let last = headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()?
            .to_str()
            .ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    let seen = if trust_proxy { forwarded() } else { None };
    seen.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn address(trust_proxy: bool) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        let header = HeaderValue::from_static("203.0.113.9, 198.51.100.7");
        let headers = HeaderMap::from_iter([("x-forwarded-for".parse().expect("a name"), header)]);
        client_address(&extensions, &headers, trust_proxy).to_string()
    }

    #[test]
    fn a_client_cannot_choose_its_address() {
        assert_eq!(address(false), "127.0.0.1");
        assert_eq!(address(true), "198.51.100.7");
    }
}
