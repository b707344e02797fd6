//! What Twilio's services share: the account, errors, and signed calls.

use cleat_protocol::vendors::twilio::{Callback, Key, SETTINGS, SIGNATURE, verify};
use schemars::JsonSchema;
use serde::Deserialize;

use super::wire::{
    Codes, base, check_endpoint, field, kept, kind_of, loose, parameter, refusal, stranger,
};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Secret};
use crate::letter::Letter;
use crate::outcome::{Kind, Outcome, Price, Taken, Unknown};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt};

/// Codes of answers and of receipts.
pub(super) const CODES: &Codes = &[
    ("10001", Kind::Credentials),
    ("20003", Kind::Credentials),
    ("20404", Kind::Credentials),
    ("14107", Kind::Throttled),
    ("20429", Kind::Throttled),
    ("30001", Kind::Throttled),
    ("30022", Kind::Throttled),
    ("63017", Kind::Throttled),
    ("63018", Kind::Throttled),
    ("21211", Kind::Number),
    ("21217", Kind::Number),
    ("21265", Kind::Number),
    ("21614", Kind::Number),
    ("30005", Kind::Number),
    ("30006", Kind::Number),
    ("21408", Kind::Country),
    ("21612", Kind::Country),
    ("21635", Kind::Country),
    ("21610", Kind::Blocked),
    ("30004", Kind::Blocked),
    ("30007", Kind::Blocked),
    ("30450", Kind::Blocked),
    // The number has no WhatsApp: another way may work.
    ("63003", Kind::Blocked),
    ("63024", Kind::Blocked),
    ("21264", Kind::Template),
    ("21267", Kind::Template),
    ("21606", Kind::Template),
    ("21607", Kind::Template),
    ("21659", Kind::Template),
    ("21660", Kind::Template),
    ("21661", Kind::Template),
    ("21910", Kind::Template),
    ("30034", Kind::Template),
    ("63007", Kind::Template),
    ("63016", Kind::Template),
    ("21617", Kind::Content),
    // Twilio suspends an account mostly for want of money.
    ("20005", Kind::Balance),
    ("30002", Kind::Balance),
    ("30003", Kind::Temporary),
    ("30008", Kind::Temporary),
];

/// The receipt's code of a message whose time was over.
const VALIDITY_OVER: &str = "30036";

/// An account at Twilio.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Account {
    /// SID of the account: `AC` and 32 hex digits.
    account_sid: String,
    /// Token of the account. It is what requests are made with, unless there is an API key, and
    /// what receipts are verified with.
    auth_token: Option<Secret>,
    /// SID of an API key, `SK` and 32 hex digits, to make requests with.
    api_key_sid: Option<String>,
    /// Secret of the API key.
    api_key_secret: Option<Secret>,
    /// Shared key of webhooks, where the account signs its receipts with HMAC-SHA256.
    webhook_key: Option<Secret>,
    /// Address of the service, where it is not Twilio's own.
    endpoint: Option<String>,
}

impl Account {
    pub(super) fn check(&self) -> Result<(), FieldError> {
        check_endpoint(self.endpoint.as_deref())?;
        check_sid("accountSid", "AC", &self.account_sid)?;
        if let Some(sid) = &self.api_key_sid {
            check_sid("apiKeySid", "SK", sid)?;
        }
        match (&self.auth_token, &self.api_key_sid, &self.api_key_secret) {
            (_, Some(_), None) => Err(FieldError::new("apiKeySecret", "is missing")),
            (_, None, Some(_)) => Err(FieldError::new("apiKeySid", "is missing")),
            (None, None, None) => Err(FieldError::new("authToken", "is missing, as is an API key")),
            _ => Ok(()),
        }
    }

    /// An address below that of the account at the REST API.
    pub(super) fn resource(&self, path: &str) -> String {
        let base = base(self.endpoint.as_deref(), "https://api.twilio.com");
        format!("{base}/2010-04-01/Accounts/{}/{path}", self.account_sid)
    }

    /// The address of another of Twilio's services.
    pub(super) fn service(&self, own: &str) -> String {
        base(self.endpoint.as_deref(), own)
    }

    /// A form, with the proof of who sends it.
    pub(super) fn post(&self, url: &str, fields: &[(&str, &str)]) -> Call {
        let call = Call::form(url, fields.iter().copied());
        let token = self.auth_token.as_ref().map_or("", Secret::expose);
        match (&self.api_key_sid, &self.api_key_secret) {
            (Some(sid), Some(secret)) => call.basic(sid, secret.expose()),
            _ => call.basic(&self.account_sid, token),
        }
    }

    /// Whether there is a key to verify receipts with; else none are asked for.
    pub(super) fn can_verify(&self) -> bool {
        self.auth_token.is_some() || self.webhook_key.is_some()
    }

    /// Where the receipts of a letter go. They name the attempt, as a receipt may overtake the
    /// answer that has the vendor's id.
    pub(super) fn callback(&self, letter: &Letter, at: &Moment<'_>) -> Option<String> {
        let callback = at.callback.filter(|_| self.can_verify())?;
        let mark = if callback.contains('?') { '&' } else { '?' };
        Some(format!("{callback}{mark}attempt={}", letter.attempt_id))
    }

    /// The fields of a call of Twilio, when one of our keys signed it.
    pub(super) fn verified(&self, hook: &Hook<'_>) -> Result<Vec<(String, String)>, NotAReceipt> {
        let signature = hook.header(SIGNATURE).ok_or(NotAReceipt::Forged)?;
        let content_type = hook.header("content-type").unwrap_or_default();
        let is_form = content_type.starts_with("application/x-www-form-urlencoded");
        let posted = hook.method == "POST" && is_form;
        let fields = if posted { hook.form() } else { Vec::new() };
        let token = self
            .auth_token
            .as_ref()
            .map(|key| Key::AuthToken(key.expose()));
        let shared = self
            .webhook_key
            .as_ref()
            .map(|key| Key::Shared(key.expose()));
        let keys: Vec<_> = token.into_iter().chain(shared).collect();
        let callback = Callback {
            url: hook.url,
            fields: &fields,
            body: hook.body,
            settings: hook.header(SETTINGS),
            signature,
        };
        match verify(&keys, &callback) {
            true if posted => Ok(fields),
            true => Err(NotAReceipt::Unreadable),
            false => Err(NotAReceipt::Forged),
        }
    }

    /// A verified receipt of a message, by the names of its id and its status.
    pub(super) fn receipt(
        &self,
        hook: &Hook<'_>,
        id: &str,
        fate: impl Fn(&[(String, String)]) -> Option<Fate>,
    ) -> Result<Vec<Receipt>, NotAReceipt> {
        let fields = self.verified(hook)?;
        if field(&fields, "AccountSid") != Some(&self.account_sid) {
            return Err(NotAReceipt::Forged);
        }
        let vendor_id = field(&fields, id).ok_or(NotAReceipt::Unreadable)?;
        let receipt = fate(&fields).map(|fate| Receipt {
            attempt_id: parameter(hook.query, "attempt"),
            to: field(&fields, "To").map(str::to_owned),
            code: field(&fields, "ErrorCode").and_then(|code| kept(CODES, code)),
            signed: true,
            ..Receipt::new(vendor_id, fate)
        });
        Ok(receipt.into_iter().collect())
    }
}

/// Refuses what is no SID of that sort.
pub(super) fn check_sid(field: &str, prefix: &str, sid: &str) -> Result<(), FieldError> {
    let digits = sid.strip_prefix(prefix).unwrap_or_default();
    if digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(FieldError::new(
        field,
        format!("must be {prefix} and 32 hex digits"),
    ))
}

/// An answer of Twilio's: that of a resource it made, or an error.
#[derive(Deserialize)]
struct Said {
    sid: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    status: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    num_segments: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    price: Option<String>,
    price_unit: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    error_code: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    code: Option<String>,
    /// What is wrong: read, and never passed on.
    #[serde(default)]
    message: String,
}

/// Whether an error is about the receiver, as Twilio writes it.
pub(super) fn is_of_receiver(answer: &Answer<'_>) -> bool {
    let said: Option<Said> = answer.json();
    said.is_some_and(|said| said.message.contains("parameter `To`"))
}

/// What an answer means.
pub(super) fn outcome(answer: &Answer<'_>, codes: &Codes) -> Outcome {
    let Some(said) = answer.json::<Said>() else {
        return stranger(answer);
    };
    let refused = |code: &str| {
        let refusal = refusal(&[codes, CODES], code, answer.status);
        Outcome::Refused(refusal.at(answer.header("twilio-request-id")))
    };
    if !answer.is_success() {
        return said
            .code
            .as_deref()
            .map_or_else(|| stranger(answer), refused);
    }
    let failed = matches!(
        said.status.as_deref(),
        Some("failed" | "undelivered" | "canceled")
    );
    match said.sid {
        Some(_) if failed => refused(said.error_code.as_deref().unwrap_or_default()),
        Some(sid) => Outcome::Taken(Taken {
            segments: said.num_segments.and_then(|count| count.parse().ok()),
            price: said
                .price
                .and_then(|price| Price::parse(&price, said.price_unit.as_deref())),
            ..Taken::with(sid)
        }),
        None => Outcome::Unknown(Unknown::Garbage),
    }
}

/// What the status of a message says became of it.
pub(super) fn message_fate(fields: &[(String, String)]) -> Option<Fate> {
    let code = field(fields, "ErrorCode").unwrap_or_default();
    match field(fields, "MessageStatus")? {
        "delivered" | "read" => Some(Fate::Delivered),
        "undelivered" | "failed" if code == VALIDITY_OVER => Some(Fate::Expired),
        "undelivered" | "failed" | "canceled" => Some(Fate::Failed(
            kind_of(CODES, code).unwrap_or(Kind::Temporary),
        )),
        "accepted" | "scheduled" | "queued" | "sending" | "sent" | "partially_delivered" => {
            Some(Fate::OnItsWay)
        }
        _ => None,
    }
}
