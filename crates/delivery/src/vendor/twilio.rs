//! Twilio Messages.

use schemars::JsonSchema;
use serde::Deserialize;

use super::twilio_account::{Account, check_sid, message_fate, outcome};
use super::wire::check_length;
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Outcome, Refusal};
use crate::receipt::{Hook, NotAReceipt, Receipt};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<Twilio>("TWILIO", "Twilio Messages", Medium::Sms);

/// Longest text.
const LONGEST: usize = 1600;

/// Text messages by Twilio.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Twilio {
    #[serde(flatten)]
    account: Account,
    /// Number or name that messages come from.
    from: Option<String>,
    /// SID of a messaging service, in place of a number: `MG` and 32 hex digits.
    messaging_service_sid: Option<String>,
}

impl Fields for Twilio {
    fn check(&self) -> Result<(), FieldError> {
        self.account.check()?;
        match (self.from.as_deref(), self.messaging_service_sid.as_deref()) {
            (Some(""), None) | (None, None) => Err(FieldError::new("from", "is missing")),
            (Some(_), Some(_)) => {
                let why = "must not stand beside from";
                Err(FieldError::new("messagingServiceSid", why))
            }
            (None, Some(sid)) => check_sid("messagingServiceSid", "MG", sid),
            (Some(_), None) => Ok(()),
        }
    }
}

impl Service for Twilio {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        check_length(&letter.body, LONGEST)?;
        let validity = letter.seconds_left(at.now).clamp(1, 36_000).to_string();
        let mut fields = vec![
            ("To", letter.to.as_str()),
            ("Body", &letter.body),
            ("ValidityPeriod", &validity),
        ];
        let from = self.from.as_deref().map(|from| ("From", from));
        let service = self.messaging_service_sid.as_deref();
        fields.extend(from.or(service.map(|sid| ("MessagingServiceSid", sid))));
        let callback = self.account.callback(letter, at);
        fields.extend(callback.as_deref().map(|url| ("StatusCallback", url)));
        Ok(self
            .account
            .post(&self.account.resource("Messages.json"), &fields))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        outcome(answer, &[])
    }

    fn reports(&self) -> bool {
        self.account.can_verify()
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        self.account.receipt(hook, "MessageSid", message_fate)
    }
}
