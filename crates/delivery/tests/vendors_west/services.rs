//! Our bytes before stand-ins that verify them, and that quote the whole request when they refuse.

use cleat_delivery::Letter;
use cleat_delivery::call::{Call, Moment};
use cleat_delivery::outcome::{Kind, Outcome, Unknown};
use cleat_delivery::service::Service;
use cleat_delivery::vendor::vendor;
use serde_json::{Value, json};

use super::fakes::{Fake, Moto, judged, judges, now, send};
use super::{CODE, letter, mail, open, refusal, tells_nothing};

/// A vendor before its stand-in.
struct Case {
    stand_in: &'static str,
    vendor: &'static str,
    /// A secret in place of the right one.
    wrong: Value,
    /// A receiver whom nobody takes.
    nobody: &'static str,
    /// Refusals of the vendor's, and their kinds.
    refusals: Vec<(Value, Kind)>,
}

fn cases() -> Vec<Case> {
    let case = |stand_in, vendor, wrong, nobody, refusals: &[(Value, Kind)]| Case {
        stand_in,
        vendor,
        wrong,
        nobody,
        refusals: refusals.to_vec(),
    };
    let of_twilio = [
        (json!({ "code": "20429", "status": 429 }), Kind::Throttled),
        (json!({ "code": "21610" }), Kind::Blocked),
        (json!({ "code": "20500", "status": 500 }), Kind::Temporary),
    ];
    let of_verify = [
        (json!({ "code": "60410", "status": 403 }), Kind::Blocked),
        (json!({ "code": "60605", "status": 403 }), Kind::Country),
    ];
    let of_sns = [
        (
            json!({ "code": "Throttled", "status": 429 }),
            Kind::Throttled,
        ),
        (
            json!({ "code": "InternalError", "status": 500 }),
            Kind::Temporary,
        ),
    ];
    let opted_out = "DESTINATION_PHONE_NUMBER_OPTED_OUT";
    let of_eum = [
        (
            json!({ "code": "ConflictException", "reason": opted_out }),
            Kind::Blocked,
        ),
        (
            json!({ "code": "InternalServerException", "status": 500 }),
            Kind::Temporary,
        ),
    ];
    let of_ses = [(
        json!({ "code": "SendingPausedException" }),
        Kind::Credentials,
    )];
    let of_vonage = [
        (json!({ "code": "9" }), Kind::Balance),
        (json!({ "code": "7" }), Kind::Blocked),
    ];
    let credits = "Maximum credits exceeded";
    let of_sendgrid = [
        (json!({ "status": 401, "words": credits }), Kind::Balance),
        (json!({ "status": 429 }), Kind::Throttled),
    ];
    let of_meta = [
        (json!({ "code": "131049" }), Kind::Blocked),
        (json!({ "code": "131000", "status": 500 }), Kind::Temporary),
    ];
    let token = || json!({ "authToken": "another" });
    let key = || json!({ "secretAccessKey": "another" });
    vec![
        case("twilio", "TWILIO", token(), "+12", &of_twilio),
        case(
            "twilio",
            "TWILIO_VOICE",
            token(),
            "+15005550001",
            &of_twilio,
        ),
        case(
            "twilio",
            "TWILIO_WHATSAPP",
            token(),
            "+15005550009",
            &of_twilio,
        ),
        case(
            "twilio",
            "TWILIO_VERIFY",
            token(),
            "+15005550001",
            &of_verify,
        ),
        case(
            "vonage",
            "VONAGE",
            json!({ "signatureSecret": "another" }),
            "+12",
            &of_vonage,
        ),
        case("aws", "AWS_SNS", key(), "+12", &of_sns),
        case("aws", "AWS_END_USER_MESSAGING", key(), "+12", &of_eum),
        case("aws", "AWS_SES", key(), "", &of_ses),
        case(
            "sendgrid",
            "SENDGRID",
            json!({ "apiKey": "another" }),
            "nobody",
            &of_sendgrid,
        ),
        case(
            "whatsapp",
            "WHATSAPP_CLOUD",
            json!({ "accessToken": "another" }),
            "",
            &of_meta,
        ),
    ]
}

pub fn at(callback: Option<&str>) -> Moment<'_> {
    Moment {
        now: now(),
        nonce: "0",
        callback,
    }
}

/// A letter that is written now.
pub fn fresh(vendor: &str) -> Letter {
    let is_mail = matches!(vendor, "AWS_SES" | "SENDGRID");
    let letter = if is_mail { mail() } else { letter() };
    Letter {
        created_at: now(),
        expires_at: now() + 300_000,
        ..letter
    }
}

async fn deliver(service: &dyn Service, letter: &Letter) -> (Outcome, String) {
    let call = service.request(letter, &at(None)).unwrap();
    send(service, call).await
}

/// D4: the stand-in quotes receiver and code, and nothing that we show has either.
fn is_quoted_and_not_told(letter: &Letter, outcome: &Outcome, answer: &str) {
    assert!(
        answer.contains(letter.to.trim_start_matches('+')),
        "{answer}"
    );
    let spelled: Vec<_> = CODE.chars().map(String::from).collect();
    assert!(
        answer.contains(CODE) || answer.contains(&spelled.join(", ")),
        "{answer}"
    );
    tells_nothing(outcome);
}

/// Seen to fail with the vendor's words kept as the code of a refusal.
#[tokio::test]
async fn stand_ins_take_our_bytes_and_what_they_quote_goes_no_further() {
    for case in cases() {
        let fake = Fake::start(case.stand_in);
        let more = json!({ "endpoint": fake.base });
        let service = open(case.vendor, &more);
        let letter = fresh(case.vendor);

        let (outcome, answer) = deliver(&*service, &letter).await;
        let Outcome::Taken(taken) = &outcome else {
            panic!("{}: {outcome:?} {answer}", case.vendor);
        };
        let messages = fake.messages().await;
        assert_eq!(messages.len(), 1);
        assert_eq!(
            messages[0]["id"].as_str(),
            taken.vendor_id.as_deref(),
            "{}",
            case.vendor
        );

        let mut wrong = case.wrong.as_object().unwrap().clone();
        wrong.insert("endpoint".into(), json!(fake.base));
        let stranger = open(case.vendor, &Value::Object(wrong));
        let (outcome, answer) = deliver(&*stranger, &letter).await;
        let kind = refusal(&outcome).map(|(kind, _)| kind);
        assert_eq!(kind, Some(Kind::Credentials), "{} {answer}", case.vendor);
        is_quoted_and_not_told(&letter, &outcome, &answer);

        for (fault, expected) in &case.refusals {
            fake.fault(fault).await;
            let (outcome, answer) = deliver(&*service, &letter).await;
            let kind = refusal(&outcome).map(|(kind, _)| kind);
            assert_eq!(kind, Some(*expected), "{} {fault} {answer}", case.vendor);
            is_quoted_and_not_told(&letter, &outcome, &answer);
        }

        fake.fault(&json!({ "kind": "garbage" })).await;
        let (outcome, _) = deliver(&*service, &letter).await;
        let by_header = case.vendor == "SENDGRID";
        assert!(
            by_header || outcome == Outcome::Unknown(Unknown::Garbage),
            "{outcome:?}"
        );
        assert_eq!(
            fake.messages().await.len(),
            2,
            "no refused message was taken"
        );

        if !case.nobody.is_empty() {
            let nobody = Letter {
                to: case.nobody.into(),
                ..letter
            };
            let (outcome, answer) = deliver(&*service, &nobody).await;
            let kind = refusal(&outcome).map(|(kind, _)| kind);
            assert_eq!(kind, Some(Kind::Number), "{} {answer}", case.vendor);
        }
    }
}

/// A text with every sign that some place needs spelled otherwise comes out as it went in.
#[tokio::test]
async fn stand_ins_read_the_text_that_was_written() {
    let text = "Ünï \"918273\" & <b>'x'</b> = 100% +1 \\ {{code}} 验证码 😀\n#918273";
    for (stand_in, vendor, field) in [
        ("twilio", "TWILIO", "/Body"),
        ("vonage", "VONAGE", "/text"),
        ("aws", "AWS_SNS", "/Message"),
        ("aws", "AWS_END_USER_MESSAGING", "/MessageBody"),
        ("aws", "AWS_SES", "/Content/Simple/Body/Text/Data"),
        ("sendgrid", "SENDGRID", "/mail/content/0/value"),
    ] {
        let fake = Fake::start(stand_in);
        let service = open(vendor, &json!({ "endpoint": fake.base }));
        let letter = Letter {
            body: text.into(),
            ..fresh(vendor)
        };
        let (outcome, answer) = deliver(&*service, &letter).await;
        assert!(matches!(outcome, Outcome::Taken(_)), "{vendor} {answer}");
        let message = &fake.messages().await[0];
        assert_eq!(
            message.pointer(field).and_then(Value::as_str),
            Some(text),
            "{vendor}"
        );
    }
}

/// Other ways to prove who we are, which the vendors take as well.
#[tokio::test]
async fn other_credentials_are_taken() {
    let key = json!({
        "authToken": null, "apiKeySid": "SK00000000000000000000000000000001",
        "apiKeySecret": "secret-of-the-api-key",
    });
    let secret = json!({ "signatureSecret": null, "apiSecret": "secret-of-vonage" });
    let sha512 = json!({ "signatureMethod": "sha512" });
    let session = json!({ "sessionToken": "token-of-the-session" });
    for (stand_in, vendor, more) in [
        ("twilio", "TWILIO", key),
        ("vonage", "VONAGE", secret),
        ("vonage", "VONAGE", sha512),
        ("aws", "AWS_SNS", session.clone()),
        ("aws", "AWS_END_USER_MESSAGING", session),
    ] {
        let fake = Fake::start(stand_in);
        let mut settings = more.as_object().unwrap().clone();
        settings.insert("endpoint".into(), json!(fake.base));
        let service = open(vendor, &Value::Object(settings));
        let (outcome, answer) = deliver(&*service, &fresh(vendor)).await;
        assert!(matches!(outcome, Outcome::Taken(_)), "{vendor} {answer}");
    }
}

/// moto verifies our signatures by code that is neither ours nor AWS's.
#[tokio::test]
async fn moto_takes_our_bytes() {
    let Some(moto) = Moto::start("moto_takes_our_bytes") else {
        return;
    };
    let settings = |secret: &str| {
        json!({
            "endpoint": moto.settings["endpoint"], "accessKeyId": moto.settings["key"],
            "secretAccessKey": secret,
        })
    };
    let secret = moto.settings["secret"].as_str().unwrap();
    for vendor in ["AWS_SNS", "AWS_SES"] {
        let letter = Letter {
            body: format!("{CODE} 验证码 & more"),
            ..fresh(vendor)
        };
        let (outcome, answer) = deliver(&*open(vendor, &settings(secret)), &letter).await;
        let Outcome::Taken(taken) = outcome else {
            panic!("{vendor} {answer}");
        };
        assert!(taken.vendor_id.is_some());
        let (outcome, answer) = deliver(&*open(vendor, &settings("another")), &letter).await;
        let kind = refusal(&outcome).map(|(kind, _)| kind);
        assert_eq!(kind, Some(Kind::Credentials), "{vendor} {answer}");
    }
}

/// The verifier of PyPI takes our webhook, and no other body or key.
#[test]
fn standardwebhooks_verifies_our_webhook() {
    let test = "standardwebhooks_verifies_our_webhook";
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let settings = json!({ "url": "https://sms.example.com/", "secret": secret });
    let service = (vendor("WEBHOOK").unwrap().open)(settings).unwrap();
    let service = service.service().unwrap();
    let call = service.request(&fresh("WEBHOOK"), &at(None)).unwrap();
    let other = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    let calls = [
        (secret, call.clone()),
        (other, call.clone()),
        (secret, changed(call)),
    ];
    let Some(said) = judged(test, "webhook", "secret", &calls) else {
        return;
    };
    assert_eq!(said, ["verified", "forged", "forged"]);
}

/// The same with the lowest bit of one byte of its body changed.
fn changed(mut call: Call) -> Call {
    call.body[20] ^= 1;
    call
}

/// botocore and Vonage's SDK make the signatures of our requests anew.
#[test]
fn the_vendors_own_sdks_sign_our_requests_the_same() {
    let test = "the_vendors_own_sdks_sign_our_requests_the_same";
    let session = json!({ "sessionToken": "token-of-the-session" });
    let mut calls = Vec::new();
    for (name, service, more) in [
        ("AWS_SNS", "sns", json!({})),
        ("AWS_SNS", "sns", session.clone()),
        ("AWS_END_USER_MESSAGING", "sms-voice", json!({})),
        ("AWS_SES", "ses", session),
        ("VONAGE", "vonage", json!({})),
        ("VONAGE", "vonage", json!({ "signatureMethod": "sha512" })),
    ] {
        let letter = Letter {
            body: format!("{CODE} = 验证码 & more"),
            ..fresh(name)
        };
        let call = open(name, &more).request(&letter, &at(None)).unwrap();
        calls.push((service, call.clone()));
        calls.push((service, changed(call)));
    }
    let Some(said) = judged(test, "request", "service", &calls) else {
        return;
    };
    assert_eq!(said, ["the same", "another"].repeat(6));
}

/// The vendors' SDKs send to the stand-ins, are refused by them, and verify their receipts.
#[test]
fn the_vendors_own_sdks_drive_the_stand_ins() {
    let Some(mut judges) = judges("all", "the_vendors_own_sdks_drive_the_stand_ins") else {
        return;
    };
    let judged = judges.output().unwrap();
    let said = String::from_utf8_lossy(&judged.stdout);
    let why = String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{said}{why}");
    for name in ["twilio", "vonage", "sendgrid", "aws", "moto"] {
        assert!(said.contains(&format!("{name}: ")), "{said}");
    }
}
