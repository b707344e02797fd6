//! Receipts as the vendors sign them, what they mean, and that no changed byte passes.

use cleat_delivery::outcome::{Kind, Outcome, Price};
use cleat_delivery::receipt::{Fate, NotAReceipt};
use cleat_delivery::service::Service;
use serde_json::{Value, json};

use super::fakes::{Caught, Fake, Listener, send};
use super::services::{at, fresh};
use super::{NUMBER, open};

const FAILED: fn(Kind) -> Fate = Fate::Failed;

/// A vendor that has taken a message, and where its receipts are taken.
struct Sent {
    fake: Fake,
    listener: Listener,
    service: Box<dyn Service>,
    id: String,
}

impl Sent {
    async fn by(stand_in: &str, vendor: &str, more: Value) -> Self {
        let (fake, listener) = (Fake::start(stand_in), Listener::open().await);
        let mut settings = more.as_object().unwrap().clone();
        settings.insert("endpoint".into(), json!(fake.base));
        if vendor == "SENDGRID" {
            let key = fake.ask("/_key", &json!({})).await["key"].clone();
            settings.insert("webhookKey".into(), key);
        }
        let service = open(vendor, &Value::Object(settings));
        let call = service
            .request(&fresh(vendor), &at(Some(&listener.url)))
            .unwrap();
        let (Outcome::Taken(taken), _) = send(&*service, call).await else {
            panic!("{vendor}");
        };
        let id = taken.vendor_id.unwrap();
        Self {
            fake,
            listener,
            service,
            id,
        }
    }

    async fn receipt(&self, wish: &Value) -> Caught {
        let mut wish = wish.as_object().unwrap().clone();
        wish.insert("id".into(), json!(self.id));
        self.listener.after(&self.fake, &Value::Object(wish)).await
    }

    /// Reads the receipt for each wish, and takes no changed byte of it.
    async fn means(&self, address: bool, fates: &[(Value, Option<Fate>)]) {
        for (wish, fate) in fates {
            let mut wish = wish.clone();
            if address {
                wish["url"] = json!(self.listener.url);
            }
            let caught = self.receipt(&wish).await;
            let read = caught.read(&*self.service).unwrap();
            assert_eq!(read.first().map(|receipt| receipt.fate), *fate, "{wish}");
            for receipt in read {
                assert_eq!(
                    receipt.vendor_id.as_deref(),
                    Some(self.id.as_str()),
                    "{wish}"
                );
                assert_eq!(receipt.attempt_id.as_deref(), Some("att_1"), "{wish}");
                assert!(receipt.signed, "{wish}");
            }
            let forgeries = caught.forgeries();
            assert!(forgeries.len() > 100);
            for forged in forgeries {
                let error = forged.read(&*self.service).unwrap_err();
                // A token covers a body, and a body of JSON that is none is no receipt either.
                let plain = matches!(error, NotAReceipt::Forged | NotAReceipt::Unreadable);
                assert!(plain, "{wish} {forged:?}");
            }
        }
    }
}

fn statuses(fates: &[(&str, Option<Fate>)]) -> Vec<(Value, Option<Fate>)> {
    let wish = |(status, fate): &(&str, Option<Fate>)| (json!({ "status": status }), *fate);
    fates.iter().map(wish).collect()
}

fn codes(status: &str, kinds: &[(Kind, &str)]) -> Vec<(Value, Option<Fate>)> {
    let kinds = kinds.iter();
    let codes = kinds.flat_map(|(kind, codes)| codes.split(' ').map(|code| (*kind, code)));
    let wish = |(kind, code)| {
        (
            json!({ "status": status, "code": code }),
            Some(FAILED(kind)),
        )
    };
    codes.map(wish).collect()
}

/// Seen to fail with fields that are not verified.
#[tokio::test]
async fn twilio_s_receipts() {
    let way = Some(Fate::OnItsWay);
    let fates = statuses(&[
        ("accepted", way),
        ("scheduled", way),
        ("queued", way),
        ("sending", way),
        ("sent", way),
        ("partially_delivered", way),
        ("delivered", Some(Fate::Delivered)),
        ("read", Some(Fate::Delivered)),
        ("undelivered", Some(FAILED(Kind::Temporary))),
        ("failed", Some(FAILED(Kind::Temporary))),
        ("canceled", Some(FAILED(Kind::Temporary))),
        ("something-new", None),
    ]);
    let kinds = [
        (Kind::Number, "30005 30006"),
        (Kind::Blocked, "30004 30007 30450 63024"),
        (Kind::Template, "30034"),
        (Kind::Temporary, "30003 30008 39999"),
    ];
    for vendor in ["TWILIO", "TWILIO_WHATSAPP"] {
        let sent = Sent::by("twilio", vendor, json!({})).await;
        sent.means(false, &fates).await;
        sent.means(false, &codes("undelivered", &kinds)).await;
        let late = json!({ "status": "undelivered", "code": "30036" });
        sent.means(false, &[(late, Some(Fate::Expired))]).await;
    }
}

/// A key of SHA-256 takes receipts of SHA-256, and that of the account none of them.
#[tokio::test]
async fn twilio_s_receipts_under_a_shared_key() {
    let key = json!({ "webhookKey": "shared-key-of-webhooks" });
    let sent = Sent::by("twilio", "TWILIO", key).await;
    let caught = sent.receipt(&json!({ "key": "shared" })).await;
    assert!(caught.read(&*sent.service).is_ok());
    let without = open("TWILIO", &json!({}));
    assert_eq!(caught.read(&*without), Err(NotAReceipt::Forged));
    // The other account's receipts are not ours, though our key signed them.
    let other = open(
        "TWILIO",
        &json!({
            "accountSid": "AC00000000000000000000000000000002",
            "webhookKey": "shared-key-of-webhooks",
        }),
    );
    assert_eq!(caught.read(&*other), Err(NotAReceipt::Forged));
    let mut unsigned = caught.clone();
    unsigned
        .headers
        .retain(|(name, _)| name != "x-twilio-signature");
    assert_eq!(unsigned.read(&*sent.service), Err(NotAReceipt::Forged));
    let mut elsewhere = caught.clone();
    elsewhere.url = elsewhere.url.replace("/p1/", "/p2/");
    assert_eq!(elsewhere.read(&*sent.service), Err(NotAReceipt::Forged));
}

/// A call that nobody answered was not heard.
#[tokio::test]
async fn receipts_of_calls() {
    let sent = Sent::by("twilio", "TWILIO_VOICE", json!({})).await;
    let mut fates = statuses(&[
        ("queued", Some(Fate::OnItsWay)),
        ("initiated", Some(Fate::OnItsWay)),
        ("ringing", Some(Fate::OnItsWay)),
        ("in-progress", Some(Fate::OnItsWay)),
        ("completed", Some(Fate::Delivered)),
        ("busy", Some(FAILED(Kind::Temporary))),
        ("no-answer", Some(FAILED(Kind::Temporary))),
        ("failed", Some(FAILED(Kind::Temporary))),
        ("canceled", Some(FAILED(Kind::Temporary))),
    ]);
    let unheard = json!({ "status": "completed", "duration": 0 });
    fates.push((unheard, Some(FAILED(Kind::Temporary))));
    sent.means(false, &fates).await;
}

#[tokio::test]
async fn vonage_s_receipts() {
    let sent = Sent::by("vonage", "VONAGE", json!({})).await;
    let way = Some(Fate::OnItsWay);
    let mut fates = statuses(&[
        ("delivered", Some(Fate::Delivered)),
        ("expired", Some(Fate::Expired)),
        ("failed", Some(FAILED(Kind::Temporary))),
        ("rejected", Some(FAILED(Kind::Temporary))),
        ("accepted", way),
        ("buffered", way),
        ("unknown", way),
    ]);
    for form in ["post", "json", "token"] {
        let wish = json!({ "status": "delivered", "form": form });
        fates.push((wish, Some(Fate::Delivered)));
    }
    sent.means(false, &fates).await;
    let kinds = [
        (Kind::Number, "3 5 9"),
        (Kind::Blocked, "4 6 13 14 15 40 41 50"),
        (Kind::Temporary, "1 2 7 8 12 99 77"),
        (Kind::Content, "10"),
        (Kind::Country, "11"),
        (Kind::Balance, "16"),
        (Kind::Template, "39"),
    ];
    sent.means(false, &codes("failed", &kinds)).await;
    let receipt = sent
        .receipt(&json!({}))
        .await
        .read(&*sent.service)
        .unwrap()
        .remove(0);
    let price = Price {
        micros: 33_300,
        currency: Some("EUR".into()),
    };
    assert_eq!(
        (receipt.price, receipt.to.as_deref()),
        (Some(price), Some(&NUMBER[1..]))
    );
}

/// A signature of last week, of tomorrow, of another algorithm, or none where there must be one.
/// Seen to fail with a token whose digest of the body is not looked at.
#[tokio::test]
async fn vonage_s_receipts_that_are_none() {
    let sent = Sent::by("vonage", "VONAGE", json!({})).await;
    let now = super::fakes::now() / 1000;
    for form in ["get", "token"] {
        for timestamp in [now - 7 * 86_400, now + 86_400] {
            let wish = json!({ "timestamp": timestamp, "form": form });
            let caught = sent.receipt(&wish).await;
            assert_eq!(
                caught.read(&*sent.service),
                Err(NotAReceipt::Stale),
                "{wish}"
            );
        }
    }
    let caught = sent.receipt(&json!({ "method": "sha512" })).await;
    assert_eq!(caught.read(&*sent.service), Err(NotAReceipt::Forged));
    let mut other = sent.receipt(&json!({ "form": "token" })).await;
    other.body = sent
        .receipt(&json!({ "form": "token", "status": "failed" }))
        .await
        .body;
    assert_eq!(other.read(&*sent.service), Err(NotAReceipt::Forged));
    // Without a secret a receipt is a hint, whatever stands in it.
    let unsigned = open(
        "VONAGE",
        &json!({ "signatureSecret": null, "apiSecret": "s" }),
    );
    let caught = sent.receipt(&json!({})).await;
    assert!(!caught.read(&*unsigned).unwrap()[0].signed);
}

#[tokio::test]
async fn sendgrid_s_receipts() {
    let sent = Sent::by("sendgrid", "SENDGRID", json!({})).await;
    let wish = |event: &str, kind: &str| json!({ "event": event, "type": kind });
    let (way, delivered) = (Some(Fate::OnItsWay), Some(Fate::Delivered));
    sent.means(
        true,
        &[
            (wish("processed", ""), way),
            (wish("deferred", ""), way),
            (wish("delivered", ""), delivered),
            (wish("bounce", "bounce"), Some(FAILED(Kind::Number))),
            (wish("bounce", "blocked"), Some(FAILED(Kind::Blocked))),
            (wish("dropped", ""), Some(FAILED(Kind::Blocked))),
            (wish("open", ""), None),
            (wish("spamreport", ""), None),
        ],
    )
    .await;
    let old = json!({ "url": sent.listener.url, "timestamp": 1_600_112_502 });
    let caught = sent.receipt(&old).await;
    assert_eq!(caught.read(&*sent.service), Err(NotAReceipt::Stale));
}

#[tokio::test]
async fn meta_s_receipts() {
    let sent = Sent::by("whatsapp", "WHATSAPP_CLOUD", json!({})).await;
    let fates = statuses(&[
        ("sent", Some(Fate::OnItsWay)),
        ("delivered", Some(Fate::Delivered)),
        ("read", Some(Fate::Delivered)),
        ("failed", Some(FAILED(Kind::Temporary))),
        ("deleted", None),
    ]);
    sent.means(true, &fates).await;
    let kinds = [(Kind::Blocked, "131026 131049"), (Kind::Template, "132015")];
    sent.means(true, &codes("failed", &kinds)).await;
    let other = json!({ "url": sent.listener.url, "number": "1" });
    let caught = sent.receipt(&other).await;
    assert_eq!(
        caught.read(&*sent.service),
        Ok(Vec::new()),
        "of another number of the app"
    );
}

/// The challenge comes back to who knows the token alone. Seen to fail with an echo before it is
/// compared.
#[tokio::test]
async fn meta_s_challenge() {
    let sent = Sent::by("whatsapp", "WHATSAPP_CLOUD", json!({})).await;
    for (token, challenge, known) in [
        ("verify-me", "1158201444", true),
        ("verify-mf", "1158201444", false),
        ("", "1158201444", false),
        ("verify-me", "<script>alert(1)</script>", false),
    ] {
        let wish = json!({ "url": sent.listener.url, "token": token, "challenge": challenge });
        let caught = sent.receipt(&wish).await;
        let thanks = sent.service.thanks(&caught.hook());
        let (read, said) = if known {
            (Ok(Vec::new()), challenge)
        } else {
            (Err(NotAReceipt::Forged), "")
        };
        assert_eq!(caught.read(&*sent.service), read, "{wish}");
        assert_eq!(thanks.body, said, "{wish}");
    }
    let without = open("WHATSAPP_CLOUD", &json!({ "verifyToken": null }));
    let wish = json!({ "url": sent.listener.url, "token": "", "challenge": "1" });
    assert!(sent.receipt(&wish).await.read(&*without).is_err());
}
