//! Tencent Cloud SMS (2021-01-11): approved signatures and templates with variables by position.

use cleat_protocol::vendors::tc3;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::shared::{self, Text};
use super::tencent_codes::{CODES, PERSONAL};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown, token};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt, Thanks};
use crate::service::{Service, TextOf, Vendor};

pub const VENDOR: Vendor = Vendor::new::<Tencent>("TENCENT", "Tencent Cloud SMS", Medium::Sms);

const ACTION: &str = "SendSms";
const VERSION: &str = "2021-01-11";
/// Digits that a variable of a verification template may have.
const MOST_DIGITS: usize = 6;

/// Tencent Cloud SMS.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Tencent {
    /// SecretId.
    secret_id: String,
    /// SecretKey.
    secret_key: Secret,
    /// Region of the service.
    #[serde(default = "ap_guangzhou")]
    region: String,
    /// Id of the SMS application, such as `1400006666`.
    sms_sdk_app_id: String,
    /// Approved signature, without its brackets; numbers outside mainland China need none.
    #[serde(default)]
    sign_name: Option<String>,
    /// Approved template.
    template_id: String,
    /// Variables of the template in their order; they hold `{code}`, `{minutes}` or `{ttl}`
    /// (seconds). Verification templates take digits alone, at most six a variable.
    #[serde(default = "code_and_minutes")]
    template_params: Vec<String>,
    /// Sender, for numbers outside mainland China.
    #[serde(default)]
    sender_id: Option<String>,
    /// Address of the service, where it is not `https://sms.tencentcloudapi.com`.
    #[serde(default)]
    endpoint: Option<String>,
}

fn ap_guangzhou() -> String {
    "ap-guangzhou".to_owned()
}

fn code_and_minutes() -> Vec<String> {
    vec!["{code}".to_owned(), "{minutes}".to_owned()]
}

impl Fields for Tencent {
    fn check(&self) -> Result<(), FieldError> {
        shared::require(&[
            ("secretId", &self.secret_id),
            ("secretKey", self.secret_key.expose()),
            ("region", &self.region),
            ("smsSdkAppId", &self.sms_sdk_app_id),
            ("templateId", &self.template_id),
        ])?;
        let wrong = |why: &str| FieldError::new("templateParams", why);
        let mut holds_code = false;
        for param in &self.template_params {
            holds_code |= shared::variables("templateParams", param)?;
            if !fits(&shortest(param)) {
                return Err(wrong("must be digits alone, at most six a variable"));
            }
        }
        if !holds_code {
            return Err(wrong("must hold {code} in one of them"));
        }
        self.endpoint().map(drop)
    }
}

/// The shortest text that a variable can become: codes have four digits at least.
fn shortest(param: &str) -> String {
    let with_code = param.replace("${code}", "0000").replace("{code}", "0000");
    ["minutes", "ttl_minutes", "ttl"]
        .iter()
        .fold(with_code, |text, name| {
            text.replace(&format!("${{{name}}}"), "0")
                .replace(&format!("{{{name}}}"), "0")
        })
}

fn fits(value: &str) -> bool {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    digits && (1..=MOST_DIGITS).contains(&value.len())
}

impl Tencent {
    fn endpoint(&self) -> Result<Url, FieldError> {
        shared::endpoint(&self.endpoint, "https://sms.tencentcloudapi.com")
    }

    fn body(&self, letter: &Letter) -> Result<Value, Refusal> {
        let params: Vec<String> = self
            .template_params
            .iter()
            .map(|param| letter.fill(param))
            .collect();
        if !params.iter().all(|param| fits(param)) {
            let why = "its templates take digits alone, at most six a variable";
            return Err(Refusal::new(Kind::Template).because(why).about_message());
        }
        let mut body = json!({
            "PhoneNumberSet": [letter.to],
            "SmsSdkAppId": self.sms_sdk_app_id,
            "TemplateId": self.template_id,
            "TemplateParamSet": params,
            "SessionContext": letter.attempt_id,
        });
        let optional = [
            ("SignName", shared::set(&self.sign_name)),
            ("SenderId", shared::set(&self.sender_id)),
        ];
        for (name, value) in optional {
            if let (Some(object), Some(value)) = (body.as_object_mut(), value) {
                object.insert(name.to_owned(), value.into());
            }
        }
        Ok(body)
    }
}

impl Service for Tencent {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        shared::for_codes_alone(letter)?;
        let endpoint = self.endpoint().map_err(|_| shared::no_address())?;
        let call = Call::json(endpoint.as_str(), &self.body(letter)?);
        let day: String = at.iso().chars().take(10).collect();
        let signed = tc3::Call {
            host: &shared::host(&endpoint),
            service: "sms",
            action: Some(ACTION),
            content_type: "application/json",
            seconds: at.seconds(),
            day: &day,
            body: &call.body,
        };
        let secret = self.secret_key.expose();
        let authorization = tc3::authorization(&self.secret_id, secret, &signed);
        Ok(call
            .with("x-tc-action", ACTION)
            .with("x-tc-version", VERSION)
            .with("x-tc-region", &self.region)
            .with("x-tc-timestamp", at.seconds().to_string())
            .with("authorization", authorization))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        let said: Envelope = answer.json().unwrap_or_default();
        let said = said.response;
        let error = said.error.unwrap_or_default();
        let one = said.send_status_set.unwrap_or_default();
        let one = one.into_iter().next().unwrap_or_default();
        match error.code.some().or(one.code.some()) {
            Some(code) if code.eq_ignore_ascii_case("ok") && answer.is_success() => {
                Outcome::Taken(Taken {
                    segments: one.fee.parse().ok().filter(|fee| *fee > 0),
                    ..Taken::with(&*one.serial_no)
                })
            }
            Some(code) if code.eq_ignore_ascii_case("ok") => Outcome::Unknown(Unknown::Garbage),
            Some(code) => {
                let refusal = shared::refusal(CODES, PERSONAL, code, answer.status);
                Outcome::Refused(refusal.at(said.request_id.some()))
            }
            None => shared::without_envelope(answer.status),
        }
    }

    fn text_of(&self, _: bool) -> TextOf {
        let numbered = self.template_params.iter().zip(1..);
        shared::blanks(numbered.map(|(value, place)| (value.as_str(), format!("{{{place}}}"))))
    }

    fn reports(&self) -> bool {
        true
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        shared::posted(hook, Report::receipt)
    }

    fn thanks(&self, _: &Hook<'_>) -> Thanks {
        Thanks::json(r#"{"result":0,"errmsg":"OK"}"#)
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Envelope {
    response: Said,
}

/// Errors stand on two levels: of the call, and of the number.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Said {
    error: Option<Status>,
    send_status_set: Option<Vec<Status>>,
    request_id: Text,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Status {
    code: Text,
    serial_no: Text,
    fee: Text,
}

/// One of the reports that the service posts. They are not signed.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Report {
    nationcode: Text,
    mobile: Text,
    report_status: Text,
    errmsg: Text,
    sid: Text,
}

impl Report {
    fn receipt(self) -> Option<Receipt> {
        let fate = match (&*self.report_status, &*self.errmsg) {
            ("SUCCESS", _) => Fate::Delivered,
            ("FAIL", "EXPIRED") => Fate::Expired,
            // The reasons are those of the carriers.
            ("FAIL", _) => Fate::Failed(Kind::Blocked),
            _ => return None,
        };
        let to = format!("+{}{}", &*self.nationcode, &*self.mobile);
        Some(Receipt {
            to: self.mobile.some().map(|_| to),
            code: token(&self.errmsg),
            ..Receipt::new(self.sid.some()?, fate)
        })
    }
}
