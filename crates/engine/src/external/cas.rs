//! CAS (protocol 3.0): a page that gives a ticket, and the server that says whose it is, once, and for
//! the address that the browser came back to.

use std::borrow::Cow;

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};
use cleat_api::{Object, Value};
use cleat_protocol::cas::{Answer, User, answer};
use serde_json::json;
use url::Url;

use super::answer::of_status;
use super::calls::{Fault, get};
use super::fields::Fields;
use super::leg::{Leg, Told};
use super::preset::{Protocol, Source};
use super::profile::{External, Mapping};
use super::request::page;
use crate::kernel::{Error, Result};

/// Any server that speaks CAS. What it says of addresses counts as proven where a mapping says so
/// alone: whoever runs it writes what they like.
pub const CAS: Source = Source {
    provider: Provider::Cas,
    connection: ConnectionType::Cas,
    name: "CAS",
    r#type: ExtIdpType::Enterprise,
    has_page: true,
    required: &["casConnectionLoginUrl"],
    check,
    protocol: Protocol::Cas,
};

/// Where tickets are told of, beside the page.
const VALIDATE: &str = "p3/serviceValidate";
/// What the page stands at.
const LOGIN: &str = "/login";
/// What a ticket begins with, and how long it may be (section 3.1).
const TICKET: (&str, usize) = ("ST-", 256);
/// What a server says that has a fault of its own.
const FAULT: &str = "INTERNAL_ERROR";
/// Where its answer has what is looked for.
const MAPPING: Mapping = Mapping {
    id: Cow::Borrowed("/user"),
    email: None,
    email_verified: None,
    phone: None,
    phone_verified: None,
    name: Some(Cow::Borrowed("/attributes/displayName")),
    picture: None,
};

fn check(fields: &Fields) -> Result<()> {
    match validation(fields).is_some() {
        true => Ok(()),
        false => {
            let why = "must end in /login where tokenEndPoint is missing";
            Err(Error::field("fields.casConnectionLoginUrl", why))
        }
    }
}

/// Where it is asked whose a ticket is.
fn validation(fields: &Fields) -> Option<Url> {
    if let Some(set) = fields.token_end_point.as_deref() {
        return page(set).ok();
    }
    let mut url = page(fields.cas_connection_login_url.as_deref()?).ok()?;
    let root = url.path().strip_suffix(LOGIN)?;
    let path = format!("{root}/{VALIDATE}");
    url.set_path(&path);
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}

/// The address that the browser comes back to, by which the server knows this sign-in.
fn service(leg: &Leg<'_>) -> std::result::Result<Url, Fault> {
    let mut url = page(&leg.redirect_uri())?;
    let state = leg.state.unwrap_or_default();
    url.query_pairs_mut().append_pair("state", state);
    Ok(url)
}

/// Where the browser goes.
pub fn authorization(leg: &Leg<'_>) -> std::result::Result<Url, Fault> {
    let at = leg.fields().cas_connection_login_url.as_deref();
    let mut url = page(at.unwrap_or_default())?;
    let service = service(leg)?;
    url.query_pairs_mut()
        .append_pair("service", service.as_str());
    Ok(url)
}

/// Who it is that came back.
pub async fn external(leg: &Leg<'_>, told: &Told) -> std::result::Result<External, Fault> {
    let (start, longest) = TICKET;
    let ticket = told.code.as_str();
    let is_one = ticket.starts_with(start) && ticket.len() <= longest;
    if !is_one || leg.state.is_none() || !ticket.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Fault::Unbelievable("it gives no ticket"));
    }
    let url = validation(leg.fields()).ok_or(Fault::Unbelievable("its address is none"));
    let (mut url, service) = (url?, service(leg)?);
    url.query_pairs_mut()
        .append_pair("service", service.as_str())
        .append_pair("ticket", ticket);
    let call = get(url).with("accept", "application/xml");
    let (status, body) = leg.caller().bytes(call).await?;
    let user = user(status, &body)?;
    mapping(leg.fields().mapping.as_ref()).read(value(user))
}

/// Where an answer has what is looked for. What a mapping leaves out stands where OpenID Connect has
/// it, and CAS has nothing.
fn mapping(set: Option<&Mapping>) -> Mapping {
    let Some(set) = set else { return MAPPING };
    let mut mapping = set.clone();
    if mapping.id == Mapping::STANDARD.id {
        mapping.id = MAPPING.id;
    }
    if mapping.name == Mapping::STANDARD.name {
        mapping.name = MAPPING.name;
    }
    mapping
}

fn user(status: u16, body: &[u8]) -> std::result::Result<User, Fault> {
    if status != 200 {
        return Err(of_status(status));
    }
    let text = std::str::from_utf8(body).ok();
    match text.and_then(answer) {
        Some(Answer::Success(user)) => Ok(user),
        Some(Answer::Failure(code)) if code == FAULT => Err(Fault::Down),
        Some(Answer::Failure(_)) => Err(Fault::Unbelievable("it refuses the ticket")),
        None => Err(Fault::Unbelievable("its answer is no XML of CAS")),
    }
}

/// As JSON: what has several values is a list.
fn value(user: User) -> Value {
    let mut attributes = Object::new();
    for (name, text) in user.attributes {
        match attributes.get_mut(&name) {
            None => drop(attributes.insert(name, Value::from(text))),
            Some(Value::Array(all)) => all.push(Value::from(text)),
            Some(one) => *one = json!([one, text]),
        }
    }
    json!({ "user": user.name, "attributes": attributes })
}
