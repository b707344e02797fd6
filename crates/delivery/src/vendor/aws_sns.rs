//! AWS SNS: `Publish` to a number.

use schemars::JsonSchema;
use serde::Deserialize;

use super::aws::{Account, Unsigned, refused};
use super::wire::{Codes, check_length, stranger};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<Sns>("AWS_SNS", "AWS SNS", Medium::Sms);

/// Codes besides those of all services.
const CODES: &Codes = &[
    ("AuthorizationError", Kind::Credentials),
    ("InvalidSecurity", Kind::Credentials),
    ("KMSAccessDenied", Kind::Credentials),
    ("KMSOptInRequired", Kind::Credentials),
    ("KMSThrottling", Kind::Throttled),
    ("OptedOut", Kind::Blocked),
    ("InvalidParameter", Kind::Config),
    ("InvalidParameterValue", Kind::Config),
    ("ParameterValueInvalid", Kind::Config),
    ("ValidationException", Kind::Config),
    ("KMSDisabled", Kind::Config),
    ("KMSInvalidState", Kind::Config),
    ("KMSNotFound", Kind::Config),
    ("NotFound", Kind::Config),
    ("EndpointDisabled", Kind::Config),
    ("PlatformApplicationDisabled", Kind::Config),
];

/// Longest text.
const LONGEST: usize = 1600;

/// Text messages by AWS SNS. It keeps a message for up to 72 hours, and sends no receipts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Sns {
    #[serde(flatten)]
    account: Account,
    /// Name that messages come from, where the country allows one: at most 11 letters and digits.
    sender_id: Option<String>,
    /// Number that messages come from.
    origination_number: Option<String>,
    /// Most that a message may cost in USD, such as `0.50`.
    max_price: Option<String>,
}

impl Fields for Sns {
    fn check(&self) -> Result<(), FieldError> {
        self.account.check()?;
        check_price(self.max_price.as_deref())
    }
}

/// Refuses what is no amount.
pub(super) fn check_price(price: Option<&str>) -> Result<(), FieldError> {
    let amount = |price: &str| crate::outcome::Price::parse(price, None).is_some();
    if price.is_some_and(|price| !amount(price) || price.starts_with(['-', '+'])) {
        return Err(FieldError::new(
            "maxPrice",
            "must be an amount in USD, such as 0.50",
        ));
    }
    Ok(())
}

impl Service for Sns {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        check_length(&letter.body, LONGEST)?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", "Publish");
        form.append_pair("Version", "2010-03-31");
        form.append_pair("PhoneNumber", &letter.to);
        form.append_pair("Message", &letter.body);
        let attributes = [
            ("AWS.SNS.SMS.SMSType", "String", Some("Transactional")),
            ("AWS.SNS.SMS.SenderID", "String", self.sender_id.as_deref()),
            ("AWS.SNS.SMS.MaxPrice", "Number", self.max_price.as_deref()),
            (
                "AWS.MM.SMS.OriginationNumber",
                "String",
                self.origination_number.as_deref(),
            ),
        ];
        let set = attributes
            .iter()
            .filter_map(|(name, kind, value)| Some((name, kind, (*value)?)));
        for (at, (name, kind, value)) in (1..).zip(set) {
            let entry = format!("MessageAttributes.entry.{at}");
            form.append_pair(&format!("{entry}.Name"), name);
            form.append_pair(&format!("{entry}.Value.DataType"), kind);
            form.append_pair(&format!("{entry}.Value.StringValue"), value);
        }
        let unsigned = Unsigned {
            service: "sns",
            host: "sns",
            path: "/",
            content_type: "application/x-www-form-urlencoded; charset=utf-8",
            target: None,
            body: form.finish(),
        };
        self.account.sign(unsigned, at)
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        let body = String::from_utf8_lossy(answer.body);
        if answer.is_success() {
            let id = element(&body, "MessageId").filter(|_| body.contains("<PublishResponse"));
            return id.map_or(Outcome::Unknown(Unknown::Garbage), |id| {
                Outcome::Taken(Taken::with(id))
            });
        }
        let Some(code) = element(&body, "Code").filter(|_| body.contains("<ErrorResponse")) else {
            return stranger(answer);
        };
        let message = element(&body, "Message").unwrap_or_default();
        // The one parameter that differs from message to message.
        let of_number = code.starts_with("InvalidParameter") && message.contains("PhoneNumber");
        if of_number {
            return refused(
                answer,
                &[("InvalidParameter", Kind::Number)],
                "InvalidParameter",
            );
        }
        refused(answer, CODES, code)
    }
}

/// The text of the first element of that name without attributes.
fn element<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text.trim())
}
