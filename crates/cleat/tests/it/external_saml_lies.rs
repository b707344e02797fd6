//! O6 for SAML: what may be said in the name of an identity provider.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as B64;
use serde_json::json;

use crate::external_saml::{
    ASSERTION, AT, Asked, DS, ENTITY, EXC, Key, MORE, PROTOCOL, Says, attribute, begin, between,
    bring, fields, name, time, transform,
};
use crate::external_sources::{Lab, connect};
use crate::harness::figure;

type Lie = (String, Box<dyn Fn(&Asked, &Key) -> Vec<u8> + Send>);

fn lie(name: &str, make: impl Fn(&Asked, &Key) -> String + Send + 'static) -> Lie {
    let make = move |asked: &Asked, key: &Key| make(asked, key).into_bytes();
    (name.to_owned(), Box::new(make))
}

/// A response that the provider signed, but about something else.
fn told(name: &str, change: impl Fn(&mut Says) + Send + Clone + 'static) -> Vec<Lie> {
    let one = |whole: bool| {
        let change = change.clone();
        let name = format!("{name}, {}", if whole { "response" } else { "assertion" });
        lie(&name, move |asked, key| {
            let mut says = Says::right(asked, "eve");
            says.signs_response = whole;
            change(&mut says);
            says.text(key)
        })
    };
    vec![one(false), one(true)]
}

fn swap(text: &mut String, from: &str, to: &str) {
    assert!(text.contains(from), "{from}: {text}");
    *text = text.replace(from, to);
}

/// What is signed, and wrong.
fn wrong() -> Vec<Lie> {
    let mut all = Vec::new();
    all.extend(told("audience", |says| {
        swap(&mut says.restrictions, "/metadata", "/metadata2")
    }));
    all.extend(told("no audience", |says| says.restrictions.clear()));
    all.extend(told("two audiences, one of them another's", |says| {
        says.restrictions +=
            "<saml:AudienceRestriction><saml:Audience>x</saml:Audience></saml:AudienceRestriction>";
    }));
    all.extend(told("an unknown condition", |says| {
        says.restrictions += "<saml:Condition></saml:Condition>"
    }));
    all.extend(told("recipient", |says| {
        swap(&mut says.confirmation, "/callback", "/callback2")
    }));
    all.extend(told("no recipient", |says| {
        swap(&mut says.confirmation, " Recipient=", " X=");
    }));
    all.extend(told("another request", |says| {
        swap(
            &mut says.confirmation,
            "InResponseTo=\"_",
            "InResponseTo=\"_x",
        )
    }));
    all.extend(told("no request", |says| {
        swap(&mut says.confirmation, " InResponseTo=", " A=")
    }));
    all.extend(told("response to another request", |says| {
        swap(&mut says.response_to, "=\"_", "=\"_x")
    }));
    all.extend(told("response to nothing", |says| says.response_to.clear()));
    all.extend(told("destination", |says| {
        swap(&mut says.destination, "/callback", "/callback2")
    }));
    all.extend(told("issuer", |says| {
        swap(&mut says.issuer, ENTITY, "urn:example:other")
    }));
    all.extend(told("no issuer", |says| says.issuer.clear()));
    all.extend(told("issuer of the response", |says| {
        swap(&mut says.response_issuer, ENTITY, "urn:example:other")
    }));
    all.extend(told("a confirmation that is over", |says| {
        swap(&mut says.confirmation, &time(36_000), &time(-3600));
    }));
    all.extend(told("a confirmation without end", |says| {
        swap(&mut says.confirmation, " NotOnOrAfter=", " Not=");
    }));
    all.extend(told("a confirmation with a beginning", |says| {
        swap(
            &mut says.confirmation,
            " NotOnOrAfter=",
            " NotBefore=\"2020-01-01T00:00:00Z\" NotOnOrAfter=",
        );
    }));
    all.extend(told("not bearer", |says| {
        swap(&mut says.confirmation, "cm:bearer", "cm:holder-of-key")
    }));
    all.extend(told("no confirmation", |says| says.confirmation.clear()));
    all.extend(told("over", |says| {
        swap(&mut says.conditions, &time(36_000), &time(-3600))
    }));
    all.extend(told("not yet", |says| {
        swap(&mut says.conditions, &time(-60), &time(3600))
    }));
    all.extend(told("a time that is none", |says| {
        swap(&mut says.conditions, &time(36_000), "never")
    }));
    all.extend(told("nobody signed in there", |says| {
        says.statement.clear()
    }));
    all.extend(told("a session that is over", |says| {
        let end = format!(" SessionNotOnOrAfter=\"{}\">", time(-3600));
        swap(&mut says.statement, "></saml", &(end + "</saml"));
    }));
    all.extend(told("status", |says| {
        swap(&mut says.status, "status:Success", "status:Responder")
    }));
    all.extend(told("no status", |says| says.status.clear()));
    for text in [
        "",
        " ",
        "e<saml:x></saml:x>ve",
        "e<?x y?>ve",
        "e&#xD;ve",
        "e\nve",
    ] {
        all.extend(told("a name that is none", move |says| {
            says.name = name(text)
        }));
    }
    all.extend(told("no name", |says| says.name.clear()));
    all.extend(told("two names", |says| says.name += &name("ada")));
    all.extend(told("a name that is encrypted", |says| {
        says.name = "<saml:EncryptedID></saml:EncryptedID>".into()
    }));
    all.extend(told("a transient name", |says| {
        swap(&mut says.name, "persistent", "transient")
    }));
    all.extend(told("a name of 300", |says| {
        says.name = name(&"x".repeat(300))
    }));
    all.extend(told("another assertion inside", |says| {
        says.attributes += "<saml:Advice><saml:Assertion></saml:Assertion></saml:Advice>";
    }));
    all
}

/// What is signed in another way than is taken.
fn forged() -> Vec<Lie> {
    let mut all = Vec::new();
    for method in [
        format!("{DS}rsa-sha1"),
        format!("{DS}hmac-sha1"),
        format!("{MORE}hmac-sha256"),
        format!("{MORE}ecdsa-sha256"),
        format!("{MORE}rsa-md5"),
        String::new(),
    ] {
        let name = format!("method {method}");
        all.extend(told(&name, move |says| says.method.clone_from(&method)));
    }
    for digest in [format!("{DS}sha1"), format!("{MORE}md5"), String::new()] {
        let name = format!("digest {digest}");
        all.extend(told(&name, move |says| says.digest.clone_from(&digest)));
    }
    let enveloped = transform(&format!("{DS}enveloped-signature"));
    let xslt = transform("http://www.w3.org/TR/1999/REC-xslt-19991116");
    let path = transform("http://www.w3.org/TR/1999/REC-xpath-19991116");
    for transforms in [
        String::new(),
        enveloped.clone(),
        transform(EXC),
        transform(EXC) + &enveloped,
        format!(
            "{enveloped}{}",
            transform("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")
        ),
        format!("{enveloped}{}{xslt}", transform(EXC)),
        format!("{path}{enveloped}{}", transform(EXC)),
        format!("{enveloped}{}{}", transform(EXC), transform(EXC)),
    ] {
        let name = format!("transforms {transforms}");
        all.extend(told(&name, move |says| {
            says.transforms.clone_from(&transforms)
        }));
    }
    for form in ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", ""] {
        all.extend(told("another form", move |says| says.form = form.into()));
    }
    for uri in [
        "#_x",
        "#",
        "_a",
        "",
        "#xpointer(/)",
        "https://idp.example/a",
    ] {
        let is_right_for = uri.is_empty();
        let name = format!("reference to {uri}");
        let mut both = told(&name, move |says| {
            says.uri = if uri == "#" { "##".into() } else { uri.into() }
        });
        // The whole document may be named by nothing.
        both.truncate(if is_right_for { 1 } else { 2 });
        all.extend(both);
    }
    all.extend(told("two references", |says| {
        says.more_references = format!(
            "<ds:Reference URI=\"#_b\"><ds:DigestValue>{}</ds:DigestValue></ds:Reference>",
            B64.encode([0; 32])
        );
    }));
    for whole in [false, true] {
        all.push(lie("a key of its own", move |asked, _| {
            let key = Key::rsa();
            let own = key.certificate();
            let own = between(&own, "-----BEGIN CERTIFICATE-----", "-----END").replace('\n', "");
            Says {
                signs_response: whole,
                key_info: format!("<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{own}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"),
                ..Says::right(asked, "eve")
            }
            .text(&key)
        }));
    }
    all.push(lie("the certificate as a secret", |asked, key| {
        let says = Says {
            method: format!("{MORE}hmac-sha256"),
            ..Says::right(asked, "eve")
        };
        let text = says.text(key);
        let info = format!(
            "<ds:SignedInfo{}</ds:SignedInfo>",
            between(&text, "<ds:SignedInfo", "</ds:SignedInfo>")
        );
        let secret = hmac::Key::new(hmac::HMAC_SHA256, key.certificate().as_bytes());
        let tag = B64.encode(hmac::sign(&secret, info.as_bytes()));
        let old = between(&text, "<ds:SignatureValue>", "</ds").to_owned();
        text.replace(&old, &tag)
    }));
    all
}

/// What was signed stands somewhere, and something else where it is looked for (signature wrapping).
fn wrapped() -> Vec<Lie> {
    let evil = |asked: &Asked| {
        let (start, end) = Says::right(asked, "eve").assertion();
        (start + &end).replace("ID=\"_a\"", "ID=\"_e\"")
    };
    let parts = move |asked: &Asked, key: &Key| {
        let right = Says::right(asked, "ada");
        let (start, end) = right.assertion();
        let signature = right.signature(&format!("{start}{end}"), "_a", key);
        (start, signature, end)
    };
    let within = |asked: &Asked, inside: &str| {
        let (start, end) = Says::right(asked, "ada").response(inside);
        start + &end
    };
    let put =
        |into: &str, after: &str, what: &str| into.replacen(after, &format!("{after}{what}"), 1);
    let whole = move |asked: &Asked, key: &Key| {
        Says {
            signs_response: true,
            ..Says::right(asked, "ada")
        }
        .text(key)
    };
    let evil_response = |text: &str| {
        let start = text.find("<ds:Signature ").unwrap();
        let end = text.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
        let signature = text[start..end].to_owned();
        let bare = text.replace(&signature, "");
        let evil = bare
            .replace(">ada<", ">eve<")
            .replace("ID=\"_r\"", "ID=\"_e\"");
        (signature, bare, evil)
    };
    vec![
        lie("xsw 1", move |asked, key| {
            let (signature, bare, evil) = evil_response(&whole(asked, key));
            let with = signature.replace("</ds:Signature>", &format!("{bare}</ds:Signature>"));
            put(&evil, "</saml:Issuer>", &with)
        }),
        lie("xsw 2", move |asked, key| {
            let (signature, bare, evil) = evil_response(&whole(asked, key));
            put(&evil, "</saml:Issuer>", &(bare + &signature))
        }),
        lie("xsw 3", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            within(asked, &(evil(asked) + &start + &signature + &end))
        }),
        lie("xsw 4", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            let inner = start + &signature + &end;
            within(
                asked,
                &evil(asked).replace("</saml:Assertion>", &(inner + "</saml:Assertion>")),
            )
        }),
        lie("xsw 5", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            let with = put(&evil(asked), "</saml:Issuer>", &signature);
            within(asked, &(with + &start + &end))
        }),
        lie("xsw 6", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            let with =
                signature.replace("</ds:Signature>", &format!("{start}{end}</ds:Signature>"));
            within(asked, &put(&evil(asked), "</saml:Issuer>", &with))
        }),
        lie("xsw 7", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            let hidden = format!("<samlp:Extensions>{start}{signature}{end}</samlp:Extensions>");
            within(asked, &(hidden + &evil(asked)))
        }),
        lie("xsw 8", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            let object = format!("<ds:Object>{start}{end}</ds:Object></ds:Signature>");
            let with = signature.replace("</ds:Signature>", &object);
            within(asked, &put(&evil(asked), "</saml:Issuer>", &with))
        }),
        lie("the same id twice", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            let other = evil(asked).replace("ID=\"_e\"", "ID=\"_a\"");
            within(
                asked,
                &(put(&other, "</saml:Issuer>", &signature) + &start + &end),
            )
        }),
        lie("another name under the signature", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            within(
                asked,
                &(start + &signature + &end.replace(">ada<", ">eve<")),
            )
        }),
        lie("another name in a signed response", move |asked, key| {
            whole(asked, key).replace(">ada<", ">eve<")
        }),
        lie("no signature", move |asked, _| within(asked, &evil(asked))),
        lie("two signatures", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            within(asked, &(start + &signature + &signature + &end))
        }),
        lie("the signature in the subject", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            within(
                asked,
                &(start + &end.replace("<saml:Subject>", &format!("<saml:Subject>{signature}"))),
            )
        }),
        lie("two signed assertions", move |asked, key| {
            let (start, signature, end) = parts(asked, key);
            let one = start + &signature + &end;
            within(asked, &(one.clone() + &one))
        }),
        lie("no assertion", move |asked, _| within(asked, "")),
        lie("an encrypted assertion", move |asked, _| {
            within(
                asked,
                &format!(
                    "<saml:EncryptedAssertion xmlns:saml=\"{ASSERTION}\"></saml:EncryptedAssertion>"
                ),
            )
        }),
        lie("an assertion alone", |asked, key| {
            Says::right(asked, "eve").signed_assertion(key)
        }),
        lie("an assertion in another place", move |asked, key| {
            let inner = Says::right(asked, "eve").signed_assertion(key);
            within(
                asked,
                &format!("<samlp:Extensions>{inner}</samlp:Extensions>"),
            )
        }),
        lie("another tag", |asked, key| {
            let text = Says::right(asked, "eve").text(key);
            let tag = between(&text, "<ds:SignatureValue>", "</ds").to_owned();
            text.replace(&tag, &B64.encode([7; 256]))
        }),
        lie("an empty tag", |asked, key| {
            let text = Says::right(asked, "eve").text(key);
            let tag = between(&text, "<ds:SignatureValue>", "</ds").to_owned();
            text.replace(&tag, "")
        }),
        lie("a comment in what it signs with comments", |asked, key| {
            let form = format!("{EXC}WithComments");
            let mut says = Says::right(asked, "e<!-- x -->ve");
            swap(
                &mut says.transforms,
                &format!("\"{EXC}\""),
                &format!("\"{form}\""),
            );
            says.text(key)
        }),
    ]
}

/// What is no document that is taken.
fn nonsense() -> Vec<Lie> {
    let right = |asked: &Asked, key: &Key| Says::right(asked, "eve").text(key);
    let mut all: Vec<Lie> = vec![
        lie("a document type", move |asked, key| {
            format!("<!DOCTYPE a>{}", right(asked, key))
        }),
        lie("entities", move |asked, key| {
            let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
            format!("{bomb}{}", right(asked, key).replace(">eve<", ">&c;<"))
        }),
        lie("an entity of outside", move |asked, key| {
            let outside = "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>";
            format!("{outside}{}", right(asked, key).replace(">eve<", ">&a;<"))
        }),
        lie("a cut document", move |asked, key| {
            right(asked, key).replace("</samlp:Response>", "")
        }),
        lie("two documents", move |asked, key| {
            right(asked, key) + "<a/>"
        }),
        lie("not XML", |_, _| "eve".into()),
        lie("JSON", |_, _| "{\"Response\":{\"NameID\":\"eve\"}}".into()),
        lie("nothing", |_, _| " ".into()),
        lie("deep", |_, _| "<a>".repeat(10_000) + &"</a>".repeat(10_000)),
        lie("deep and signed", |asked, key| {
            let mut says = Says::right(asked, "eve");
            says.attributes = "<saml:a>".repeat(200) + &"</saml:a>".repeat(200);
            says.text(key)
        }),
        lie("wide", |asked, key| {
            let mut says = Says::right(asked, "eve");
            says.attributes = attribute("a", &["b"; 6000]);
            says.text(key)
        }),
        lie("long", |asked, key| {
            let mut says = Says::right(asked, "eve");
            says.attributes = attribute("a", &[&"b".repeat(270_000)]);
            says.text(key)
        }),
        lie("of SAML 1.1", move |asked, key| {
            right(asked, key).replace("Version=\"2.0\"", "Version=\"1.1\"")
        }),
        lie("in another namespace", move |asked, key| {
            right(asked, key).replace(PROTOCOL, "urn:oasis:names:tc:SAML:1.0:protocol")
        }),
    ];
    let bytes: Lie = ("not UTF-8".into(), Box::new(|_, _| vec![0xff, 0xfe, 0x3c]));
    all.push(bytes);
    all
}

/// O6, for SAML. Seen to fail where audiences were not looked at.
#[tokio::test(flavor = "multi_thread")]
async fn o6_a_lying_saml_provider_signs_nobody_in() {
    let lab = Lab::new().await;
    let key = Key::rsa();
    connect(
        &lab.server.client,
        &lab.rp,
        "liar",
        AT,
        fields(&key, json!({})),
    )
    .await;
    let mut told = 0;
    let mut all = wrong();
    all.extend(forged());
    all.extend(wrapped());
    all.extend(nonsense());
    for (what, lie) in all {
        let (browser, asked) = begin(&lab, "liar").await;
        let shown = bring(&browser, &asked, lie(&asked, &key)).await;
        assert!(
            shown.status == 400 && shown.body.contains("The external service"),
            "{what}: {shown:?}"
        );
        assert!(
            shown.body.contains("name=\"phone\""),
            "{what}: {}",
            shown.body
        );
        told += 1;
    }
    // What is too long is not read at all, and what is no base64.
    let (browser, asked) = begin(&lab, "liar").await;
    let http = reqwest::Client::new();
    let long = [("SAMLResponse", "A".repeat(10_000_000))];
    let call = http.post(format!("{}{}", lab.rp.host, asked.path()));
    // The server may close while it is still being told.
    if let Ok(answer) = call.form(&long).send().await {
        assert_eq!(answer.status(), 413);
    }
    let form = [
        ("SAMLResponse", "%%%"),
        ("RelayState", asked.state.as_str()),
    ];
    let shown = browser.post(&asked.path(), &form).await;
    assert!(shown.body.contains("did not confirm"), "{}", shown.body);
    told += 2;
    assert!(told >= 60, "{told}");
    figure(
        "O6",
        format!("{told} responses of a lying SAML provider: nobody signed in"),
    );
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
    // Somebody there says no.
    let (browser, asked) = begin(&lab, "liar").await;
    let mut says = Says::right(&asked, "eve");
    says.status = "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\">\
         <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:AuthnFailed\"></samlp:StatusCode>\
         </samlp:StatusCode>"
        .into();
    let shown = bring(&browser, &asked, says.text(&key)).await;
    assert!(shown.body.contains("was cancelled"), "{}", shown.body);
    // What is right still is.
    let (browser, asked) = begin(&lab, "liar").await;
    let shown = bring(&browser, &asked, Says::right(&asked, "eve").text(&key)).await;
    lab.user_of(&shown).await;
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}
