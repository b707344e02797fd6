//! AWS SES, version 2 of its API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::aws::{Account, Fault, Unsigned, fault_type, refused};
use super::wire::{Codes, mailbox, stranger};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<Ses>("AWS_SES", "AWS SES", Medium::Email);

/// Types of errors besides those of all services.
const TYPES: &Codes = &[
    ("AccountSuspendedException", Kind::Credentials),
    ("SendingPausedException", Kind::Credentials),
    ("LimitExceededException", Kind::Throttled),
    ("MailFromDomainNotVerifiedException", Kind::Template),
    ("MessageRejected", Kind::Content),
    ("NotFoundException", Kind::Template),
    ("BadRequestException", Kind::Config),
];

/// E-mail by AWS SES.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Ses {
    #[serde(flatten)]
    account: Account,
    /// Address that messages come from, or name and address: `Example <no-reply@example.com>`.
    sender: String,
    /// Name of a configuration set.
    configuration_set_name: Option<String>,
}

impl Fields for Ses {
    fn check(&self) -> Result<(), FieldError> {
        self.account.check()?;
        if self.sender.contains('@') {
            return Ok(());
        }
        Err(FieldError::new("sender", "must be an e-mail address"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    message_id: String,
}

impl Service for Ses {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let text = |data: &str| json!({ "Data": data, "Charset": "UTF-8" });
        let mut content = json!({ "Text": text(&letter.body) });
        if let (Some(html), Some(content)) = (&letter.html, content.as_object_mut()) {
            content.insert("Html".into(), text(html));
        }
        let mut body = json!({
            "FromEmailAddress": encoded(letter.sender.as_ref().unwrap_or(&self.sender)),
            "Destination": { "ToAddresses": [letter.to] },
            "Content": { "Simple": { "Subject": text(&letter.subject), "Body": content } },
            "EmailTags": [{ "Name": "attempt", "Value": letter.attempt_id }],
        });
        if let (Some(name), Some(body)) = (&self.configuration_set_name, body.as_object_mut()) {
            body.insert("ConfigurationSetName".into(), json!(name));
        }
        let unsigned = Unsigned {
            service: "ses",
            host: "email",
            path: "/v2/email/outbound-emails",
            content_type: "application/json",
            target: None,
            body: body.to_string(),
        };
        self.account.sign(unsigned, at)
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
        let message = fault.as_ref().map_or("", |fault| fault.message.as_str());
        // The sender, or in the sandbox the receiver, is not verified: nothing is wrong with the
        // text.
        if kind == "MessageRejected" && message.contains("not verified") {
            return refused(answer, &[("MessageRejected", Kind::Template)], kind);
        }
        refused(answer, TYPES, kind)
    }
}

/// A sender whose name is not ASCII, in the words of RFC 2047; SES takes no other.
fn encoded(sender: &str) -> String {
    let (Some(name), address) = mailbox(sender) else {
        return sender.to_owned();
    };
    if name.is_ascii() {
        return sender.to_owned();
    }
    let name: Vec<_> = name.chars().collect();
    let word = |part: &[char]| STANDARD.encode(part.iter().collect::<String>());
    // A word holds 75 characters at most: ten times four bytes, encoded, fit.
    let words: Vec<_> = name
        .chunks(10)
        .map(|part| format!("=?UTF-8?B?{}?=", word(part)))
        .collect();
    format!("{} <{address}>", words.join(" "))
}
