//! A response (SAML Core section 3.3.3) with the one assertion that was signed.

use roxmltree::{Document, Node};

use super::certificate::Key;
use super::signed::signed;
use super::xml::{ASSERTION, DS, PROTOCOL, Why, elements, only, parse, text};

const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/// What came back.
#[derive(Debug)]
pub enum Answer {
    /// Somebody, and what the response says around it.
    Somebody(Box<Envelope>, Box<Assertion>),
    /// Nobody; whether somebody there said no.
    Nobody(bool),
}

/// What a response says; nobody signed it where the assertion alone was.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "named as SAML has it")]
pub struct Envelope {
    pub is_signed: bool,
    pub destination: Option<String>,
    pub in_response_to: Option<String>,
    pub issuer: Option<String>,
    pub issue_instant: Option<String>,
}

/// An assertion, read from what was signed.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "named as SAML has it")]
pub struct Assertion {
    pub id: String,
    pub issuer: String,
    pub issue_instant: Option<String>,
    pub name: String,
    pub name_format: Option<String>,
    /// Ways that whoever brings it proves to be meant.
    pub bearers: Vec<Bearer>,
    pub not_before: Option<String>,
    pub not_on_or_after: Option<String>,
    /// Each list must name whoever reads it.
    pub audiences: Vec<Vec<String>>,
    /// When each sign-in there ends, where it says so.
    pub sessions: Vec<Option<String>>,
    /// Names and values, in the order that they stand in.
    pub attributes: Vec<(String, String)>,
}

/// A subject confirmation of whoever brings the assertion.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "named as SAML has it")]
pub struct Bearer {
    pub recipient: Option<String>,
    pub in_response_to: Option<String>,
    pub not_before: Option<String>,
    pub not_on_or_after: Option<String>,
}

/// Reads a response that one of those keys signed, it or its assertion.
///
/// # Errors
/// Why it is not believed.
pub fn read(document: &str, keys: &[Key]) -> Result<Answer, Why> {
    let document = parse(document.trim_start_matches('\u{feff}'))?;
    let root = response(&document)?;
    if let Some(denied) = failure(root)? {
        return Ok(Answer::Nobody(denied));
    }
    let assertion = assertion_of(root)?;
    if only(root, DS, "Signature")?.is_none() {
        let text = signed(assertion, keys)?;
        let inner = parse(&text)?;
        let envelope = envelope(root, false)?;
        let assertion = assertion_in(&inner)?;
        return Ok(Answer::Somebody(envelope.into(), assertion.into()));
    }
    let text = signed(root, keys)?;
    let whole = parse(&text)?;
    let root = response(&whole)?;
    if failure(root)?.is_some() {
        return Err("it is not what was signed");
    }
    let assertion = self::assertion(assertion_of(root)?)?;
    Ok(Answer::Somebody(
        envelope(root, true)?.into(),
        assertion.into(),
    ))
}

fn response<'a, 'i>(document: &'a Document<'i>) -> Result<Node<'a, 'i>, Why> {
    let root = document.root_element();
    match root.has_tag_name((PROTOCOL, "Response")) && root.attribute("Version") == Some("2.0") {
        true => Ok(root),
        false => Err("it is no response"),
    }
}

/// Whether it says no, and then whether that is somebody's wish.
fn failure(root: Node<'_, '_>) -> Result<Option<bool>, Why> {
    let status = only(root, PROTOCOL, "Status")?.ok_or("it has no status")?;
    let code = only(status, PROTOCOL, "StatusCode")?.ok_or("it has no status")?;
    let value = |code: Node<'_, '_>| code.attribute("Value").map(str::to_owned);
    let is = |code: Option<String>, name: &str| code == Some(format!("{STATUS}{name}"));
    let more = only(code, PROTOCOL, "StatusCode")?.and_then(value);
    if is(value(code), "Success") {
        return Ok(None);
    }
    let denied = ["AuthnFailed", "RequestDenied"];
    Ok(Some(denied.iter().any(|name| is(more.clone(), name))))
}

/// The one assertion, which stands in the response itself and nowhere else.
fn assertion_of<'a, 'i>(root: Node<'a, 'i>) -> Result<Node<'a, 'i>, Why> {
    let all = root.document().root_element().descendants();
    let is = |node: &Node<'_, '_>, name| node.has_tag_name((ASSERTION, name));
    if all.clone().any(|node| is(&node, "EncryptedAssertion")) {
        return Err("its assertion is encrypted");
    }
    if all.filter(|node| is(node, "Assertion")).count() > 1 {
        return Err("it has several assertions");
    }
    only(root, ASSERTION, "Assertion")?.ok_or("it has no assertion")
}

fn assertion_in(document: &Document<'_>) -> Result<Assertion, Why> {
    let root = document.root_element();
    match root.has_tag_name((ASSERTION, "Assertion")) {
        true => assertion(root),
        false => Err("it has no assertion"),
    }
}

fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name).map(str::to_owned)
}

/// A name of who issued something, which is an entity.
fn issuer(node: Node<'_, '_>) -> Result<Option<String>, Why> {
    const ENTITY: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    let Some(issuer) = only(node, ASSERTION, "Issuer")? else {
        return Ok(None);
    };
    match issuer.attribute("Format").is_none_or(|own| own == ENTITY) {
        true => text(issuer).map(Some),
        false => Err("its issuer is no entity"),
    }
}

fn envelope(root: Node<'_, '_>, is_signed: bool) -> Result<Envelope, Why> {
    Ok(Envelope {
        is_signed,
        destination: attribute(root, "Destination"),
        in_response_to: attribute(root, "InResponseTo"),
        issuer: issuer(root)?,
        issue_instant: attribute(root, "IssueInstant"),
    })
}

fn assertion(node: Node<'_, '_>) -> Result<Assertion, Why> {
    if node.attribute("Version") != Some("2.0") {
        return Err("its assertion is of another version");
    }
    let missing = "its assertion is not whole";
    let subject = only(node, ASSERTION, "Subject")?.ok_or(missing)?;
    let name = only(subject, ASSERTION, "NameID")?.ok_or("it names nobody")?;
    let conditions = only(node, ASSERTION, "Conditions")?.ok_or(missing)?;
    Ok(Assertion {
        id: attribute(node, "ID").ok_or(missing)?,
        issuer: issuer(node)?.ok_or(missing)?,
        issue_instant: attribute(node, "IssueInstant"),
        name: text(name)?,
        name_format: attribute(name, "Format"),
        bearers: bearers(subject)?,
        not_before: attribute(conditions, "NotBefore"),
        not_on_or_after: attribute(conditions, "NotOnOrAfter"),
        audiences: audiences(conditions)?,
        sessions: elements(node)
            .filter(|one| one.has_tag_name((ASSERTION, "AuthnStatement")))
            .map(|one| attribute(one, "SessionNotOnOrAfter"))
            .collect(),
        attributes: attributes(node)?,
    })
}

fn bearers(subject: Node<'_, '_>) -> Result<Vec<Bearer>, Why> {
    let mut all = Vec::new();
    for one in elements(subject) {
        let is = one.has_tag_name((ASSERTION, "SubjectConfirmation"));
        if !is || one.attribute("Method") != Some(BEARER) {
            continue;
        }
        if let Some(data) = only(one, ASSERTION, "SubjectConfirmationData")? {
            all.push(Bearer {
                recipient: attribute(data, "Recipient"),
                in_response_to: attribute(data, "InResponseTo"),
                not_before: attribute(data, "NotBefore"),
                not_on_or_after: attribute(data, "NotOnOrAfter"),
            });
        }
    }
    Ok(all)
}

/// Conditions that are not understood make an assertion worth nothing (SAML Core section 2.5.1.1).
fn audiences(conditions: Node<'_, '_>) -> Result<Vec<Vec<String>>, Why> {
    let mut all = Vec::new();
    for one in elements(conditions) {
        if one.has_tag_name((ASSERTION, "AudienceRestriction")) {
            let named = elements(one).filter(|own| own.has_tag_name((ASSERTION, "Audience")));
            all.push(named.map(text).collect::<Result<_, _>>()?);
        } else if !one.has_tag_name((ASSERTION, "OneTimeUse"))
            && !one.has_tag_name((ASSERTION, "ProxyRestriction"))
        {
            return Err("it has a condition that is not known");
        }
    }
    Ok(all)
}

/// What is said of somebody. A value that has elements in it is none of a kind that is read.
fn attributes(node: Node<'_, '_>) -> Result<Vec<(String, String)>, Why> {
    let statements =
        elements(node).filter(|one| one.has_tag_name((ASSERTION, "AttributeStatement")));
    let named = statements.flat_map(elements);
    let named = named.filter(|one| one.has_tag_name((ASSERTION, "Attribute")));
    let mut all = Vec::new();
    for one in named {
        let name = one.attribute("Name").ok_or("an attribute has no name")?;
        let values = elements(one).filter(|own| own.has_tag_name((ASSERTION, "AttributeValue")));
        for value in values.filter(|value| elements(*value).next().is_none()) {
            all.push((name.to_owned(), text(value)?));
        }
    }
    Ok(all)
}
