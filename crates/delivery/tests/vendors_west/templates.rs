//! The provider that operators describe: values keep to their places.

use cleat_delivery::Letter;
use cleat_delivery::call::Moment;
use cleat_delivery::outcome::{Kind, Outcome, Unknown};
use cleat_delivery::service::Service;
use cleat_delivery::vendor::vendor;
use serde_json::{Value, json};

use super::fakes::{Fake, send};
use super::{CODE, answered, header, letter, moment, open, refusal, settings, tells_nothing};

const ODD: &str = "a\"b\\c&d=e<f>'g' %+{}\n验😀]]> --> {{code}} \u{7}";

fn odd() -> Letter {
    Letter {
        body: ODD.into(),
        ..letter()
    }
}

const ANSWER: &str = r#"{"pointer":"/code","is":[0,"OK"]}"#;

fn rules() -> Value {
    json!({
        "success": serde_json::from_str::<Value>(ANSWER).unwrap(),
        "messageId": "/data/id",
        "error": { "pointer": "/code", "kinds": {
            "401": "Credentials", "1001": "Number", "1002": "Template", "429": "Throttled",
        } },
        "headers": { "X-Token": "{{secret}}" },
        "secret": "token-of-the-carrier",
    })
}

fn with(more: &Value) -> Value {
    let mut all = rules().as_object().unwrap().clone();
    all.extend(more.as_object().unwrap().clone());
    Value::Object(all)
}

/// Four forms, each read by a strict parser of somebody else's: what was put in comes out. Seen to
/// fail with values put in as they are.
#[tokio::test]
async fn a_value_is_spelled_for_its_place() {
    let fake = Fake::start("generic");
    let address = format!("{}/send", fake.base);
    let query = format!("{address}?to={{{{to}}}}&text={{{{ text }}}}&ttl={{{{ttl}}}}");
    let xml =
        "<?xml version=\"1.0\"?><sms to='{{to}}'><text>{{text}}</text><ttl>{{ttl}}</ttl></sms>";
    let json_body = r#"{"to":"{{to}}","text":"{{text}}","ttl":{{ttl}}}"#;
    let whole = r#"{"to":{{to}},"text":{{text}},"ttl":"{{ttl}}"}"#;
    for more in [
        json!({ "url": query, "method": "GET", "body": "" }),
        json!({ "url": address, "body": json_body }),
        json!({ "url": address, "body": whole }),
        json!({ "url": address, "body": "to={{to}}&text={{text}}&ttl={{ttl}}",
                "contentType": "application/x-www-form-urlencoded" }),
        json!({ "url": address, "body": xml, "contentType": "text/xml; charset=utf-8" }),
    ] {
        let service = open("HTTP", &with(&more));
        let call = service.request(&odd(), &moment(None)).unwrap();
        let (outcome, answer) = send(&*service, call).await;
        let Outcome::Taken(taken) = outcome else {
            panic!("{more} {answer}");
        };
        let message = fake.messages().await.pop().unwrap();
        assert_eq!(message["id"].as_str(), taken.vendor_id.as_deref());
        // XML has no bell.
        let text = if more["contentType"] == "text/xml; charset=utf-8" {
            ODD.replace('\u{7}', " ")
        } else {
            ODD.to_owned()
        };
        assert_eq!(message["text"], text, "{more}");
        assert_eq!(message["ttl"], "300", "{more}");
    }
}

#[tokio::test]
async fn an_answer_is_read_by_the_operator_s_rules() {
    let fake = Fake::start("generic");
    let body = r#"{"to":"{{to}}","text":"{{text}}"}"#;
    let more = json!({ "url": format!("{}/send", fake.base), "body": body });
    let right = open("HTTP", &with(&more));
    let mut other = with(&more);
    other["secret"] = json!("another");
    let wrong = open("HTTP", &other);
    let deliver = async |service: &dyn Service, letter: Letter| {
        let call = service.request(&letter, &moment(None)).unwrap();
        send(service, call).await
    };
    let nobody = Letter {
        to: "+12".into(),
        ..letter()
    };
    for (service, letter, fault, kind) in [
        (&wrong, letter(), json!(null), Kind::Credentials),
        (&right, nobody, json!(null), Kind::Number),
        (&right, letter(), json!({ "code": 429 }), Kind::Throttled),
        (
            &right,
            letter(),
            json!({ "code": "never heard of" }),
            Kind::Config,
        ),
    ] {
        if !fault.is_null() {
            fake.fault(&fault).await;
        }
        let (outcome, answer) = deliver(&**service, letter).await;
        assert_eq!(
            refusal(&outcome).map(|(kind, _)| kind),
            Some(kind),
            "{answer}"
        );
        assert!(answer.contains(CODE), "the stand-in quotes");
        tells_nothing(&outcome);
    }
    fake.fault(&json!({ "kind": "garbage" })).await;
    let (outcome, _) = deliver(&*right, letter()).await;
    assert_eq!(outcome, Outcome::Unknown(Unknown::Garbage));
}

#[test]
fn success_is_a_class_and_a_value() {
    let plain = open("HTTP", &json!({}));
    let ruled = open("HTTP", &rules());
    let taken = |id: &str| format!("taken {id}");
    let told = |service: &dyn Service, status, body: &str| match answered(service, status, body) {
        Outcome::Taken(taken) => format!("taken {}", taken.vendor_id.unwrap_or_default()),
        Outcome::Refused(refusal) => refusal.kind.as_str().to_owned(),
        Outcome::Unknown(_) => "unknown".to_owned(),
    };
    for (service, status, body, expected) in [
        (&plain, 204, "", taken("")),
        (&plain, 500, "", "unknown".into()),
        (&plain, 503, "", "temporary".into()),
        (&plain, 404, "", "config".into()),
        (&ruled, 200, r#"{"code":0,"data":{"id":7}}"#, taken("7")),
        (&ruled, 200, r#"{"code":"0"}"#, taken("")),
        (&ruled, 200, r#"{"code":"OK"}"#, taken("")),
        (&ruled, 200, r#"{"code":"1001"}"#, "number".into()),
        (&ruled, 500, r#"{"code":429}"#, "throttled".into()),
        (&ruled, 200, r#"{"code":5}"#, "config".into()),
        (&ruled, 200, "{}", "unknown".into()),
        (&ruled, 200, "OK", "unknown".into()),
    ] {
        assert_eq!(told(&**service, status, body), expected, "{status} {body}");
    }
}

/// What cannot be right is refused when it is saved, by the name of the field.
#[test]
fn templates_at_fault_are_refused_when_saved() {
    let xml = |body: &str| json!({ "contentType": "application/xml", "body": body });
    let body = |body: &str| json!({ "body": body });
    let url = |url: &str| json!({ "url": url });
    for (more, field) in [
        (body(r#"{"to":"{{number}}"}"#), "body"),
        (body(r#"{"to":"{{secret2}}"}"#), "body"),
        (body(r#"{"to":"{{to"}"#), "body"),
        (body(r#"{"to":"{{to}}"#), "body"),
        (body(r#"{"to":x{{to}}}"#), "body"),
        (xml("<a {{to}}='1'/>"), "body"),
        (xml("<{{to}}/>"), "body"),
        (xml("<a><!-- {{to}} --></a>"), "body"),
        (xml("<a><![CDATA[{{to}}]]></a>"), "body"),
        (xml("<?php {{to}} ?>"), "body"),
        (json!({ "contentType": "text/plain" }), "contentType"),
        (json!({ "method": "GET" }), "body"),
        (json!({ "method": "PUT" }), "method"),
        (url("https://{{to}}.example.com/"), "url"),
        (url("https://sms.example.com{{to}}/"), "url"),
        (url("{{to}}"), "url"),
        (url("ftp://sms.example.com/"), "url"),
        (url("https://a:b@sms.example.com/"), "url"),
        (url("https://sms.example.com/?to={{too}}"), "url"),
        (json!({ "headers": { "a b": "c" } }), "headers"),
        (json!({ "headers": { "host": "c" } }), "headers"),
        (json!({ "headers": { "x": "a\r\nb: c" } }), "headers"),
        (json!({ "headers": { "x": "{{who}}" } }), "headers"),
        (json!({ "messageId": "data.id" }), "messageId"),
        (
            json!({ "success": { "pointer": "code", "is": [0] } }),
            "success",
        ),
        (
            json!({ "success": { "pointer": "/code", "is": [] } }),
            "success",
        ),
        (
            json!({ "error": { "pointer": "/c", "kinds": { "1": "Nonsense" } } }),
            "error.kinds.1",
        ),
    ] {
        let opened = (vendor("HTTP").unwrap().open)(settings("HTTP", &more));
        let error = opened.map(|_| ()).expect_err(&more.to_string());
        assert_eq!(error.field, field, "{more}");
    }
}

/// A header holds one line of ASCII or nothing, and a template that needs a code refuses a notice.
#[test]
fn what_does_not_fit_is_not_sent() {
    let header_of = |template: &str| {
        let headers = json!({ "headers": { "X-Text": template } });
        open("HTTP", &headers)
            .request(&odd(), &moment(None))
            .map_err(|error| error.kind)
    };
    assert_eq!(header_of("{{text}}").map(|_| ()), Err(Kind::Config));
    let call = header_of("a {{code}} b").unwrap();
    assert_eq!(header(&call, "x-text"), format!("a {CODE} b"));
    let notice = Letter {
        code: None,
        ..letter()
    };
    let needs = open("HTTP", &json!({ "body": r#"{"code":"{{code}}"}"# }));
    let at = Moment {
        now: 0,
        nonce: "0",
        callback: None,
    };
    assert_eq!(
        needs.request(&notice, &at).map(|_| ()).unwrap_err().kind,
        Kind::Template
    );
    let basic = json!({ "user": "u", "password": "p" });
    let call = open("HTTP", &basic).request(&letter(), &at).unwrap();
    assert_eq!(header(&call, "authorization"), "Basic dTpw");
}
