//! What the stand-ins take, and what stands in it.

use cleat_delivery::outcome::{Outcome, Unknown};
use serde_json::{Value, json};

use super::{CODE, DOMESTIC, FOREIGN, Peer, Peers, letter, open, peer_of, send};

const MAIL: &str = "someone@example.com";

/// A vendor with changes of its settings, a number, and what the stand-in noted of the message.
fn messages() -> Vec<(&'static str, Value, &'static str, Value)> {
    let text = format!("验证码 {CODE}，5 分钟内有效 & *~");
    let signed = format!("【创蓝测试】{text}");
    let code = json!({ "code": CODE });
    let both = json!([CODE, "5"]);
    let minutes = json!({ "templateCode": "SMS_2", "templateParam":
        r#"{"code":"{code}","minutes":"{minutes}"}"# });
    let china = |path| json!({ "path": path });
    let abroad = |path| {
        json!({
            "path": path, "signName": null, "senderId": "Cleat",
        })
    };
    let template =
        json!({ "path": "/msg/sms/v2/tpl/send", "templateId": "1021", "signName": null });
    vec![
        (
            "ALIYUN",
            json!({}),
            DOMESTIC,
            json!({ "to": "13800138000", "template": "SMS_1", "variables": code,
                "out_id": "attempt-1" }),
        ),
        (
            "ALIYUN",
            minutes,
            DOMESTIC,
            json!({ "template": "SMS_2", "variables": { "code": CODE, "minutes": "5" } }),
        ),
        (
            "ALIYUN",
            json!({}),
            FOREIGN,
            json!({ "to": "14155552671", "template": "SMS_9" }),
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({ "senderId": "Cleat" }),
            FOREIGN,
            json!({ "to": "14155552671", "text": text, "task_id": "attempt-1" }),
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({}),
            DOMESTIC,
            json!({ "to": "8613800138000", "template": "SMS_1", "variables": code }),
        ),
        (
            "ALIYUN_DIRECT_MAIL",
            json!({ "fromAlias": "Cleat" }),
            MAIL,
            json!({ "to": MAIL, "subject": "验证码 + ~ *", "text": text, "alias": "Cleat" }),
        ),
        (
            "TENCENT",
            json!({}),
            DOMESTIC,
            json!({ "to": DOMESTIC, "variables": both, "out_id": "attempt-1" }),
        ),
        (
            "TENCENT",
            json!({ "templateId": "2220", "signName": null }),
            FOREIGN,
            json!({ "to": FOREIGN, "variables": both }),
        ),
        (
            "CHUANGLAN",
            china("/msg/send/json"),
            DOMESTIC,
            json!({ "to": "13800138000", "text": signed, "uid": "attempt-1" }),
        ),
        (
            "CHUANGLAN",
            china("/msg/v1/send/json"),
            DOMESTIC,
            json!({ "text": signed }),
        ),
        (
            "CHUANGLAN",
            template,
            DOMESTIC,
            json!({ "template": "1021", "variables": { "param1": CODE }, "uid": "attempt-1" }),
        ),
        (
            "CHUANGLAN",
            abroad("/send/json"),
            FOREIGN,
            json!({ "to": "14155552671", "text": text }),
        ),
        (
            "CHUANGLAN",
            abroad("/send/sms"),
            FOREIGN,
            json!({ "to": "14155552671", "text": text }),
        ),
    ]
}

/// Seen to fail with `+` for a space in what Alibaba signs, with the name of the action left as it
/// is in what Tencent signs, and with the fields of Chuanglan's `sign` in another order.
#[tokio::test]
async fn every_form_of_every_vendor_is_taken() {
    let mut peers = Peers::default();
    for (name, change, to, noted) in messages() {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &change);
        let (outcome, _) = send(&*service, peer, &letter(to)).await;
        let Outcome::Taken(taken) = outcome else {
            panic!("{name} {change}: {outcome:?}");
        };
        let messages = peer.messages().await;
        assert_eq!(messages.len(), 1, "{name} {change}");
        assert_eq!(
            messages[0]["id"],
            taken.vendor_id.unwrap(),
            "{name} {change}"
        );
        for (field, value) in noted.as_object().unwrap() {
            assert_eq!(&messages[0][field], value, "{name} {change} {field}");
        }
    }
}

#[tokio::test]
async fn a_lifetime_is_passed_on_where_the_vendor_has_one() {
    let Some(peer) = Peer::start("aliyun").await else {
        return;
    };
    let service = open("ALIYUN_INTERNATIONAL", &peer, &json!({}));
    for (to, at_most) in [(FOREIGN, 300), (DOMESTIC, 300)] {
        let (outcome, _) = send(&*service, &peer, &letter(to)).await;
        assert!(matches!(outcome, Outcome::Taken(_)), "{outcome:?}");
        let messages = peer.messages().await;
        let validity = messages.last().unwrap()["validity"]
            .as_str()
            .unwrap()
            .to_owned();
        let validity: i64 = validity.parse().unwrap();
        assert!((at_most - 5..=at_most).contains(&validity), "{validity}");
    }
}

/// Taken, and answered with nonsense: nobody may send it again at once.
#[tokio::test]
async fn an_answer_that_cannot_be_understood_refuses_nothing() {
    let mut peers = Peers::default();
    for name in ["ALIYUN", "ALIYUN_INTERNATIONAL", "TENCENT", "CHUANGLAN"] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &json!({}));
        for kind in ["garbage", "endless"] {
            peer.reset().await;
            peer.fault(json!({ "kind": kind })).await;
            let (outcome, exchange) = send(&*service, peer, &letter(DOMESTIC)).await;
            assert_eq!(outcome, Outcome::Unknown(Unknown::Garbage), "{name} {kind}");
            assert!(exchange.body.len() <= 64 * 1024, "{name} {kind}");
            assert_eq!(peer.messages().await.len(), 1, "{name} {kind}");
        }
    }
}
