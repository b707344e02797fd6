//! What the stand-ins refuse, and what we make of it. Each quotes the whole request.

use cleat_delivery::outcome::{Kind, Outcome, Refusal};
use serde_json::json;

use super::{
    CODE, DOMESTIC, FOREIGN, Peers, assert_silent, letter, nonce, open, peer, peer_of, send,
    send_at,
};

fn refusal(outcome: Outcome, what: &str) -> Refusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("{what}: {other:?}"),
    }
}

/// Vendor, number or address, the kind of the refusal, and what is changed in settings that would
/// do.
const FAULTS: &str = r#"
ALIYUN +8613800138000 credentials {"accessKeySecret": "wrong"}
ALIYUN +8613800138000 credentials {"accessKeyId": "nobody"}
ALIYUN +8613800138000 template {"signName": "未批准"}
ALIYUN +8613800138000 template {"templateCode": "SMS_404"}
ALIYUN +8613800138000 template {"templateCode": "SMS_2"}
ALIYUN +8613800138000 template {"templateParam": {"code": "https://x/{code}"}}
ALIYUN +8613800 number {}
ALIYUN_INTERNATIONAL +14155552671 credentials {"accessKeySecret": "wrong"}
ALIYUN_INTERNATIONAL +8613800138000 credentials {"accessKeySecret": "wrong"}
ALIYUN_INTERNATIONAL +8613800138000 template {"signName": "未批准"}
ALIYUN_INTERNATIONAL +8613800138000 country {"templateCode": "SMS_9"}
ALIYUN_INTERNATIONAL +1415 number {}
ALIYUN_DIRECT_MAIL a@b.c credentials {"accessKeySecret": "wrong"}
ALIYUN_DIRECT_MAIL a@b.c template {"accountName": "other@b.c"}
ALIYUN_DIRECT_MAIL a@ number {}
TENCENT +8613800138000 credentials {"secretKey": "wrong"}
TENCENT +8613800138000 credentials {"secretId": "nobody"}
TENCENT +8613800138000 credentials {"smsSdkAppId": "1400000000"}
TENCENT +8613800138000 template {"signName": "未批准"}
TENCENT +8613800138000 template {"templateId": "404"}
TENCENT +8613800138000 template {"templateParams": ["{code}", "{minutes}", "1"]}
TENCENT +8613800 number {}
TENCENT +14155552671 country {}
TENCENT +8613800138000 country {"templateId": "2220"}
CHUANGLAN +8613800138000 credentials {"password": "wrong"}
CHUANGLAN +8613800138000 credentials {"path": "/msg/send/json", "account": "nobody"}
CHUANGLAN +8613800138000 credentials {"path": "/msg/sms/v2/tpl/send", "password": "wrong"}
CHUANGLAN +14155552671 credentials {"path": "/send/json", "password": "wrong"}
CHUANGLAN +14155552671 credentials {"path": "/send/sms", "password": "wrong"}
CHUANGLAN +8613800138000 template {"signName": "未批准"}
CHUANGLAN +8613800138000 template {"signName": null}
CHUANGLAN +8613800138000 content {"path": "/msg/sms/v2/tpl/send", "templateId": "404"}
CHUANGLAN +8613800 number {"path": "/msg/send/json"}
CHUANGLAN +141 number {"path": "/send/json"}
"#;

/// The stand-in quoted code and number, and nothing of it is in what we keep.
///
/// Seen to fail with the vendor's words kept as its id of the request.
#[tokio::test]
async fn what_a_vendor_refuses_has_its_kind_and_none_of_its_words() {
    let mut peers = Peers::default();
    for line in FAULTS.trim().lines() {
        let [name, to, kind, change] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &serde_json::from_str(change).unwrap());
        let (outcome, exchange) = send(&*service, peer, &letter(to)).await;
        assert_eq!(refusal(outcome, line).kind.as_str(), kind, "{line}");
        let quoted = String::from_utf8(exchange.body).unwrap();
        assert!(quoted.contains(CODE), "{line} quotes nothing: {quoted}");
        assert_eq!(peer.messages().await.len(), 0, "{line}");
    }
}

#[tokio::test]
async fn a_call_that_is_old_or_comes_again_is_refused() {
    let mut peers = Peers::default();
    for (name, change, once) in [
        ("ALIYUN", json!({}), true),
        ("ALIYUN_INTERNATIONAL", json!({}), true),
        ("TENCENT", json!({}), false),
        ("CHUANGLAN", json!({ "path": "/msg/sms/v2/tpl/send" }), true),
        ("CHUANGLAN", json!({ "path": "/send/sms" }), false),
    ] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &change);
        for hours in [-1, 1] {
            let then = peer::now() + hours * 3_600_000;
            let letter = letter(DOMESTIC);
            let (outcome, _) = send_at(&*service, peer, &letter, then, &nonce()).await;
            let what = format!("{name} {hours} h");
            assert_eq!(refusal(outcome, &what).kind, Kind::Credentials, "{what}");
        }
        let (nonce, now) = (nonce(), peer::now());
        for kind in [None, Some(Kind::Credentials)]
            .into_iter()
            .take(1 + usize::from(once))
        {
            let letter = letter(DOMESTIC);
            let (outcome, _) = send_at(&*service, peer, &letter, now, &nonce).await;
            let refused = match outcome {
                Outcome::Refused(refusal) => Some(refusal.kind),
                _ => None,
            };
            assert_eq!(refused, kind, "{name}");
        }
    }
}

#[tokio::test]
async fn a_number_that_is_called_too_often_is_throttled() {
    let mut peers = Peers::default();
    for (name, change, to, kind) in [
        ("ALIYUN", json!({}), DOMESTIC, Kind::Throttled),
        ("ALIYUN_INTERNATIONAL", json!({}), FOREIGN, Kind::Throttled),
        ("TENCENT", json!({}), DOMESTIC, Kind::Throttled),
        ("CHUANGLAN", json!({}), DOMESTIC, Kind::Throttled),
        (
            "CHUANGLAN",
            json!({ "path": "/send/sms" }),
            FOREIGN,
            Kind::Throttled,
        ),
    ] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &change);
        let (first, _) = send(&*service, peer, &letter(to)).await;
        assert!(matches!(first, Outcome::Taken(_)), "{name}: {first:?}");
        let (second, _) = send(&*service, peer, &letter(to)).await;
        assert_eq!(refusal(second, name).kind, kind, "{name}");
        assert_eq!(peer.messages().await.len(), 1, "{name}");
    }
}

/// Codes that a stand-in has no rule for, said on demand, in each of the vendor's forms.
#[tokio::test]
async fn a_code_on_demand_has_its_kind() {
    let mut peers = Peers::default();
    for (name, fault, kind) in [
        (
            "ALIYUN",
            json!({ "code": "isv.AMOUNT_NOT_ENOUGH" }),
            Kind::Balance,
        ),
        (
            "ALIYUN",
            json!({ "code": "isv.BLACK_KEY_CONTROL_LIMIT" }),
            Kind::Blocked,
        ),
        (
            "ALIYUN",
            json!({ "code": "isp.SYSTEM_ERROR" }),
            Kind::Temporary,
        ),
        (
            "ALIYUN",
            json!({ "code": "ServiceUnavailable" }),
            Kind::Temporary,
        ),
        (
            "ALIYUN",
            json!({ "code": "Throttling.User" }),
            Kind::Throttled,
        ),
        (
            "ALIYUN",
            json!({ "code": "Never.Seen", "status": 400 }),
            Kind::Config,
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({ "code": "AMOUNT_NOT_ENOUGH" }),
            Kind::Balance,
        ),
        (
            "ALIYUN_DIRECT_MAIL",
            json!({ "code": "InvalidSendMail.Spam" }),
            Kind::Content,
        ),
        (
            "TENCENT",
            json!({ "code": "InternalError.Timeout" }),
            Kind::Temporary,
        ),
        (
            "TENCENT",
            json!({ "code": "FailedOperation.InsufficientBalanceInSmsPackage", "level": "number" }),
            Kind::Balance,
        ),
        ("CHUANGLAN", json!({ "code": "109" }), Kind::Balance),
        (
            "CHUANGLAN",
            json!({ "code": "104", "status": 503 }),
            Kind::Temporary,
        ),
    ] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let code = fault["code"].as_str().unwrap().to_owned();
        let mut fault = fault;
        fault["kind"] = "refuse".into();
        peer.fault(fault).await;
        let service = open(name, peer, &json!({}));
        let (outcome, exchange) = send(&*service, peer, &letter(DOMESTIC)).await;
        let refusal = refusal(outcome, name);
        assert_eq!(refusal.kind, kind, "{name} {code}");
        assert_eq!(refusal.code.as_deref(), Some(code.as_str()), "{name}");
        assert_eq!(
            refusal.request_id.is_some(),
            name != "CHUANGLAN",
            "{name} {code}"
        );
        assert!(
            String::from_utf8(exchange.body).unwrap().contains(CODE),
            "{name} {code}"
        );
    }
}

/// A vendor that writes code and number where its own code should stand.
///
/// Seen to fail with whatever stands there kept.
#[tokio::test]
async fn a_code_that_quotes_the_message_is_not_kept() {
    let mut peers = Peers::default();
    for name in ["ALIYUN", "ALIYUN_INTERNATIONAL", "TENCENT", "CHUANGLAN"] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &json!({}));
        for code in [
            CODE,
            "13800138000",
            DOMESTIC,
            &format!("{CODE} for {DOMESTIC}"),
        ] {
            peer.fault(json!({ "kind": "refuse", "code": code })).await;
            let (outcome, _) = send(&*service, peer, &letter(DOMESTIC)).await;
            let refusal = refusal(outcome, name);
            assert_eq!(
                (refusal.kind, &refusal.code),
                (Kind::Config, &None),
                "{name} {code}"
            );
            assert_silent(&format!("{refusal:?}"));
        }
    }
}
