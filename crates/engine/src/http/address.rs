//! Whose address a request comes from: the peer's, or what trusted proxies say.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, header};

use crate::kernel::{AddressHeader, Networks};

/// Address of the client. Only one header counts, and that only as far as trusted proxies wrote
/// it: it is read from its end until an address that is not one of theirs.
pub fn client(
    peer: IpAddr,
    headers: &HeaderMap,
    trusted: &Networks,
    named: &AddressHeader,
) -> IpAddr {
    let mut client = peer.to_canonical();
    for hop in hops(headers, named).into_iter().rev() {
        if !trusted.contains(client) {
            break;
        }
        match hop {
            Some(address) => client = address,
            // Nobody knows what a proxy meant by it, or what stands before it.
            None => break,
        }
    }
    client
}

/// The addresses that a header has, in their order; what is none is `None`.
fn hops(headers: &HeaderMap, named: &AddressHeader) -> Vec<Option<IpAddr>> {
    let is_forwarded = named.0 == header::FORWARDED;
    let mut hops = Vec::new();
    for line in headers.get_all(&named.0) {
        let Ok(line) = line.to_str() else {
            hops.push(None);
            continue;
        };
        let elements = outside_quotes(line, ',').into_iter().map(str::trim);
        for element in elements.filter(|element| !element.is_empty()) {
            hops.push(match is_forwarded {
                true => node(element).and_then(|node| parse(&node)),
                false => parse(element),
            });
        }
    }
    hops
}

/// The value of `for` in an element of `forwarded` (RFC 7239 section 4).
fn node(element: &str) -> Option<String> {
    let pairs = outside_quotes(element, ';').into_iter();
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    Some(value.trim().to_owned())
}

/// The parts of a text between a sign, where that does not stand in quotes.
fn outside_quotes(text: &str, sign: char) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(|other| {
        let was_escaped = escaped;
        escaped = quoted && other == '\\' && !was_escaped;
        if other == '"' && !was_escaped {
            quoted = !quoted;
        }
        other == sign && !quoted
    })
    .collect()
}

/// An address as proxies write it: in quotes or brackets, with a port, with a zone.
pub(super) fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"').trim();
    let without_zone = |text: &str| {
        text.split_once('%')
            .map_or(text, |(plain, _)| plain)
            .parse()
    };
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let address: IpAddr = if let Some((inside, port)) = bracketed {
        let inside: std::net::Ipv6Addr = inside
            .split_once('%')
            .map_or(inside, |(plain, _)| plain)
            .parse()
            .ok()?;
        is_port(port).then_some(inside.into())?
    } else if let Ok(address) = without_zone(text) {
        address
    } else if let Ok(address) = text.parse::<SocketAddr>() {
        address.ip()
    } else {
        let (address, port) = text.split_once(':')?;
        let address: std::net::Ipv4Addr = address.trim().parse().ok()?;
        is_port(&format!(":{port}")).then_some(address.into())?
    };
    Some(address.to_canonical())
}

/// Nothing, or a colon and a port; RFC 7239 allows a made-up name for it.
fn is_port(text: &str) -> bool {
    let Some(port) = text.strip_prefix(':') else {
        return text.trim().is_empty();
    };
    let name = port.strip_prefix('_').unwrap_or(port);
    !name.is_empty()
        && name
            .bytes()
            .all(|sign| sign.is_ascii_alphanumeric() || b"._-".contains(&sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(trusted: &str, named: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let (trusted, named) = (trusted.parse().unwrap(), named.parse().unwrap());
        client([127, 0, 0, 1].into(), &headers, &trusted, &named).to_string()
    }

    /// Seen to fail with each branch of `parse` left out.
    #[test]
    fn addresses_are_read_as_proxies_write_them() {
        for (written, address) in [
            ("203.0.113.7", "203.0.113.7"),
            (" 203.0.113.7 ", "203.0.113.7"),
            ("203.0.113.7:54321", "203.0.113.7"),
            ("\"203.0.113.7\"", "203.0.113.7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001:DB8::7", "2001:db8::7"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:443", "fe80::1"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
            ("198.51.100.1, 203.0.113.7:1", "203.0.113.7"),
            ("198.51.100.1, 203.0.113.7, 10.1.2.3:80", "203.0.113.7"),
            ("203.0.113.7,", "203.0.113.7"),
            ("junk, 203.0.113.7", "203.0.113.7"),
            ("203.0.113.7, junk", "127.0.0.1"),
            ("203.0.113.7, unknown, 10.1.2.3", "10.1.2.3"),
            ("203.0.113.7:x y", "127.0.0.1"),
            ("[203.0.113.7]", "127.0.0.1"),
            ("[2001:db8::7", "127.0.0.1"),
            ("203.0.113.007", "127.0.0.1"),
            ("203.0.113.7 198.51.100.1", "127.0.0.1"),
            ("", "127.0.0.1"),
        ] {
            let trusted = "127.0.0.0/8, 10.0.0.0/8";
            let found = client_of(trusted, "x-forwarded-for", &[("x-forwarded-for", written)]);
            assert_eq!(found, address, "{written:?}");
        }
    }

    #[test]
    fn forwarded_is_read_as_its_rfc_says() {
        for (written, address) in [
            ("for=203.0.113.7", "203.0.113.7"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            (
                "for=192.0.2.43, for=203.0.113.7;proto=https;by=203.0.113.43",
                "203.0.113.7",
            ),
            ("by=\"a,b;for=1.1.1.1\";for=203.0.113.7", "203.0.113.7"),
            ("by=\"a\\\", for=1.1.1.1\";for=203.0.113.7", "203.0.113.7"),
            ("proto=http ; for = 203.0.113.7:_secret", "203.0.113.7"),
            ("for=203.0.113.7, for=unknown", "127.0.0.1"),
            ("for=203.0.113.7, for=_hidden", "127.0.0.1"),
            ("for=203.0.113.7, proto=https", "127.0.0.1"),
            ("203.0.113.7", "127.0.0.1"),
        ] {
            let found = client_of("127.0.0.1", "forwarded", &[("forwarded", written)]);
            assert_eq!(found, address, "{written:?}");
        }
    }

    /// Seen to fail with two headers looked at.
    #[test]
    fn one_header_counts() {
        let lines = [
            ("x-forwarded-for", "198.51.100.1"),
            ("x-real-ip", "203.0.113.7"),
            ("forwarded", "for=198.51.100.2"),
            ("x-forwarded-for", "198.51.100.3"),
        ];
        let of = |named: &str| client_of("127.0.0.1", named, &lines);
        assert_eq!(of("x-real-ip"), "203.0.113.7");
        assert_eq!(of("X-Forwarded-For"), "198.51.100.3");
        assert_eq!(of("forwarded"), "198.51.100.2");
        assert_eq!(of("cf-connecting-ip"), "127.0.0.1");
        assert_eq!(client_of("", "x-real-ip", &lines), "127.0.0.1");
    }
}
