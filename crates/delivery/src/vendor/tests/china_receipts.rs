//! What the vendors say later, as their documents show it.

use serde_json::json;

use super::{AT, answer, open};
use crate::outcome::Kind;
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt};
use crate::service::Sent;

fn hook<'a>(method: &'a str, query: &'a str, body: &'a str) -> Hook<'a> {
    Hook {
        method,
        url: "https://id.example.com/hooks/messages/1/token",
        query,
        headers: &[],
        body: body.as_bytes(),
        now: AT.now,
    }
}

fn receipt(id: &str, attempt: Option<&str>, to: &str, fate: Fate, code: &str) -> Receipt {
    Receipt {
        attempt_id: attempt.map(str::to_owned),
        to: Some(to.to_owned()),
        code: Some(code.to_owned()),
        ..Receipt::new(id, fate)
    }
}

/// As the documents show them, but for what is written in capitals.
const SMS_REPORT: &str = r#"[{"phone_number":"13900000001","send_time":"2017-01-01 00:00:00",
    "report_time":"2017-01-01 00:00:00","success":STATUS,"err_code":"CODE","err_msg":"",
    "sms_size":"1","biz_id":"12345","out_id":"67890"}]"#;
const GLOBE_REPORT: &str = r#"[{"To":"85212345678","Status":STATUS,"MessageId":"12345","SmsSize":1,
    "TaskId":"67890","SendDate":"Thu, 25 Nov 2021 10:27:00 +0800","ErrorCode":"CODE"}]"#;
const TENCENT_REPORT: &str = r#"[{"user_receive_time":"2015-10-17 08:03:04","nationcode":"86",
    "mobile":"13900000001","report_status":STATUS,"errmsg":"CODE","description":"",
    "sid":"12345"}]"#;

#[test]
fn posted_receipts_are_read() {
    let blocked = Fate::Failed(Kind::Blocked);
    let throttled = Fate::Failed(Kind::Throttled);
    for (name, status, code, fate) in [
        ("ALIYUN", "true", "DELIVERED", Fate::Delivered),
        ("ALIYUN", "\"true\"", "DELIVERED", Fate::Delivered),
        ("ALIYUN", "false", "MK:0001", blocked),
        ("ALIYUN", "false", "isv.DAY_LIMIT_CONTROL", throttled),
        (
            "ALIYUN_INTERNATIONAL",
            "\"1\"",
            "DELIVERED",
            Fate::Delivered,
        ),
        ("ALIYUN_INTERNATIONAL", "2", "E1", blocked),
        ("ALIYUN_INTERNATIONAL", "\"6\"", "E2", Fate::Expired),
        ("TENCENT", "\"SUCCESS\"", "DELIVRD", Fate::Delivered),
        ("TENCENT", "\"FAIL\"", "UNDELIV", blocked),
        ("TENCENT", "\"FAIL\"", "EXPIRED", Fate::Expired),
    ] {
        let (body, attempt, to, segments) = match name {
            "ALIYUN" => (SMS_REPORT, Some("67890"), "13900000001", Some(1)),
            "TENCENT" => (TENCENT_REPORT, None, "+8613900000001", None),
            _ => (GLOBE_REPORT, Some("67890"), "85212345678", Some(1)),
        };
        let body = body.replace("STATUS", status).replace("CODE", code);
        let expected = Receipt {
            segments,
            ..receipt("12345", attempt, to, fate, code)
        };
        let read = open(name, json!({})).receipts(&hook("POST", "", &body));
        assert_eq!(read, Ok(vec![expected]), "{name} {body}");
    }
}

#[test]
fn pushed_and_fetched_receipts_of_chuanglan_are_the_same() {
    let service = open("CHUANGLAN", json!({}));
    let query = "receiver=admin&pswd=12345&msgId=17041&reportTime=1012241002&mobile=13900210021\
                 &status=DELIVRD&notifyTime=180828114243&uid=attempt-1&length=1";
    let expected = Receipt {
        segments: Some(1),
        ..receipt(
            "17041",
            Some("attempt-1"),
            "13900210021",
            Fate::Delivered,
            "DELIVRD",
        )
    };
    assert_eq!(
        service.receipts(&hook("GET", query, "")),
        Ok(vec![expected.clone()])
    );
    assert_eq!(service.thanks(&hook("GET", query, "")).body, "OK");
    let pulled = r#"{"ret":0,"result":[{"uid":"attempt-1","msgId":17041,"mobile":"13900210021",
        "status":"DELIVRD","statusDesc":"","reportTime":"1704101038","length":"1"}]}"#;
    assert_eq!(service.queried(&answer(200, pulled)), [expected]);
    let fate = |status: &str| {
        let query = format!("msgid=1&mobile=1&status={status}");
        service.receipts(&hook("GET", &query, "")).unwrap()[0].fate
    };
    assert_eq!(fate("UNKNOWN"), Fate::OnItsWay);
    assert_eq!(fate("EXPIRED"), Fate::Expired);
    assert_eq!(fate("SM12"), Fate::Failed(Kind::Number));
    assert_eq!(fate("MBBLACK"), Fate::Failed(Kind::Blocked));
}

#[test]
fn receipts_are_fetched_where_the_account_is() {
    let path = |url: &str, change: serde_json::Value| {
        let mut change = change;
        change["url"] = url.into();
        let call = open("CHUANGLAN", change).pull(&AT);
        call.map(|call| call.url)
    };
    let none = || json!({});
    let texts = path("https://smssh1.253.com/msg/v1/send/json", none());
    assert_eq!(
        texts.as_deref(),
        Some("https://smssh1.253.com/msg/pull/report")
    );
    let abroad = path("https://intapi.253.com/send/json", none());
    assert_eq!(
        abroad.as_deref(),
        Some("https://intapi.253.com/pull/report")
    );
    let template = json!({ "templateId": "1" });
    assert_eq!(
        path("https://smssh.253.com/msg/sms/v2/tpl/send", template),
        None
    );
}

#[test]
fn what_is_no_receipt_is_said_to_be_none() {
    for name in ["ALIYUN", "ALIYUN_INTERNATIONAL", "TENCENT", "CHUANGLAN"] {
        let service = open(name, json!({}));
        for body in ["", "{}", "null", "\"x\"", "<html>", "[1]", "[[\"1\"]]"] {
            let read = service.receipts(&hook("POST", "", body));
            assert_eq!(read, Err(NotAReceipt::Unreadable), "{name} {body}");
        }
    }
    for name in ["ALIYUN", "ALIYUN_INTERNATIONAL", "TENCENT"] {
        let read = open(name, json!({})).receipts(&hook("POST", "", "[{}]"));
        assert_eq!(read, Ok(Vec::new()), "{name}");
    }
    let mail = open("ALIYUN_DIRECT_MAIL", json!({}));
    assert_eq!(
        mail.receipts(&hook("POST", "", "[]")),
        Err(NotAReceipt::NotServed)
    );
}

/// Seen to fail with days of UTC.
#[test]
fn the_day_of_a_query_is_that_of_beijing() {
    let service = open("ALIYUN", json!({}));
    for (at, day) in [
        (1_795_600_800_000, "20261125"),
        (1_795_622_399_999, "20261125"),
        (1_795_622_400_000, "20261126"),
    ] {
        let sent = Sent {
            attempt_id: "attempt-1",
            vendor_id: None,
            to: "+8613800138000",
            at,
        };
        let call = service.query(&sent, &AT).unwrap();
        assert!(
            call.url.contains(&format!("SendDate={day}")),
            "{}",
            call.url
        );
        assert!(call.url.contains("PhoneNumber=13800138000"), "{}", call.url);
    }
}

#[test]
fn an_unknown_message_is_found_by_our_own_id() {
    let service = open("ALIYUN", json!({}));
    let said = r#"{"Code":"OK","TotalCount":"4","SmsSendDetailDTOs":{"SmsSendDetailDTO":[
        {"PhoneNum":"13800138000","SendStatus":3,"ErrCode":"DELIVERED","OutId":"a"},
        {"PhoneNum":"13800138000","SendStatus":"1","OutId":"b"},
        {"PhoneNum":"13800138000","SendStatus":2,"ErrCode":"MK:1","OutId":"c"},
        {"PhoneNum":"13800138000","SendStatus":3}]}}"#;
    let read = service.queried(&answer(200, said));
    let read: Vec<_> = read
        .iter()
        .map(|one| (one.attempt_id.as_deref(), one.fate))
        .collect();
    let expected = [
        (Some("a"), Fate::Delivered),
        (Some("b"), Fate::OnItsWay),
        (Some("c"), Fate::Failed(Kind::Blocked)),
    ];
    assert_eq!(read, expected);
    assert_eq!(service.queried(&answer(500, "<html>")), []);
}
