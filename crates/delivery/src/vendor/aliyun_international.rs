//! Alibaba Cloud SMS, the international service (`dysmsapi` 2018-05-01): free text to all countries
//! but mainland China, templates there.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::alibaba::{self, Caller, Operation};
use super::aliyun;
use super::shared::{self, Text, Variables};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, token};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt, Thanks};
use crate::service::{Sent, Service, TextOf, Vendor};

pub const VENDOR: Vendor = Vendor::new::<International>(
    "ALIYUN_INTERNATIONAL",
    "Alibaba Cloud SMS International",
    Medium::Sms,
);

const SEND: Operation = Operation {
    action: "SendMessageToGlobe",
    version: "2018-05-01",
};
const SEND_TEMPLATE: Operation = Operation {
    action: "SendMessageWithTemplate",
    version: "2018-05-01",
};
const QUERY: Operation = Operation {
    action: "QueryMessage",
    version: "2018-05-01",
};

/// The international service of Alibaba Cloud SMS.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct International {
    /// AccessKey ID.
    access_key_id: String,
    /// AccessKey secret.
    access_key_secret: Secret,
    /// Region of the service.
    #[serde(default = "ap_southeast_1")]
    region_id: String,
    /// Text of codes, with `${code}`, `${ttl}` (seconds) and `${ttl_minutes}`, where it is not the
    /// one of the template.
    #[serde(default)]
    message: Option<String>,
    /// Sender: up to 11 letters and digits, or up to 15 digits.
    #[serde(default)]
    sender_id: Option<String>,
    /// Approved signature, for numbers of mainland China.
    #[serde(default)]
    sign_name: Option<String>,
    /// Approved template, for numbers of mainland China.
    #[serde(default)]
    template_code: Option<String>,
    /// Variables of that template.
    #[serde(default = "code_alone")]
    template_param: Variables,
    /// Address of the service, where it is not the region's own.
    #[serde(default)]
    endpoint: Option<String>,
}

fn ap_southeast_1() -> String {
    "ap-southeast-1".to_owned()
}

fn code_alone() -> Variables {
    Variables::code_as("code")
}

impl Fields for International {
    fn check(&self) -> Result<(), FieldError> {
        shared::require(&[
            ("accessKeyId", &self.access_key_id),
            ("accessKeySecret", self.access_key_secret.expose()),
        ])?;
        if let Some(message) = shared::set(&self.message)
            && !shared::variables("message", message)?
        {
            return Err(FieldError::new("message", "must hold ${code}"));
        }
        if let Some(sender) = shared::set(&self.sender_id)
            && !is_sender(sender)
        {
            let why = "must be up to 11 letters and digits, or up to 15 digits";
            return Err(FieldError::new("senderId", why));
        }
        if shared::set(&self.template_code).is_some() {
            let sign = shared::set(&self.sign_name).unwrap_or_default();
            shared::require(&[("signName", sign)])?;
            self.template_param.check("templateParam")?;
        }
        self.endpoint().map(drop)
    }
}

fn is_sender(id: &str) -> bool {
    let digits = id.bytes().all(|byte| byte.is_ascii_digit());
    let longest = if digits { 15 } else { 11 };
    id.len() <= longest && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl International {
    fn endpoint(&self) -> Result<Url, FieldError> {
        aliyun::endpoint(&self.endpoint, aliyun::region(&self.region_id))
    }

    fn caller(&self) -> Option<Caller<'_>> {
        Some(Caller {
            key_id: &self.access_key_id,
            secret: &self.access_key_secret,
            endpoint: self.endpoint().ok()?,
        })
    }

    fn text(&self, letter: &Letter) -> String {
        match (shared::set(&self.message), &letter.code) {
            (Some(message), Some(_)) => letter.fill(message),
            _ => letter.body.clone(),
        }
    }

    fn to_globe(&self, caller: &Caller<'_>, letter: &Letter, at: &Moment<'_>) -> Call {
        let text = self.text(letter);
        let seconds = letter.seconds_left(at.now).max(1).to_string();
        let kind = if letter.code.is_some() {
            "OTP"
        } else {
            "NOTIFY"
        };
        let mut pairs = vec![
            ("To", letter.digits()),
            ("Message", &text),
            ("Type", kind),
            ("TaskId", &letter.attempt_id),
            ("ValidityPeriod", &seconds),
        ];
        pairs.extend(shared::set(&self.sender_id).map(|sender| ("From", sender)));
        caller.query(&SEND, &pairs, at)
    }

    fn to_china(
        &self,
        caller: &Caller<'_>,
        letter: &Letter,
        at: &Moment<'_>,
    ) -> Result<Call, Refusal> {
        let template = shared::set(&self.template_code).ok_or_else(|| {
            let why = "it has no template for mainland China";
            Refusal::new(Kind::Country).because(why)
        })?;
        shared::for_codes_alone(letter)?;
        let variables = self.template_param.filled(letter).to_string();
        let seconds = letter.seconds_left(at.now).max(1).to_string();
        let pairs = [
            ("To", letter.digits()),
            ("From", shared::set(&self.sign_name).unwrap_or_default()),
            ("TemplateCode", template),
            ("TemplateParam", &variables),
            ("ValidityPeriod", &seconds),
        ];
        Ok(caller.query(&SEND_TEMPLATE, &pairs, at))
    }
}

impl Service for International {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let caller = self.caller().ok_or_else(shared::no_address)?;
        if letter.is_domestic() {
            self.to_china(&caller, letter, at)
        } else {
            Ok(self.to_globe(&caller, letter, at))
        }
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        #[derive(Deserialize, Default)]
        #[serde(rename_all = "PascalCase", default)]
        struct Said {
            message_id: Text,
            segments: Text,
        }
        alibaba::outcome(answer, |answer| {
            let said: Said = answer.json().unwrap_or_default();
            Taken {
                segments: said.segments.parse().ok(),
                ..Taken::with(&*said.message_id)
            }
        })
    }

    fn text_of(&self, domestic: bool) -> TextOf {
        match (domestic, shared::set(&self.message)) {
            (true, _) => self.template_param.blanks(|name| format!("${{{name}}}")),
            (false, Some(_)) => TextOf::Settings,
            (false, None) => TextOf::Ours,
        }
    }

    fn reports(&self) -> bool {
        true
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        shared::posted(hook, Report::receipt)
    }

    fn thanks(&self, _: &Hook<'_>) -> Thanks {
        Thanks::json(r#"{"code":0,"msg":"ok"}"#)
    }

    fn query(&self, sent: &Sent<'_>, at: &Moment<'_>) -> Option<Call> {
        let pairs = [("MessageId", sent.vendor_id?)];
        Some(self.caller()?.query(&QUERY, &pairs, at))
    }

    fn queried(&self, answer: &Answer<'_>) -> Vec<Receipt> {
        let report: Option<Report> = answer.json();
        report.and_then(Report::receipt).into_iter().collect()
    }
}

/// What became of a message, as the service posts it (in an array, not signed) or answers it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Report {
    to: Text,
    status: Text,
    message_id: Text,
    sms_size: Text,
    task_id: Text,
    error_code: Text,
}

impl Report {
    fn receipt(self) -> Option<Receipt> {
        let fate = match &*self.status {
            "1" => Fate::Delivered,
            "2" => Fate::Failed(alibaba::failure(&self.error_code)),
            "3" => Fate::OnItsWay,
            "6" => Fate::Expired,
            _ => return None,
        };
        Some(Receipt {
            attempt_id: self.task_id.some().map(str::to_owned),
            to: self.to.some().map(str::to_owned),
            code: token(&self.error_code),
            segments: self.sms_size.parse().ok(),
            ..Receipt::new(self.message_id.some()?, fate)
        })
    }
}
