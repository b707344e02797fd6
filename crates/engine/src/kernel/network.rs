//! What counts as one client address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How many times one customer's limit a network of 65,536 customers has.
const CUSTOMERS: i64 = 16;

/// The networks a client is counted by, each with how many times one address's limit it has. An
/// IPv4 address stands for itself. Of IPv6 a customer has a /64 at least, with more addresses than
/// can be counted, and often a /48.
pub fn all(address: &str) -> Vec<(String, i64)> {
    match address.parse().map(|ip: IpAddr| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => match translated(ip) {
            Some(ip) => vec![(ip.to_string(), 1)],
            None => vec![(prefix(ip, 64), 1), (prefix(ip, 48), CUSTOMERS)],
        },
        Ok(ip) => vec![(ip.to_string(), 1)],
        Err(_) => vec![(address.to_owned(), 1)],
    }
}

fn prefix(ip: Ipv6Addr, length: u32) -> String {
    let bits = ip.to_bits() & (u128::MAX << (128 - length));
    format!("{}/{length}", Ipv6Addr::from_bits(bits))
}

/// The IPv4 address behind a translator (RFC 6052 section 2.1).
fn translated(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = ip.segments() else {
        return None;
    };
    Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_customer_are_one() {
        let names = |address: &str| -> Vec<String> {
            all(address).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names("203.0.113.7"), ["203.0.113.7"]);
        assert_eq!(names("::ffff:203.0.113.7"), ["203.0.113.7"]);
        assert_eq!(names("64:ff9b::cb00:7107"), ["203.0.113.7"]);
        assert_eq!(
            names("2001:db8:1:2:3:4:5:6"),
            ["2001:db8:1:2::/64", "2001:db8:1::/48"]
        );
        assert_eq!(names("2001:db8:1:2::9"), names("2001:db8:1:2:ffff::"));
    }
}
