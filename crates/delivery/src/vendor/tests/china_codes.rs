//! Every code of the vendors' tables, as an answer that has it.

use serde_json::json;

use super::{answer, open};
use crate::outcome::{Kind, Outcome, Refusal, Unknown};

const ALIBABA: &[(Kind, &str)] = &[
    (
        Kind::Credentials,
        "InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive SignatureDoesNotMatch \
         IncompleteSignature InvalidTimeStamp.Expired SignatureNonceUsed isp.RAM_PERMISSION_DENY \
         isv.ACCOUNT_NOT_EXISTS isv.ACCOUNT_ABNORMAL isv.DENY_IP_RANGE",
    ),
    (
        Kind::Throttled,
        "isv.BUSINESS_LIMIT_CONTROL isv.DAY_LIMIT_CONTROL isv.MONTH_LIMIT_CONTROL Throttling \
         Throttling.User",
    ),
    (
        Kind::Number,
        "isv.MOBILE_NUMBER_ILLEGAL isv.MOBILE_COUNT_OVER_LIMIT",
    ),
    (Kind::Country, "isv.DOMESTIC_NUMBER_NOT_SUPPORTED"),
    (
        Kind::Blocked,
        "isv.BLACK_KEY_CONTROL_LIMIT isv.CUSTOMER_REFUSED",
    ),
    (
        Kind::Template,
        "isv.SMS_TEMPLATE_ILLEGAL isv.SMS_SIGNATURE_ILLEGAL isv.SMS_SIGN_ILLEGAL \
         isv.SIGN_STATE_ILLEGAL isv.SMS_SIGNATURE_SCENE_ILLEGAL isv.TEMPLATE_MISSING_PARAMETERS \
         isv.TEMPLATE_PARAMS_ILLEGAL isv.INVALID_JSON_PARAM isv.PARAM_LENGTH_LIMIT \
         isv.PARAM_NOT_SUPPORT_URL isv.EXTEND_CODE_ERROR",
    ),
    (
        Kind::Content,
        "isv.SMS_CONTENT_ILLEGAL isv.UNSUPPORTED_CONTENT isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE",
    ),
    (
        Kind::Balance,
        "isv.AMOUNT_NOT_ENOUGH isv.OUT_OF_SERVICE isv.PRODUCT_UN_SUBSCRIPT \
         isv.PRODUCT_UNSUBSCRIBE",
    ),
    (Kind::Temporary, "isp.SYSTEM_ERROR ServiceUnavailable"),
    (
        Kind::Config,
        "isv.NOBODY_KNOWS InvalidAction.NotFound MissingSignName",
    ),
];

const DIRECT_MAIL: &[(Kind, &str)] = &[
    (
        Kind::Credentials,
        "Forbidden SignatureDoesNotMatch InvalidTimeStamp.Expired",
    ),
    (Kind::Throttled, "Throttling.User"),
    (
        Kind::Number,
        "InvalidToAddress InvalidToAddress.Spam InvalidReceiver.NotFound \
         InvalidReceiverName.Malformed EmailFormatError EmailLengthError",
    ),
    (
        Kind::Template,
        "InvalidMailAddress.NotFound InvalidMailAddressStatus.Malformed \
         InvalidMailAddressDomain.Malformed InvalidMailAddressSendType.Malformed \
         InvalidFromAlias.Malformed",
    ),
    (
        Kind::Content,
        "InvalidSendMail.Spam InvalidBody InvalidSubject.Malformed",
    ),
    (Kind::Temporary, "InternalServiceError ServiceUnavailable"),
    (Kind::Config, "InvalidTagName.Malformed"),
];

const TENCENT: &[(Kind, &str)] = &[
    (
        Kind::Credentials,
        "AuthFailure.SecretIdNotFound AuthFailure.SignatureFailure AuthFailure.SignatureExpire \
         AuthFailure.TokenFailure AuthFailure.UnauthorizedOperation \
         UnauthorizedOperation.SmsSdkAppIdVerifyFail \
         UnauthorizedOperation.RequestIpNotInWhitelist \
         UnauthorizedOperation.RequestPermissionDeny UnauthorizedOperation.SdkAppIdIsDisabled \
         InternalError.RequestTimeException IpInBlacklist IpNotInWhitelist",
    ),
    (
        Kind::Throttled,
        "RequestLimitExceeded RequestLimitExceeded.IPLimitExceeded \
         LimitExceeded.DeliveryFrequencyLimit LimitExceeded.PhoneNumberThirtySecondLimit \
         LimitExceeded.PhoneNumberOneHourLimit LimitExceeded.PhoneNumberDailyLimit \
         LimitExceeded.PhoneNumberSameContentDailyLimit LimitExceeded.AppDailyLimit \
         LimitExceeded.DailyLimit LimitExceeded.GlobalSmsSendingRateLimit \
         LimitExceeded.AppGlobalDailyLimit LimitExceeded.AppMainlandChinaDailyLimit",
    ),
    (
        Kind::Number,
        "InvalidParameterValue.IncorrectPhoneNumber FailedOperation.PhoneNumberParseFail \
         MissingParameter.EmptyPhoneNumberSet",
    ),
    (
        Kind::Country,
        "UnsupportedOperation.UnsupportedRegion \
         UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone \
         UnsupportedOperation.GlobalTemplateToChineseMainlandPhone \
         UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber \
         LimitExceeded.AppCountryOrRegionInBlacklist LimitExceeded.AppCountryOrRegionDailyLimit",
    ),
    (Kind::Blocked, "FailedOperation.PhoneNumberInBlacklist"),
    (
        Kind::Template,
        "FailedOperation.SignatureIncorrectOrUnapproved \
         FailedOperation.TemplateIncorrectOrUnapproved \
         FailedOperation.TemplateUnapprovedOrNotExist FailedOperation.TemplateIdNotExist \
         FailedOperation.TemplateParamSetNotMatchApprovedTemplate \
         FailedOperation.MissingSignature InvalidParameterValue.TemplateParameterFormatError \
         InvalidParameterValue.TemplateParameterLengthLimit \
         InvalidParameterValue.SdkAppIdNotExist \
         InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    ),
    (Kind::Content, "FailedOperation.ContainSensitiveWord"),
    (
        Kind::Balance,
        "FailedOperation.InsufficientBalanceInSmsPackage \
         UnauthorizedOperation.ServiceSuspendDueToArrears",
    ),
    (
        Kind::Temporary,
        "InternalError InternalError.OtherError InternalError.Timeout",
    ),
    (
        Kind::Config,
        "InvalidAction InvalidParameter LimitExceeded.PhoneNumberCountLimit",
    ),
];

const TEXTS: &[(Kind, &str)] = &[
    (Kind::Credentials, "101 102 117 118 119"),
    (Kind::Throttled, "103 120 134 135"),
    (Kind::Number, "107 108 133"),
    (Kind::Template, "114 116 124 125"),
    (Kind::Content, "105 106 110"),
    (Kind::Balance, "109"),
    (Kind::Temporary, "104"),
    (Kind::Config, "113 123 127 128 129 130 199"),
];

const TEMPLATES: &[(Kind, &str)] = &[
    (Kind::Credentials, "101200 101203"),
    (Kind::Content, "101206"),
    (Kind::Balance, "101207"),
    (Kind::Config, "199"),
];

const INTERNATIONAL: &[(Kind, &str)] = &[
    (Kind::Credentials, "101 102 114 116"),
    (Kind::Throttled, "125 131 132 133"),
    (Kind::Number, "103 108 109"),
    (Kind::Country, "115"),
    (Kind::Blocked, "134"),
    (Kind::Content, "106 123 135"),
    (Kind::Balance, "110"),
    (Kind::Temporary, "130"),
    (Kind::Config, "104 105 112 117 124 126 128 129 199"),
];

fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

type Body = fn(&str) -> String;

fn plain(code: &str) -> String {
    json!({ "Code": code, "Message": "…", "RequestId": "R-1" }).to_string()
}

fn globe(code: &str) -> String {
    let code = code.trim_start_matches("isv.").trim_start_matches("isp.");
    json!({ "ResponseCode": code, "RequestId": "R-1" }).to_string()
}

fn of_call(code: &str) -> String {
    let error = json!({ "Code": code, "Message": "…" });
    json!({ "Response": { "Error": error, "RequestId": "R-1" } }).to_string()
}

fn of_number(code: &str) -> String {
    let status = json!({ "Code": code, "Fee": 0, "SerialNo": "" });
    json!({ "Response": { "SendStatusSet": [status], "RequestId": "R-1" } }).to_string()
}

fn text(code: &str) -> String {
    json!({ "code": code, "errorMsg": "…" }).to_string()
}

fn number(code: &str) -> String {
    format!(r#"{{"code": {code}, "error": "…"}}"#)
}

type Table = &'static [(Kind, &'static str)];

/// Vendor, path of its address, the form of its errors, and what their codes mean.
const FORMS: &[(&str, &str, Body, Table)] = &[
    ("ALIYUN", "", plain, ALIBABA),
    ("ALIYUN_INTERNATIONAL", "", globe, ALIBABA),
    ("ALIYUN_INTERNATIONAL", "", plain, ALIBABA),
    ("ALIYUN_DIRECT_MAIL", "", plain, DIRECT_MAIL),
    ("TENCENT", "", of_call, TENCENT),
    ("TENCENT", "", of_number, TENCENT),
    ("CHUANGLAN", "/msg/send/json", text, TEXTS),
    ("CHUANGLAN", "/msg/v1/send/json", number, TEXTS),
    ("CHUANGLAN", "/msg/sms/v2/tpl/send", text, TEMPLATES),
    ("CHUANGLAN", "/send/json", number, INTERNATIONAL),
    ("CHUANGLAN", "/send/sms", text, INTERNATIONAL),
];

/// Seen to fail with beginnings preferred to whole codes: `InternalError.RequestTimeException` is a
/// clock that is wrong, and no fault that passes. And with the codes of Chuanglan's international
/// service read as those of the one at home.
#[test]
fn every_code_means_what_its_table_says() {
    for (name, path, body, table) in FORMS {
        let url = format!("https://x.253.com{path}");
        let service = open(name, json!({ "url": url, "templateId": "1110" }));
        for (kind, code) in table.iter().flat_map(|(kind, codes)| {
            let codes = codes.split(' ');
            codes.map(move |code| (kind, code))
        }) {
            let refusal = refused(service.outcome(&answer(200, &body(code))));
            assert_eq!(refusal.kind, *kind, "{name} {code}");
            let kept = refusal.code.as_deref().unwrap();
            assert!(code.ends_with(kept), "{name} {code}");
            let request_id = refusal.request_id.as_deref();
            let expected = (*name != "CHUANGLAN").then_some("R-1");
            assert_eq!(request_id, expected, "{name} {code}");
        }
    }
}

/// Vendor, path of its address, a code of a limit, and whether one number alone has reached it.
const LIMITS: &str = "
ALIYUN - isv.BUSINESS_LIMIT_CONTROL true
ALIYUN - isv.DAY_LIMIT_CONTROL false
ALIYUN - Throttling.User false
ALIYUN_INTERNATIONAL - BUSINESS_LIMIT_CONTROL true
TENCENT - LimitExceeded.PhoneNumberThirtySecondLimit true
TENCENT - LimitExceeded.PhoneNumberDailyLimit true
TENCENT - LimitExceeded.AppDailyLimit false
TENCENT - RequestLimitExceeded false
CHUANGLAN /msg/send/json 135 true
CHUANGLAN /msg/send/json 103 false
CHUANGLAN /send/json 125 true
CHUANGLAN /send/json 135 false
";

/// Otherwise whoever asks again and again for one number would rest the vendor for all others.
#[test]
fn a_limit_of_one_number_says_nothing_of_the_next() {
    for line in LIMITS.trim().lines() {
        let [name, path, code, alone] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let body = match name {
            "TENCENT" => of_number(code),
            "CHUANGLAN" => text(code),
            _ => plain(code),
        };
        let service = open(name, json!({ "url": format!("https://x.253.com{path}") }));
        let refusal = refused(service.outcome(&answer(200, &body)));
        assert_eq!(refusal.about_message.to_string(), alone, "{line}");
    }
}

/// Seen to fail with numbers of six digits kept, as codes of the vendor's may be.
#[test]
fn a_number_in_the_place_of_a_code_is_not_kept() {
    let [alibaba, tencent, chuanglan] =
        ["ALIYUN", "TENCENT", "CHUANGLAN"].map(|name| open(name, json!({})));
    for number in [
        "4829",
        "482913",
        "13800138000",
        "+8613800138000",
        "code 482913",
        "isv.C482913",
    ] {
        let plain = json!({ "Code": number, "code": number }).to_string();
        let whole = json!({ "Response": { "Error": { "Code": number } } }).to_string();
        for (service, body) in [(&alibaba, &plain), (&chuanglan, &plain), (&tencent, &whole)] {
            let refusal = refused(service.outcome(&answer(400, body)));
            assert_eq!(refusal.code, None, "{body}");
        }
    }
}

#[test]
fn a_code_that_is_in_no_table_is_judged_by_its_status() {
    let service = open("ALIYUN", json!({}));
    for (status, kind) in [
        (200, Kind::Config),
        (400, Kind::Config),
        (401, Kind::Credentials),
        (403, Kind::Credentials),
        (404, Kind::Config),
        (429, Kind::Throttled),
        (500, Kind::Temporary),
        (503, Kind::Temporary),
    ] {
        let said = answer(status, r#"{"Code":"Something.New"}"#);
        assert_eq!(refused(service.outcome(&said)).kind, kind, "{status}");
    }
}

/// Seen to fail with arrays read as objects: `["OK"]` was a message taken on.
#[test]
fn an_answer_that_is_not_the_vendors_proves_nothing_but_by_its_status() {
    let garbage = Outcome::Unknown(Unknown::Garbage);
    let refused = |kind| Outcome::refused(kind);
    for name in [
        "ALIYUN",
        "ALIYUN_INTERNATIONAL",
        "ALIYUN_DIRECT_MAIL",
        "TENCENT",
        "CHUANGLAN",
    ] {
        let service = open(name, json!({}));
        for (status, body, expected) in [
            (200, "", garbage.clone()),
            (200, "<html>OK</html>", garbage.clone()),
            (200, "{}", garbage.clone()),
            (200, "null", garbage.clone()),
            (200, "[\"OK\"]", garbage.clone()),
            (
                200,
                r#"{"Response":{"Error":null,"SendStatusSet":null}}"#,
                garbage.clone(),
            ),
            (204, "", garbage.clone()),
            (500, "", garbage.clone()),
            (502, "<html>Bad Gateway</html>", garbage.clone()),
            (504, "", garbage.clone()),
            (503, "", refused(Kind::Temporary)),
            (429, "slow down", refused(Kind::Throttled)),
            (401, "", refused(Kind::Credentials)),
            (403, "<html>", refused(Kind::Credentials)),
            (404, "<html>", refused(Kind::Config)),
            (301, "", refused(Kind::Config)),
        ] {
            assert_eq!(
                service.outcome(&answer(status, body)),
                expected,
                "{name} {status} {body}"
            );
        }
    }
}

/// Vendor, path of its address, the answer, its id and its parts.
const TAKEN: &str = r#"
ALIYUN - {"Code":"OK","BizId":"9006^0","New":[1]} 9006^0 -
ALIYUN - {"Code":"OK","BizId":9006} 9006 -
ALIYUN_INTERNATIONAL - {"ResponseCode":"OK","MessageId":"1008","Segments":"2"} 1008 2
ALIYUN_INTERNATIONAL - {"ResponseCode":"OK","MessageId":1008,"Segments":2} 1008 2
ALIYUN_DIRECT_MAIL - {"EnvId":"600000","RequestId":"R"} 600000 -
TENCENT - {"Response":{"SendStatusSet":[{"SerialNo":"5000:1","Fee":1,"Code":"Ok"}]}} 5000:1 1
TENCENT - {"Response":{"SendStatusSet":[{"SerialNo":"5000:1","Fee":"2","Code":"ok"}]}} 5000:1 2
CHUANGLAN - {"code":"0","msgId":"170410"} 170410 -
CHUANGLAN - {"code":0,"msgId":170410,"failNum":"0","successNum":"1"} 170410 -
CHUANGLAN /send/json {"code":"0","error":"","msgid":"171"} 171 -
CHUANGLAN /send/sms {"code":"0","message":"成功","data":{"messageId":"172"}} 172 -
CHUANGLAN /msg/sms/v2/tpl/send {"code":"000000","msgId":"173"} 173 -
"#;

#[test]
fn taken_is_read_however_it_is_spelled() {
    for line in TAKEN.trim().lines() {
        let [name, path, body, id, parts] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let url = format!("https://x.253.com{path}");
        let service = match path {
            "-" => open(name, json!({})),
            _ => open(name, json!({ "url": url, "templateId": "1" })),
        };
        let Outcome::Taken(taken) = service.outcome(&answer(200, body)) else {
            panic!("{line}");
        };
        assert_eq!(taken.vendor_id.as_deref(), Some(id), "{line}");
        assert_eq!(taken.segments, parts.parse().ok(), "{line}");
        let odd = service.outcome(&answer(500, body));
        assert_eq!(odd, Outcome::Unknown(Unknown::Garbage), "{line}");
    }
    let none = r#"{"code":"0","msgId":"1","failNum":"1","successNum":"0"}"#;
    let outcome = open("CHUANGLAN", json!({})).outcome(&answer(200, none));
    assert_eq!(outcome, Outcome::refused(Kind::Blocked));
}
