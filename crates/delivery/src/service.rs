//! What a vendor is: a pure pair of functions over the operator's settings.

use schemars::JsonSchema;
use serde_json::Value;

use crate::call::{Answer, Call, Moment};
use crate::fields::{FieldError, Fields};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Outcome, Refusal};
use crate::provider::smpp;
use crate::receipt::{Hook, NotAReceipt, Receipt, Thanks};
use crate::way::Way;

/// A vendor's service with the operator's settings: what to send, and what answers mean. No clock,
/// no randomness, no network.
pub trait Service: Send + Sync {
    /// The request that hands a letter over.
    ///
    /// # Errors
    /// When the letter cannot go this way.
    fn request(&self, letter: &Letter, at: &Moment<'_>) -> Result<Call, Refusal>;

    /// What an answer means.
    fn outcome(&self, answer: &Answer<'_>) -> Outcome;

    /// Whether the vendor tells later what became of a message: by calls, or when asked.
    fn reports(&self) -> bool {
        false
    }

    /// Reads a call of the vendor, and checks its signature where it signs.
    ///
    /// # Errors
    /// When it is none of the vendor's.
    fn receipts(&self, hook: &Hook<'_>) -> Result<Vec<Receipt>, NotAReceipt> {
        let _ = hook;
        Err(NotAReceipt::NotServed)
    }

    /// What the vendor wants to hear then.
    fn thanks(&self, hook: &Hook<'_>) -> Thanks {
        let _ = hook;
        Thanks::empty()
    }

    /// A request that asks what became of a message, where the vendor answers such.
    fn query(&self, sent: &Sent<'_>, at: &Moment<'_>) -> Option<Call> {
        let _ = (sent, at);
        None
    }

    /// What the answer to that says.
    fn queried(&self, answer: &Answer<'_>) -> Vec<Receipt> {
        let _ = answer;
        Vec::new()
    }

    /// Whose text a code has that goes to mainland China, or elsewhere.
    fn text_of(&self, domestic: bool) -> TextOf {
        let _ = domestic;
        TextOf::Ours
    }

    /// A request that fetches the receipts that wait, where the vendor keeps them.
    fn pull(&self, at: &Moment<'_>) -> Option<Call> {
        let _ = at;
        None
    }
}

/// Whose text a code has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOf {
    /// Ours.
    Ours,
    /// That of the settings of the provider.
    Settings,
    /// That of a template which the vendor approved; the code, and the minutes it is good for where
    /// they are a variable, as the template has them.
    Template {
        /// The code.
        code: String,
        /// The minutes.
        minutes: Option<String>,
    },
    /// The vendor's own.
    Vendor,
}

/// A message that was sent, to ask about.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Our id of the attempt.
    pub attempt_id: &'a str,
    /// The vendor's id of the message, where it gave one.
    pub vendor_id: Option<&'a str>,
    /// E.164 number.
    pub to: &'a str,
    /// When it was sent, in milliseconds.
    pub at: i64,
}

/// A vendor with settings that can be used.
pub enum Opened {
    /// It is called over HTTP.
    Service(Box<dyn Service>),
    /// A link to it is kept.
    Smpp(Box<smpp::Settings>),
}

impl Opened {
    /// The service, where it is called over HTTP.
    pub fn service(self) -> Option<Box<dyn Service>> {
        match self {
            Self::Service(service) => Some(service),
            Self::Smpp(_) => None,
        }
    }
}

/// A vendor.
pub struct Vendor {
    /// Its name on the wire, such as `ALIYUN`.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it carries.
    pub medium: Medium,
    /// How it reaches people.
    pub way: Way,
    /// JSON Schema of its settings; secrets are `writeOnly`.
    pub schema: fn() -> Value,
    /// What begins its address, where that is none of the web.
    pub schemes: &'static [&'static str],
    /// The vendor with those settings.
    pub open: fn(Value) -> Result<Opened, FieldError>,
}

impl Vendor {
    /// A vendor whose settings are a type, by the plain way of its medium.
    pub const fn new<F: Fields + Service>(
        name: &'static str,
        title: &'static str,
        medium: Medium,
    ) -> Self {
        Self {
            name,
            title,
            medium,
            way: match medium {
                Medium::Sms => Way::Sms,
                Medium::Email => Way::Email,
            },
            schema: schema::<F>,
            schemes: &[],
            open: service::<F>,
        }
    }

    /// The one that a link is kept to.
    pub(crate) const fn smpp(name: &'static str, title: &'static str) -> Self {
        Self {
            name,
            title,
            medium: Medium::Sms,
            way: Way::Sms,
            schema: schema::<smpp::Settings>,
            schemes: &smpp::SCHEMES,
            open: |fields| read(fields).map(|settings| Opened::Smpp(Box::new(settings))),
        }
    }

    /// The same by another way.
    #[must_use]
    pub const fn by(mut self, way: Way) -> Self {
        self.way = way;
        self
    }
}

fn schema<F: JsonSchema>() -> Value {
    schemars::schema_for!(F).to_value()
}

fn service<F: Fields + Service>(fields: Value) -> Result<Opened, FieldError> {
    read::<F>(fields).map(|fields| Opened::Service(Box::new(fields)))
}

fn read<F: Fields>(fields: Value) -> Result<F, FieldError> {
    let read: Result<F, _> = serde_path_to_error::deserialize(&fields);
    let fields = read.map_err(|error| {
        let field = at_fault(&schema::<F>(), &fields);
        let field = field.unwrap_or_else(|| error.path().to_string());
        // The words of serde quote the value, which may be a secret.
        FieldError::new(field, "is missing or of the wrong type")
    })?;
    fields.check()?;
    Ok(fields)
}

/// The field that serde does not name: one that is missing, or one of another type beside others
/// that are read together.
fn at_fault(schema: &Value, fields: &Value) -> Option<String> {
    let names = schema.get("required").and_then(Value::as_array);
    let mut names = names.into_iter().flatten().filter_map(Value::as_str);
    if let Some(missing) = names.find(|name| fields.get(name).is_none()) {
        return Some(missing.to_owned());
    }
    let properties = schema.get("properties")?.as_object()?;
    let wrong = |(name, property): &(&String, &Value)| {
        let types = property
            .get("type")
            .map(Value::to_string)
            .unwrap_or_default();
        let fitting: &[&str] = match fields.get(*name) {
            Some(Value::String(_)) => &["string"],
            Some(Value::Number(_)) => &["integer", "number"],
            Some(Value::Bool(_)) => &["boolean"],
            Some(Value::Array(_)) => &["array"],
            Some(Value::Object(_)) => &["object"],
            Some(Value::Null) | None => return false,
        };
        !types.is_empty() && !fitting.iter().any(|fitting| types.contains(fitting))
    };
    properties.iter().find(wrong).map(|(name, _)| name.clone())
}
