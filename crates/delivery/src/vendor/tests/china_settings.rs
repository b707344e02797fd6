//! Settings, and the requests that they make of a letter.

use serde_json::{Value, json};

use super::{AT, changed, letter, open};
use crate::call::Call;
use crate::outcome::Kind;
use crate::vendor::vendor;

/// Vendor, the field at fault, and what is changed in settings that would do.
const REFUSED: &str = r#"
ALIYUN accessKeyId {"accessKeyId": " "}
ALIYUN accessKeySecret {"accessKeySecret": ""}
ALIYUN accessKeySecret {"accessKeySecret": 7}
ALIYUN signName {"signName": ""}
ALIYUN templateCode {"templateCode": "", "internationalTemplateCode": null}
ALIYUN regionId {"regionId": "mars-1"}
ALIYUN templateParam {"templateParam": {"code": "{kode}"}}
ALIYUN templateParam {"templateParam": {"code": "{code"}}
ALIYUN templateParam {"templateParam": {"minutes": "{minutes}"}}
ALIYUN templateParam {"templateParam": "not json"}
ALIYUN templateParam {"templateParam": ["{code}"]}
ALIYUN endpoint {"endpoint": "http://dysmsapi.aliyuncs.com"}
ALIYUN endpoint {"endpoint": "http://127.0.0.1.example.com"}
ALIYUN endpoint {"endpoint": "ftp://127.0.0.1"}
ALIYUN endpoint {"endpoint": "https://example.com/path"}
ALIYUN endpoint {"endpoint": "dysmsapi.aliyuncs.com"}
ALIYUN_INTERNATIONAL senderId {"senderId": "TwelveLetter"}
ALIYUN_INTERNATIONAL senderId {"senderId": "1234567890123456"}
ALIYUN_INTERNATIONAL senderId {"senderId": "no signs"}
ALIYUN_INTERNATIONAL message {"message": "no code"}
ALIYUN_INTERNATIONAL message {"message": "${code} ${name}"}
ALIYUN_INTERNATIONAL signName {"templateCode": "SMS_1"}
ALIYUN_DIRECT_MAIL fromAlias {"fromAlias": "fifteen letters"}
ALIYUN_DIRECT_MAIL regionId {"regionId": "mars-1"}
TENCENT secretKey {"secretKey": ""}
TENCENT templateParams {"templateParams": []}
TENCENT templateParams {"templateParams": ["{minutes}"]}
TENCENT templateParams {"templateParams": ["{code}", "five"]}
TENCENT templateParams {"templateParams": ["{code}", "1234567"]}
TENCENT templateParams {"templateParams": ["{code}{ttl}00"]}
TENCENT templateParams {"templateParams": ["{code}", ""]}
CHUANGLAN url {"url": "http://smssh1.253.com/msg/send/json"}
CHUANGLAN url {"url": "https://smssh1.253.com/msg/send"}
CHUANGLAN templateId {"url": "https://smssh.253.com/msg/sms/v2/tpl/send"}
CHUANGLAN template {"template": "【x】no code"}
CHUANGLAN template {"template": "【x】{code} {name}"}
CHUANGLAN password {"password": ""}
"#;

/// Seen to fail with `http` allowed to any host.
#[test]
fn settings_that_cannot_work_are_refused_when_they_are_saved() {
    for line in REFUSED.trim().lines() {
        let [name, field, change] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let change = serde_json::from_str(change).unwrap();
        let opened = (vendor(name).unwrap().open)(changed(name, &change));
        let error = opened.err().unwrap_or_else(|| panic!("{line}"));
        assert_eq!(error.field, field, "{line}: {error}");
    }
}

#[test]
fn secrets_are_write_only_and_words_of_people_in_the_schema() {
    for name in [
        "ALIYUN",
        "ALIYUN_INTERNATIONAL",
        "ALIYUN_DIRECT_MAIL",
        "TENCENT",
        "CHUANGLAN",
    ] {
        let vendor = vendor(name).unwrap();
        let schema = (vendor.schema)();
        let fields = schema["properties"].as_object().unwrap();
        for (name, field) in fields {
            let secret = ["accessKeySecret", "secretKey", "password"];
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
        assert!(refusal.about_message, "{name}");
    }
}

/// Seen to fail without the check when a letter is sent.
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
