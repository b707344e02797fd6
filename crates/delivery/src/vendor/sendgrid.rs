//! SendGrid, version 3 of its API.

use cleat_protocol::vendors::sendgrid::Key;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::shared::kind_by_status;
use super::wire::{base, check_endpoint, kept, mailbox, stranger};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<SendGrid>("SENDGRID", "SendGrid", Medium::Email);

/// SendGrid repeats its calls for a day. A repeated one changes nothing, so that no shorter time is
/// asked for.
const OLDEST: i64 = 25 * 3600;
/// Seconds that a clock may be ahead of ours.
const AHEAD: i64 = 300;

/// E-mail by SendGrid.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SendGrid {
    /// API key.
    api_key: Secret,
    /// Address that messages come from, or name and address: `Example <no-reply@example.com>`.
    sender: String,
    /// Public key of the signed event webhook, where receipts are wanted.
    webhook_key: Option<String>,
    /// Address of the service, where it is not `https://api.sendgrid.com`.
    endpoint: Option<String>,
}

impl Fields for SendGrid {
    fn check(&self) -> Result<(), FieldError> {
        check_endpoint(self.endpoint.as_deref())?;
        let key = self.webhook_key.as_deref();
        if key.is_some_and(|key| Key::parse(key).is_none()) {
            let why = "must be the base64 that SendGrid shows";
            return Err(FieldError::new("webhookKey", why));
        }
        if !self.sender.contains('@') {
            return Err(FieldError::new("sender", "must be an e-mail address"));
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Said {
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    field: Option<String>,
    /// What is wrong: read, and never passed on.
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Event {
    event: String,
    email: Option<String>,
    sg_message_id: Option<String>,
    attempt: Option<String>,
    status: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Service for SendGrid {
    fn request(&self, letter: &Letter, _: &Moment<'_>) -> Result<Call, Refusal> {
        let (name, address) = mailbox(letter.sender.as_deref().unwrap_or(&self.sender));
        let mut content = vec![json!({ "type": "text/plain", "value": letter.body })];
        let html = letter.html.as_ref();
        content.extend(html.map(|html| json!({ "type": "text/html", "value": html })));
        let body = json!({
            "personalizations": [{
                "to": [{ "email": letter.to }],
                "custom_args": { "attempt": letter.attempt_id },
            }],
            "from": match name {
                Some(name) => json!({ "email": address, "name": name }),
                None => json!({ "email": address }),
            },
            "subject": letter.subject,
            "content": content,
            // No code goes into a link of somebody else's, and no picture tells who reads.
            "tracking_settings": {
                "click_tracking": { "enable": false, "enable_text": false },
                "open_tracking": { "enable": false },
            },
        });
        let base = base(self.endpoint.as_deref(), "https://api.sendgrid.com");
        let call = Call::json(format!("{base}/v3/mail/send"), &body);
        Ok(call.with("authorization", format!("Bearer {}", self.api_key.expose())))
    }

    /// What was taken has no body, and its id in a header.
    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        if answer.status == 202 {
            return Outcome::Taken(Taken::with(
                answer.header("x-message-id").unwrap_or_default(),
            ));
        }
        match answer.json::<Said>() {
            Some(said) if !answer.is_success() => {
                let kinds = said
                    .errors
                    .iter()
                    .find_map(|fault| kind_of(fault, answer.status));
                Outcome::refused(kinds.unwrap_or_else(|| kind_by_status(answer.status)))
            }
            _ => stranger(answer),
        }
    }

    fn reports(&self) -> bool {
        self.webhook_key.is_some()
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        let key = self
            .webhook_key
            .as_deref()
            .and_then(Key::parse)
            .ok_or(NotAReceipt::NotServed)?;
        let of = |name| hook.header(name).ok_or(NotAReceipt::Forged);
        let signature = of("x-twilio-email-event-webhook-signature")?;
        let timestamp = of("x-twilio-email-event-webhook-timestamp")?;
        if !key.verify(timestamp, hook.body, signature) {
            return Err(NotAReceipt::Forged);
        }
        let made_at: i64 = timestamp.parse().map_err(|_| NotAReceipt::Unreadable)?;
        let now = hook.now.div_euclid(1000);
        if !(now - OLDEST..=now + AHEAD).contains(&made_at) {
            return Err(NotAReceipt::Stale);
        }
        let events: Vec<Value> =
            serde_json::from_slice(hook.body).map_err(|_| NotAReceipt::Unreadable)?;
        let events = events
            .into_iter()
            .filter_map(|event| serde_json::from_value(event).ok());
        Ok(events.filter_map(receipt).collect())
    }
}

/// What an error says besides its status. It has no code.
fn kind_of(fault: &Fault, status: u16) -> Option<Kind> {
    let field = fault.field.as_deref().unwrap_or_default();
    if fault.message.contains("Maximum credits exceeded") {
        return Some(Kind::Balance);
    }
    if field.starts_with("from") {
        return Some(Kind::Template);
    }
    let of_receiver = field.starts_with("personalizations") && field.contains(".to");
    (status == 400 && of_receiver).then_some(Kind::Number)
}

/// An event as a receipt, where it is one; later ones, such as that it was opened, are none.
fn receipt(event: Event) -> Option<Receipt> {
    let fate = match event.event.as_str() {
        "processed" | "deferred" => Fate::OnItsWay,
        "delivered" => Fate::Delivered,
        // The receiver's server takes nothing from the sender, or has no such receiver.
        "bounce" if event.kind.as_deref() == Some("blocked") => Fate::Failed(Kind::Blocked),
        "bounce" => Fate::Failed(Kind::Number),
        "dropped" => Fate::Failed(Kind::Blocked),
        _ => return None,
    };
    // The id of the answer, then the server's that works on it.
    let id = event.sg_message_id.as_deref().unwrap_or_default();
    let id = [".filter", ".recvd"]
        .iter()
        .find_map(|mark| id.split_once(mark))
        .map_or(id, |id| id.0);
    Some(Receipt {
        attempt_id: event.attempt,
        to: event.email,
        code: event.status.and_then(|status| kept(&[], &status)),
        signed: true,
        ..Receipt::new(id, fate)
    })
}
