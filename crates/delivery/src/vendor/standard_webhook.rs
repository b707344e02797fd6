//! A server of the operator that takes messages, signed after Standard Webhooks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_protocol::vendors::standard_webhook;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<StandardWebhook>("WEBHOOK", "Signed webhook", Medium::Sms);

/// A server of the operator. It is sent JSON, signed after Standard Webhooks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StandardWebhook {
    /// Address of the server.
    url: String,
    /// Key of the signature: `whsec_` and base64 of 24 to 64 bytes.
    secret: Secret,
}

/// What the server answers, where it answers more than a status.
#[derive(Deserialize)]
struct Said {
    code: Option<String>,
    id: Option<String>,
}

impl Fields for StandardWebhook {
    fn check(&self) -> Result<(), FieldError> {
        match self.key() {
            Some(key) if (24..=64).contains(&key.len()) => Ok(()),
            _ => Err(FieldError::new(
                "secret",
                "must be whsec_ and base64 of 24 to 64 bytes",
            )),
        }
    }
}

impl StandardWebhook {
    fn key(&self) -> Option<Vec<u8>> {
        let secret = self.secret.expose().trim_start_matches("whsec_");
        STANDARD.decode(secret).ok()
    }
}

impl Service for StandardWebhook {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let key = self.key().ok_or_else(|| Refusal::new(Kind::Config))?;
        let body = json!({
            "id": letter.id, "attemptId": letter.attempt_id, "to": letter.to,
            "country": letter.country, "channel": letter.channel, "language": letter.language,
            "text": letter.body, "code": letter.code, "lifetime": letter.lifetime,
            "createdAt": letter.created_at, "expiresAt": letter.expires_at,
        });
        let body = body.to_string();
        let seconds = at.seconds().to_string();
        let signature = standard_webhook::sign(&key, &letter.id, &seconds, body.as_bytes());
        let call = Call::post(&self.url, "application/json", body.into_bytes());
        Ok(call
            .with("webhook-id", &letter.id)
            .with("webhook-timestamp", seconds)
            .with("webhook-signature", signature))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        let said: Option<Said> = answer.json();
        let code = said.as_ref().and_then(|said| said.code.as_deref());
        let refused = |kind| {
            let refusal = Refusal::new(kind).coded(code.unwrap_or_default());
            Outcome::Refused(refusal)
        };
        match (answer.status, code) {
            (_, Some("invalid_phone_number")) => refused(Kind::Number),
            (_, Some("rate_limited")) | (429, _) => refused(Kind::Throttled),
            (_, Some("authentication_failed")) | (401 | 403, _) => refused(Kind::Credentials),
            (_, Some("delivery_rejected")) => refused(Kind::Blocked),
            (_, Some("unsupported_request")) => refused(Kind::Country),
            (200..300, None | Some("ok")) => {
                let id = said.and_then(|said| said.id);
                Outcome::Taken(Taken::with(id.unwrap_or_default()))
            }
            (500.., _) => refused(Kind::Temporary),
            _ => refused(Kind::Config),
        }
    }
}
