//! AWS End User Messaging: `SendTextMessage`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::aws::{Account, Fault, Unsigned, fault_type, refused};
use super::aws_sns::check_price;
use super::wire::{Codes, check_length, kind_of, stranger};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<EndUserMessaging>(
    "AWS_END_USER_MESSAGING",
    "AWS End User Messaging",
    Medium::Sms,
);

/// Types of errors besides those of all services.
const TYPES: &Codes = &[
    ("ConflictException", Kind::Config),
    ("ResourceNotFoundException", Kind::Template),
    ("ServiceQuotaExceededException", Kind::Throttled),
    ("ValidationException", Kind::Config),
];

/// Reasons, which are more exact than types.
const REASONS: &Codes = &[
    ("ACCOUNT_DISABLED", Kind::Credentials),
    ("INSUFFICIENT_ACCOUNT_REPUTATION", Kind::Credentials),
    ("DESTINATION_PHONE_NUMBER_NOT_VERIFIED", Kind::Credentials),
    ("DESTINATION_PHONE_NUMBER_OPTED_OUT", Kind::Blocked),
    (
        "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
        Kind::Blocked,
    ),
    (
        "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
        Kind::Country,
    ),
    ("DESTINATION_COUNTRY_BLOCKED", Kind::Country),
    ("COUNTRY_NOT_ENABLED", Kind::Country),
    ("INTERNATIONAL_SENDING_NOT_SUPPORTED", Kind::Country),
    ("INVALID_IDENTITY_FOR_DESTINATION_COUNTRY", Kind::Country),
    ("PRICE_OVER_THRESHOLD", Kind::Country),
    ("DAILY_DESTINATION_CALL_LIMIT", Kind::Throttled),
    ("MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", Kind::Balance),
    ("MESSAGE_TYPE_MISMATCH", Kind::Template),
    ("NO_ORIGINATION_IDENTITIES_FOUND", Kind::Template),
    ("NUMBER_CAPABILITIES_MISMATCH", Kind::Template),
    ("RESOURCE_NOT_ACTIVE", Kind::Template),
    ("SENDER_ID_NOT_REGISTERED", Kind::Template),
    ("SENDER_ID_NOT_SUPPORTED", Kind::Template),
    ("SENDER_ID_REQUIRES_REGISTRATION", Kind::Template),
    ("MAXIMUM_SIZE_EXCEEDED", Kind::Content),
];

/// Longest text.
const LONGEST: usize = 1600;

/// Text messages by AWS End User Messaging.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct EndUserMessaging {
    #[serde(flatten)]
    account: Account,
    /// Number, sender id or pool that messages come from.
    origination_identity: Option<String>,
    /// Name of a configuration set.
    configuration_set_name: Option<String>,
    /// Id of a protect configuration, which says what countries are served.
    protect_configuration_id: Option<String>,
    /// Most that a message may cost in USD, such as `0.50`.
    max_price: Option<String>,
}

impl Fields for EndUserMessaging {
    fn check(&self) -> Result<(), FieldError> {
        self.account.check()?;
        check_price(self.max_price.as_deref())?;
        let price = self.max_price.as_deref();
        let (whole, rest) = price
            .and_then(|price| price.split_once('.'))
            .unwrap_or(("0", "0"));
        if price.is_some_and(|price| !price.contains('.')) || whole.len() > 2 || rest.len() > 5 {
            let why = "must have at most two digits, a point and at most five digits";
            return Err(FieldError::new("maxPrice", why));
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    message_id: String,
}

impl EndUserMessaging {
    fn call(&self, operation: &str, body: Value, at: &Moment<'_>) -> Result<Call, Refusal> {
        let unsigned = Unsigned {
            service: "sms-voice",
            host: "sms-voice",
            path: "/",
            content_type: "application/x-amz-json-1.0",
            target: Some(&format!("PinpointSMSVoiceV2.{operation}")),
            body: body.to_string(),
        };
        self.account.sign(unsigned, at)
    }
}

impl Service for EndUserMessaging {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        check_length(&letter.body, LONGEST)?;
        let mut body = Map::new();
        body.insert("DestinationPhoneNumber".into(), json!(letter.to));
        body.insert("MessageBody".into(), json!(letter.body));
        body.insert("MessageType".into(), json!("TRANSACTIONAL"));
        let left = letter.seconds_left(at.now).clamp(5, 259_200);
        body.insert("TimeToLive".into(), json!(left));
        body.insert("Context".into(), json!({ "attempt": letter.attempt_id }));
        for (name, value) in [
            ("OriginationIdentity", &self.origination_identity),
            ("ConfigurationSetName", &self.configuration_set_name),
            ("ProtectConfigurationId", &self.protect_configuration_id),
            ("MaxPrice", &self.max_price),
        ] {
            if let Some(value) = value {
                body.insert(name.into(), json!(value));
            }
        }
        self.call("SendTextMessage", Value::Object(body), at)
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        if answer.is_success() {
            let said = answer
                .json::<Said>()
                .filter(|said| !said.message_id.is_empty());
            return said.map_or(Outcome::Unknown(Unknown::Garbage), |said| {
                Outcome::Taken(Taken::with(said.message_id))
            });
        }
        let fault: Option<Fault> = answer.json();
        let Some(kind) = fault_type(answer, fault.as_ref()) else {
            return stranger(answer);
        };
        let reason = fault.as_ref().and_then(|fault| fault.reason.as_deref());
        let message = fault.as_ref().map_or("", |fault| fault.message.as_str());
        if kind == "ValidationException" && message.contains("DestinationPhoneNumber") {
            return refused(answer, &[("ValidationException", Kind::Number)], kind);
        }
        match reason.filter(|reason| kind_of(REASONS, reason).is_some()) {
            Some(reason) => refused(answer, REASONS, reason),
            None => refused(answer, TYPES, kind),
        }
    }
}
