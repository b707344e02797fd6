//! WhatsApp through Twilio: an approved template of authentication.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::twilio_account::{Account, check_sid, message_fate, outcome};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal};
use crate::receipt::{Hook, NotAReceipt, Receipt};
use crate::service::{Service, TextOf, Vendor};
use crate::way::Way;

pub const VENDOR: Vendor =
    Vendor::new::<WhatsApp>("TWILIO_WHATSAPP", "WhatsApp through Twilio", Medium::Sms)
        .by(Way::WhatsApp);

/// WhatsApp through Twilio.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WhatsApp {
    #[serde(flatten)]
    account: Account,
    /// Number that messages come from, with `+`.
    from: String,
    /// SID of the template, whose variable 1 is the code: `HX` and 32 hex digits.
    content_sid: String,
    /// SIDs of the template in other languages, such as `zh-CN`.
    #[serde(default)]
    content_sids: BTreeMap<String, String>,
}

impl Fields for WhatsApp {
    fn check(&self) -> Result<(), FieldError> {
        self.account.check()?;
        if !self.from.starts_with('+') {
            return Err(FieldError::new("from", "must be a number with +"));
        }
        check_sid("contentSid", "HX", &self.content_sid)?;
        let mut sids = self.content_sids.values();
        sids.try_for_each(|sid| check_sid("contentSids", "HX", sid))
    }
}

impl Service for WhatsApp {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let why = "the message has no code, and the template of the provider has nothing else";
        let code = letter.code.as_deref();
        let code = code.ok_or_else(|| Refusal::new(Kind::Template).because(why))?;
        let to = format!("whatsapp:{}", letter.to);
        let from = format!("whatsapp:{}", self.from);
        let variables = json!({ "1": code }).to_string();
        let validity = letter.seconds_left(at.now).clamp(1, 36_000).to_string();
        let template = self
            .content_sids
            .get(&letter.language)
            .unwrap_or(&self.content_sid);
        let mut fields = vec![
            ("To", to.as_str()),
            ("From", &from),
            ("ContentSid", template),
            ("ContentVariables", &variables),
            ("ValidityPeriod", &validity),
        ];
        let callback = self.account.callback(letter, at);
        fields.extend(callback.as_deref().map(|url| ("StatusCallback", url)));
        Ok(self
            .account
            .post(&self.account.resource("Messages.json"), &fields))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        outcome(answer, &[])
    }

    fn text_of(&self, _: bool) -> TextOf {
        TextOf::Vendor
    }

    fn reports(&self) -> bool {
        self.account.can_verify()
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        self.account.receipt(hook, "MessageSid", message_fate)
    }
}
