//! Calls to providers over the network.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::call::{Answer, Call};
use crate::outcome::{Kind, Outcome, Refusal, Unknown};

/// Longest wait for a connection. Nothing was sent by then: the next provider has the message.
const TO_CONNECT: Duration = Duration::from_secs(2);
/// Longest time for one call. With the wait for a receipt the next provider has a message five
/// seconds after its order.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longest answer that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;
/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(20);

/// Whoever calls providers.
#[derive(Clone)]
pub struct Http {
    /// For addresses that the operator of the server configured.
    anywhere: reqwest::Client,
    /// For those that a pool configured: who manages a pool need not own this network.
    public: reqwest::Client,
}

/// Where a call may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reachable {
    /// Anywhere.
    Anywhere,
    /// Public addresses alone.
    Public,
}

/// An answer, in full.
pub struct Answered {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answered {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The answer, to be read.
    pub fn borrow(&self) -> Answer<'_> {
        Answer {
            status: self.status,
            headers: &self.headers,
            body: &self.body,
        }
    }
}

impl Http {
    /// Clients that follow no redirects: those would carry secrets on.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        Self::waiting(PATIENCE)
    }

    /// The same, whose calls may take so long.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn waiting(patience: Duration) -> Result<Self, reqwest::Error> {
        let builder = || {
            reqwest::Client::builder()
                .connect_timeout(TO_CONNECT)
                .timeout(patience)
                .pool_idle_timeout(IDLE)
                .redirect(reqwest::redirect::Policy::none())
        };
        Ok(Self {
            anywhere: builder().build()?,
            public: builder().dns_resolver(Arc::new(PublicOnly)).build()?,
        })
    }

    /// Makes a call.
    ///
    /// # Errors
    /// Refused where nothing was sent, unknown where the provider may have read it.
    pub async fn send(&self, call: Call, to: Reachable) -> Result<Answered, Outcome> {
        let client = match to {
            Reachable::Anywhere => &self.anywhere,
            Reachable::Public => {
                refuse_private(&call.url)?;
                &self.public
            }
        };
        let method = match call.method {
            "GET" => reqwest::Method::GET,
            _ => reqwest::Method::POST,
        };
        let mut request = client.request(method, call.url).body(call.body);
        for (name, value) in call.headers {
            request = request.header(name.as_ref(), value);
        }
        let response = request.send().await.map_err(|error| failed(&error))?;
        read(response).await
    }
}

/// What a failed call was. The error itself names addresses, which may hold secrets.
fn failed(error: &reqwest::Error) -> Outcome {
    if error.is_builder() {
        Outcome::misconfigured("its address is none")
    } else if error.is_connect() {
        let refusal = Refusal::new(Kind::Temporary);
        Outcome::Refused(refusal.because("it was not reached"))
    } else if error.is_timeout() {
        Outcome::Unknown(Unknown::Silence)
    } else {
        Outcome::Unknown(Unknown::Cut)
    }
}

/// Reads an answer, and no more of it than fits.
async fn read(mut response: reqwest::Response) -> Result<Answered, Outcome> {
    let status = response.status().as_u16();
    let headers = response.headers().iter().filter_map(|(name, value)| {
        let value = value.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    let headers = headers.collect();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST {
            return Err(Outcome::Unknown(Unknown::Garbage));
        }
    }
    Ok(Answered {
        status,
        headers,
        body,
    })
}

/// Why a private address is not called.
pub(crate) const PRIVATE: &str = "its address is one of a private network; see private_providers";

/// Refuses an address that names a private one by number: those are not resolved.
fn refuse_private(url: &str) -> Result<(), Outcome> {
    let url = url::Url::parse(url).map_err(|_| Outcome::misconfigured("its address is none"))?;
    let address = match url.host() {
        Some(url::Host::Ipv4(address)) => IpAddr::V4(address),
        Some(url::Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return Ok(()),
    };
    if is_public(address) {
        Ok(())
    } else {
        Err(Outcome::misconfigured(PRIVATE))
    }
}

/// Whether an address is one of a private network by what it says: names are looked up when it is
/// called.
pub fn names_private(address: &str) -> bool {
    let url = url::Url::parse(address).ok();
    let host = url
        .as_ref()
        .and_then(url::Url::host_str)
        .unwrap_or_default();
    match host.trim_matches(['[', ']']).parse() {
        Ok(address) => !is_public(address),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Resolves names to public addresses alone.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(PRIVATE.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address is one of the open network.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            let tests = first == 198 && (18..20).contains(&second);
            !(v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || first == 0
                || first >= 240
                || shared
                || tests)
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(IpAddr::V4(v4));
            }
            let [first, second, ..] = v6.segments();
            // Global unicast, without documentation, Teredo and 6to4, which lead to IPv4.
            (0x2000..0x4000).contains(&first)
                && !(first == 0x2001 && (second == 0xdb8 || second == 0))
                && first != 0x2002
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "2002:a00:1::",
            "2001:db8::1",
            "64:ff9b::a00:1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "100.128.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
