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

/// Seen to fail with beginnings preferred to whole codes: `InternalError.RequestTimeException` is a
/// clock that is wrong, and no fault that passes.
#[test]
fn every_code_means_what_its_table_says() {
    let plain: Body =
        |code| json!({ "Code": code, "Message": "…", "RequestId": "R-1" }).to_string();
    let globe: Body = |code| {
        let code = code.trim_start_matches("isv.").trim_start_matches("isp.");
        json!({ "ResponseCode": code, "RequestId": "R-1" }).to_string()
    };
    let of_call: Body = |code| {
        let error = json!({ "Code": code, "Message": "…" });
        json!({ "Response": { "Error": error, "RequestId": "R-1" } }).to_string()
    };
    let of_number: Body = |code| {
        let status = json!({ "Code": code, "Fee": 0, "SerialNo": "" });
        json!({ "Response": { "SendStatusSet": [status], "RequestId": "R-1" } }).to_string()
    };
    let text: Body = |code| json!({ "code": code, "errorMsg": "…" }).to_string();
    let number: Body = |code| format!(r#"{{"code": {code}, "error": "…"}}"#);
    let host = |path: &str| json!({ "url": format!("https://x.253.com{path}"), "templateId": "1" });
    for (name, change, body, table) in [
        ("ALIYUN", json!({}), plain, ALIBABA),
        ("ALIYUN_INTERNATIONAL", json!({}), globe, ALIBABA),
        ("ALIYUN_INTERNATIONAL", json!({}), plain, ALIBABA),
        ("ALIYUN_DIRECT_MAIL", json!({}), plain, DIRECT_MAIL),
        ("TENCENT", json!({}), of_call, TENCENT),
        ("TENCENT", json!({}), of_number, TENCENT),
        ("CHUANGLAN", host("/msg/send/json"), text, TEXTS),
        ("CHUANGLAN", host("/msg/v1/send/json"), number, TEXTS),
        ("CHUANGLAN", host("/msg/sms/v2/tpl/send"), text, TEMPLATES),
        ("CHUANGLAN", host("/send/json"), number, INTERNATIONAL),
        ("CHUANGLAN", host("/send/sms"), text, INTERNATIONAL),
    ] {
        let service = open(name, change);
        let codes = table.iter();
        for (kind, code) in codes.flat_map(|(kind, all)| all.split(' ').map(move |one| (kind, one)))
        {
            let refusal = refused(service.outcome(&answer(200, &body(code))));
            assert_eq!(refusal.kind, *kind, "{name} {code}");
            assert!(
                code.ends_with(refusal.code.as_deref().unwrap()),
                "{name} {code}"
            );
            let names_requests = name != "CHUANGLAN";
            assert_eq!(
                refusal.request_id.is_some(),
                names_requests,
                "{name} {code}"
            );
        }
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

#[test]
fn taken_is_read_however_it_is_spelled() {
    for (name, change, body, id, segments) in [
        (
            "ALIYUN",
            json!({}),
            r#"{"Code":"OK","BizId":"9006^0","New":[1]}"#,
            "9006^0",
            None,
        ),
        (
            "ALIYUN",
            json!({}),
            r#"{"Code":"OK","BizId":9006}"#,
            "9006",
            None,
        ),
        (
            "ALIYUN_INTERNATIONAL",
            json!({}),
            r#"{"ResponseCode":"OK","MessageId":"1008","Segments":"2","NumberDetail":{}}"#,
            "1008",
            Some(2),
        ),
        (
            "ALIYUN_DIRECT_MAIL",
            json!({}),
            r#"{"EnvId":"600000","RequestId":"R"}"#,
            "600000",
            None,
        ),
        (
            "TENCENT",
            json!({}),
            r#"{"Response":{"SendStatusSet":[{"SerialNo":"5000:1","Fee":"2","Code":"Ok"}]}}"#,
            "5000:1",
            Some(2),
        ),
        (
            "CHUANGLAN",
            json!({}),
            r#"{"code":"0","msgId":"170410"}"#,
            "170410",
            None,
        ),
        (
            "CHUANGLAN",
            json!({}),
            r#"{"code":0,"msgId":170410,"failNum":"0","successNum":"1"}"#,
            "170410",
            None,
        ),
        (
            "CHUANGLAN",
            json!({ "url": "https://intapi.253.com/send/json" }),
            r#"{"code":"0","error":"","msgid":"171"}"#,
            "171",
            None,
        ),
        (
            "CHUANGLAN",
            json!({ "url": "https://sg-intapi.tig253.com/send/sms" }),
            r#"{"code":"0","message":"成功","data":{"messageId":"172"}}"#,
            "172",
            None,
        ),
        (
            "CHUANGLAN",
            json!({ "url": "https://smssh.253.com/msg/sms/v2/tpl/send", "templateId": "1" }),
            r#"{"code":"000000","msgId":"173"}"#,
            "173",
            None,
        ),
    ] {
        let service = open(name, change);
        let Outcome::Taken(taken) = service.outcome(&answer(200, body)) else {
            panic!("{name} {body}");
        };
        assert_eq!(taken.vendor_id.as_deref(), Some(id), "{name} {body}");
        assert_eq!(taken.segments, segments, "{name} {body}");
        let odd = service.outcome(&answer(500, body));
        assert_eq!(odd, Outcome::Unknown(Unknown::Garbage), "{name} {body}");
    }
    let none = r#"{"code":"0","msgId":"1","failNum":"1","successNum":"0"}"#;
    let outcome = open("CHUANGLAN", json!({})).outcome(&answer(200, none));
    assert_eq!(outcome, Outcome::refused(Kind::Blocked));
}
