//! SMS by a signed HTTP call: the operator's own bridge to a carrier.

use std::time::Duration;

use cleat_protocol::seal::hmac_sha256;
use serde_json::json;

use super::{Carrier, ProviderError};
use crate::letter::Letter;

/// Longest time for one message; the next provider has it within five seconds of its order.
const PATIENCE: Duration = Duration::from_secs(4);

/// An address that takes messages as JSON. Its answer of class 2xx means that it has taken one;
/// `id` is the same when a message comes again.
pub struct Webhook {
    http: reqwest::Client,
    url: String,
    secret: String,
}

impl Webhook {
    /// A hook; `secret` signs what is sent to it.
    ///
    /// # Errors
    /// When TLS cannot be set up or the URL is not one.
    pub fn new(url: &str, secret: &str) -> Result<Self, ProviderError> {
        let address = reqwest::Url::parse(url);
        if !address.is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
            let form = "must be like https://bridge.example.com/sms";
            return Err(ProviderError(form.into()));
        }
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| ProviderError(error.to_string()))?;
        Ok(Self {
            http,
            url: url.to_owned(),
            secret: secret.to_owned(),
        })
    }
}

impl Carrier for Webhook {
    async fn deliver(&self, letter: &Letter) -> Result<(), ProviderError> {
        let body = json!({
            "id": letter.id, "to": letter.to, "channel": letter.channel, "text": letter.body,
            "code": letter.code, "createdAt": letter.created_at,
        });
        let body = body.to_string();
        let call = self
            .http
            .post(&self.url)
            .header("content-type", "application/json")
            .header("x-cleat-signature", hmac_sha256(&self.secret, &body))
            .body(body);
        // The error of reqwest names the URL, which may hold a secret.
        let answer = call
            .send()
            .await
            .map_err(|error| ProviderError(error.without_url().to_string()))?;
        let status = answer.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(ProviderError(format!("HTTP {status}")))
        }
    }
}
