//! What the services of Alibaba Cloud have in common: the signed call and the codes of its errors.

use cleat_protocol::vendors::{acs3, percent};
use serde::Deserialize;
use url::Url;

use super::shared::{Codes, Text, host, meaning, refusal, without_envelope};
use crate::call::{Answer, Call, Moment};
use crate::fields::Secret;
use crate::outcome::{Kind, Outcome, Taken, Unknown};

/// Codes, without the `isv.` or `isp.` that some begin with: the international service leaves it
/// out.
pub const CODES: &Codes = &[
    (
        Kind::Credentials,
        &[
            "InvalidAccessKeyId*",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "InvalidTimeStamp*",
            "SignatureNonceUsed",
            "RAM_PERMISSION_DENY",
            "ACCOUNT_NOT_EXISTS",
            "ACCOUNT_ABNORMAL",
            "DENY_IP_RANGE",
        ],
    ),
    (
        Kind::Throttled,
        &[
            "BUSINESS_LIMIT_CONTROL",
            "DAY_LIMIT_CONTROL",
            "MONTH_LIMIT_CONTROL",
            "Throttling*",
        ],
    ),
    (
        Kind::Number,
        &["MOBILE_NUMBER_ILLEGAL", "MOBILE_COUNT_OVER_LIMIT"],
    ),
    (Kind::Country, &["DOMESTIC_NUMBER_NOT_SUPPORTED"]),
    (
        Kind::Blocked,
        &["BLACK_KEY_CONTROL_LIMIT", "CUSTOMER_REFUSED"],
    ),
    (
        Kind::Template,
        &[
            "SMS_TEMPLATE_ILLEGAL",
            "SMS_SIGNATURE_ILLEGAL",
            "SMS_SIGN_ILLEGAL",
            "SIGN_STATE_ILLEGAL",
            "SMS_SIGNATURE_SCENE_ILLEGAL",
            "TEMPLATE_MISSING_PARAMETERS",
            "TEMPLATE_PARAMS_ILLEGAL",
            "INVALID_JSON_PARAM",
            "PARAM_LENGTH_LIMIT",
            "PARAM_NOT_SUPPORT_URL",
            "EXTEND_CODE_ERROR",
        ],
    ),
    (
        Kind::Content,
        &[
            "SMS_CONTENT_ILLEGAL",
            "UNSUPPORTED_CONTENT",
            "SMS_CONTENT_MISMATCH_TEMPLATE_TYPE",
        ],
    ),
    (
        Kind::Balance,
        &[
            "AMOUNT_NOT_ENOUGH",
            "OUT_OF_SERVICE",
            "PRODUCT_UN_SUBSCRIPT",
            "PRODUCT_UNSUBSCRIBE",
        ],
    ),
    (Kind::Temporary, &["SYSTEM_ERROR", "ServiceUnavailable"]),
];

/// Limits of one number under one signature.
const PERSONAL: &[&str] = &["BUSINESS_LIMIT_CONTROL"];

/// Whose call it is, and where it goes.
pub struct Caller<'a> {
    /// AccessKey ID.
    pub key_id: &'a str,
    /// AccessKey secret.
    pub secret: &'a Secret,
    /// Address, with the path `/`.
    pub endpoint: Url,
}

/// An operation of a service.
pub struct Operation {
    /// Its name.
    pub action: &'static str,
    /// Version of the API.
    pub version: &'static str,
}

impl Caller<'_> {
    /// A call whose parameters stand in the query, as they do for SMS.
    pub fn query(&self, what: &Operation, pairs: &[(&str, &str)], at: &Moment<'_>) -> Call {
        let url = format!("{}?{}", self.endpoint, percent::query(pairs));
        self.signed(what, pairs, None, Vec::new(), at, url)
    }

    /// A call whose parameters stand in the body, as they do for mail.
    pub fn form(&self, what: &Operation, pairs: &[(&str, &str)], at: &Moment<'_>) -> Call {
        let kind = Some("application/x-www-form-urlencoded");
        let body = percent::query(pairs).into_bytes();
        self.signed(what, &[], kind, body, at, self.endpoint.to_string())
    }

    fn signed(
        &self,
        what: &Operation,
        query: &[(&str, &str)],
        content_type: Option<&str>,
        body: Vec<u8>,
        at: &Moment<'_>,
        url: String,
    ) -> Call {
        let signed = acs3::Call {
            host: &host(&self.endpoint),
            action: what.action,
            version: what.version,
            date: &at.iso(),
            nonce: at.nonce,
            query,
            content_type,
            body: &body,
        };
        let mut headers = acs3::headers(self.key_id, self.secret.expose(), &signed);
        headers.extend(content_type.map(|kind| ("content-type", kind.to_owned())));
        let call = Call {
            method: "POST",
            url,
            headers: Vec::new(),
            body,
        };
        let call = call.with("accept", "application/json");
        headers
            .into_iter()
            .fold(call, |call, (name, value)| call.with(name, value))
    }
}

/// What all answers of Alibaba have.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Said {
    code: Text,
    response_code: Text,
    request_id: Text,
}

/// What an answer means: `taken` reads what it says of a message that was taken on.
pub fn outcome(answer: &Answer<'_>, taken: impl FnOnce(&Answer<'_>) -> Taken) -> Outcome {
    let said: Said = answer.json().unwrap_or_default();
    let code = said.response_code.some().or(said.code.some());
    match code {
        Some("OK") if answer.is_success() => Outcome::Taken(taken(answer)),
        Some("OK") => Outcome::Unknown(Unknown::Garbage),
        Some(code) => {
            let refusal = refusal(CODES, PERSONAL, plain(code), answer.status);
            let whole = if refusal.code.is_some() { code } else { "" };
            Outcome::Refused(refusal.coded(whole).at(said.request_id.some()))
        }
        None => without_envelope(answer.status),
    }
}

/// The kind of a receipt's code. What is none of Alibaba's comes from a carrier that kept it back.
pub fn failure(code: &str) -> Kind {
    meaning(CODES, plain(code)).unwrap_or(Kind::Blocked)
}

fn plain(code: &str) -> &str {
    let code = code.strip_prefix("isv.").unwrap_or(code);
    code.strip_prefix("isp.").unwrap_or(code)
}
