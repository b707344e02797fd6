//! Vonage: its SMS API.

use cleat_protocol::vendors::vonage::{self, Algorithm};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::shared::scalar;
use super::wire::{
    Codes, base, check_endpoint, check_length, field, kept, kind_of, loose, refusal, stranger,
};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Price, Refusal, Taken, Unknown};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt};
use crate::service::{Service, Vendor};

pub const VENDOR: Vendor = Vendor::new::<Vonage>("VONAGE", "Vonage SMS API", Medium::Sms);

/// Statuses of an answer.
const STATUSES: &Codes = &[
    ("1", Kind::Throttled),
    ("2", Kind::Config),
    ("3", Kind::Config),
    ("4", Kind::Credentials),
    ("5", Kind::Temporary),
    ("6", Kind::Number),
    ("7", Kind::Blocked),
    ("8", Kind::Credentials),
    ("9", Kind::Balance),
    ("10", Kind::Throttled),
    ("11", Kind::Config),
    ("12", Kind::Content),
    ("14", Kind::Credentials),
    ("15", Kind::Template),
    ("22", Kind::Config),
    ("23", Kind::Config),
    ("29", Kind::Credentials),
    ("33", Kind::Country),
    ("34", Kind::Config),
];

/// Codes of receipts.
const ERRORS: &Codes = &[
    ("1", Kind::Temporary),
    ("2", Kind::Temporary),
    ("3", Kind::Number),
    ("4", Kind::Blocked),
    ("5", Kind::Number),
    ("6", Kind::Blocked),
    ("7", Kind::Temporary),
    ("8", Kind::Temporary),
    ("9", Kind::Number),
    ("10", Kind::Content),
    ("11", Kind::Country),
    ("12", Kind::Temporary),
    ("13", Kind::Blocked),
    ("14", Kind::Blocked),
    ("15", Kind::Blocked),
    ("16", Kind::Balance),
    ("39", Kind::Template),
    ("40", Kind::Blocked),
    ("41", Kind::Blocked),
    ("50", Kind::Blocked),
    ("99", Kind::Temporary),
];

/// Longest text: ten parts and more are never a code.
const LONGEST: usize = 1600;
/// Longest address of receipts, and longest reference, that Vonage takes.
const LONGEST_CALLBACK: usize = 100;
const LONGEST_REFERENCE: usize = 40;
/// Vonage repeats a receipt for a day. A repeated one changes nothing, so that no shorter time is
/// asked for.
const OLDEST: i64 = 25 * 3600;
/// Seconds that a clock may be ahead of ours.
const AHEAD: i64 = 300;

/// Text messages by Vonage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Vonage {
    /// API key of the account.
    api_key: String,
    /// API secret of the account, where requests are not signed.
    api_secret: Option<Secret>,
    /// Signature secret of the account: requests are signed with it, and receipts verified.
    signature_secret: Option<Secret>,
    /// Algorithm of signatures, as the account is set.
    #[serde(default)]
    signature_method: Method,
    /// Number or name that messages come from.
    from: String,
    /// Address of the service, where it is not Vonage's own.
    endpoint: Option<String>,
}

/// Algorithm of signatures.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Method {
    /// HMAC-SHA256.
    #[default]
    Sha256,
    /// HMAC-SHA512.
    Sha512,
}

impl From<Method> for Algorithm {
    fn from(method: Method) -> Self {
        match method {
            Method::Sha256 => Self::Sha256,
            Method::Sha512 => Self::Sha512,
        }
    }
}

impl Fields for Vonage {
    fn check(&self) -> Result<(), FieldError> {
        check_endpoint(self.endpoint.as_deref())?;
        for (field, value) in [("apiKey", &self.api_key), ("from", &self.from)] {
            if value.is_empty() {
                return Err(FieldError::new(field, "is missing"));
            }
        }
        if self.api_secret.is_none() && self.signature_secret.is_none() {
            let why = "is missing, as is a signature secret";
            return Err(FieldError::new("apiSecret", why));
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Said {
    messages: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Part {
    #[serde(default, deserialize_with = "loose")]
    status: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    message_id: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    message_price: Option<String>,
}

impl Service for Vonage {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        check_length(&letter.body, LONGEST)?;
        let left = letter.seconds_left(at.now).saturating_mul(1000);
        let ttl = left.clamp(20_000, 604_800_000).to_string();
        let seconds = at.seconds().to_string();
        let mut fields = vec![
            ("api_key", self.api_key.as_str()),
            ("from", &self.from),
            ("to", letter.digits()),
            ("text", &letter.body),
            (
                "type",
                if is_gsm(&letter.body) {
                    "text"
                } else {
                    "unicode"
                },
            ),
            ("ttl", &ttl),
        ];
        if letter.attempt_id.len() <= LONGEST_REFERENCE {
            fields.push(("client-ref", &letter.attempt_id));
        }
        let fits = |url: &&str| url.len() <= LONGEST_CALLBACK;
        if let Some(callback) = at.callback.filter(fits) {
            fields.extend([("status-report-req", "1"), ("callback", callback)]);
        }
        let sig;
        if let Some(secret) = &self.signature_secret {
            fields.push(("timestamp", &seconds));
            let method = self.signature_method.into();
            sig = vonage::sign(method, secret.expose(), fields.iter().copied());
            fields.push(("sig", &sig));
        } else if let Some(secret) = &self.api_secret {
            fields.push(("api_secret", secret.expose()));
        }
        let base = base(self.endpoint.as_deref(), "https://rest.nexmo.com");
        Ok(Call::form(format!("{base}/sms/json"), fields))
    }

    /// The status of HTTP is 200 even for errors. A message of several parts is taken when all of
    /// them are.
    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        let Some(said) = answer.json::<Said>() else {
            return stranger(answer);
        };
        let statuses: Option<Vec<_>> = said
            .messages
            .iter()
            .map(|part| part.status.as_deref())
            .collect();
        let Some(statuses) = statuses.filter(|statuses| !statuses.is_empty()) else {
            return Outcome::Unknown(Unknown::Garbage);
        };
        if let Some(status) = statuses.iter().find(|status| **status != "0") {
            return Outcome::Refused(refusal(&[STATUSES], status, answer.status));
        }
        let id = said
            .messages
            .iter()
            .find_map(|part| part.message_id.clone());
        Outcome::Taken(Taken {
            segments: i64::try_from(said.messages.len()).ok(),
            price: price(&said.messages),
            ..Taken::with(id.unwrap_or_default())
        })
    }

    fn reports(&self) -> bool {
        true
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        let fields = fields_of(hook)?;
        let signed = self.verify(hook, &fields)?;
        let id = field(&fields, "messageId").ok_or(NotAReceipt::Unreadable)?;
        let status = field(&fields, "status").ok_or(NotAReceipt::Unreadable)?;
        let code = field(&fields, "err-code");
        let fate = match status {
            "delivered" => Fate::Delivered,
            "expired" => Fate::Expired,
            "failed" | "rejected" => {
                let kind = code.and_then(|code| kind_of(ERRORS, code));
                Fate::Failed(kind.unwrap_or(Kind::Temporary))
            }
            _ => Fate::OnItsWay,
        };
        Ok(vec![Receipt {
            attempt_id: field(&fields, "client-ref").map(str::to_owned),
            to: field(&fields, "msisdn").map(str::to_owned),
            code: code.and_then(|code| kept(ERRORS, code)),
            price: field(&fields, "price").and_then(|price| Price::parse(price, Some("EUR"))),
            signed,
            ..Receipt::new(id, fate)
        }])
    }
}

impl Vonage {
    /// Whether a receipt is signed: by a token of its body, or by the parameter `sig`. With a
    /// signature secret it must be.
    fn verify(&self, hook: &Hook<'_>, fields: &[(String, String)]) -> Result<bool, NotAReceipt> {
        let Some(secret) = self.signature_secret.as_ref().map(Secret::expose) else {
            return Ok(false);
        };
        let now = hook.now.div_euclid(1000);
        let bearer = hook
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "));
        let made_at = if let Some(token) = bearer {
            let claims = vonage::claims(secret, token).filter(|claims| claims.is_of(hook.body));
            let claims = claims.ok_or(NotAReceipt::Forged)?;
            if claims.exp.is_some_and(|end| end < now) {
                return Err(NotAReceipt::Stale);
            }
            claims.iat
        } else {
            let pairs = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()));
            if !vonage::verify(self.signature_method.into(), secret, pairs) {
                return Err(NotAReceipt::Forged);
            }
            let timestamp = field(fields, "timestamp").and_then(|seconds| seconds.parse().ok());
            timestamp.ok_or(NotAReceipt::Forged)?
        };
        if (now - OLDEST..=now + AHEAD).contains(&made_at) {
            return Ok(true);
        }
        Err(NotAReceipt::Stale)
    }
}

/// The fields of a receipt: a query, a form or JSON, as the account is set.
fn fields_of(hook: &Hook<'_>) -> Result<Vec<(String, String)>, NotAReceipt> {
    let content_type = hook.header("content-type").unwrap_or_default();
    if hook.method != "POST" || !content_type.starts_with("application/json") {
        return Ok(hook.form());
    }
    let object: serde_json::Map<String, Value> =
        serde_json::from_slice(hook.body).map_err(|_| NotAReceipt::Unreadable)?;
    let pairs = object.into_iter();
    Ok(pairs
        .filter_map(|(name, value)| Some((name, scalar(&value)?)))
        .collect())
}

/// What all parts cost, where the answer says it of each.
fn price(parts: &[Part]) -> Option<Price> {
    let mut micros = 0_i64;
    for part in parts {
        micros = micros.checked_add(Price::parse(part.message_price.as_deref()?, None)?.micros)?;
    }
    Some(Price {
        micros,
        currency: Some("EUR".to_owned()),
    })
}

/// Whether GSM 7-bit has all characters (3GPP TS 23.038, 6.2.1, with the extension).
fn is_gsm(text: &str) -> bool {
    const BEYOND_ASCII: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€";
    let plain = |c: char| matches!(c, ' '..='~' | '\n' | '\r' | '\u{c}') && c != '`';
    text.chars().all(|c| plain(c) || BEYOND_ASCII.contains(c))
}
