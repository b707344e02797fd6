//! Networks as people write them.

use std::net::IpAddr;
use std::str::FromStr;

/// Networks, such as `10.0.0.0/8, ::1`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<(IpAddr, u32)>);

impl Networks {
    /// Whether the address is in one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        let bits = |ip: IpAddr| match ip {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, 32),
            IpAddr::V6(v6) => (v6.to_bits(), 128),
        };
        let (address, family) = bits(address.to_canonical());
        self.0.iter().any(|(network, prefix)| {
            let (network, length) = bits(*network);
            let same = network ^ address;
            length == family && (*prefix == 0 || same >> (128 - *prefix) == 0)
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them is every address there is.
    pub fn has_everybody(&self) -> bool {
        self.0.iter().any(|(_, prefix)| *prefix == 0)
    }
}

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(text: &str) -> Result<(IpAddr, u32), String> {
    let (address, prefix) = text.split_once('/').unzip();
    let address: IpAddr = address
        .unwrap_or(text)
        .parse()
        .map_err(|_| format!("{text} is not an address"))?;
    let plain = address.to_canonical();
    // An IPv4 address in the form of IPv6 has its prefix in that form.
    let (longest, written) = match (address, plain) {
        (IpAddr::V4(_), _) => (32, 0),
        (IpAddr::V6(_), IpAddr::V4(_)) => (128, 96),
        (IpAddr::V6(_), IpAddr::V6(_)) => (128, 0),
    };
    let Some(prefix) = prefix else {
        return Ok((plain, longest - written));
    };
    let is_number = !prefix.is_empty() && prefix.bytes().all(|sign| sign.is_ascii_digit());
    let number = prefix.parse().ok().filter(|_| is_number);
    match number.filter(|prefix| (written..=longest).contains(prefix)) {
        Some(prefix) => Ok((plain, prefix - written)),
        None => Err(format!("{text} is not a network: /{written} to /{longest}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_looked_up() {
        let networks: Networks = "10.0.0.0/8, 192.0.2.7 ,2001:db8::/32,::ffff:198.51.100.0/120"
            .parse()
            .unwrap();
        let has = |address: &str| networks.contains(address.parse().unwrap());
        for inside in [
            "10.255.0.1",
            "::ffff:10.1.2.3",
            "192.0.2.7",
            "2001:db8:ffff::1",
            "198.51.100.200",
        ] {
            assert!(has(inside), "{inside}");
        }
        for outside in [
            "11.0.0.1",
            "192.0.2.8",
            "2001:db9::1",
            "198.51.101.1",
            "a00::1",
        ] {
            assert!(!has(outside), "{outside}");
        }
        let all: Networks = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("203.0.113.7".parse().unwrap()) && all.has_everybody());
        assert!(!all.contains("2001:db8::1".parse().unwrap()));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "10.0.0.0/8/8",
            "10.0.0/8",
            "::/129",
            "::ffff:10.0.0.0/8",
            "everybody",
            "10.0.0.1 10.0.0.2",
        ] {
            assert!(text.parse::<Networks>().is_err(), "{text}");
        }
    }
}
