//! Twilio: a call that reads the text aloud.

use schemars::JsonSchema;
use serde::Deserialize;

use super::twilio_account::{Account, CODES, outcome};
use super::wire::{check_length, field, kind_of};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt};
use crate::service::{Service, Vendor};
use crate::way::Way;

pub const VENDOR: Vendor =
    Vendor::new::<Voice>("TWILIO_VOICE", "Twilio Voice", Medium::Sms).by(Way::Voice);

/// Longest document that a call is made with.
const LONGEST: usize = 4000;

/// Calls by Twilio that read the text aloud, twice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Voice {
    #[serde(flatten)]
    account: Account,
    /// Number that calls come from.
    from: String,
}

impl Fields for Voice {
    fn check(&self) -> Result<(), FieldError> {
        self.account.check()?;
        if self.from.starts_with('+') {
            return Ok(());
        }
        Err(FieldError::new("from", "must be a number with +"))
    }
}

impl Service for Voice {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let twiml = twiml(letter);
        check_length(&twiml, LONGEST)?;
        let rings = letter.seconds_left(at.now).clamp(5, 30).to_string();
        let mut fields = vec![
            ("To", letter.to.as_str()),
            ("From", &self.from),
            ("Twiml", &twiml),
            ("Timeout", &rings),
        ];
        let callback = self.account.callback(letter, at);
        if let Some(callback) = &callback {
            fields.push(("StatusCallback", callback));
            fields.push(("StatusCallbackEvent", "completed"));
        }
        Ok(self
            .account
            .post(&self.account.resource("Calls.json"), &fields))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        outcome(answer, &[])
    }

    fn reports(&self) -> bool {
        self.account.can_verify()
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        self.account.receipt(hook, "CallSid", call_fate)
    }
}

/// What the status of a call says. Only one that somebody answered was heard.
fn call_fate(fields: &[(String, String)]) -> Option<Fate> {
    let seconds = field(fields, "CallDuration").and_then(|seconds| seconds.parse::<u32>().ok());
    let code = field(fields, "ErrorCode").unwrap_or_default();
    match field(fields, "CallStatus")? {
        "completed" if seconds.is_some_and(|seconds| seconds > 0) => Some(Fate::Delivered),
        "completed" | "busy" | "no-answer" | "failed" | "canceled" => Some(Fate::Failed(
            kind_of(CODES, code).unwrap_or(Kind::Temporary),
        )),
        "queued" | "initiated" | "ringing" | "in-progress" => Some(Fate::OnItsWay),
        _ => None,
    }
}

/// The document that the call is made with.
fn twiml(letter: &Letter) -> String {
    let language = escape(&letter.language);
    let text = escape(&spoken(letter));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say language=\"{language}\" \
         loop=\"2\">{text}</Say></Response>"
    )
}

/// The text as it is read aloud: the digits of the code apart, and without the last lines that only
/// programs read.
fn spoken(letter: &Letter) -> String {
    let hash = |line: &str| {
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
        line.len() == 11 && line.bytes().all(sign)
    };
    let lines = letter.body.lines().map(str::trim);
    let heard: Vec<_> = lines
        .filter(|line| !line.is_empty() && !line.starts_with('@') && !hash(line))
        .map(|line| line.trim_start_matches("<#>").trim())
        .collect();
    let text = heard.join(" ");
    let Some(code) = letter.code.as_deref().filter(|code| !code.is_empty()) else {
        return text;
    };
    let pause = match letter.language.split('-').next() {
        Some("zh") => "，",
        Some("ja") => "、",
        _ => ", ",
    };
    let digits: Vec<_> = code.chars().map(String::from).collect();
    text.replace(code, &digits.join(pause))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            sign if sign.is_control() => escaped.push(' '),
            sign => escaped.push(sign),
        }
    }
    escaped
}
