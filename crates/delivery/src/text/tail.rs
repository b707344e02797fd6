//! The lines below a text that programs read: browsers (WICG, Origin-bound one-time codes delivered
//! via SMS) and Android's SMS Retriever.

use url::{Host, Url};

/// Characters of the hash of an application (SMS Retriever).
const HASH: usize = 11;
/// Longest name of a host (RFC 1035 section 2.3.4).
const HOST: usize = 253;

/// What stands below a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tail {
    /// Hash of the application for Android.
    pub hash: Option<String>,
    /// Host of the page that the code is typed into.
    pub host: Option<String>,
}

impl Tail {
    /// The text with its lines. The last one is for browsers, which read no other.
    pub fn below(&self, text: String, code: &str) -> String {
        let hash = self.hash.iter().map(|hash| format!("\n{hash}"));
        let host = self.host.iter().map(|host| format!("\n@{host} #{code}"));
        hash.chain(host).fold(text, |text, line| text + &line)
    }
}

/// Whether it is the hash of an application.
pub fn is_hash(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len() == HASH && text.bytes().all(sign)
}

/// Whether it is the name of a host as browsers write it: a domain of several labels, no address.
pub fn is_host(text: &str) -> bool {
    let read = Url::parse(&format!("https://{text}"));
    read.is_ok_and(|url| host_of(url.as_str()).as_deref() == Some(text))
}

/// The host of a page, where browsers take codes for it: one with TLS and a name.
pub fn host_of(page: &str) -> Option<String> {
    let url = Url::parse(page).ok()?;
    if url.scheme() != "https" {
        return None;
    }
    let Some(Host::Domain(name)) = url.host() else {
        return None;
    };
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let label = |label: &str| !label.is_empty() && label.bytes().all(sign);
    let is_name = name.len() <= HOST && name.contains('.') && name.split('.').all(label);
    let is_local = name == "localhost" || name.ends_with(".localhost");
    (is_name && !is_local).then(|| name.to_owned())
}
