//! What addresses in settings are for, and so what they must look like.

use std::str::FromStr;

use cleat_delivery::provider::Server;
use cleat_protocol::email::Email;
use http::HeaderName;
use url::Url;

/// A check: why it cannot be used. What is empty is not set.
type Checked = Result<(), String>;

/// The header in which proxies write the client's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressHeader(pub HeaderName);

impl Default for AddressHeader {
    fn default() -> Self {
        Self(HeaderName::from_static("x-forwarded-for"))
    }
}

impl FromStr for AddressHeader {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().parse();
        name.map(Self)
            .map_err(|_| "is not the name of a header".to_owned())
    }
}

/// `host:port` to serve on.
pub(super) fn listen(text: &str) -> Checked {
    let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty());
    let port = port.and_then(|(_, port)| port.parse::<u16>().ok());
    port.map(drop)
        .ok_or_else(|| format!("cannot listen on {text}: give an address and a port"))
}

/// The database.
pub(super) fn database(text: &str) -> Checked {
    let known = ["postgres://", "postgresql://"];
    let fits = text.is_empty() || known.iter().any(|scheme| text.starts_with(scheme));
    fits.then_some(())
        .ok_or_else(|| "must begin with postgres://".to_owned())
}

/// The address that clients use: paths are added to it.
pub(super) fn public(text: &str) -> Checked {
    if text.is_empty() {
        return Ok(());
    }
    let url = web(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must have no query and no fragment".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must have no user and no password: everybody sees it".to_owned());
    }
    Ok(())
}

/// Bridges, separated by spaces.
pub(super) fn bridges(text: &str) -> Checked {
    text.split_whitespace()
        .try_for_each(|url| web(url).map(drop))
}

fn web(text: &str) -> Result<Url, String> {
    let starts = ["http://", "https://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    if !starts {
        return Err("must begin with http:// or https://".to_owned());
    }
    let url = Url::parse(text).map_err(|error| format!("is no address: {error}"))?;
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    let is_plain = !text.contains(|sign: char| sign.is_whitespace() || sign.is_control());
    (has_host && is_plain)
        .then_some(url)
        .ok_or_else(|| "is no address: it needs a host and no spaces".to_owned())
}

/// The SMTP server. What is wrong is told without the address, which may hold a password.
pub(super) fn smtp(text: &str) -> Checked {
    if text.is_empty() {
        return Ok(());
    }
    let read = text.parse::<Server>();
    read.map(drop).map_err(|error| error.to_string())
}

/// Who e-mail comes from: an address, or a name and the address in angle brackets.
pub(super) fn sender(text: &str) -> Checked {
    let bracketed = text.rsplit_once('<').map(|(_, rest)| rest.trim_end());
    let address = match bracketed {
        Some(rest) => rest.strip_suffix('>').ok_or("has a < without a >")?,
        None => text,
    };
    // Mail of one machine has a domain without a dot.
    let local = address.trim().strip_suffix("@localhost");
    let read =
        Email::parse(&local.map_or(address.to_owned(), |name| format!("{name}@a.localhost")));
    match read {
        Err(error) if !text.is_empty() => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// The master key.
pub(super) fn master_key(text: &str) -> Checked {
    let key = text.trim();
    let fits =
        key.is_empty() || (key.len() == 64 && key.bytes().all(|sign| sign.is_ascii_hexdigit()));
    fits.then_some(())
        .ok_or_else(|| "must have 64 hex digits".to_owned())
}
