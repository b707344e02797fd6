//! Receipts that the stand-ins post, push or keep, and what they answer when they are asked.

use cleat_delivery::outcome::{Kind, Outcome};
use cleat_delivery::receipt::{Fate, Hook, Receipt};
use cleat_delivery::service::{Sent, Service};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{DOMESTIC, FOREIGN, Peer, Peers, letter, moment, nonce, open, peer, peer_of, send};

const URL: &str = "https://id.example.com/hooks/messages/1/token";

async fn taken(service: &dyn Service, peer: &Peer, to: &str) -> String {
    let (outcome, _) = send(service, peer, &letter(to)).await;
    match outcome {
        Outcome::Taken(taken) => taken.vendor_id.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn empty_hook() -> Hook<'static> {
    Hook {
        method: "POST",
        url: URL,
        query: "",
        headers: &[],
        body: b"",
        now: 0,
    }
}

/// Has the stand-in send a receipt, and reads it; the stand-in hears the vendor's own thanks.
async fn posted(service: &dyn Service, peer: &Peer, mut wish: Value) -> Vec<Receipt> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    wish["url"] = url.into();
    let thanks = service.thanks(&empty_hook()).body;
    let heard = tokio::spawn(peer::listen(listener, thanks.clone()));
    let said = peer.receipt(wish).await;
    assert_eq!(said, json!({ "status": 200, "body": thanks }));
    let heard = heard.await.unwrap();
    let hook = Hook {
        method: &heard.method,
        query: &heard.query,
        body: &heard.body,
        ..empty_hook()
    };
    service.receipts(&hook).unwrap()
}

#[tokio::test]
async fn receipts_name_the_message_and_its_fate() {
    let mut peers = Peers::default();
    let abroad = json!({ "path": "/send/json" });
    for (name, change, to, attempt) in [
        ("ALIYUN", json!({}), DOMESTIC, Some("attempt-1")),
        (
            "ALIYUN_INTERNATIONAL",
            json!({}),
            FOREIGN,
            Some("attempt-1"),
        ),
        ("TENCENT", json!({}), DOMESTIC, None),
        ("CHUANGLAN", json!({}), DOMESTIC, Some("attempt-1")),
        ("CHUANGLAN", abroad, FOREIGN, None),
    ] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &change);
        let id = taken(&*service, peer, to).await;
        for (wish, fate) in [
            (json!({ "id": id }), Fate::Delivered),
            (
                json!({ "id": id, "delivered": false }),
                Fate::Failed(Kind::Blocked),
            ),
        ] {
            let receipts = posted(&*service, peer, wish).await;
            let [receipt] = receipts.as_slice() else {
                panic!("{name}: {receipts:?}");
            };
            assert_eq!(receipt.vendor_id.as_deref(), Some(id.as_str()), "{name}");
            assert_eq!(receipt.attempt_id.as_deref(), attempt, "{name}");
            assert_eq!(receipt.fate, fate, "{name}");
            assert!(!receipt.signed, "{name}");
            let number = receipt.to.as_deref().unwrap().trim_start_matches('+');
            assert!(to.ends_with(number), "{name} {number}");
        }
    }
}

#[tokio::test]
async fn chuanglan_keeps_receipts_until_they_are_fetched() {
    let Some(peer) = Peer::start("chuanglan").await else {
        return;
    };
    let abroad = json!({ "path": "/send/sms" });
    for (change, to) in [(json!({}), DOMESTIC), (abroad, FOREIGN)] {
        let service = open("CHUANGLAN", &peer, &change);
        assert!(service.reports());
        let id = taken(&*service, &peer, to).await;
        peer.receipt(json!({ "id": id })).await;
        for expected in [1, 0] {
            let (now, nonce) = (peer::now(), nonce());
            let call = service.pull(&moment(now, &nonce)).unwrap();
            let exchange = peer.call(&call).await;
            let receipts = service.queried(&exchange.answer());
            assert_eq!(receipts.len(), expected, "{change}");
            for receipt in receipts {
                assert_eq!(receipt.vendor_id.as_deref(), Some(id.as_str()));
                assert_eq!(receipt.fate, Fate::Delivered);
            }
        }
    }
}

/// The message was taken, and nobody heard: the vendor says so when it is asked.
#[tokio::test]
async fn an_unknown_message_is_asked_for() {
    let Some(peer) = Peer::start("aliyun").await else {
        return;
    };
    let service = open("ALIYUN", &peer, &json!({}));
    let globe = open("ALIYUN_INTERNATIONAL", &peer, &json!({}));
    taken(&*service, &peer, DOMESTIC).await;
    let id = taken(&*globe, &peer, FOREIGN).await;
    for (service, to, vendor_id, attempt) in [
        (&service, DOMESTIC, None, Some("attempt-1")),
        (&globe, FOREIGN, Some(id.as_str()), None),
    ] {
        let sent = Sent {
            attempt_id: "attempt-1",
            vendor_id,
            to,
            at: peer::now(),
        };
        let (now, nonce) = (peer::now(), nonce());
        let call = service.query(&sent, &moment(now, &nonce)).unwrap();
        let exchange = peer.call(&call).await;
        let receipts = service.queried(&exchange.answer());
        assert_eq!(receipts.len(), 1, "{to}");
        assert_eq!(receipts[0].attempt_id.as_deref(), attempt);
        assert_eq!(receipts[0].vendor_id.as_deref(), vendor_id);
        assert_eq!(receipts[0].fate, Fate::Delivered);
    }
}
