//! What counts as one client address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How many times one customer's limit a network of 65,536 customers has.
const CUSTOMERS: i64 = 16;

/// The networks a client is counted by, each with how many times one address's limit it has: the
/// one of the customer, and of IPv6 the /48 above it.
pub fn all(address: &str) -> Vec<(String, i64)> {
    let mut all = vec![(of(address), 1)];
    if let Ok(IpAddr::V6(ip)) = address.parse().map(customer) {
        all.push((format!("{}/48", prefix(ip, 48)), CUSTOMERS));
    }
    all
}

/// The network of one customer, by name.
pub fn of(address: &str) -> String {
    match address.parse().map(customer) {
        Ok(IpAddr::V6(ip)) => format!("{ip}/64"),
        Ok(ip) => ip.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// The network above a customer's, by name: a /24 of IPv4, a /48 of IPv6.
pub fn above(address: &str) -> String {
    match address.parse().map(customer) {
        Ok(IpAddr::V6(ip)) => format!("{}/48", prefix(ip, 48)),
        Ok(IpAddr::V4(ip)) => format!("{}/24", Ipv4Addr::from_bits(ip.to_bits() & !0xff)),
        Err(_) => address.to_owned(),
    }
}

/// The first address of a customer's network. An IPv4 address stands for itself; of IPv6 a customer
/// has a /64 at least, with more addresses than can be counted.
pub fn customer(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => match translated(ip) {
            Some(ip) => ip.into(),
            None => prefix(ip, 64).into(),
        },
        ip => ip,
    }
}

fn prefix(ip: Ipv6Addr, length: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << (128 - length)))
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
        for (address, network) in [
            ("203.0.113.7", "203.0.113.0/24"),
            ("::ffff:203.0.113.255", "203.0.113.0/24"),
            ("64:ff9b::cb00:7107", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("junk", "junk"),
        ] {
            assert_eq!(above(address), network);
        }
    }
}
