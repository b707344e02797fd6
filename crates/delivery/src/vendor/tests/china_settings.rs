//! Settings, and the requests that they make of a letter.

use serde_json::{Value, json};

use super::{AT, changed, letter, open};
use crate::call::Call;
use crate::outcome::Kind;
use crate::vendor::{VENDORS, vendor};

#[test]
fn settings_that_cannot_work_are_refused_when_they_are_saved() {
    for (name, change, field) in [
        ("ALIYUN", json!({ "accessKeyId": " " }), "accessKeyId"),
        (
            "ALIYUN",
            json!({ "accessKeySecret": "" }),
            "accessKeySecret",
        ),
        ("ALIYUN", json!({ "accessKeySecret": 7 }), "accessKeySecret"),
        ("ALIYUN", json!({ "signName": "" }), "signName"),
        (
            "ALIYUN",
            json!({ "templateCode": "", "internationalTemplateCode": null }),
            "templateCode",
        ),
        ("ALIYUN", json!({ "regionId": "mars-1" }), "regionId"),
        (
            "ALIYUN",
            json!({ "templateParam": { "code": "{kode}" } }),
            "templateParam",
        ),
        (
            "ALIYUN",
            json!({ "templateParam": { "minutes": "{minutes}" } }),
            "templateParam",
        ),
        (
            "ALIYUN",
            json!({ "templateParam": "not json" }),
            "templateParam",
        ),
        (
            "ALIYUN",
            json!({ "templateParam": ["{code}"] }),
            "templateParam",
        ),
        (
            "ALIYUN",
            json!({ "endpoint": "http://dysmsapi.aliyuncs.com" }),
            "endpoint",
        ),
        (
            "ALIYUN",
            json!({ "endpoint": "http://127.0.0.1.example.com" }),
            "endpoint",
        ),
        (
            "ALIYUN",
            json!({ "endpoint": "https://example.com/path" }),
            "endpoint",
        ),
        (
            "ALIYUN",
            json!({ "endpoint": "dysmsapi.aliyuncs.com" }),
            "endpoint",
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({ "senderId": "TwelveLetter" }),
            "senderId",
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({ "senderId": "1234567890123456" }),
            "senderId",
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({ "message": "no code" }),
            "message",
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({ "templateCode": "SMS_1" }),
            "signName",
        ),
        (
            "ALIYUN_DIRECT_MAIL",
            json!({ "fromAlias": "fifteen letters" }),
            "fromAlias",
        ),
        (
            "ALIYUN_DIRECT_MAIL",
            json!({ "regionId": "mars-1" }),
            "regionId",
        ),
        ("TENCENT", json!({ "secretKey": "" }), "secretKey"),
        ("TENCENT", json!({ "templateParams": [] }), "templateParams"),
        (
            "TENCENT",
            json!({ "templateParams": ["{minutes}"] }),
            "templateParams",
        ),
        (
            "TENCENT",
            json!({ "templateParams": ["{code}", "five"] }),
            "templateParams",
        ),
        (
            "TENCENT",
            json!({ "templateParams": ["{code}", "1234567"] }),
            "templateParams",
        ),
        (
            "TENCENT",
            json!({ "templateParams": ["{code}{ttl}00"] }),
            "templateParams",
        ),
        (
            "TENCENT",
            json!({ "templateParams": ["{code}", ""] }),
            "templateParams",
        ),
        (
            "CHUANGLAN",
            json!({ "url": "http://smssh1.253.com/msg/send/json" }),
            "url",
        ),
        (
            "CHUANGLAN",
            json!({ "url": "https://smssh1.253.com/msg/send" }),
            "url",
        ),
        (
            "CHUANGLAN",
            json!({ "url": "https://smssh.253.com/msg/sms/v2/tpl/send" }),
            "templateId",
        ),
        (
            "CHUANGLAN",
            json!({ "template": "【x】no code" }),
            "template",
        ),
        (
            "CHUANGLAN",
            json!({ "template": "【x】{code} {name}" }),
            "template",
        ),
        ("CHUANGLAN", json!({ "password": "" }), "password"),
    ] {
        let opened = (vendor(name).unwrap().open)(changed(name, &change));
        let error = opened.err().unwrap_or_else(|| panic!("{name} {change}"));
        assert_eq!(error.field, field, "{name} {change}: {error}");
    }
}

#[test]
fn secrets_are_write_only_and_words_of_people_in_the_schema() {
    for vendor in VENDORS {
        let schema = (vendor.schema)();
        let fields = schema["properties"].as_object().unwrap();
        for (name, field) in fields {
            let secret = ["accessKeySecret", "secretKey", "password", "secret"];
            let secret = secret.contains(&name.as_str());
            assert_eq!(field["writeOnly"] == true, secret, "{} {name}", vendor.name);
            assert!(field["description"].is_string(), "{} {name}", vendor.name);
        }
    }
}

fn query(call: &Call) -> Value {
    let url = url::Url::parse(&call.url).unwrap();
    url.query_pairs()
        .into_owned()
        .map(|(name, value)| (name, Value::from(value)))
        .collect()
}

#[test]
fn alibaba_is_sent_what_it_documents() {
    let params = r#"{"code": "{code}", "product": "Cleat", "time": "{minutes}"}"#;
    let service = open("ALIYUN", json!({ "templateParam": params }));
    let call = service.request(&letter("+8613800138000"), &AT).unwrap();
    let filled = r#"{"code":"482913","product":"Cleat","time":"5"}"#;
    let expected = json!({
        "PhoneNumbers": "13800138000", "SignName": "阿里云短信测试", "TemplateCode": "SMS_1",
        "TemplateParam": filled, "OutId": "attempt-1",
    });
    assert_eq!(query(&call), expected);
    assert!(
        call.url
            .starts_with("https://dysmsapi.aliyuncs.com/?OutId="),
        "{}",
        call.url
    );
    let call = service.request(&letter("+14155552671"), &AT).unwrap();
    assert_eq!(query(&call)["PhoneNumbers"], "14155552671");
    assert_eq!(query(&call)["TemplateCode"], "SMS_9");
    let service = open(
        "ALIYUN_INTERNATIONAL",
        json!({ "message": "${code}, ${ttl_minutes} min" }),
    );
    let call = service.request(&letter("+14155552671"), &AT).unwrap();
    let expected = json!({
        "To": "14155552671", "Message": "482913, 5 min", "Type": "OTP", "TaskId": "attempt-1",
        "ValidityPeriod": "300",
    });
    assert_eq!(query(&call), expected);
}

#[test]
fn a_number_goes_only_where_the_vendor_serves_it() {
    let texts = json!({});
    let no_foreign = json!({ "internationalTemplateCode": "" });
    let no_domestic = json!({ "templateCode": "" });
    for (name, change, to) in [
        ("ALIYUN", no_foreign, "+14155552671"),
        ("ALIYUN", no_domestic, "+8613800138000"),
        ("ALIYUN_INTERNATIONAL", json!({}), "+8613800138000"),
        ("CHUANGLAN", texts, "+85251234567"),
    ] {
        let refusal = open(name, change).request(&letter(to), &AT).err().unwrap();
        assert_eq!(refusal.kind, Kind::Country, "{name} {to}");
    }
}

#[test]
fn a_template_for_codes_carries_no_notice() {
    let templates = json!({ "url": "https://x.253.com/msg/sms/v2/tpl/send", "templateId": "1" });
    let china = json!({ "templateCode": "SMS_1", "signName": "x" });
    for (name, change) in [
        ("ALIYUN", json!({})),
        ("ALIYUN_INTERNATIONAL", china),
        ("TENCENT", json!({})),
        ("CHUANGLAN", templates),
    ] {
        let mut notice = letter("+8613800138000");
        notice.code = None;
        let refusal = open(name, change).request(&notice, &AT).err().unwrap();
        assert_eq!(refusal.kind, Kind::Template, "{name}");
        assert_eq!(
            refusal.why,
            Some("its template is for codes alone"),
            "{name}"
        );
    }
}

#[test]
fn tencent_refuses_what_its_templates_do_not_take() {
    let service = open("TENCENT", json!({}));
    for (code, fits) in [
        ("1234", true),
        ("123456", true),
        ("1234567", false),
        ("12ab56", false),
    ] {
        let mut letter = letter("+8613800138000");
        letter.code = Some(code.to_owned());
        let request = service.request(&letter, &AT);
        assert_eq!(request.is_ok(), fits, "{code}");
        let kind = request.err().map(|refusal| refusal.kind);
        assert_eq!(kind, (!fits).then_some(Kind::Template), "{code}");
    }
}

#[test]
fn chuanglan_texts_begin_with_a_signature() {
    let body = |change: Value, code: Option<&str>| -> Value {
        let mut letter = letter("+8613800138000");
        letter.code = code.map(str::to_owned);
        let call = open("CHUANGLAN", change).request(&letter, &AT).unwrap();
        serde_json::from_slice(&call.body).unwrap()
    };
    let template = json!({ "template": "【签】验证码{code}，{ttl}秒", "signName": null });
    let sent = body(template.clone(), Some("482913"));
    assert_eq!(sent["msg"], "【签】验证码482913，300秒");
    assert_eq!(sent["phone"], "13800138000");
    assert_eq!(sent["uid"], "attempt-1");
    let plain = "验证码 482913，5 分钟内有效";
    assert_eq!(body(template, None)["msg"], format!("【签】{plain}"));
    assert_eq!(
        body(json!({}), Some("482913"))["msg"],
        format!("【创蓝测试】{plain}")
    );
    let mut long = letter("+8613800138000");
    long.body = "验".repeat(531);
    let refusal = open("CHUANGLAN", json!({}))
        .request(&long, &AT)
        .err()
        .unwrap();
    assert_eq!(refusal.kind, Kind::Content);
}
