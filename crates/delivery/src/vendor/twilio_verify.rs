//! Twilio Verify with a code of ours. The text is Twilio's.

use schemars::JsonSchema;
use serde::Deserialize;

use super::twilio_account::{Account, check_sid, is_of_receiver, outcome};
use super::wire::Codes;
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal};
use crate::service::{Service, TextOf, Vendor};
use crate::way::Way;

pub const VENDOR: Vendor =
    Vendor::new::<Verify>("TWILIO_VERIFY", "Twilio Verify", Medium::Sms).by(Way::Verify);

/// Codes besides those of all services.
const CODES: &Codes = &[
    ("60200", Kind::Config),
    ("60202", Kind::Throttled),
    ("60203", Kind::Throttled),
    ("60204", Kind::Config),
    ("60205", Kind::Number),
    ("60238", Kind::Blocked),
    ("60410", Kind::Blocked),
    ("60413", Kind::Blocked),
    ("60605", Kind::Country),
];

/// Codes by Twilio Verify, which must have custom codes enabled by Twilio.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Verify {
    #[serde(flatten)]
    account: Account,
    /// SID of the service: `VA` and 32 hex digits.
    service_sid: String,
    /// How Twilio sends the code.
    #[serde(default)]
    channel: Channel,
    /// SID of a template, where it is not the service's own: `HJ` and 32 hex digits.
    template_sid: Option<String>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Channel {
    #[default]
    Sms,
    Call,
    WhatsApp,
}

impl Channel {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Call => "call",
            Self::WhatsApp => "whatsapp",
        }
    }
}

impl Fields for Verify {
    fn check(&self) -> Result<(), FieldError> {
        self.account.check()?;
        check_sid("serviceSid", "VA", &self.service_sid)?;
        let template = self.template_sid.as_deref();
        template.map_or(Ok(()), |sid| check_sid("templateSid", "HJ", sid))
    }
}

impl Verify {
    fn resource(&self) -> String {
        let base = self.account.service("https://verify.twilio.com");
        format!("{base}/v2/Services/{}/Verifications", self.service_sid)
    }
}

impl Service for Verify {
    fn request(&self, letter: &Letter, _: &Moment<'_>) -> Result<Call, Refusal> {
        let code = letter
            .code
            .as_deref()
            .filter(|code| (4..=10).contains(&code.len()));
        let why = "the provider takes codes of 4 to 10 digits only";
        let code = code.ok_or_else(|| Refusal::new(Kind::Template).because(why))?;
        let mut fields = vec![
            ("To", letter.to.as_str()),
            ("Channel", self.channel.as_str()),
            ("CustomCode", code),
            ("Locale", locale(&letter.language)),
        ];
        fields.extend(self.template_sid.as_deref().map(|sid| ("TemplateSid", sid)));
        Ok(self.account.post(&self.resource(), &fields))
    }

    fn text_of(&self, _: bool) -> TextOf {
        TextOf::Vendor
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        match is_of_receiver(answer) {
            true => outcome(answer, &[("60200", Kind::Number)]),
            false => outcome(answer, CODES),
        }
    }
}

/// Twilio's name of a language.
fn locale(language: &str) -> &str {
    match language {
        "zh-CN" => "zh-CN",
        "zh-TW" => "zh-HK",
        other => other
            .split('-')
            .next()
            .filter(|name| !name.is_empty())
            .unwrap_or("en"),
    }
}
