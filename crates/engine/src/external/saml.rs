//! SAML 2.0 (Web Browser SSO, SAML Profiles section 4.1): a request by a redirect, and a response that
//! the browser brings by a form, signed by a certificate that the connection pins.

use std::borrow::Cow;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};
use cleat_api::{Object, Value};
use cleat_protocol::saml::{self, Answer, Assertion, AuthnRequest, Bearer, Envelope};
use cleat_protocol::vendors::alipay;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use serde_json::json;
use url::{Url, form_urlencoded};

use super::connection::Opened;
use super::fault::Fault;
use super::fields::{Fields, key_of};
use super::leg::{Leg, Told};
use super::preset::{Protocol, Source};
use super::profile::{External, Mapping};
use super::request::page;
use crate::kernel::{Cx, Error, Result};

/// Any identity provider that speaks SAML. What it says of addresses counts as proven where a mapping
/// says so alone: whoever runs it writes what they like.
pub const SAML: Source = Source {
    provider: Provider::Saml,
    connection: ConnectionType::Saml,
    name: "SAML",
    r#type: ExtIdpType::Enterprise,
    has_page: true,
    required: &["signInEndPoint", "samlIdpEntityId", "samlIdpCert"],
    check,
    protocol: Protocol::Saml,
};

/// How far clocks may be apart, in milliseconds.
const SKEW: i64 = 60_000;
/// Names that are another one each time.
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
/// How requests are signed.
const SIGNED_BY: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
/// Where its answer has what is looked for.
const MAPPING: Mapping = Mapping {
    id: Cow::Borrowed("/nameId"),
    email: None,
    email_verified: None,
    phone: None,
    phone_verified: None,
    name: Some(Cow::Borrowed("/attributes/displayName")),
    picture: None,
};

/// Settings that are known, each with what it may say alone.
fn only(fields: &Fields) -> [(&'static str, Option<&str>, &'static [&'static str]); 4] {
    let binding = &[
        "HTTP-Redirect",
        "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
    ];
    [
        (
            "signatureAlgorithm",
            fields.signature_algorithm.as_deref(),
            &["rsa-sha256", SIGNED_BY],
        ),
        (
            "digestAlgorithm",
            fields.digest_algorithm.as_deref(),
            &["sha256", "http://www.w3.org/2001/04/xmlenc#sha256"],
        ),
        (
            "protocolBinding",
            fields.protocol_binding.as_deref(),
            binding,
        ),
        ("signOutEndPoint", fields.sign_out_end_point.as_deref(), &[]),
    ]
}

fn check(fields: &Fields) -> Result<()> {
    let refused = |name: &str, why: &str| Err(Error::field(&format!("fields.{name}"), why));
    let pinned = fields.saml_idp_cert.as_deref().unwrap_or_default();
    if saml::keys(pinned).is_none() {
        let why = "must be PEM certificates of RSA from 2048 bits on, P-256 or P-384";
        return refused("samlIdpCert", why);
    }
    for (name, set, known) in only(fields) {
        let set = set.filter(|set| !set.is_empty());
        if set.is_some_and(|set| !known.iter().any(|one| one.eq_ignore_ascii_case(set))) {
            return refused(name, "is not supported here");
        }
    }
    let has_key = fields
        .saml_sp_key
        .as_deref()
        .is_some_and(|key| !key.is_empty());
    if (has_key || fields.sign_saml_request) && key(fields).is_none() {
        return refused("samlSpKey", "must be a private key of RSA");
    }
    let certificate = fields.saml_sp_cert.as_deref().unwrap_or_default();
    let is_absent = certificate.is_empty() && !has_key;
    if !is_absent && !is_of_key(fields) {
        return refused("samlSpCert", "must be the certificate of samlSpKey");
    }
    Ok(())
}

fn key(fields: &Fields) -> Option<saml::Signer> {
    alipay::private_key(&key_of(fields.saml_sp_key.as_deref())?)
}

fn is_of_key(fields: &Fields) -> bool {
    let certificate = fields.saml_sp_cert.as_deref().and_then(saml::keys);
    let (Some(all), Some(key)) = (certificate, key(fields)) else {
        return false;
    };
    matches!(all.as_slice(), [one] if one.is_rsa(saml::public_key(&key)))
}

/// The path of what an identity provider must know of this server.
pub fn metadata_path(identifier: &str, pool_id: &str) -> String {
    format!("/connection/social/{identifier}/{pool_id}/metadata")
}

/// What this server is called there.
fn entity(cx: &Cx, conn: &Opened) -> String {
    let path = metadata_path(&conn.row.identifier, &conn.row.pool_id);
    format!("{}{path}", cx.app.settings.base_url())
}

/// What an identity provider must know of this server; none where the connection is no such one.
pub fn metadata(cx: &Cx, conn: &Opened) -> Option<String> {
    if !matches!(conn.source.protocol, Protocol::Saml) {
        return None;
    }
    let leg = Leg {
        cx,
        conn,
        state: None,
    };
    let fields = leg.fields();
    let certificate = fields.saml_sp_cert.as_deref();
    let certificate = certificate.filter(|_| fields.sign_saml_request);
    let certificate = certificate.and_then(saml::certificates);
    let certificate = certificate.and_then(|all| Some(STANDARD.encode(all.first()?)));
    Some(saml::metadata(
        &entity(cx, conn),
        &leg.redirect_uri(),
        certificate.as_deref(),
    ))
}

/// Where the browser goes (SAML Bindings section 3.4.4.1).
pub fn authorization(leg: &Leg<'_>) -> std::result::Result<Url, Fault> {
    let fields = leg.fields();
    let at = fields.sign_in_end_point.as_deref().unwrap_or_default();
    let mut url = page(at)?;
    let (Some(id), Some(state)) = (leg.request_id(), leg.state) else {
        // Nobody is sent there yet: somebody is asked first.
        return Ok(url);
    };
    let request = AuthnRequest {
        id: &id,
        issued: &written(leg.cx.now()),
        destination: at,
        entity: &entity(leg.cx, leg.conn),
        consumer: &leg.redirect_uri(),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("SAMLRequest", &packed(&request.xml()));
    query.append_pair("RelayState", state);
    let mut query = query.finish();
    if fields.sign_saml_request {
        query = signed(fields, query)?;
    }
    if let Some(own) = url.query().filter(|own| !own.is_empty()) {
        query = format!("{own}&{query}");
    }
    url.set_query(Some(&query));
    Ok(url)
}

/// A query with its signature.
fn signed(fields: &Fields, query: String) -> std::result::Result<String, Fault> {
    let mut more = form_urlencoded::Serializer::new(query);
    let query = more.append_pair("SigAlg", SIGNED_BY).finish();
    let signature = key(fields).and_then(|key| saml::sign(&key, &query));
    let signature = signature.ok_or(Fault::Unbelievable("the key cannot be used"))?;
    let mut more = form_urlencoded::Serializer::new(query);
    Ok(more.append_pair("Signature", &signature).finish())
}

fn packed(text: &str) -> String {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    // Nothing fails that is written to memory.
    let _ = packer.write_all(text.as_bytes());
    STANDARD.encode(packer.finish().unwrap_or_default())
}

/// A time as XML writes it.
fn written(now: i64) -> String {
    let time = Timestamp::from_second(now / 1000).unwrap_or_default();
    time.to_string()
}

/// Who it is that came back with a response.
pub fn external(leg: &Leg<'_>, told: &Told) -> std::result::Result<External, Fault> {
    let fields = leg.fields();
    let Some(request) = leg.request_id() else {
        return Err(Fault::Unbelievable("nobody asked it"));
    };
    if told.code.len() > saml::LONGEST * 3 / 2 {
        return Err(Fault::Unbelievable("its answer is too long"));
    }
    let text: String = told.code.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(text).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or(Fault::Unbelievable("its answer is no text"))?;
    let pinned = fields.saml_idp_cert.as_deref().and_then(saml::keys);
    let pinned = pinned.ok_or(Fault::Unbelievable("its certificate cannot be used"))?;
    let (envelope, assertion) = match saml::read(&text, &pinned).map_err(Fault::Unbelievable)? {
        Answer::Somebody(envelope, assertion) => (envelope, assertion),
        Answer::Nobody(true) => return Err(Fault::Denied),
        Answer::Nobody(false) => return Err(Fault::Unbelievable("it signs nobody in")),
    };
    let expected = Expected {
        issuer: fields.saml_idp_entity_id.as_deref().unwrap_or_default(),
        entity: &entity(leg.cx, leg.conn),
        consumer: &leg.redirect_uri(),
        request: &request,
        now: leg.cx.now(),
    };
    expected.envelope(&envelope)?;
    expected.assertion(&assertion)?;
    let mapping = mapping(fields.mapping.as_ref());
    let is_fleeting = assertion.name_format.as_deref() == Some(TRANSIENT);
    if is_fleeting && mapping.id == MAPPING.id {
        return Err(Fault::Unbelievable("its name is another one each time"));
    }
    mapping.read(value(*assertion))
}

/// Where an answer has what is looked for. What a mapping leaves out stands where OpenID Connect has
/// it, and SAML has nothing.
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

/// As JSON: what has several values is a list.
fn value(assertion: Assertion) -> Value {
    let mut attributes = Object::new();
    for (name, text) in assertion.attributes {
        match attributes.get_mut(&name) {
            None => drop(attributes.insert(name, Value::from(text))),
            Some(Value::Array(all)) => all.push(Value::from(text)),
            Some(one) => *one = json!([one, text]),
        }
    }
    json!({
        "nameId": assertion.name,
        "nameIdFormat": assertion.name_format,
        "issuer": assertion.issuer,
        "attributes": attributes,
    })
}

/// What a response must be about.
struct Expected<'a> {
    issuer: &'a str,
    entity: &'a str,
    consumer: &'a str,
    request: &'a str,
    now: i64,
}

type Checked = std::result::Result<(), Fault>;

/// Refuses what is not so.
fn must(is_so: bool, why: &'static str) -> Checked {
    match is_so {
        true => Ok(()),
        false => Err(Fault::Unbelievable(why)),
    }
}

impl Expected<'_> {
    /// What a response says itself; where nobody signed it, it may leave out much.
    fn envelope(&self, said: &Envelope) -> Checked {
        let is = |said: &Option<String>, right: &str| said.as_deref() == Some(right);
        let may = |said: &Option<String>, right: &str| said.is_none() || is(said, right);
        let goes_here = match said.is_signed {
            true => is(&said.destination, self.consumer),
            false => may(&said.destination, self.consumer),
        };
        must(goes_here, "it goes elsewhere")?;
        must(is(&said.in_response_to, self.request), "it answers another")?;
        must(may(&said.issuer, self.issuer), "it is another issuer's")?;
        must(
            self.has_begun(said.issue_instant.as_deref()),
            "it is of the future",
        )
    }

    fn assertion(&self, said: &Assertion) -> Checked {
        must(said.issuer == self.issuer, "it is another issuer's")?;
        must(
            self.has_begun(said.issue_instant.as_deref()),
            "it is of the future",
        )?;
        let begun = said.not_before.is_none() || self.has_begun(said.not_before.as_deref());
        must(begun, "it is not yet good")?;
        let lasts = said.not_on_or_after.is_none() || self.lasts(said.not_on_or_after.as_deref());
        must(lasts, "it is over")?;
        let names = |all: &Vec<String>| all.iter().any(|one| one == self.entity);
        let is_ours = !said.audiences.is_empty() && said.audiences.iter().all(names);
        must(is_ours, "it is for another audience")?;
        let confirms = said.bearers.iter().any(|one| self.confirms(one));
        must(confirms, "whoever brings it is not meant")?;
        let lasts = |end: &Option<String>| end.is_none() || self.lasts(end.as_deref());
        let is_there = !said.sessions.is_empty() && said.sessions.iter().all(lasts);
        must(is_there, "nobody has signed in there")
    }

    /// SAML Profiles section 4.1.4.2.
    fn confirms(&self, said: &Bearer) -> bool {
        said.recipient.as_deref() == Some(self.consumer)
            && said.in_response_to.as_deref() == Some(self.request)
            && said.not_before.is_none()
            && self.lasts(said.not_on_or_after.as_deref())
    }

    fn has_begun(&self, time: Option<&str>) -> bool {
        time.and_then(read)
            .is_some_and(|time| time <= self.now + SKEW)
    }

    fn lasts(&self, time: Option<&str>) -> bool {
        time.and_then(read)
            .is_some_and(|time| time > self.now - SKEW)
    }
}

/// A time, in milliseconds.
fn read(text: &str) -> Option<i64> {
    let time: Timestamp = text.parse().ok()?;
    Some(time.as_millisecond())
}
