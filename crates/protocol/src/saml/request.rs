//! What this server says as a service provider: a request to sign somebody in (SAML Core section
//! 3.4.1), and its metadata (SAML Metadata section 2.4.4).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, KeyPair as _, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::xml::{ASSERTION, PROTOCOL};

const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// A key that signs requests.
pub type Signer = RsaKeyPair;

/// The public key of one, as PKCS#1.
pub fn public_key(key: &Signer) -> &[u8] {
    key.public_key().as_ref()
}

/// A signature by RSA with SHA-256, as base64; none where the key cannot sign.
pub fn sign(key: &Signer, text: &str) -> Option<String> {
    let mut tag = vec![0; key.public_modulus_len()];
    let (encoding, random) = (&signature::RSA_PKCS1_SHA256, SystemRandom::new());
    key.sign(encoding, &random, text.as_bytes(), &mut tag)
        .ok()?;
    Some(STANDARD.encode(tag))
}

/// A request to sign somebody in.
#[derive(Debug)]
pub struct AuthnRequest<'a> {
    /// Its id, which the response names.
    pub id: &'a str,
    /// When it is made, as XML writes times.
    pub issued: &'a str,
    /// Where it goes.
    pub destination: &'a str,
    /// Who asks.
    pub entity: &'a str,
    /// Where the response goes.
    pub consumer: &'a str,
}

impl AuthnRequest<'_> {
    /// As XML.
    pub fn xml(&self) -> String {
        let [id, issued, destination, entity, consumer] = [
            self.id,
            self.issued,
            self.destination,
            self.entity,
            self.consumer,
        ]
        .map(escaped);
        format!(
            "<samlp:AuthnRequest xmlns:samlp=\"{PROTOCOL}\" ID=\"{id}\" Version=\"2.0\" \
             IssueInstant=\"{issued}\" Destination=\"{destination}\" \
             AssertionConsumerServiceURL=\"{consumer}\" ProtocolBinding=\"{POST}\">\
             <saml:Issuer xmlns:saml=\"{ASSERTION}\">{entity}</saml:Issuer>\
             <samlp:NameIDPolicy AllowCreate=\"true\"/></samlp:AuthnRequest>"
        )
    }
}

/// What an identity provider must know of this server; the certificate (base64) is of the key that
/// signs requests.
pub fn metadata(entity: &str, consumer: &str, certificate: Option<&str>) -> String {
    let (entity, consumer) = (escaped(entity), escaped(consumer));
    let key = certificate.map_or_else(String::new, |certificate| {
        format!(
            "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo \
             xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>\
             {certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        )
    });
    let signs = certificate.is_some();
    format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         entityID=\"{entity}\"><md:SPSSODescriptor AuthnRequestsSigned=\"{signs}\" \
         WantAssertionsSigned=\"true\" protocolSupportEnumeration=\"{PROTOCOL}\">{key}\
         <md:AssertionConsumerService Binding=\"{POST}\" Location=\"{consumer}\" index=\"0\" \
         isDefault=\"true\"/></md:SPSSODescriptor></md:EntityDescriptor>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
