//! What was signed of a document (XML Signature 1.1), as far as SAML goes (SAML Core section 5.4).
//! What stands in the document is only looked at to find the signature: whatever is believed is
//! read from the canonical text that was signed.

use aws_lc_rs::digest::{self, Algorithm};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use super::c14n::{Canonical, canonical};
use super::certificate::Key;
use super::xml::{DS, Why, elements, only, parse, text};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// Most prefixes of `InclusiveNamespaces`.
const PREFIXES: usize = 32;

/// The canonical text of an element that carries its own signature by one of those keys.
///
/// # Errors
/// Why it is not signed.
pub fn signed(element: Node<'_, '_>, keys: &[Key]) -> Result<String, Why> {
    let signature = only(element, DS, "Signature")?.ok_or("it is not signed")?;
    let info = only(signature, DS, "SignedInfo")?.ok_or("its signature is not whole")?;
    let method = only(info, DS, "CanonicalizationMethod")?.ok_or("its signature is not whole")?;
    let how = canonicalization(method)?;
    let text_of_info = canonical(info, &how, None).ok_or("its signature is too deep")?;
    let document = parse(&text_of_info)?;
    let info = Info::of(document.root_element(), &how)?;
    if !signature_is_plain(signature) || !info.is_about(element) {
        return Err("its signature is of something else");
    }
    let tag = only(signature, DS, "SignatureValue")?.ok_or("its signature is not whole")?;
    let tag = decoded(tag)?;
    let is_right = |key: &Key| key.signed(&info.method, text_of_info.as_bytes(), &tag);
    if !keys.iter().any(is_right) {
        return Err("its signature is wrong");
    }
    let whole = canonical(element, &info.how, Some(signature.id())).ok_or("it is too deep")?;
    let digest = digest::digest(info.algorithm, whole.as_bytes());
    match digest.as_ref() == info.digest {
        true => Ok(whole),
        false => Err("it is not what was signed"),
    }
}

/// Whether a signature has its own parts alone: nothing hides in one.
fn signature_is_plain(signature: Node<'_, '_>) -> bool {
    let names: Vec<_> = elements(signature)
        .map(|one| (one.tag_name().namespace(), one.tag_name().name()))
        .collect();
    let own = |name| (Some(DS), name);
    let short = [own("SignedInfo"), own("SignatureValue")];
    let long = [own("SignedInfo"), own("SignatureValue"), own("KeyInfo")];
    names == short || names == long
}

fn decoded(node: Node<'_, '_>) -> Result<Vec<u8>, Why> {
    let text: String = text(node)?.split_ascii_whitespace().collect();
    STANDARD
        .decode(text)
        .map_err(|_| "its signature is no base64")
}

/// What a signature says that it is of.
struct Info {
    method: String,
    about: String,
    how: Canonical,
    algorithm: &'static Algorithm,
    digest: Vec<u8>,
}

impl Info {
    /// Reads it from the text that was signed, which was written that way.
    fn of(info: Node<'_, '_>, how: &Canonical) -> Result<Self, Why> {
        let parts: Vec<_> = elements(info).collect();
        let [by, method, reference] = parts.as_slice() else {
            return Err("its signature is of several things");
        };
        named(*by, "CanonicalizationMethod")?;
        named(*method, "SignatureMethod")?;
        named(*reference, "Reference")?;
        if canonicalization(*by)? != *how || elements(*method).next().is_some() {
            return Err("its signature is not the one that was found");
        }
        let inside: Vec<_> = elements(*reference).collect();
        let [transforms, algorithm, digest] = inside.as_slice() else {
            return Err("its signature is not whole");
        };
        named(*transforms, "Transforms")?;
        named(*algorithm, "DigestMethod")?;
        named(*digest, "DigestValue")?;
        Ok(Self {
            method: algorithm_of(*method)?.to_owned(),
            about: reference.attribute("URI").unwrap_or("none").to_owned(),
            how: transforms_of(*transforms)?,
            algorithm: digest_of(algorithm_of(*algorithm)?)?,
            digest: decoded(*digest)?,
        })
    }

    /// Whether it is of that element: the one with its id, or the whole document.
    fn is_about(&self, element: Node<'_, '_>) -> bool {
        let is_root = element.document().root_element() == element;
        match self.about.strip_prefix('#') {
            Some(id) => !id.is_empty() && element.attribute("ID") == Some(id),
            None => is_root && self.about.is_empty(),
        }
    }
}

fn named(node: Node<'_, '_>, name: &str) -> Result<(), Why> {
    match node.has_tag_name((DS, name)) {
        true => Ok(()),
        false => Err("its signature is none that is known"),
    }
}

fn algorithm_of<'a>(node: Node<'a, '_>) -> Result<&'a str, Why> {
    node.attribute("Algorithm").ok_or("it names no algorithm")
}

fn digest_of(name: &str) -> Result<&'static Algorithm, Why> {
    match name {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Ok(&digest::SHA256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Ok(&digest::SHA384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Ok(&digest::SHA512),
        _ => Err("its digest is of no algorithm that is taken"),
    }
}

/// What is signed is the element without its signature, written one way, and nothing else.
fn transforms_of(node: Node<'_, '_>) -> Result<Canonical, Why> {
    let all: Vec<_> = elements(node).collect();
    let [enveloped, written] = all.as_slice() else {
        return Err("it is transformed");
    };
    named(*enveloped, "Transform")?;
    named(*written, "Transform")?;
    if algorithm_of(*enveloped)? != ENVELOPED || elements(*enveloped).next().is_some() {
        return Err("it is transformed");
    }
    canonicalization(*written)
}

/// The way that a text is written.
fn canonicalization(node: Node<'_, '_>) -> Result<Canonical, Why> {
    let comments = match algorithm_of(node)? {
        EXCLUSIVE => false,
        WITH_COMMENTS => true,
        _ => return Err("its text is of no form that is taken"),
    };
    let listed: Vec<_> = elements(node).collect();
    let list = match listed.as_slice() {
        [] => "",
        [one] if one.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")) => {
            one.attribute("PrefixList").unwrap_or("")
        }
        _ => return Err("its text is of no form that is taken"),
    };
    let prefixes: Vec<String> = list
        .split_ascii_whitespace()
        .map(|one| if one == "#default" { "" } else { one }.to_owned())
        .collect();
    match prefixes.len() <= PREFIXES {
        true => Ok(Canonical { comments, prefixes }),
        false => Err("it names too many prefixes"),
    }
}
