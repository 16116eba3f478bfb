//! The address a request comes from; only sign-in attempts are counted by it, and it is never stored as it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap},
};

/// The header that a proxy adds the address to that it has seen.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client's address. Behind a trusted proxy it is the last one of X-Forwarded-For: the one the
/// proxy itself has seen, since everything before it comes from the client.
pub fn client_address(extensions: &Extensions, headers: &HeaderMap, trust_proxy: bool) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    let seen = if trust_proxy {
        forwarded(headers)
    } else {
        None
    };
    let address = seen.or(peer);
    address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| {
        address.to_canonical()
    })
}

/// The last address of all these headers; whatever stands before it, readable or not, is the client's own.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    // Empty elements of a list count for nothing (RFC 9110, 5.6.1).
    let mut hops = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .flat_map(|header| header.as_bytes().split(|&byte| byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|hop| !hop.is_empty());
    address(std::str::from_utf8(hops.next_back()?).ok()?)
}

/// Reads an address as proxies write it: bare, in brackets, with a port, with a zone, in quotes.
fn address(text: &str) -> Option<IpAddr> {
    let text = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text)
        .trim();
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, port) = rest.split_once(']')?;
        let is_whole = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return is_whole.then(|| v6(inside)).flatten().map(IpAddr::V6);
    }
    match text.split_once(':') {
        // More than one colon: an IPv6 address without brackets, which has no port then.
        Some((_, rest)) if rest.contains(':') => v6(text).map(IpAddr::V6),
        Some((host, port)) if is_port(port) => host.parse().ok().map(IpAddr::V4),
        Some(_) => None,
        None => text.parse().ok().map(IpAddr::V4),
    }
}

/// The zone names an interface of the proxy's machine and tells nothing of the client.
fn v6(text: &str) -> Option<Ipv6Addr> {
    text.split_once('%')
        .map_or(text, |(text, _)| text)
        .parse()
        .ok()
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() && !text.starts_with('+')
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const PEER: [u8; 4] = [127, 0, 0, 1];

    fn seen(headers: &[&[u8]], trust_proxy: bool) -> IpAddr {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from((PEER, 4000))));
        let mut map = HeaderMap::new();
        for header in headers {
            map.append(
                FORWARDED_FOR,
                HeaderValue::from_bytes(header).expect("a header"),
            );
        }
        client_address(&extensions, &map, trust_proxy)
    }

    #[test]
    fn a_client_cannot_choose_its_address() {
        let header: &[u8] = b"203.0.113.9, 198.51.100.7";
        assert_eq!(seen(&[header], false).to_string(), "127.0.0.1");
        assert_eq!(seen(&[header], true).to_string(), "198.51.100.7");
    }

    #[test]
    fn what_no_proxy_writes_counts_as_the_proxy() {
        for header in [
            "unknown",
            "_hidden",
            "1.2.3",
            "1.2.3.4:",
            "1.2.3.4:x",
            "1.2.3.4:70000",
            "[::1",
            "[1.2.3.4]:5",
            "::1]",
            "[::1]5",
            "1.2.3.4:+5",
            "",
        ] {
            assert_eq!(
                seen(&[header.as_bytes()], true),
                IpAddr::from(PEER),
                "{header}"
            );
        }
    }

    fn any_address() -> impl Strategy<Value = IpAddr> {
        prop_oneof![
            any::<[u8; 4]>().prop_map(IpAddr::from),
            any::<[u8; 16]>().prop_map(IpAddr::from),
            // Short forms, and IPv4 written as IPv6.
            any::<u8>().prop_map(|last| IpAddr::from([0, 0, 0, 0, 0, 0, 0, u16::from(last)])),
            any::<[u8; 4]>().prop_map(|v4| IpAddr::V6(Ipv4Addr::from(v4).to_ipv6_mapped())),
        ]
    }

    /// An address in each form that proxies write.
    fn written() -> impl Strategy<Value = (IpAddr, String)> {
        let zone = prop_oneof![Just(""), Just("%eth0"), Just("%25")];
        (
            any_address(),
            any::<Option<u16>>(),
            any::<bool>(),
            zone,
            any::<bool>(),
            "[ \t]{0,2}",
            "[ \t]{0,2}",
        )
            .prop_map(
                |(address, port, is_bracketed, zone, is_quoted, before, after)| {
                    let text = match (address, port) {
                        (IpAddr::V4(v4), None) => v4.to_string(),
                        (IpAddr::V4(v4), Some(port)) => format!("{v4}:{port}"),
                        (IpAddr::V6(v6), None) if !is_bracketed => format!("{v6}{zone}"),
                        (IpAddr::V6(v6), None) => format!("[{v6}{zone}]"),
                        (IpAddr::V6(v6), Some(port)) => format!("[{v6}{zone}]:{port}"),
                    };
                    let quote = if is_quoted { "\"" } else { "" };
                    (
                        address.to_canonical(),
                        format!("{before}{quote}{text}{quote}{after}"),
                    )
                },
            )
    }

    proptest! {
        /// However the proxy writes it and whatever the client put before it, also into headers of its own.
        #[test]
        fn the_address_is_the_one_that_the_proxy_has_seen(
            (address, text) in written(),
            garbage in prop::collection::vec(prop::collection::vec(prop_oneof![32_u8..127, 128_u8..], 0..40), 0..4),
            is_one_header in any::<bool>(),
            blanks in "[ ,\t]{0,3}",
        ) {
            let last = [text.as_bytes(), if blanks.contains(',') { blanks.as_bytes() } else { b"" }].concat();
            let mut headers: Vec<Vec<u8>> = garbage;
            headers.push(last);
            if is_one_header {
                headers = vec![headers.join(&b","[..])];
            }
            let headers: Vec<&[u8]> = headers.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(seen(&headers, true), address);
        }

        #[test]
        fn no_header_breaks_it(header in prop::collection::vec(prop_oneof![32_u8..127, 128_u8..], 0..60)) {
            seen(&[&header], true);
        }
    }
}
