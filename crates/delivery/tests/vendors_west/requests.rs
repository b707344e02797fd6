//! What is sent, to the byte where the vendor says so.

use cleat_delivery::Letter;
use cleat_delivery::outcome::{Kind, Outcome, Price};
use cleat_delivery::vendor::{VENDORS, vendor};
use cleat_delivery::way::Way;
use serde_json::{Value, json};

use super::{CODE, NOW, NUMBER, answered, form, header, letter, mail, moment, open, settings};

const CALLBACK: &str = "https://id.example.com/hooks/messages/p1/t";

fn has(fields: &[(String, String)], name: &str, value: &str) {
    let found = fields.iter().find(|(key, _)| key == name);
    assert_eq!(
        found.map(|(_, value)| value.as_str()),
        Some(value),
        "{name}"
    );
}

#[test]
fn twilio_is_sent_a_form() {
    let call = open("TWILIO", &json!({}))
        .request(&letter(), &moment(Some(CALLBACK)))
        .unwrap();
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/";
    assert_eq!(call.url, format!("{url}Messages.json"));
    assert!(header(&call, "authorization").starts_with("Basic "));
    let fields = form(&call);
    has(&fields, "To", NUMBER);
    has(&fields, "From", "+15005550006");
    has(&fields, "ValidityPeriod", "300");
    has(
        &fields,
        "StatusCallback",
        &format!("{CALLBACK}?attempt=att_1"),
    );
    let service =
        json!({ "from": null, "messagingServiceSid": "MG0123456789abcdef0123456789abcdef" });
    let keyless = json!({
        "authToken": null, "apiKeySid": "SK0123456789abcdef0123456789abcdef", "apiKeySecret": "s",
    });
    let call = open("TWILIO", &service)
        .request(&letter(), &moment(None))
        .unwrap();
    has(
        &form(&call),
        "MessagingServiceSid",
        "MG0123456789abcdef0123456789abcdef",
    );
    // Nothing could verify its receipts.
    let service = open("TWILIO", &keyless);
    let call = service.request(&letter(), &moment(Some(CALLBACK))).unwrap();
    assert!(form(&call).iter().all(|(name, _)| name != "StatusCallback"));
    assert!(!service.reports());
}

/// The time that is left goes to the vendor, within what it takes.
#[test]
fn lifetimes_are_told_within_the_vendor_s_limits() {
    let of = |name: &str, seconds: i64| {
        let letter = Letter {
            expires_at: NOW + seconds * 1000,
            ..letter()
        };
        let call = open(name, &json!({}))
            .request(&letter, &moment(None))
            .unwrap();
        let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let field = |name: &str| form(&call).into_iter().find(|(key, _)| key == name);
        let told = field("ValidityPeriod").or_else(|| field("ttl"));
        told.map_or_else(|| body["TimeToLive"].to_string(), |(_, value)| value)
    };
    for (name, seconds, told) in [
        ("TWILIO", 0, "1"),
        ("TWILIO", 120, "120"),
        ("TWILIO", 90_000, "36000"),
        ("TWILIO_WHATSAPP", 120, "120"),
        ("VONAGE", 1, "20000"),
        ("VONAGE", 120, "120000"),
        ("VONAGE", 900_000, "604800000"),
        ("AWS_END_USER_MESSAGING", 1, "5"),
        ("AWS_END_USER_MESSAGING", 120, "120"),
        ("AWS_END_USER_MESSAGING", 900_000, "259200"),
    ] {
        assert_eq!(of(name, seconds), told, "{name} {seconds}");
    }
}

#[test]
fn a_text_that_is_too_long_is_refused_here() {
    for name in ["TWILIO", "VONAGE", "AWS_SNS", "AWS_END_USER_MESSAGING"] {
        let of = |length: usize| {
            let body = "验".repeat(length);
            let letter = Letter { body, ..letter() };
            open(name, &json!({}))
                .request(&letter, &moment(None))
                .map_err(|error| error.kind)
        };
        assert!(of(1600).is_ok(), "{name}");
        assert_eq!(of(1601).map(|_| ()), Err(Kind::Content), "{name}");
    }
    let body = "a".repeat(4000);
    let letter = Letter { body, ..letter() };
    let refused = open("TWILIO_VOICE", &json!({})).request(&letter, &moment(None));
    assert_eq!(
        refused.map(|_| ()).map_err(|error| error.kind),
        Err(Kind::Content)
    );
}

/// The vector of botocore for the same message, reached through the settings.
#[test]
fn sns_is_sent_what_botocore_sends() {
    let letter = Letter {
        body: "123456 is your code".into(),
        ..letter()
    };
    let call = open("AWS_SNS", &json!({}))
        .request(&letter, &moment(None))
        .unwrap();
    assert_eq!(call.url, "https://sns.us-east-1.amazonaws.com/");
    assert_eq!(
        header(&call, "authorization"),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261125/us-east-1/sns/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, \
         Signature=183430c030073cacf6ebeb90a7c7cd220e03888e557257f3b0a50a50db9b9820"
    );
    let more = json!({ "senderId": "Cleat", "maxPrice": "0.50", "originationNumber": "+1" });
    let call = open("AWS_SNS", &more)
        .request(&letter, &moment(None))
        .unwrap();
    let fields = form(&call);
    has(
        &fields,
        "MessageAttributes.entry.2.Name",
        "AWS.SNS.SMS.SenderID",
    );
    has(
        &fields,
        "MessageAttributes.entry.3.Value.DataType",
        "Number",
    );
    has(&fields, "MessageAttributes.entry.4.Value.StringValue", "+1");
}

#[test]
fn vonage_is_sent_a_signed_form() {
    let service = open("VONAGE", &json!({}));
    let letter = Letter {
        body: "验证码".into(),
        ..letter()
    };
    let call = service.request(&letter, &moment(Some(CALLBACK))).unwrap();
    let fields = form(&call);
    has(&fields, "to", "14155552671");
    has(&fields, "type", "unicode");
    has(&fields, "timestamp", "1795600800");
    has(&fields, "callback", CALLBACK);
    has(&fields, "client-ref", "att_1");
    assert!(fields.iter().all(|(name, _)| name != "api_secret"));
    let plain = json!({ "signatureSecret": null, "apiSecret": "s" });
    let call = open("VONAGE", &plain)
        .request(&super::letter(), &moment(None))
        .unwrap();
    has(&form(&call), "api_secret", "s");
    has(&form(&call), "type", "text");
    let long = format!("{CALLBACK}{}", "t".repeat(100));
    let call = service.request(&letter, &moment(Some(&long))).unwrap();
    assert!(form(&call).iter().all(|(name, _)| name != "callback"));
}

/// All parts must be taken; what they cost is real money. Seen to fail with the first part only.
#[test]
fn vonage_takes_all_parts_or_none() {
    let service = open("VONAGE", &json!({}));
    let part = |status, id| {
        json!({ "status": status, "message-id": id, "message-price": "0.03330000",
                "remaining-balance": 3.5, "network": "23420" })
    };
    let both = json!({ "message-count": "2", "messages": [part("0", "a"), part("0", "b")] });
    let Outcome::Taken(taken) = answered(&*service, 200, &both.to_string()) else {
        panic!("not taken");
    };
    let price = Price {
        micros: 66_600,
        currency: Some("EUR".into()),
    };
    assert_eq!(
        (taken.vendor_id.as_deref(), taken.segments),
        (Some("a"), Some(2))
    );
    assert_eq!(taken.price, Some(price));
    let half = json!({ "message-count": 2, "messages": [part("0", "a"), part("9", "b")] });
    let outcome = answered(&*service, 200, &half.to_string());
    assert_eq!(super::refusal(&outcome), Some((Kind::Balance, Some("9"))));
}

/// Numbers may be texts, and texts numbers.
#[test]
fn what_was_taken_has_the_vendor_s_id() {
    let eum = json!({ "MessageId": "m-1" });
    let sns = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>\
               <MessageId>m-1</MessageId></PublishResult></PublishResponse>";
    let messages = json!({ "sid": "SM1", "status": "queued", "num_segments": 2, "price": null });
    let verify = json!({ "sid": "VE1", "status": "pending", "valid": false });
    let meta = json!({ "messages": [{ "id": "wamid.A==", "message_status": "accepted" }] });
    for (name, status, body, id) in [
        ("TWILIO", 201, messages.to_string(), "SM1"),
        ("TWILIO_VOICE", 201, messages.to_string(), "SM1"),
        ("TWILIO_VERIFY", 201, verify.to_string(), "VE1"),
        ("AWS_END_USER_MESSAGING", 200, eum.to_string(), "m-1"),
        ("AWS_SES", 200, eum.to_string(), "m-1"),
        ("AWS_SNS", 200, sns.to_owned(), "m-1"),
        ("WHATSAPP_CLOUD", 200, meta.to_string(), "wamid.A=="),
    ] {
        let outcome = answered(&*open(name, &json!({})), status, &body);
        let Outcome::Taken(taken) = outcome else {
            panic!("{name}: {outcome:?}");
        };
        assert_eq!(taken.vendor_id.as_deref(), Some(id), "{name}");
    }
    let failed = json!({ "sid": "SM1", "status": "failed", "error_code": 21610 });
    let outcome = answered(&*open("TWILIO", &json!({})), 201, &failed.to_string());
    assert_eq!(
        super::refusal(&outcome),
        Some((Kind::Blocked, Some("21610")))
    );
}

/// A call spells the digits, says what people hear, and escapes the text.
#[test]
fn a_call_reads_the_digits_apart() {
    let twiml = |language: &str, body: &str| {
        let letter = Letter {
            language: language.into(),
            body: body.into(),
            ..letter()
        };
        let call = open("TWILIO_VOICE", &json!({}))
            .request(&letter, &moment(None))
            .unwrap();
        form(&call)
            .into_iter()
            .find(|(name, _)| name == "Twiml")
            .unwrap()
            .1
    };
    assert_eq!(
        twiml("zh-CN", &format!("您的验证码是 {CODE}。")),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say language=\"zh-CN\" loop=\"2\">\
         您的验证码是 9，1，8，2，7，3。</Say></Response>"
    );
    let odd = format!("<#> Bob & \"Co\": {CODE}\nAbCdEfGhI+/\n@id.example.com #{CODE}");
    let said = twiml("en-US", &odd);
    assert!(
        said.contains(">Bob &amp; &quot;Co&quot;: 9, 1, 8, 2, 7, 3</Say>"),
        "{said}"
    );
}

#[test]
fn templates_of_whatsapp_have_the_code_twice_or_as_a_variable() {
    let call = open("WHATSAPP_CLOUD", &json!({}))
        .request(&letter(), &moment(None))
        .unwrap();
    let body: Value = serde_json::from_slice(&call.body).unwrap();
    let template = &body["template"];
    assert_eq!(template["components"][0]["parameters"][0]["text"], CODE);
    assert_eq!(template["components"][1]["parameters"][0]["text"], CODE);
    assert_eq!(
        call.url,
        "https://graph.facebook.com/v22.0/106540352242922/messages"
    );
    let language = |wire: &str| {
        let letter = Letter {
            language: wire.into(),
            ..letter()
        };
        let call = open("WHATSAPP_CLOUD", &json!({}))
            .request(&letter, &moment(None))
            .unwrap();
        let body: Value = serde_json::from_slice(&call.body).unwrap();
        body["template"]["language"]["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        ["zh-CN", "ja-JP", "zh-TW"].map(language),
        ["zh_CN", "ja", "en_US"]
    );
    let sids = json!({ "contentSids": { "ja-JP": "HX00000000000000000000000000000002" } });
    let letter = Letter {
        language: "ja-JP".into(),
        ..letter()
    };
    let call = open("TWILIO_WHATSAPP", &sids)
        .request(&letter, &moment(None))
        .unwrap();
    has(&form(&call), "To", "whatsapp:+14155552671");
    has(
        &form(&call),
        "ContentSid",
        "HX00000000000000000000000000000002",
    );
    has(
        &form(&call),
        "ContentVariables",
        &format!("{{\"1\":\"{CODE}\"}}"),
    );
}

/// Verify has the code of ours.
#[test]
fn verify_sends_our_code() {
    let service = open("TWILIO_VERIFY", &json!({}));
    let call = service.request(&letter(), &moment(None)).unwrap();
    has(&form(&call), "CustomCode", CODE);
    has(&form(&call), "Locale", "en");
    let short = Letter {
        code: Some("123".into()),
        ..letter()
    };
    assert_eq!(
        service
            .request(&short, &moment(None))
            .map(|_| ())
            .unwrap_err()
            .kind,
        Kind::Template
    );
}

#[test]
fn mail_has_plain_text_before_html() {
    let call = open("SENDGRID", &json!({}))
        .request(&mail(), &moment(None))
        .unwrap();
    let body: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(
        body["from"],
        json!({ "email": "no-reply@example.com", "name": "Cleat" })
    );
    assert_eq!(body["content"][0]["type"], "text/plain");
    assert_eq!(body["content"][1]["type"], "text/html");
    let named = Letter {
        sender: Some("克利特 <a@example.com>".into()),
        ..mail()
    };
    let call = open("AWS_SES", &json!({}))
        .request(&named, &moment(None))
        .unwrap();
    let body: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(
        body["FromEmailAddress"],
        "=?UTF-8?B?5YWL5Yip54m5?= <a@example.com>"
    );
    assert_eq!(
        body["Content"]["Simple"]["Body"]["Html"]["Charset"],
        "UTF-8"
    );
}

/// What is missing, of the wrong type or of the wrong form is named, and its value is not.
#[test]
fn settings_at_fault_are_named() {
    for (name, more, field) in [
        ("TWILIO", json!({ "accountSid": null }), "accountSid"),
        ("TWILIO", json!({ "authToken": null }), "authToken"),
        ("TWILIO", json!({ "authToken": 7 }), "authToken"),
        ("TWILIO", json!({ "accountSid": "AC/../x" }), "accountSid"),
        ("TWILIO", json!({ "from": null }), "from"),
        (
            "TWILIO",
            json!({ "messagingServiceSid": "MG1" }),
            "messagingServiceSid",
        ),
        ("TWILIO", json!({ "endpoint": "ftp://x" }), "endpoint"),
        (
            "TWILIO",
            json!({ "apiKeySid": "SK0123456789abcdef0123456789abcdef" }),
            "apiKeySecret",
        ),
        ("TWILIO_VERIFY", json!({ "serviceSid": "x" }), "serviceSid"),
        ("TWILIO_VOICE", json!({ "from": "Cleat" }), "from"),
        (
            "TWILIO_WHATSAPP",
            json!({ "contentSid": "x" }),
            "contentSid",
        ),
        ("VONAGE", json!({ "signatureSecret": null }), "apiSecret"),
        (
            "VONAGE",
            json!({ "signatureMethod": "md5" }),
            "signatureMethod",
        ),
        (
            "AWS_SNS",
            json!({ "region": "us-east-1.evil.test/" }),
            "region",
        ),
        ("AWS_SNS", json!({ "maxPrice": "-1" }), "maxPrice"),
        (
            "AWS_END_USER_MESSAGING",
            json!({ "maxPrice": "1" }),
            "maxPrice",
        ),
        ("AWS_SES", json!({ "sender": "x" }), "sender"),
        ("SENDGRID", json!({ "webhookKey": "x" }), "webhookKey"),
        (
            "WHATSAPP_CLOUD",
            json!({ "phoneNumberId": "1/2" }),
            "phoneNumberId",
        ),
        ("WHATSAPP_CLOUD", json!({ "languages": [] }), "languages"),
    ] {
        let opened = (vendor(name).unwrap().open)(settings(name, &more));
        let error = opened.map(|_| ()).unwrap_err();
        assert_eq!(error.field, field, "{name} {more}");
        super::tells_nothing(&error);
    }
}

/// Each name once, and secrets are marked in the schema.
#[test]
fn vendors_are_told_apart() {
    let mut names: Vec<_> = VENDORS.iter().map(|vendor| vendor.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), VENDORS.len());
    for (name, way) in [
        ("TWILIO", Way::Sms),
        ("TWILIO_VOICE", Way::Voice),
        ("TWILIO_VERIFY", Way::Verify),
        ("TWILIO_WHATSAPP", Way::WhatsApp),
        ("WHATSAPP_CLOUD", Way::WhatsApp),
        ("SENDGRID", Way::Email),
    ] {
        assert_eq!(vendor(name).unwrap().way, way, "{name}");
    }
    let schema = (vendor("TWILIO").unwrap().schema)();
    assert!(
        schema["properties"]["authToken"]
            .to_string()
            .contains("writeOnly"),
        "{schema}"
    );
    assert_eq!(schema["required"], json!(["accountSid"]));
}

/// Whoever shows settings masks the secrets that stand on their own, not those within others.
#[test]
fn secrets_stand_on_their_own() {
    for vendor in VENDORS {
        let schema = (vendor.schema)();
        let properties = schema["properties"].as_object().unwrap().values();
        let is_secret = |property: &&Value| {
            let forms = property["anyOf"].as_array().into_iter().flatten();
            forms
                .chain([*property])
                .any(|form| form["writeOnly"] == true)
        };
        let own = properties.filter(is_secret).count();
        let all = schema.to_string().matches("\"writeOnly\":true").count();
        assert_eq!(own, all, "{}", vendor.name);
        assert!(own > 0, "{}", vendor.name);
    }
}
