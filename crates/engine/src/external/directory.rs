//! A directory: a name and a password are proven to it by LDAP (RFC 4511, RFC 4513), over TLS alone.

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
        name: "uid",
        id: "entryUUID",
    }),
};

/// Longest time for all that is asked.
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

/// Who has that name and that password. An empty password proves nothing, though directories take it
/// (RFC 4513 section 5.1.2).
///
/// # Errors
/// `Denied` where nobody has, or what is wrong with the directory.
pub async fn external(
    cx: &Cx,
    (fields, preset): (&Fields, &Directory),
    (name, password): (&str, &str),
) -> std::result::Result<External, Fault> {
    if name.trim().is_empty() || password.is_empty() {
        return Err(Fault::Denied);
    }
    let asked = timeout(PATIENCE, ask(cx, (fields, preset), (name, password)));
    asked.await.map_err(|_| Fault::Down)?
}

async fn ask(
    cx: &Cx,
    (fields, preset): (&Fields, &Directory),
    (name, password): (&str, &str),
) -> std::result::Result<External, Fault> {
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
    let named = fields.user_attribute.as_deref().unwrap_or(preset.name);
    let wanted: Vec<&str> = READ.into_iter().chain([id, named]).collect();
    let base = fields.base_dn.as_deref().unwrap_or_default();
    let search = Search {
        base,
        attribute: named,
        value: name.trim(),
        wanted: &wanted,
    };
    let entry = link
        .find(&search)
        .await?
        .filter(|entry| !entry.dn.is_empty());
    let Some(entry) = entry.filter(|entry| is_called(entry, named, name)) else {
        // As many questions as for somebody who is there.
        link.bind(&format!("cn=nobody,{base}"), password).await?;
        return Err(Fault::Denied);
    };
    match link.bind(&entry.dn, password).await? {
        true => read(&entry, id),
        false => Err(Fault::Denied),
    }
}

/// Whether an entry has the very name that was typed, but for small and capital letters. Directories
/// find it by others as well (RFC 4518), and wrong passwords are counted by the name that is typed.
fn is_called(entry: &Entry, attribute: &str, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let values = entry.attributes.get(&attribute.to_ascii_lowercase());
    let mut values = values.into_iter().flatten();
    values.any(|value| str::from_utf8(value).is_ok_and(|value| value.to_lowercase() == typed))
}

/// Who an entry is.
fn read(entry: &Entry, id: &str) -> std::result::Result<External, Fault> {
    let value = |name: &str| {
        let values = entry.attributes.get(&name.to_ascii_lowercase());
        values.and_then(|all| all.first())
    };
    let bytes = value(id).ok_or(Fault::Unbelievable("it says nobody's id"))?;
    let id = match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => text.to_owned(),
        _ => hex::encode(bytes),
    };
    let texts = READ.into_iter().filter_map(|name| {
        let text = std::str::from_utf8(value(name)?).ok()?;
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
