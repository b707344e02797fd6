//! Any service of HTTP that takes a message by one request, described by the operator.

mod template;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use self::template::{Context, Secrets, Values, check, fill};
use super::shared::{scalar, unnumbered};
use super::wire::stranger;
use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields, Secret};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};
use crate::service::{Service, TextOf, Vendor};

/// Where our text stands.
const TEXT: &str = "{{text}}";

pub const VENDOR: Vendor = Vendor::new::<Http>("HTTP", "HTTP request", Medium::Sms);

/// A service of HTTP. Address, headers and body may use `{{to}}`, `{{digits}}`, `{{country}}`,
/// `{{code}}`, `{{text}}`, `{{minutes}}`, `{{ttl}}`, `{{secondsLeft}}`, `{{id}}`, `{{attemptId}}`,
/// `{{channel}}`, `{{language}}`, `{{createdAt}}`, `{{expiresAt}}`, `{{seconds}}`, `{{nonce}}` and
/// the secrets `{{secret}}` and `{{secret2}}`. Each is written as its place in the address, in
/// JSON, in a form or in XML needs it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Http {
    /// Address.
    url: String,
    /// Method.
    #[serde(default)]
    method: Method,
    /// Headers by name.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Type of the body: JSON, a form or XML.
    #[serde(default = "json")]
    content_type: String,
    /// Body.
    #[serde(default)]
    body: String,
    /// A secret, such as an API key: what stands elsewhere is shown to operators.
    secret: Option<Secret>,
    /// Another secret.
    secret2: Option<Secret>,
    /// User of `Authorization: Basic`.
    user: Option<String>,
    /// Password of `Authorization: Basic`.
    password: Option<Secret>,
    /// What an answer of class 2xx must say besides.
    success: Option<Rule>,
    /// JSON Pointer to the id of the message in the answer.
    message_id: Option<String>,
    /// What errors mean.
    error: Option<Errors>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Method {
    #[default]
    Post,
    Get,
}

/// A value of the answer, and what it must be.
#[derive(Debug, Deserialize, JsonSchema)]
struct Rule {
    /// JSON Pointer to it.
    pointer: String,
    /// What it is when the message was taken; a number and the same as text are equal.
    is: Vec<Value>,
}

/// A value of the answer, and what it means.
#[derive(Debug, Deserialize, JsonSchema)]
struct Errors {
    /// JSON Pointer to it.
    pointer: String,
    /// The kind of refusal by value: Credentials, Throttled, Number, Blocked, Template, Balance,
    /// Country, Content, Temporary or Config.
    #[schemars(with = "BTreeMap<String, String>")]
    kinds: BTreeMap<String, Kind>,
}

fn json() -> String {
    "application/json".to_owned()
}

impl Fields for Http {
    fn check(&self) -> Result<(), FieldError> {
        self.check_url()?;
        self.check_headers()?;
        self.check_body()?;
        let pointers = [
            ("success", self.success.as_ref().map(|rule| &rule.pointer)),
            ("messageId", self.message_id.as_ref()),
            ("error", self.error.as_ref().map(|errors| &errors.pointer)),
        ];
        for (field, pointer) in pointers {
            if pointer.is_some_and(|pointer| !pointer.starts_with('/')) {
                return Err(FieldError::new(
                    field,
                    "must be a JSON Pointer, such as /code",
                ));
            }
        }
        if self.success.as_ref().is_some_and(|rule| rule.is.is_empty()) {
            return Err(FieldError::new("success", "names no value"));
        }
        Ok(())
    }
}

impl Http {
    fn check_url(&self) -> Result<(), FieldError> {
        let wrong = |why: String| FieldError::new("url", why);
        check(Context::Url, &self.url, &self.secrets()).map_err(wrong)?;
        let (head, _) = self.url.split_once("{{").unwrap_or((&self.url, ""));
        let parsed = url::Url::parse(head).ok();
        let ours = parsed.is_some_and(|url| matches!(url.scheme(), "http" | "https"));
        let rest = head.split_once("://").map_or("", |(_, rest)| rest);
        // A value may not become part of the host.
        let host_ends = rest.contains(['/', '?']) || !self.url.contains("{{");
        if ours && host_ends && !rest.split(['/', '?']).any(|part| part.contains('@')) {
            return Ok(());
        }
        Err(wrong(
            "must be like https://sms.example.com/send?to={{digits}}".into(),
        ))
    }

    fn check_headers(&self) -> Result<(), FieldError> {
        for (name, value) in &self.headers {
            let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            if name.is_empty() || !name.bytes().all(sign) {
                return Err(FieldError::new("headers", "has a name that is none"));
            }
            let ours = [
                "content-type",
                "content-length",
                "host",
                "transfer-encoding",
            ];
            if ours.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(FieldError::new("headers", format!("must not have {name}")));
            }
            if !value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                return Err(FieldError::new(
                    "headers",
                    "must be ASCII, and one line each",
                ));
            }
            let wrong = |why| FieldError::new("headers", format!("{name} {why}"));
            check(Context::Header, value, &self.secrets()).map_err(wrong)?;
        }
        Ok(())
    }

    fn check_body(&self) -> Result<(), FieldError> {
        let wrong = |why: String| FieldError::new("body", why);
        let Some(context) = Context::of(&self.content_type) else {
            let why = "must be of JSON, of a form or of XML";
            return Err(FieldError::new("contentType", why));
        };
        if self.content_type.chars().any(char::is_control) {
            return Err(FieldError::new("contentType", "must be one line"));
        }
        check(context, &self.body, &self.secrets()).map_err(wrong)?;
        if self.method == Method::Get && !self.body.is_empty() {
            return Err(wrong("must be empty for GET".into()));
        }
        if context == Context::Json && self.method == Method::Post {
            let filled = fill(context, &self.body, &Values::odd(self.secrets()));
            let filled = filled.unwrap_or_default();
            serde_json::from_str::<Value>(&filled).map_err(|_| wrong("is not JSON".into()))?;
        }
        Ok(())
    }

    fn secrets(&self) -> Secrets<'_> {
        let text = |secret| Option::map(secret, Secret::expose);
        [
            ("secret", text(self.secret.as_ref())),
            ("secret2", text(self.secret2.as_ref())),
        ]
    }

    fn code(&self, said: Option<&Value>) -> Option<String> {
        let errors = self.error.as_ref()?;
        said?.pointer(&errors.pointer).and_then(scalar)
    }
}

impl Service for Http {
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal> {
        let values = Values::new(letter, at, self.secrets());
        let context = Context::of(&self.content_type).ok_or_else(|| Refusal::new(Kind::Config))?;
        let url = fill(Context::Url, &self.url, &values)?;
        let mut call = match self.method {
            Method::Post => {
                let body = fill(context, &self.body, &values)?.into_bytes();
                Call::post(url, &self.content_type, body)
            }
            Method::Get => Call {
                method: "GET",
                url,
                headers: Vec::new(),
                body: Vec::new(),
            },
        };
        for (name, value) in &self.headers {
            call = call.with(
                name.to_ascii_lowercase(),
                fill(Context::Header, value, &values)?,
            );
        }
        if let (Some(user), Some(password)) = (&self.user, &self.password) {
            call = call.basic(user, password.expose());
        }
        Ok(call)
    }

    fn text_of(&self, _: bool) -> TextOf {
        let places = [&self.url, &self.body]
            .into_iter()
            .chain(self.headers.values());
        match places.into_iter().any(|place| place.contains(TEXT)) {
            true => TextOf::Ours,
            false => TextOf::Settings,
        }
    }

    fn outcome(&self, answer: &Answer<'_>) -> Outcome {
        let said: Option<Value> = serde_json::from_slice(answer.body).ok();
        let code = self.code(said.as_ref());
        let kinds = self.error.as_ref().map(|errors| &errors.kinds);
        let kind = code.as_ref().and_then(|code| kinds?.get(code).copied());
        let refused = |kind| {
            let code = code.as_deref().unwrap_or_default();
            let known = kinds.is_some_and(|kinds| kinds.contains_key(code));
            let code = if known { code } else { unnumbered(code) };
            Outcome::Refused(Refusal::new(kind).coded(code))
        };
        if let Some(kind) = kind {
            return refused(kind);
        }
        if !answer.is_success() {
            return match stranger(answer) {
                Outcome::Refused(refusal) => refused(refusal.kind),
                unknown => unknown,
            };
        }
        if let Some(rule) = &self.success {
            let value = said
                .as_ref()
                .and_then(|said| said.pointer(&rule.pointer))
                .and_then(scalar);
            match value {
                None => return Outcome::Unknown(Unknown::Garbage),
                Some(value) if rule.is.iter().all(|is| scalar(is) != Some(value.clone())) => {
                    return refused(Kind::Config);
                }
                Some(_) => {}
            }
        }
        let id = self
            .message_id
            .as_ref()
            .and_then(|pointer| said.as_ref()?.pointer(pointer));
        Outcome::Taken(Taken::with(id.and_then(scalar).unwrap_or_default()))
    }
}
