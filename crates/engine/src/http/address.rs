//! Whose address a request comes from: the peer's, or what trusted proxies say.

use std::net::IpAddr;

use http::HeaderMap;

use crate::kernel::settings::Networks;

/// Address of the client. Forwarding headers count only as far as trusted proxies wrote them:
/// `x-forwarded-for` is read from its end until an address that is not a trusted proxy;
/// without it, `x-real-ip` is believed (the official Python SDK sends it from a back end).
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &Networks) -> IpAddr {
    if !trusted.contains(peer) {
        return peer.to_canonical();
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    if forwarded.is_empty() {
        let real = headers
            .get("x-real-ip")
            .and_then(|value| value.to_str().ok());
        return real
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(peer)
            .to_canonical();
    }
    let mut client = peer;
    for hop in forwarded.into_iter().rev() {
        match hop.trim().parse() {
            Ok(address) => client = address,
            Err(_) => break,
        }
        if !trusted.contains(client) {
            break;
        }
    }
    client.to_canonical()
}
