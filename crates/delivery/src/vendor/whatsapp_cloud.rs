//! WhatsApp through Meta's Cloud API: an approved template of authentication.

use cleat_protocol::seal::equal;
use cleat_protocol::vendors::hub_signature;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::wire::{
    Codes, base, check_endpoint, check_name, kept, kind_of, loose, parameter, refusal, stranger,
};
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};
use crate::receipt::{Fate, Hook, NotAReceipt, Receipt, Thanks};
use crate::service::{Service, TextOf, Vendor};
use crate::way::Way;

pub const VENDOR: Vendor =
    Vendor::new::<WhatsAppCloud>("WHATSAPP_CLOUD", "WhatsApp Cloud API", Medium::Sms)
        .by(Way::WhatsApp);

/// Codes of answers and of receipts.
const CODES: &Codes = &[
    ("0", Kind::Credentials),
    ("10", Kind::Credentials),
    ("190", Kind::Credentials),
    ("200", Kind::Credentials),
    ("4", Kind::Throttled),
    ("80007", Kind::Throttled),
    ("130429", Kind::Throttled),
    ("131056", Kind::Throttled),
    // The number has no WhatsApp, or an app in development does not list it: another way may work.
    ("131026", Kind::Blocked),
    ("131030", Kind::Blocked),
    ("368", Kind::Blocked),
    ("131031", Kind::Blocked),
    ("131048", Kind::Blocked),
    ("131049", Kind::Blocked),
    ("132000", Kind::Template),
    ("132001", Kind::Template),
    ("132005", Kind::Template),
    ("132007", Kind::Template),
    ("132012", Kind::Template),
    ("132015", Kind::Template),
    ("131042", Kind::Balance),
    ("1", Kind::Temporary),
    ("2", Kind::Temporary),
    ("131000", Kind::Temporary),
    ("131016", Kind::Temporary),
];

/// WhatsApp through Meta's Cloud API.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WhatsAppCloud {
    /// Id of the number that messages come from.
    phone_number_id: String,
    /// Token of a system user.
    access_token: Secret,
    /// Name of the template of authentication, with a button that copies the code.
    template: String,
    /// Languages that the template is approved in, such as `en_US`; the first is that of everybody
    /// else.
    #[serde(default = "english")]
    languages: Vec<String>,
    /// Secret of the app, by which Meta signs receipts.
    app_secret: Option<Secret>,
    /// Token that Meta shows when the address of receipts is set up.
    verify_token: Option<Secret>,
    /// Version of the API.
    #[serde(default = "version")]
    version: String,
    /// Address of the service, where it is not `https://graph.facebook.com`.
    endpoint: Option<String>,
}

fn english() -> Vec<String> {
    vec!["en_US".to_owned()]
}

fn version() -> String {
    "v22.0".to_owned()
}

impl Fields for WhatsAppCloud {
    fn check(&self) -> Result<(), FieldError> {
        check_endpoint(self.endpoint.as_deref())?;
        check_name("phoneNumberId", &self.phone_number_id)?;
        check_name("version", &self.version)?;
        check_name("template", &self.template)?;
        if self.languages.is_empty() {
            return Err(FieldError::new("languages", "must name one"));
        }
        self.languages
            .iter()
            .try_for_each(|language| check_name("languages", language))
    }
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    messages: Vec<Accepted>,
    error: Option<Fault>,
}

#[derive(Deserialize)]
struct Accepted {
    id: String,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default, deserialize_with = "loose")]
    code: Option<String>,
    fbtrace_id: Option<String>,
}

#[derive(Deserialize)]
struct Status {
    id: String,
    status: String,
    recipient_id: Option<String>,
    biz_opaque_callback_data: Option<String>,
    #[serde(default)]
    errors: Vec<Fault>,
}

impl WhatsAppCloud {
    /// The language of the template that is nearest to that of the letter.
    fn language(&self, letter: &Letter) -> &str {
        let wanted = letter.language.replace('-', "_");
        let family = wanted.split('_').next().unwrap_or_default();
        let exact = self.languages.iter().find(|language| **language == wanted);
        let near = || self.languages.iter().find(|language| *language == family);
        let first = || self.languages.first();
        exact
            .or_else(near)
            .or_else(first)
            .map_or("en_US", String::as_str)
    }

    /// What Meta asks when the address of receipts is set up, when it knows the token.
    fn challenge(&self, hook: &Hook<'_>) -> Option<String> {
        let of = |name| parameter(hook.query, name);
        let token = self.verify_token.as_ref().map(Secret::expose)?;
        let asks = hook.method == "GET" && of("hub.mode").as_deref() == Some("subscribe");
        let knows = !token.is_empty() && equal(&of("hub.verify_token")?, token);
        let challenge = of("hub.challenge")?;
        let plain =
            challenge.len() <= 128 && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (asks && knows && plain).then_some(challenge)
    }
}

impl Service for WhatsAppCloud {
    fn request(&self, letter: &Letter, _: &Moment<'_>) -> Result<Call, Refusal> {
        let why = "the message has no code, and the template of the provider has nothing else";
        let code = letter.code.as_deref();
        let code = code.ok_or_else(|| Refusal::new(Kind::Template).because(why))?;
        let text = json!([{ "type": "text", "text": code }]);
        let body = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": letter.to,
            "type": "template",
            "biz_opaque_callback_data": letter.attempt_id,
            "template": {
                "name": self.template,
                "language": { "policy": "deterministic", "code": self.language(letter) },
                "components": [
                    { "type": "body", "parameters": text },
                    { "type": "button", "sub_type": "url", "index": "0", "parameters": text },
                ],
            },
        });
        let base = base(self.endpoint.as_deref(), "https://graph.facebook.com");
        let url = format!("{base}/{}/{}/messages", self.version, self.phone_number_id);
        let bearer = format!("Bearer {}", self.access_token.expose());
        Ok(Call::json(url, &body).with("authorization", bearer))
    }

    /// A number without WhatsApp is taken as well: the receipt tells.
    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        let Some(said) = answer.json::<Said>() else {
            return stranger(answer);
        };
        if let Some(fault) = said.error {
            let code = fault.code.unwrap_or_default();
            let refusal = refusal(&[CODES], &code, answer.status);
            return Outcome::Refused(refusal.at(fault.fbtrace_id.as_deref()));
        }
        match said.messages.into_iter().next() {
            Some(message) if answer.is_success() => Outcome::Taken(Taken::with(message.id)),
            _ if answer.is_success() => Outcome::Unknown(Unknown::Garbage),
            _ => stranger(answer),
        }
    }

    fn text_of(&self, _: bool) -> TextOf {
        TextOf::Vendor
    }

    fn reports(&self) -> bool {
        self.app_secret.is_some()
    }

    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        if hook.method == "GET" {
            let known = self.challenge(hook).is_some();
            return known.then(Vec::new).ok_or(NotAReceipt::Forged);
        }
        let secret = self.app_secret.as_ref().ok_or(NotAReceipt::NotServed)?;
        let signature = hook
            .header("x-hub-signature-256")
            .ok_or(NotAReceipt::Forged)?;
        if !hub_signature::verify(secret.expose(), hook.body, signature) {
            return Err(NotAReceipt::Forged);
        }
        let body: Value = serde_json::from_slice(hook.body).map_err(|_| NotAReceipt::Unreadable)?;
        // An app has one address for all its numbers.
        let ours = |value: &&Value| {
            value
                .pointer("/metadata/phone_number_id")
                .and_then(Value::as_str)
                == Some(&self.phone_number_id)
        };
        let changes = list(body.get("entry")).flat_map(|entry| list(entry.get("changes")));
        let values = changes
            .filter_map(|change| change.get("value"))
            .filter(ours);
        let statuses = values.flat_map(|value| list(value.get("statuses")));
        Ok(statuses
            .filter_map(|status| receipt(Status::deserialize(status).ok()?))
            .collect())
    }

    fn thanks(&self, hook: &Hook<'_>) -> Thanks {
        match self.challenge(hook) {
            Some(challenge) => Thanks {
                content_type: Some("text/plain"),
                body: challenge,
            },
            None => Thanks::empty(),
        }
    }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn receipt(status: Status) -> Option<Receipt> {
    let code = status.errors.into_iter().find_map(|fault| fault.code);
    let kind = code.as_deref().and_then(|code| kind_of(CODES, code));
    let fate = match status.status.as_str() {
        "sent" => Fate::OnItsWay,
        "delivered" | "read" => Fate::Delivered,
        "failed" => Fate::Failed(kind.unwrap_or(Kind::Temporary)),
        _ => return None,
    };
    Some(Receipt {
        attempt_id: status.biz_opaque_callback_data,
        to: status.recipient_id,
        code: code.and_then(|code| kept(CODES, &code)),
        signed: true,
        ..Receipt::new(status.id, fate)
    })
}
