//! Vectors of Alibaba, Tencent and Chuanglan, each beside what one changed bit makes of it.

use super::*;

/// The text with the lowest bit of its last character changed.
fn flipped(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    String::from_utf8(bytes).unwrap()
}

#[test]
fn queries_are_encoded_as_rfc_3986_has_it() {
    let encoded = "a-_.~%20%2B%2A%2F%26%3D%3A%27%21%E9%AA%8C";
    assert_eq!(percent::encode("a-_.~ +*/&=:'!验"), encoded);
    let pairs = [("b", "2"), ("a1", "x"), ("a", "2"), ("a", "1")];
    assert_eq!(percent::query(&pairs), "a=1&a=2&a1=x&b=2");
}

/// The "fixed parameter example" of the page on V3 signatures.
const DOCUMENTED: acs3::Call<'_> = acs3::Call {
    host: "ecs.cn-shanghai.aliyuncs.com",
    action: "RunInstances",
    version: "2014-05-26",
    date: "2023-10-26T10:22:32Z",
    nonce: "3156853299f313e23d1673dc12e1703d",
    query: &[
        ("RegionId", "cn-shanghai"),
        (
            "ImageId",
            "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        ),
    ],
    content_type: None,
    body: b"",
};

/// Signed by npm `@alicloud/openapi-core` 1.0.8.
const SEND_SMS: acs3::Call<'_> = acs3::Call {
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

/// Signature of an Alibaba call: what stands last in `Authorization`.
fn acs3_signature(secret: &str, call: &acs3::Call<'_>) -> String {
    let headers = acs3::headers("YourAccessKeyId", secret, call);
    let (name, value) = headers.last().unwrap();
    assert_eq!(*name, "authorization");
    value.rsplit_once("Signature=").unwrap().1.to_owned()
}

#[test]
fn alibaba_acs3() {
    let secret = "YourAccessKeySecret";
    assert_eq!(
        acs3::canonical_hash(&DOCUMENTED),
        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    );
    for (call, expected) in [
        (
            DOCUMENTED,
            "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
        ),
        (
            SEND_SMS,
            "837b91a33646c905598a6064193164642e7ea6c211b10e576275cc3bdb921426",
        ),
    ] {
        assert_eq!(acs3_signature(secret, &call), expected);
        assert_ne!(acs3_signature(&flipped(secret), &call), expected);
        acs3_flips(secret, call, expected);
    }
}

type Get<T> = fn(&T) -> &'static str;
type Set<T> = fn(&mut T, &'static str);

/// The same for as long as the tests run.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn acs3_flips(secret: &str, call: acs3::Call<'static>, expected: &str) {
    type Call = acs3::Call<'static>;
    let fields: [(Get<Call>, Set<Call>); 5] = [
        (|call| call.host, |call, text| call.host = text),
        (|call| call.action, |call, text| call.action = text),
        (|call| call.version, |call, text| call.version = text),
        (|call| call.date, |call, text| call.date = text),
        (|call| call.nonce, |call, text| call.nonce = text),
    ];
    let refused = |wrong: &Call| assert_ne!(acs3_signature(secret, wrong), expected, "{wrong:?}");
    for (get, set) in fields {
        let mut wrong = call;
        set(&mut wrong, kept(flipped(get(&call))));
        refused(&wrong);
    }
    for index in 0..call.query.len() {
        let (name, value) = call.query[index];
        for pair in [(kept(flipped(name)), value), (name, kept(flipped(value)))] {
            let mut query = call.query.to_vec();
            query[index] = pair;
            let query = query.leak();
            refused(&acs3::Call { query, ..call });
        }
    }
    let body = b"\x01";
    refused(&acs3::Call { body, ..call });
    let content_type = Some("text/plain");
    refused(&acs3::Call {
        content_type,
        ..call
    });
}

/// The older text of Tencent's document.
const OLDER: tc3::Call<'_> = tc3::Call {
    host: "cvm.tencentcloudapi.com",
    service: "cvm",
    action: None,
    content_type: "application/json; charset=utf-8",
    seconds: 1_551_113_065,
    day: "2019-02-25",
    body: concat!(
        r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "#,
        r#""Name": "instance-name"}]}"#
    )
    .as_bytes(),
};

/// Its current text.
const CURRENT: tc3::Call<'_> = tc3::Call {
    action: Some("DescribeInstances"),
    ..OLDER
};

/// Signed by PyPI `tencentcloud-sdk-python-common` 3.1.195.
const SMS: tc3::Call<'_> = tc3::Call {
    host: "sms.tencentcloudapi.com",
    service: "sms",
    action: None,
    content_type: "application/json",
    seconds: 1_795_600_800,
    day: "2026-11-25",
    body: concat!(
        r#"{"PhoneNumberSet":["+8613800138000"],"SmsSdkAppId":"1400006666","#,
        r#""SignName":"腾讯云","TemplateId":"1110","TemplateParamSet":["123456","5"]}"#
    )
    .as_bytes(),
};

#[test]
fn tencent_tc3() {
    let (example, stars) = ("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "*".repeat(32));
    for (key, call, expected) in [
        (
            example,
            OLDER,
            "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        ),
        (
            &stars,
            CURRENT,
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        ),
        (
            example,
            SMS,
            "94c1dd550df92b20cfdc71c63af2f6863f98e603c65621c996644ce6425760e5",
        ),
    ] {
        tc3_flips(key, call, expected);
    }
}

fn tc3_flips(key: &str, call: tc3::Call<'static>, expected: &str) {
    type Call = tc3::Call<'static>;
    let signature = |key: &str, call: &Call| {
        let header = tc3::authorization("AKIDEXAMPLE", key, call);
        header.rsplit_once("Signature=").unwrap().1.to_owned()
    };
    assert_eq!(signature(key, &call), expected);
    assert_ne!(signature(&flipped(key), &call), expected, "key");
    let fields: [(Get<Call>, Set<Call>); 5] = [
        (|call| call.host, |call, text| call.host = text),
        (|call| call.service, |call, text| call.service = text),
        (|call| call.day, |call, text| call.day = text),
        (
            |call| call.content_type,
            |call, text| call.content_type = text,
        ),
        (
            |call| call.action.unwrap_or("none"),
            |call, text| call.action = Some(text),
        ),
    ];
    for (get, set) in fields {
        let mut wrong = call;
        set(&mut wrong, kept(flipped(get(&call))));
        assert_ne!(signature(key, &wrong), expected, "{wrong:?}");
    }
    let mut wrong = call;
    wrong.seconds ^= 1;
    assert_ne!(signature(key, &wrong), expected, "time");
    let mut body = call.body.to_vec();
    body[0] ^= 1;
    let body = body.leak();
    assert_ne!(
        signature(key, &tc3::Call { body, ..call }),
        expected,
        "body"
    );
}

#[test]
fn chuanglan_templates() {
    let sign = chuanglan::template;
    let (password, seconds) = ("123456", "1700000000");
    let nonce = "0123456789abcdef0123456789abcdef";
    let expected = "ae6e872641f20620b4241e22c592ea224386aa87647529a4fff1458a3a5e30f0";
    assert_eq!(sign(password, seconds, nonce), expected);
    assert_ne!(sign(&flipped(password), seconds, nonce), expected);
    assert_ne!(sign(password, &flipped(seconds), nonce), expected);
    assert_ne!(sign(password, seconds, &flipped(nonce)), expected);
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
    let sign = chuanglan::international;
    let expected = "cc24bdc3ab07371fcd85f6e89966b6f6";
    let password = "4Z7bMS1eLI6895";
    assert_eq!(sign(password, &fields), expected);
    assert_ne!(sign(&flipped(password), &fields), expected);
    for index in 0..fields.len() - 1 {
        let wrong = flipped(fields[index].1);
        let mut fields = fields;
        fields[index].1 = &wrong;
        assert_ne!(sign(password, &fields), expected, "{wrong}");
    }
}
