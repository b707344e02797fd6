//! The operator's own bridge to a carrier, as the settings `sms_url` name it.

use cleat_protocol::seal::hmac_sha256;
use serde_json::json;

use crate::call::{Answer, Call, Moment};
use crate::letter::Letter;
use crate::outcome::{Kind, Outcome, Refusal, Taken};
use crate::service::Service;

/// An address that takes messages as JSON. Its answer of class 2xx means that it has taken one, any
/// other that it has not; `id` is the same when a message comes again.
pub(crate) struct Bridge {
    pub(crate) url: String,
    pub(crate) secret: String,
}

impl Service for Bridge {
    fn request(&self, letter: &Letter, _: &Moment<'_>) -> Result<Call, Refusal> {
        let body = json!({
            "id": letter.id, "to": letter.to, "channel": letter.channel, "text": letter.body,
            "code": letter.code, "createdAt": letter.created_at,
        });
        let signature = hmac_sha256(&self.secret, &body.to_string());
        Ok(Call::json(&self.url, &body).with("x-cleat-signature", signature))
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        if answer.is_success() {
            return Outcome::Taken(Taken::default());
        }
        let refusal = Refusal::new(Kind::Temporary).coded(format!("HTTP-{}", answer.status));
        Outcome::Refused(refusal)
    }
}
