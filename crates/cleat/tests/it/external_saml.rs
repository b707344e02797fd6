//! SAML: an identity provider that signs with a key of its own, and what may be said in its name.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as B64;
use cleat_api::ErrorCode;
use cleat_api::ext_idp::{ConnectionType, CreateExtIdp, CreateExtIdpConn, Provider};
use serde_json::{Value, json};

use crate::browser::{Browser, Rp, Shown, Wanted, claims};
use crate::common::{need, program, python};
use crate::external_sources::{Away, Lab, connect, join, merge};
use crate::harness::{Folder, Process, START, client, free_address, refused};

pub const AT: (Provider, ConnectionType) = (Provider::Saml, ConnectionType::Saml);
pub const ENTITY: &str = "urn:example:idp";
pub const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
pub const ENC: &str = "http://www.w3.org/2001/04/xmlenc#";
pub const EXC: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let [high, low] = u16::try_from(body.len()).unwrap().to_be_bytes();
    // DER writes a length as short as it can be.
    let length: &[u8] = match (high, low) {
        (0, ..0x80) => &[low],
        (0, _) => &[0x81, low],
        _ => &[0x82, high, low],
    };
    [&[tag], length, &body].concat()
}

/// A certificate that says nothing but its key.
fn certificate(algorithm: &[u8], key: &[u8]) -> String {
    let name = tlv(0x30, &[]);
    let time = [&[0x17, 13], b"260101000000Z".as_slice()].concat();
    let info = tlv(0x30, &[algorithm, &tlv(0x03, &[&[0], key])]);
    let validity = tlv(0x30, &[&time, &time]);
    let parts: [&[u8]; 6] = [&[2, 1, 1], algorithm, &name, &validity, &name, &info];
    let der = tlv(
        0x30,
        &[&tlv(0x30, &parts), algorithm, &tlv(0x03, &[&[0, 0]])],
    );
    let text = B64.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
}

pub enum Key {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl Key {
    pub fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    fn p256() -> Self {
        Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub fn certificate(&self) -> String {
        match self {
            Self::Rsa(key) => {
                let oid = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
                let algorithm = tlv(0x30, &[&oid, &[5, 0]]);
                certificate(&algorithm, key.public_key().as_ref())
            }
            Self::P256(key) => {
                let oid = [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
                let curve = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
                certificate(&tlv(0x30, &[&oid, &curve]), key.public_key().as_ref())
            }
        }
    }

    fn sign(&self, method: &str, text: &str) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::P256(key) => key
                .sign(&random, text.as_bytes())
                .unwrap()
                .as_ref()
                .to_vec(),
            Self::Rsa(key) => {
                let padding = match method.rsplit('-').next().unwrap() {
                    "sha384" => &signature::RSA_PKCS1_SHA384,
                    "sha512" => &signature::RSA_PKCS1_SHA512,
                    _ => &signature::RSA_PKCS1_SHA256,
                };
                let mut tag = vec![0; key.public_modulus_len()];
                key.sign(padding, &random, text.as_bytes(), &mut tag)
                    .unwrap();
                tag
            }
        }
    }
}

/// What a request asks.
#[derive(Clone)]
pub struct Asked {
    pub id: String,
    pub entity: String,
    pub consumer: String,
    pub state: String,
}

pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("no {start}: {text}"));
    rest.split_once(end).unwrap().0
}

fn unpacked(request: &str) -> String {
    let packed = B64.decode(request).unwrap();
    let mut text = String::new();
    let mut reader = flate2::read::DeflateDecoder::new(packed.as_slice());
    reader.read_to_string(&mut text).unwrap();
    text
}

impl Asked {
    pub fn of(away: &Away) -> Self {
        let text = unpacked(&away.param("SAMLRequest"));
        Self {
            id: between(&text, " ID=\"", "\"").into(),
            entity: between(&text, "<saml:Issuer xmlns:saml=\"", "</")
                .split_once('>')
                .unwrap()
                .1
                .into(),
            consumer: between(&text, "AssertionConsumerServiceURL=\"", "\"").into(),
            state: away.param("RelayState"),
        }
    }

    pub fn path(&self) -> String {
        reqwest::Url::parse(&self.consumer)
            .unwrap()
            .path()
            .to_owned()
    }
}

/// A response on its way; written as its canonical form is.
#[derive(Clone)]
pub struct Says {
    pub signs_response: bool,
    pub issuer: String,
    pub response_issuer: String,
    pub destination: String,
    pub response_to: String,
    pub status: String,
    pub name: String,
    pub confirmation: String,
    pub conditions: String,
    pub restrictions: String,
    pub statement: String,
    pub attributes: String,
    pub method: String,
    pub digest: String,
    pub transforms: String,
    pub form: String,
    pub uri: String,
    pub more_references: String,
    pub key_info: String,
}

pub fn time(seconds: i64) -> String {
    let second = START / 1000 + seconds;
    jiff::Timestamp::from_second(second).unwrap().to_string()
}

pub fn name(text: &str) -> String {
    let format = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    format!("<saml:NameID Format=\"{format}\">{text}</saml:NameID>")
}

pub fn transform(algorithm: &str) -> String {
    format!("<ds:Transform Algorithm=\"{algorithm}\"></ds:Transform>")
}

pub fn attribute(name: &str, values: &[&str]) -> String {
    let values = values.iter();
    let values: String = values
        .map(|one| format!("<saml:AttributeValue>{one}</saml:AttributeValue>"))
        .collect();
    format!("<saml:Attribute Name=\"{name}\">{values}</saml:Attribute>")
}

impl Says {
    pub fn right(asked: &Asked, who: &str) -> Self {
        let data = format!(
            "<saml:SubjectConfirmationData InResponseTo=\"{}\" NotOnOrAfter=\"{}\" \
             Recipient=\"{}\"></saml:SubjectConfirmationData>",
            asked.id,
            time(36_000),
            asked.consumer
        );
        Self {
            signs_response: false,
            issuer: format!("<saml:Issuer>{ENTITY}</saml:Issuer>"),
            response_issuer: format!("<saml:Issuer xmlns:saml=\"{ASSERTION}\">{ENTITY}</saml:Issuer>"),
            destination: format!(" Destination=\"{}\"", asked.consumer),
            response_to: format!(" InResponseTo=\"{}\"", asked.id),
            status: "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode>".into(),
            name: name(who),
            confirmation: format!(
                "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">{data}\
                 </saml:SubjectConfirmation>"
            ),
            conditions: format!(" NotBefore=\"{}\" NotOnOrAfter=\"{}\"", time(-60), time(36_000)),
            restrictions: format!(
                "<saml:AudienceRestriction><saml:Audience>{}</saml:Audience>\
                 </saml:AudienceRestriction>",
                asked.entity
            ),
            statement: format!("<saml:AuthnStatement AuthnInstant=\"{}\"></saml:AuthnStatement>", time(-5)),
            attributes: attribute("displayName", &["Ada L."]) + &attribute("mail", &["ada@example.com"]),
            method: format!("{MORE}rsa-sha256"),
            digest: format!("{ENC}sha256"),
            transforms: transform(&format!("{DS}enveloped-signature")) + &transform(EXC),
            form: EXC.into(),
            uri: "#".into(),
            more_references: String::new(),
            key_info: String::new(),
        }
    }

    /// The assertion, around its signature.
    pub fn assertion(&self) -> (String, String) {
        let start = format!(
            "<saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"_a\" IssueInstant=\"{}\" Version=\"2.0\">{}",
            time(0),
            self.issuer
        );
        let end = format!(
            "<saml:Subject>{}{}</saml:Subject><saml:Conditions{}>{}</saml:Conditions>{}\
             <saml:AttributeStatement>{}</saml:AttributeStatement></saml:Assertion>",
            self.name,
            self.confirmation,
            self.conditions,
            self.restrictions,
            self.statement,
            self.attributes
        );
        (start, end)
    }

    pub fn response(&self, assertion: &str) -> (String, String) {
        let start = format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\"{} ID=\"_r\"{} IssueInstant=\"{}\" \
             Version=\"2.0\">{}",
            self.destination,
            self.response_to,
            time(0),
            self.response_issuer
        );
        let end = format!(
            "<samlp:Status>{}</samlp:Status>{assertion}</samlp:Response>",
            self.status
        );
        (start, end)
    }

    pub fn signature(&self, whole: &str, id: &str, key: &Key) -> String {
        let algorithm = match self.digest.rsplit('#').next().unwrap() {
            "sha512" => &digest::SHA512,
            "sha384" => &digest::SHA384,
            "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            _ => &digest::SHA256,
        };
        let value = B64.encode(digest::digest(algorithm, whole.as_bytes()));
        let uri = if self.uri == "#" {
            format!("#{id}")
        } else {
            self.uri.clone()
        };
        let info = format!(
            "<ds:SignedInfo xmlns:ds=\"{DS}\"><ds:CanonicalizationMethod Algorithm=\"{}\">\
             </ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{}\"></ds:SignatureMethod>\
             <ds:Reference URI=\"{uri}\"><ds:Transforms>{}</ds:Transforms><ds:DigestMethod \
             Algorithm=\"{}\"></ds:DigestMethod><ds:DigestValue>{value}</ds:DigestValue>\
             </ds:Reference>{}</ds:SignedInfo>",
            self.form, self.method, self.transforms, self.digest, self.more_references
        );
        let tag = B64.encode(key.sign(&self.method, &info));
        format!(
            "<ds:Signature xmlns:ds=\"{DS}\">{info}<ds:SignatureValue>{tag}</ds:SignatureValue>{}\
             </ds:Signature>",
            self.key_info
        )
    }

    pub fn signed_assertion(&self, key: &Key) -> String {
        let (start, end) = self.assertion();
        let signature = self.signature(&format!("{start}{end}"), "_a", key);
        format!("{start}{signature}{end}")
    }

    pub fn text(&self, key: &Key) -> String {
        if !self.signs_response {
            let (start, end) = self.response(&self.signed_assertion(key));
            return start + &end;
        }
        let (start, end) = self.assertion();
        let (start, end) = self.response(&(start + &end));
        let signature = self.signature(&format!("{start}{end}"), "_r", key);
        start + &signature + &end
    }
}

pub fn fields(key: &Key, more: Value) -> Value {
    let mut fields = json!({
        "signInEndPoint": "https://idp.example/sso?tenant=1",
        "samlIdpEntityId": ENTITY,
        "samlIdpCert": key.certificate(),
    });
    merge(&mut fields, more);
    fields
}

pub async fn begin(lab: &Lab, name: &str) -> (Browser, Asked) {
    let browser = lab.browser();
    let away = lab.leave(&browser, name).await;
    let asked = Asked::of(&away);
    (browser, asked)
}

pub async fn bring(browser: &Browser, asked: &Asked, text: impl AsRef<[u8]>) -> Shown {
    let response = B64.encode(text);
    let form = [
        ("SAMLResponse", response.as_str()),
        ("RelayState", &asked.state),
    ];
    browser.post(&asked.path(), &form).await
}

/// Where a form of another site, which brings no cookies, sends the browser.
async fn bring_bare(lab: &Lab, asked: &Asked, text: &str) -> String {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let call = http
        .build()
        .unwrap()
        .post(format!("{}{}", lab.rp.host, asked.path()));
    let form = [
        ("SAMLResponse", B64.encode(text)),
        ("RelayState", asked.state.clone()),
    ];
    let answer = call.form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    let to = answer.headers()["location"].to_str().unwrap();
    to.strip_prefix(&lab.rp.host).unwrap_or(to).to_owned()
}

/// Whoever has that name is one user, by every way to sign; what it says of addresses does not count.
#[tokio::test(flavor = "multi_thread")]
async fn saml_signs_in() {
    let lab = Lab::new().await;
    let (rsa, p256) = (Key::rsa(), Key::p256());
    let both = rsa.certificate() + &p256.certificate();
    let own = fields(
        &rsa,
        json!({ "samlIdpCert": both, "associationMode": "field" }),
    );
    connect(&lab.server.client, &lab.rp, "saml", AT, own).await;
    let mut users = Vec::new();
    let ways: [(&Key, &str, &str, bool); 6] = [
        (
            &rsa,
            "rsa-sha256",
            "http://www.w3.org/2001/04/xmlenc#sha256",
            false,
        ),
        (
            &rsa,
            "rsa-sha256",
            "http://www.w3.org/2001/04/xmlenc#sha256",
            true,
        ),
        (
            &rsa,
            "rsa-sha384",
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            false,
        ),
        (
            &rsa,
            "rsa-sha512",
            "http://www.w3.org/2001/04/xmlenc#sha512",
            true,
        ),
        (
            &p256,
            "ecdsa-sha256",
            "http://www.w3.org/2001/04/xmlenc#sha256",
            false,
        ),
        (
            &p256,
            "ecdsa-sha256",
            "http://www.w3.org/2001/04/xmlenc#sha512",
            true,
        ),
    ];
    for (key, method, digest, signs_response) in ways {
        let (browser, asked) = begin(&lab, "saml").await;
        let says = Says {
            method: format!("{MORE}{method}"),
            digest: digest.into(),
            signs_response,
            ..Says::right(&asked, "ada &amp; b&gt;")
        };
        let back = bring_bare(&lab, &asked, &says.text(key)).await;
        users.push(lab.user_of(&browser.get(&back).await).await);
    }
    users.dedup();
    assert_eq!(users.len(), 1);
    // A comment that somebody adds changes no name; nor does one cut a name short.
    let (browser, asked) = begin(&lab, "saml").await;
    let text = Says::right(&asked, "ada &amp; b&gt;").text(&rsa);
    let text = text.replace("ada &amp;", "ad<!-- x -->a &amp;");
    users.push(lab.user_of(&bring(&browser, &asked, text).await).await);
    assert_eq!(users[0], users[1]);
    let (browser, asked) = begin(&lab, "saml").await;
    let text = Says::right(&asked, "ada &amp; b&gt;.evil").text(&rsa);
    let text = text.replace(".evil", "<!-- x -->.evil");
    let other = lab.user_of(&bring(&browser, &asked, text).await).await;
    assert_ne!(other, users[0]);
    assert_eq!((lab.users().await, lab.identities().await), (2, 2));
    let proven = "SELECT COUNT(*) FROM account WHERE email IS NOT NULL";
    assert_eq!(lab.server.count(proven).await, 0);
    let named = "SELECT COUNT(*) FROM account WHERE profile LIKE '%Ada L.%'";
    assert_eq!(lab.server.count(named).await, 2);
    // Linked by somebody who is signed in.
    let (_, token) = lab.person(1).await;
    let browser = lab.browser();
    let page = browser
        .get(&lab.ticket(&token, "saml").await.unwrap())
        .await;
    let away = Away::of(browser.submit(&page, &[("answer", "yes")]).await);
    let asked = Asked::of(&away);
    let text = Says::right(&asked, "eve").text(&rsa);
    let shown = bring(&browser, &asked, text).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert_eq!((lab.users().await, lab.identities().await), (3, 3));
}

/// A name that is another one each time is none; an attribute may stand for it, and a mapping says
/// what is proven.
#[tokio::test(flavor = "multi_thread")]
async fn saml_maps_attributes() {
    let lab = Lab::new().await;
    let key = Key::rsa();
    let mapping = json!({
        "id": "/attributes/urn:id", "email": "/attributes/http:~1~1x~1mail",
        "emailVerified": "/attributes/verified", "name": "/attributes/groups/1",
    });
    let own = json!({ "mapping": mapping, "associationMode": "field" });
    let own = fields(&key, own);
    connect(&lab.server.client, &lab.rp, "mapped", AT, own).await;
    connect(
        &lab.server.client,
        &lab.rp,
        "plain",
        AT,
        fields(&key, json!({})),
    )
    .await;
    let says = |asked: &Asked, once: &str| Says {
        name: name(once).replace("persistent", "transient"),
        attributes: attribute("urn:id", &["7"])
            + &attribute("http://x/mail", &["ada@example.com"])
            + &attribute("verified", &["true"])
            + &attribute("groups", &["staff", "faculty"]),
        ..Says::right(asked, "")
    };
    let mut users = Vec::new();
    for once in ["_1", "_2"] {
        let (browser, asked) = begin(&lab, "mapped").await;
        let shown = bring(&browser, &asked, says(&asked, once).text(&key)).await;
        users.push(lab.user_of(&shown).await);
    }
    assert_eq!(users[0], users[1]);
    let named = "SELECT COUNT(*) FROM account WHERE profile LIKE '%faculty%' AND email IS NOT NULL";
    assert_eq!(lab.server.count(named).await, 1);
    let (browser, asked) = begin(&lab, "plain").await;
    let shown = bring(&browser, &asked, says(&asked, "_1").text(&key)).await;
    assert!(shown.body.contains("did not confirm"), "{}", shown.body);
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

/// A response is of the browser, of the connection and of the request, and works once.
#[tokio::test(flavor = "multi_thread")]
async fn o6_responses_are_the_browsers_own() {
    let lab = Lab::new().await;
    let key = Key::rsa();
    for name in ["one", "two"] {
        connect(
            &lab.server.client,
            &lab.rp,
            name,
            AT,
            fields(&key, json!({})),
        )
        .await;
    }
    let over = "begun in another browser";
    let (browser, asked) = begin(&lab, "one").await;
    let right = Says::right(&asked, "ada").text(&key);
    // Of another browser, at another connection, by nobody.
    let stranger = lab.browser();
    lab.leave(&stranger, "one").await;
    let elsewhere = Asked {
        consumer: asked.consumer.replace("/one/", "/two/"),
        ..asked.clone()
    };
    let shown = bring(&browser, &elsewhere, &right).await;
    assert!(
        shown.status == 400 && shown.body.contains(over),
        "{}",
        shown.body
    );
    let back = bring_bare(&lab, &asked, &right).await;
    for who in [&stranger, &lab.browser()] {
        let shown = who.get(&back).await;
        assert!(
            shown.status == 400 && shown.body.contains(over),
            "{}",
            shown.body
        );
    }
    // Only the first answer counts, and what stands in an address is none.
    let eve = Says::right(&asked, "eve").text(&key);
    bring_bare(&lab, &asked, &eve).await;
    lab.user_of(&browser.get(&back).await).await;
    for shown in [
        browser.get(&back).await,
        bring(&browser, &asked, &right).await,
    ] {
        assert!(
            shown.status == 400 && shown.body.contains(over),
            "{}",
            shown.body
        );
    }
    let (browser, asked) = begin(&lab, "one").await;
    let text = Says::right(&asked, "eve").text(&key);
    let mut address: reqwest::Url = asked.consumer.parse().unwrap();
    address
        .query_pairs_mut()
        .append_pair("state", &asked.state)
        .append_pair("code", &B64.encode(&text))
        .append_pair("SAMLResponse", &B64.encode(&text));
    let path = format!("{}?{}", address.path(), address.query().unwrap());
    let shown = browser.get(&path).await;
    assert!(shown.body.contains("did not confirm"), "{}", shown.body);
    // A response of another sign-in of the same browser, of the other connection, of before.
    let (browser, first) = begin(&lab, "one").await;
    let second = Asked::of(&lab.leave(&browser, "one").await);
    let third = Asked::of(&lab.leave(&browser, "two").await);
    for (from, to) in [(&first, &second), (&first, &third)] {
        let shown = bring(&browser, to, Says::right(from, "eve").text(&key)).await;
        assert!(shown.body.contains("did not confirm"), "{}", shown.body);
    }
    // No state, and a state whose time is over.
    let (browser, asked) = begin(&lab, "one").await;
    let text = Says::right(&asked, "eve").text(&key);
    let nobody = Asked {
        state: String::new(),
        ..asked.clone()
    };
    let shown = bring(&browser, &nobody, &text).await;
    assert!(shown.body.contains(over), "{}", shown.body);
    lab.server.advance(601);
    let shown = bring(&browser, &asked, &text).await;
    assert!(shown.body.contains(over), "{}", shown.body);
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

fn pem(key: &RsaKeyPair) -> String {
    let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = key.as_der().unwrap();
    format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        B64.encode(der.as_ref())
    )
}

/// What a provider is told: a request, signed where that is set, and metadata.
#[tokio::test(flavor = "multi_thread")]
async fn saml_asks_as_it_is_written() {
    let lab = Lab::new().await;
    let (key, Key::Rsa(own)) = (Key::rsa(), Key::rsa()) else {
        panic!()
    };
    let more = json!({ "samlSpKey": pem(&own), "signSamlRequest": true, "signatureAlgorithm": "rsa-sha256" });
    let own = Key::Rsa(own);
    let mut more = more;
    more["samlSpCert"] = json!(own.certificate());
    connect(&lab.server.client, &lab.rp, "signs", AT, fields(&key, more)).await;
    connect(
        &lab.server.client,
        &lab.rp,
        "plain",
        AT,
        fields(&key, json!({})),
    )
    .await;
    for (name, signs) in [("signs", true), ("plain", false)] {
        let browser = lab.browser();
        let away = lab.leave(&browser, name).await;
        let url = away.0.location.clone().unwrap();
        assert!(
            url.as_str()
                .starts_with("https://idp.example/sso?tenant=1&SAMLRequest="),
            "{url}"
        );
        let asked = Asked::of(&away);
        let text = unpacked(&away.param("SAMLRequest"));
        assert!(
            text.contains("Destination=\"https://idp.example/sso?tenant=1\""),
            "{text}"
        );
        assert!(text.contains("IssueInstant=\"2026-01-01T00:00:0"), "{text}");
        let path = asked.entity.strip_prefix(&lab.rp.host).unwrap();
        let metadata = browser.get(path).await;
        assert_eq!(
            metadata.header("content-type"),
            "application/samlmetadata+xml"
        );
        for part in [
            format!("entityID=\"{}\"", asked.entity),
            format!("Location=\"{}\"", asked.consumer),
            format!("AuthnRequestsSigned=\"{signs}\""),
        ] {
            assert!(metadata.body.contains(&part), "{part}: {}", metadata.body);
        }
        let query = url.query().unwrap();
        assert_eq!(query.contains("&Signature="), signs);
        assert_eq!(metadata.body.contains("<ds:X509Certificate>"), signs);
        if signs {
            let signed = between(query, "tenant=1&", "&Signature=");
            let tag = B64.decode(away.param("Signature")).unwrap();
            let Key::Rsa(own) = &own else { panic!() };
            let known = signature::UnparsedPublicKey::new(
                &signature::RSA_PKCS1_2048_8192_SHA256,
                own.public_key().as_ref(),
            );
            known.verify(signed.as_bytes(), &tag).unwrap();
        }
    }
}

/// A setting that is not honoured is refused.
#[tokio::test(flavor = "multi_thread")]
async fn saml_settings_are_refused() {
    let lab = Lab::new().await;
    let (key, other) = (Key::rsa(), Key::rsa());
    let Key::Rsa(own) = &other else { panic!() };
    let source = CreateExtIdp {
        name: "SAML".into(),
        r#type: Provider::Saml,
        tenant_id: None,
    };
    let source = lab.server.client.call(&source).await.unwrap();
    for more in [
        json!({ "samlIdpCert": "" }),
        json!({ "samlIdpCert": "no" }),
        json!({ "samlIdpCert": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }),
        json!({ "samlIdpCert": key.certificate().replace("-----END", "") }),
        json!({ "samlIdpEntityId": " " }),
        json!({ "signInEndPoint": "ftp://idp.example" }),
        json!({ "signInEndPoint": null }),
        json!({ "signOutEndPoint": "https://idp.example/out" }),
        json!({ "signatureAlgorithm": "rsa-sha1" }),
        json!({ "digestAlgorithm": "sha1" }),
        json!({ "protocolBinding": "HTTP-POST" }),
        json!({ "signSamlRequest": true }),
        json!({ "signSamlRequest": true, "samlSpKey": "no" }),
        json!({ "samlSpKey": pem(own) }),
        json!({ "samlSpKey": pem(own), "samlSpCert": key.certificate() }),
        json!({ "samlSpCert": key.certificate() }),
    ] {
        let create = CreateExtIdpConn {
            ext_idp_id: source.id.clone(),
            r#type: ConnectionType::Saml,
            identifier: "saml".into(),
            display_name: "x".into(),
            fields: fields(&key, more).as_object().cloned().unwrap(),
            ..Default::default()
        };
        refused(
            lab.server.client.call(&create).await,
            ErrorCode::InvalidArgument,
        );
    }
}

/// What the provider of another make says: its arguments, and what it is told.
async fn pysaml2(python: &std::path::Path, what: &str, folder: &Folder, told: Value) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fakes/saml_idp.py");
    let mut command = Command::new(python);
    command.args([script, what, &folder.path()]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let run = move || {
        let mut running = command.spawn().unwrap();
        let mut input = running.stdin.take().unwrap();
        input.write_all(told.to_string().as_bytes()).unwrap();
        drop(input);
        running.wait_with_output().unwrap()
    };
    let done = tokio::task::spawn_blocking(run).await.unwrap();
    let wrong = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{wrong}");
    String::from_utf8(done.stdout).unwrap()
}

/// A provider of another make: it takes our metadata and our requests, signed ones too, and signs by
/// `xmlsec1` what we take.
#[tokio::test(flavor = "multi_thread")]
async fn a_saml_provider_of_another_make_signs_its_users_in() {
    let python = need!(python());
    need!(program("xmlsec1"));
    let (data, keys) = (Folder::new(), Folder::new());
    let flags = ["--no-address-limits", "--private-sources"];
    let process = Process::start(&data.path(), &free_address(), &flags, Stdio::null()).await;
    let own = process.credentials().await;
    let pool = client(&own);
    let rp = Rp::of(&pool, &process.base, Wanted::default()).await;
    let certificate = pysaml2(&python, "keys", &keys, json!({})).await;
    let at = "https://idp.example/sso";
    let basic = json!({
        "signInEndPoint": at, "samlIdpEntityId": "urn:example:pysaml2", "samlIdpCert": certificate,
    });
    let mut signing = basic.clone();
    let Key::Rsa(key) = Key::rsa() else { panic!() };
    let more = json!({ "signSamlRequest": true, "samlSpKey": pem(&key) });
    merge(&mut signing, more);
    let key = Key::Rsa(key);
    signing["samlSpCert"] = json!(key.certificate());
    let source = connect(&pool, &rp, "plain", AT, basic).await;
    let kind = (source.ext_idp_id.as_str(), ConnectionType::Saml);
    join(&pool, &rp, "signing", kind, signing).await;
    let mut users = Vec::new();
    for (name, signs, strong) in [
        ("plain", "assertion", false),
        ("plain", "response", true),
        ("signing", "both", false),
    ] {
        let browser = Browser::at(&process.base);
        let page = browser.get(&rp.request(&[])).await;
        let link = format!("{}/with?source={name}", page.path.trim_end_matches('?'));
        let away = Away::of(browser.get(&link).await);
        let asked = Asked::of(&away);
        let path = asked.entity.strip_prefix(&process.base).unwrap();
        let mut told = json!({
            "metadata": browser.get(path).await.body, "at": at, "user": "ada", "signs": signs,
            "strong": strong, "request": away.param("SAMLRequest"),
        });
        if name == "signing" {
            let proof = json!({
                "relay_state": asked.state, "sigalg": away.param("SigAlg"),
                "signature": away.param("Signature"),
            });
            merge(&mut told, proof);
        }
        let text = pysaml2(&python, "answer", &keys, told).await;
        let shown = bring(&browser, &asked, text).await;
        let (status, tokens) = rp.exchange(&shown.code()).await;
        assert_eq!(status, 200, "{tokens}");
        users.push(claims(&tokens["id_token"])["sub"].clone());
    }
    users.dedup();
    assert_eq!(users.len(), 1);
}
