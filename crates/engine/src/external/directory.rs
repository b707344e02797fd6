//! A directory: a name and a password are proven to it by LDAP (RFC 4511, RFC 4513), over TLS alone.

use std::collections::BTreeSet;
use std::time::Duration;

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};
use cleat_api::{Object, Value};
use cleat_delivery::stream::{self, Stream, are_authorities};
use cleat_protocol::ldap::{self, Answer, Entry, Search};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use url::Url;

use super::calls::{Fault, reachable};
use super::fields::Fields;
use super::preset::{Directory, Protocol, Source};
use super::profile::{External, Mapping, OPENID, id_of};
use crate::kernel::{Cx, Error, Result};

/// Any directory that speaks LDAP. What stands in it of addresses does not count as proven: whoever
/// runs it writes what they like.
pub const LDAP: Source = Source {
    provider: Provider::Ldap,
    connection: ConnectionType::Ldap,
    name: "LDAP",
    r#type: ExtIdpType::Enterprise,
    has_page: true,
    required: &["url", "baseDn"],
    check,
    protocol: Protocol::Directory(Directory {
        names: &["uid"],
        id: "entryUUID",
        is_microsofts: false,
    }),
};

/// Active Directory: people are found by either of their names.
pub const AD: Source = Source {
    provider: Provider::Ad,
    connection: ConnectionType::Ad,
    name: "Active Directory",
    protocol: Protocol::Directory(Directory {
        names: &[ACCOUNT, "userPrincipalName"],
        id: "objectGUID",
        is_microsofts: true,
    }),
    ..LDAP
};

/// The name of an account of Active Directory. That of a machine or of another domain ends in `$`.
const ACCOUNT: &str = "sAMAccountName";

/// Longest time to look for a name, and to ask about a password.
const PATIENCE: Duration = Duration::from_secs(4);
/// Ports without TLS at first, and with it from the start.
const PORTS: (u16, u16) = (389, 636);
/// What is read of an entry besides its ids.
const READ: [&str; 3] = ["displayName", "cn", "mail"];
/// Results (RFC 4511 appendix A).
const SUCCESS: i64 = 0;
const TOO_MANY: i64 = 4;
const BUSY: [i64; 2] = [51, 52];

const NONSENSE: Fault = Fault::Unbelievable("its answer is no LDAP");

fn check(fields: &Fields) -> Result<()> {
    if place(fields).is_none() {
        return Err(Error::field(
            "fields.url",
            "must be an address with ldap or ldaps",
        ));
    }
    if !fields.authorities.as_deref().is_none_or(are_authorities) {
        return Err(Error::field(
            "fields.authorities",
            "must be certificates in PEM",
        ));
    }
    match (&fields.bind_dn, &fields.bind_password) {
        (Some(_), None) => Err(Error::field("fields.bindPassword", "is missing")),
        _ => Ok(()),
    }
}

/// Host, port, and whether TLS is there from the start.
fn place(fields: &Fields) -> Option<(String, u16, bool)> {
    let url = Url::parse(fields.url.as_deref()?).ok()?;
    let is_tls = match url.scheme() {
        "ldap" => false,
        "ldaps" => true,
        _ => return None,
    };
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    let usual = if is_tls { PORTS.1 } else { PORTS.0 };
    (!host.is_empty()).then(|| (host, url.port().unwrap_or(usual), is_tls))
}

/// Whoever has a name in a directory, or nobody; a password is asked about next, of both.
pub struct Named {
    link: Link,
    dn: String,
    /// A name there that nobody has.
    nobody: String,
    who: std::result::Result<External, Fault>,
}

/// Whoever has that name, or nobody.
///
/// # Errors
/// What is wrong with the directory.
pub async fn look_up(
    cx: &Cx,
    (fields, preset): (&Fields, &Directory),
    name: &str,
) -> std::result::Result<Named, Fault> {
    if name.trim().is_empty() {
        return Err(Fault::Denied);
    }
    let found = timeout(PATIENCE, find(cx, (fields, preset), name.trim()));
    found.await.map_err(|_| Fault::Down)?
}

impl Named {
    /// What they are known by there, where somebody has the name.
    pub fn id(&self) -> Option<&str> {
        let mut ids = self.who.as_ref().ok()?.ids.iter();
        ids.next().map(|(_, id)| id.as_str())
    }

    /// The same as nobody, who takes as many questions.
    pub fn as_nobody(self) -> Self {
        Self {
            dn: self.nobody.clone(),
            who: Err(Fault::Denied),
            ..self
        }
    }

    /// Who it is, where the password is theirs. An empty one proves nothing, though directories take
    /// it (RFC 4513 section 5.1.2).
    ///
    /// # Errors
    /// `Denied` where it is not, or what is wrong with the directory.
    pub async fn proves(mut self, password: &str) -> std::result::Result<External, Fault> {
        if password.is_empty() {
            return Err(Fault::Denied);
        }
        let bound = timeout(PATIENCE, self.link.bind(&self.dn, password));
        match bound.await.map_err(|_| Fault::Down)?? {
            true => self.who,
            false => Err(Fault::Denied),
        }
    }
}

async fn find(
    cx: &Cx,
    (fields, preset): (&Fields, &Directory),
    name: &str,
) -> std::result::Result<Named, Fault> {
    let mut link = Link::open(cx, fields).await?;
    if let Some(dn) = fields.bind_dn.as_deref() {
        let secret = fields.bind_password.as_deref().unwrap_or_default();
        if secret.is_empty() || !link.bind(dn, secret).await? {
            return Err(Fault::Unbelievable(
                "it does not take the connection's own name",
            ));
        }
    }
    let id = fields.id_attribute.as_deref().unwrap_or(preset.id);
    let set = fields.user_attribute.as_deref();
    let names = set.as_ref().map_or(preset.names, std::slice::from_ref);
    let account = preset.is_microsofts.then_some(ACCOUNT);
    let wanted = READ.iter().chain(names).copied().chain([id]).chain(account);
    let wanted: BTreeSet<&str> = wanted.collect();
    let base = fields.base_dn.as_deref().unwrap_or_default();
    let search = Search {
        base,
        attributes: names,
        value: name,
        wanted: &Vec::from_iter(wanted),
    };
    let is_theirs = |entry: &Entry| {
        let is_person = !preset.is_microsofts || !is_machine(entry);
        !entry.dn.is_empty() && is_person && is_called(entry, names, name)
    };
    let entry = link.find(&search).await?.filter(is_theirs);
    let is_guid = preset.is_microsofts && id.eq_ignore_ascii_case(preset.id);
    let read = |entry: &Entry| read(entry, (id, is_guid));
    let who = entry.as_ref().map_or(Err(Fault::Denied), read);
    let nobody = format!("cn=nobody,{base}");
    let dn = entry.map_or_else(|| nobody.clone(), |entry| entry.dn);
    Ok(Named {
        link,
        dn,
        nobody,
        who,
    })
}

/// Whether an entry has the very name that was typed, but for small and capital letters. Directories
/// find it by others as well (RFC 4518), and wrong passwords are counted by the name that is typed.
fn is_called(entry: &Entry, attributes: &[&str], typed: &str) -> bool {
    let typed = typed.to_lowercase();
    let mut names = attributes.iter().flat_map(|name| values(entry, name));
    names.any(|name| str::from_utf8(name).is_ok_and(|name| name.to_lowercase() == typed))
}

/// The values of an attribute.
fn values<'a>(entry: &'a Entry, name: &str) -> &'a [Vec<u8>] {
    let values = entry.attributes.get(&name.to_ascii_lowercase());
    values.map_or(&[], Vec::as_slice)
}

/// The first value of an attribute.
fn value<'a>(entry: &'a Entry, name: &str) -> Option<&'a [u8]> {
    values(entry, name).first().map(Vec::as_slice)
}

/// Whether it is no person's account: their passwords are often easy to guess. One whose name cannot
/// be read may be.
fn is_machine(entry: &Entry) -> bool {
    value(entry, ACCOUNT).is_none_or(|name| name.ends_with(b"$"))
}

/// A GUID as Microsoft writes it: its first three parts are little-endian.
fn guid(bytes: &[u8]) -> Option<String> {
    let [a, b, c, d, e, f, g, h, rest @ ..] = <[u8; 16]>::try_from(bytes).ok()?;
    let [i, j, node @ ..] = rest;
    let parts: [&[u8]; 5] = [&[d, c, b, a], &[f, e], &[h, g], &[i, j], &node];
    Some(parts.map(hex::encode).join("-"))
}

/// Who an entry is.
fn read(entry: &Entry, (id, is_guid): (&str, bool)) -> std::result::Result<External, Fault> {
    let nobodys = Fault::Unbelievable("it says nobody's id");
    let bytes = value(entry, id).ok_or(nobodys)?;
    let id = match std::str::from_utf8(bytes) {
        _ if is_guid => guid(bytes).ok_or(nobodys)?,
        Ok(text) if !text.chars().any(char::is_control) => text.to_owned(),
        _ => hex::encode(bytes),
    };
    let texts = READ.into_iter().filter_map(|name| {
        let text = std::str::from_utf8(value(entry, name)?).ok()?;
        Some((name.to_owned(), Value::from(text)))
    });
    let info: Object = texts.collect();
    let name = READ
        .iter()
        .take(2)
        .find_map(|name| Mapping::text(info.get(*name)));
    Ok(External {
        ids: vec![(OPENID, id_of(Some(&Value::from(id)))?)],
        name,
        info,
        ..External::default()
    })
}

/// A connection to a directory.
struct Link {
    stream: Box<dyn Stream>,
    bytes: Vec<u8>,
    id: u8,
}

impl Link {
    /// Connects, and speaks TLS before anything is told.
    async fn open(cx: &Cx, fields: &Fields) -> std::result::Result<Self, Fault> {
        let (host, port, is_tls) = place(fields).ok_or(Fault::Down)?;
        let reached = stream::reach(&host, port, reachable(cx)).await;
        let mut link = Self {
            stream: Box::new(reached.map_err(|_| Fault::Down)?),
            bytes: Vec::new(),
            id: 0,
        };
        if !is_tls {
            link.start_tls().await?;
        }
        let authorities = fields.authorities.as_deref();
        let encrypted = stream::encrypt(link.stream, &host, authorities).await;
        Ok(Self {
            stream: encrypted.ok_or(Fault::Unbelievable("nobody vouches for it"))?,
            ..link
        })
    }

    /// What comes before TLS is nobody's: nothing may be left of it.
    async fn start_tls(&mut self) -> std::result::Result<(), Fault> {
        self.send(ldap::start_tls).await?;
        let answer = self.answer().await?;
        match answer == Answer::Extended(SUCCESS) && self.bytes.is_empty() {
            true => Ok(()),
            false => Err(Fault::Unbelievable("it does not speak TLS")),
        }
    }

    /// Whether a name and a password are right.
    async fn bind(&mut self, dn: &str, password: &str) -> std::result::Result<bool, Fault> {
        self.send(|id| ldap::bind(id, dn, password)).await?;
        match self.answer().await? {
            Answer::Bound(SUCCESS) => Ok(true),
            Answer::Bound(code) if BUSY.contains(&code) => Err(Fault::Down),
            Answer::Bound(_) => Ok(false),
            _ => Err(NONSENSE),
        }
    }

    /// The one entry that a search finds.
    async fn find(&mut self, search: &Search<'_>) -> std::result::Result<Option<Entry>, Fault> {
        self.send(|id| search.message(id)).await?;
        let mut found = None;
        loop {
            match self.answer().await? {
                Answer::Found(entry) if found.is_none() => found = Some(entry),
                Answer::Found(_) | Answer::Searched(TOO_MANY) => {
                    return Err(Fault::Unbelievable("several users have one name"));
                }
                Answer::Searched(SUCCESS) => return Ok(found),
                Answer::Searched(code) if BUSY.contains(&code) => return Err(Fault::Down),
                Answer::Searched(_) => return Err(Fault::Unbelievable("it refuses to search")),
                _ => return Err(NONSENSE),
            }
        }
    }

    async fn send(
        &mut self,
        message: impl FnOnce(u8) -> Vec<u8>,
    ) -> std::result::Result<(), Fault> {
        self.id += 1;
        let message = message(self.id);
        let stream = &mut self.stream;
        stream.write_all(&message).await.map_err(|_| Fault::Down)?;
        stream.flush().await.map_err(|_| Fault::Down)
    }

    /// The next answer to what was sent last.
    async fn answer(&mut self) -> std::result::Result<Answer, Fault> {
        loop {
            let length = ldap::length(&self.bytes).map_err(|_| NONSENSE)?;
            let Some(length) = length.filter(|length| *length <= self.bytes.len()) else {
                self.fill().await?;
                continue;
            };
            let rest = self.bytes.split_off(length);
            let whole = std::mem::replace(&mut self.bytes, rest);
            match ldap::answer(&whole).ok_or(NONSENSE)? {
                // It tells that it hangs up (RFC 4511 section 4.4.1).
                (0, _) => return Err(Fault::Down),
                (id, answer) if id == i64::from(self.id) && answer != Answer::Other => {
                    return Ok(answer);
                }
                _ => {}
            }
        }
    }

    async fn fill(&mut self) -> std::result::Result<(), Fault> {
        let mut chunk = [0; 4096];
        match self.stream.read(&mut chunk).await {
            Ok(count @ 1..) => {
                self.bytes.extend(chunk.iter().take(count));
                Ok(())
            }
            _ => Err(Fault::Down),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_as_microsoft_writes_them() {
        let bytes = hex::decode("d44f0d0c8b9ef04ea28d6bb0c1ef3c1f").unwrap();
        let text = "0c0d4fd4-9e8b-4ef0-a28d-6bb0c1ef3c1f";
        assert_eq!(guid(&bytes).as_deref(), Some(text));
        assert!(guid(&bytes[..15]).is_none() && guid(&[]).is_none());
    }
}
