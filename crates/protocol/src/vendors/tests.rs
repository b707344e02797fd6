//! The vendors' own vectors, each beside what one changed bit makes of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

#[test]
fn standard_webhooks() {
    for (secret, id, seconds, body, expected) in [
        (
            "plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            "1731705121",
            r#"{"event_type":"ping","data":{"success":true}}"#,
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
        (
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ] {
        let key = STANDARD.decode(secret).unwrap();
        let sign = |id: &str, seconds: &str, body: &str| {
            standard_webhook::sign(&key, id, seconds, body.as_bytes())
        };
        assert_eq!(sign(id, seconds, body), expected);
        assert_ne!(sign("msg_other", seconds, body), expected);
        assert_ne!(sign(id, "1614265331", body), expected);
        assert_ne!(sign(id, seconds, &body.replace('t', "u")), expected);
    }
}

/// The text with the lowest bit of its last character changed.
fn flipped(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    String::from_utf8(bytes).unwrap()
}

#[test]
fn queries_are_encoded_as_rfc_3986_has_it() {
    assert_eq!(
        percent::encode("a-_.~ +*/&=:'!验"),
        "a-_.~%20%2B%2A%2F%26%3D%3A%27%21%E9%AA%8C"
    );
    let pairs = [("b", "2"), ("a1", "x"), ("a", "2"), ("a", "1")];
    assert_eq!(percent::query(&pairs), "a=1&a=2&a1=x&b=2");
}

/// Signature of an Alibaba call: what stands last in `Authorization`.
fn acs3_signature(secret: &str, call: &acs3::Call<'_>) -> String {
    let headers = acs3::headers("YourAccessKeyId", secret, call);
    let (name, value) = headers.last().unwrap();
    assert_eq!(*name, "authorization");
    value.rsplit_once("Signature=").unwrap().1.to_owned()
}

#[test]
fn alibaba_acs3() {
    const SECRET: &str = "YourAccessKeySecret";
    let image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd";
    let documented = acs3::Call {
        host: "ecs.cn-shanghai.aliyuncs.com",
        action: "RunInstances",
        version: "2014-05-26",
        date: "2023-10-26T10:22:32Z",
        nonce: "3156853299f313e23d1673dc12e1703d",
        query: &[("RegionId", "cn-shanghai"), ("ImageId", image)],
        content_type: None,
        body: b"",
    };
    let sms = acs3::Call {
        host: "dysmsapi.aliyuncs.com",
        action: "SendSms",
        version: "2017-05-25",
        date: "2026-11-25T10:00:00Z",
        nonce: "00000000000000000000000000000001",
        query: &[
            ("PhoneNumbers", "13800138000"),
            ("SignName", "阿里云 测试*~"),
            ("TemplateCode", "SMS_1"),
            ("TemplateParam", r#"{"code":"123456"}"#),
        ],
        content_type: None,
        body: b"",
    };
    assert_eq!(
        acs3::canonical_hash(&documented),
        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    );
    for (call, expected) in [
        (
            documented,
            "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
        ),
        (
            sms,
            "837b91a33646c905598a6064193164642e7ea6c211b10e576275cc3bdb921426",
        ),
    ] {
        assert_eq!(acs3_signature(SECRET, &call), expected);
        for (input, wrong) in acs3_flips(&call) {
            let signature = acs3_signature(SECRET, &wrong(&call));
            assert_ne!(signature, expected, "{input}");
        }
        assert_ne!(acs3_signature(&flipped(SECRET), &call), expected);
    }
}

type Flip = (
    &'static str,
    Box<dyn for<'a> Fn(&acs3::Call<'a>) -> acs3::Call<'a>>,
);

/// The call with one bit of each of its inputs changed.
fn acs3_flips(call: &acs3::Call<'_>) -> Vec<Flip> {
    let leak = |text: &str| -> &'static str { Box::leak(flipped(text).into_boxed_str()) };
    let [host, action, version] = [call.host, call.action, call.version].map(leak);
    let [date, nonce] = [call.date, call.nonce].map(leak);
    let mut flips: Vec<Flip> = vec![
        ("host", Box::new(move |call| acs3::Call { host, ..*call })),
        (
            "action",
            Box::new(move |call| acs3::Call { action, ..*call }),
        ),
        (
            "version",
            Box::new(move |call| acs3::Call { version, ..*call }),
        ),
        ("date", Box::new(move |call| acs3::Call { date, ..*call })),
        ("nonce", Box::new(move |call| acs3::Call { nonce, ..*call })),
        (
            "body",
            Box::new(|call| acs3::Call {
                body: b"\x01",
                ..*call
            }),
        ),
        (
            "type",
            Box::new(|call| acs3::Call {
                content_type: Some("a"),
                ..*call
            }),
        ),
    ];
    for index in 0..call.query.len() {
        for side in 0..2 {
            let mut query: Vec<(&'static str, &'static str)> = Vec::new();
            for (at, (name, value)) in call.query.iter().enumerate() {
                let keep = |text: &str| -> &'static str { Box::leak(Box::from(text)) };
                let name = if (at, 0) == (index, side) {
                    leak(name)
                } else {
                    keep(name)
                };
                let value = if (at, 1) == (index, side) {
                    leak(value)
                } else {
                    keep(value)
                };
                query.push((name, value));
            }
            let query: &'static [(&str, &str)] = query.leak();
            flips.push(("query", Box::new(move |call| acs3::Call { query, ..*call })));
        }
    }
    flips
}

#[test]
fn tencent_tc3() {
    let filters =
        br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
    let older = tc3::Call {
        host: "cvm.tencentcloudapi.com",
        service: "cvm",
        action: None,
        content_type: "application/json; charset=utf-8",
        seconds: 1_551_113_065,
        day: "2019-02-25",
        body: filters,
    };
    let current = tc3::Call {
        action: Some("DescribeInstances"),
        ..older
    };
    let sms = tc3::Call {
        host: "sms.tencentcloudapi.com",
        service: "sms",
        action: None,
        content_type: "application/json",
        seconds: 1_795_600_800,
        day: "2026-11-25",
        body: r#"{"PhoneNumberSet":["+8613800138000"],"SmsSdkAppId":"1400006666","SignName":"腾讯云","TemplateId":"1110","TemplateParamSet":["123456","5"]}"#.as_bytes(),
    };
    let (example, stars) = ("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "*".repeat(32));
    for (key, call, expected) in [
        (
            example,
            older,
            "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        ),
        (
            &stars,
            current,
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        ),
        (
            example,
            sms,
            "94c1dd550df92b20cfdc71c63af2f6863f98e603c65621c996644ce6425760e5",
        ),
    ] {
        tencent_vector(key, &call, expected);
    }
}

fn tencent_vector(key: &str, call: &tc3::Call<'_>, expected: &str) {
    let signature = |key: &str, call: &tc3::Call<'_>| {
        let header = tc3::authorization("AKIDEXAMPLE", key, call);
        header.rsplit_once("Signature=").unwrap().1.to_owned()
    };
    assert_eq!(signature(key, call), expected);
    assert_ne!(signature(&flipped(key), call), expected, "key");
    let [host, service, day, kind] =
        [call.host, call.service, call.day, call.content_type].map(flipped);
    let mut body = call.body.to_vec();
    body[0] ^= 1;
    let action = call.action.map_or_else(|| "a".to_owned(), flipped);
    let seconds = call.seconds ^ 1;
    for (input, wrong) in [
        (
            "host",
            tc3::Call {
                host: &host,
                ..*call
            },
        ),
        (
            "service",
            tc3::Call {
                service: &service,
                ..*call
            },
        ),
        ("day", tc3::Call { day: &day, ..*call }),
        (
            "content type",
            tc3::Call {
                content_type: &kind,
                ..*call
            },
        ),
        (
            "body",
            tc3::Call {
                body: &body,
                ..*call
            },
        ),
        (
            "action",
            tc3::Call {
                action: Some(&action),
                ..*call
            },
        ),
        ("time", tc3::Call { seconds, ..*call }),
    ] {
        assert_ne!(signature(key, &wrong), expected, "{input}");
    }
}

#[test]
fn chuanglan_templates() {
    let (password, seconds) = ("123456", "1700000000");
    let nonce = "0123456789abcdef0123456789abcdef";
    let expected = "ae6e872641f20620b4241e22c592ea224386aa87647529a4fff1458a3a5e30f0";
    assert_eq!(chuanglan::template(password, seconds, nonce), expected);
    assert_ne!(
        chuanglan::template(&flipped(password), seconds, nonce),
        expected
    );
    assert_ne!(
        chuanglan::template(password, &flipped(seconds), nonce),
        expected
    );
    assert_ne!(
        chuanglan::template(password, seconds, &flipped(nonce)),
        expected
    );
}

/// The vendor's sample has no result beside it: this one was computed by Python's hashlib from the
/// words of the document.
#[test]
fn chuanglan_international() {
    let fields = [
        ("nonce", "222222"),
        ("account", "IM6742671"),
        ("mobile", "8618916198813"),
        ("msg", "test 666661 "),
        ("senderId", ""),
    ];
    let expected = "cc24bdc3ab07371fcd85f6e89966b6f6";
    let password = "4Z7bMS1eLI6895";
    assert_eq!(chuanglan::international(password, &fields), expected);
    assert_ne!(
        chuanglan::international(&flipped(password), &fields),
        expected
    );
    for index in 0..fields.len() - 1 {
        let wrong = flipped(fields[index].1);
        let mut fields = fields;
        fields[index].1 = &wrong;
        assert_ne!(
            chuanglan::international(password, &fields),
            expected,
            "{wrong}"
        );
    }
}
