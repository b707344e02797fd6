//! What the files of the vendors share: settings that are checked, codes that are looked up, and
//! answers that are read without trust in their types.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use url::{Host, Url};

use crate::fields::FieldError;
use crate::letter::Letter;
use crate::outcome::{Kind, Outcome, Refusal, Unknown};
use crate::receipt::{Hook, NotAReceipt, Receipt};
use crate::service::TextOf;

/// Codes of a vendor by what they mean. One that ends in `*` stands for all that begin so.
pub type Codes = [(Kind, &'static [&'static str])];

/// What a code means: as it stands, else by the longest beginning.
pub fn meaning(codes: &Codes, code: &str) -> Option<Kind> {
    let all = codes
        .iter()
        .flat_map(|(kind, names)| names.iter().map(move |name| (*kind, *name)));
    let fits = |name: &str| match name.strip_suffix('*') {
        Some(beginning) => code.starts_with(beginning).then_some(beginning.len()),
        None => (name == code).then_some(usize::MAX),
    };
    all.filter_map(|(kind, name)| fits(name).map(|weight| (weight, kind)))
        .max_by_key(|(weight, _)| *weight)
        .map(|(_, kind)| kind)
}

/// The refusal that an error in the vendor's own form is: by its code, else by its status. Four
/// digits in what is none of the vendor's codes may be the code that was sent, and are not kept.
/// `personal` are the codes of limits that one number has reached, and others have not.
pub fn refusal(codes: &Codes, personal: &[&str], code: &str, status: u16) -> Refusal {
    let known = meaning(codes, code);
    let kind = known.unwrap_or_else(|| kind_by_status(status));
    let kept = match known {
        Some(_) => code,
        None => unnumbered(code),
    };
    let refusal = Refusal::new(kind).coded(kept);
    match personal.contains(&code) {
        true => refusal.about_message(),
        false => refusal,
    }
}

/// A code that is in no table, or nothing where four digits stand together in it: that may be the
/// code that was sent.
pub fn unnumbered(code: &str) -> &str {
    let mut runs = code.split(|sign: char| !sign.is_ascii_digit());
    if runs.all(|digits| digits.len() < 4) {
        code
    } else {
        ""
    }
}

/// What a vendor's own error with a code that is in no table means.
pub fn kind_by_status(status: u16) -> Kind {
    match status {
        401 | 403 => Kind::Credentials,
        413 => Kind::Content,
        429 => Kind::Throttled,
        408 | 500.. => Kind::Temporary,
        _ => Kind::Config,
    }
}

/// What a status means without an answer in the vendor's own form. A gateway that answers 500, 502
/// or 504 may have passed the request on before: nobody knows. 429 and 503 are said instead of
/// that; all others of class 4xx, and addresses that moved, refuse the request as it is.
pub fn without_envelope(status: u16) -> Outcome {
    match status {
        300..500 | 503 => Outcome::refused(kind_by_status(status)),
        _ => Outcome::Unknown(Unknown::Garbage),
    }
}

/// A value of an answer that should be a text, and may come as a number or not at all.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Text {
    /// The text, unless it is empty.
    pub fn some(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.is_empty())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let text = scalar(&value).unwrap_or_default();
        Ok(Self(text.trim().to_owned()))
    }
}

/// A value as text, where it is one.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A setting that may be left out or left empty.
pub fn set(setting: &Option<String>) -> Option<&str> {
    setting.as_deref().filter(|text| !text.trim().is_empty())
}

/// Checks that settings are not empty.
///
/// # Errors
/// The first that is.
pub fn require(settings: &[(&str, &str)]) -> Result<(), FieldError> {
    let empty = settings.iter().find(|(_, value)| value.trim().is_empty());
    empty.map_or(Ok(()), |(name, _)| {
        Err(FieldError::new(*name, "must not be empty"))
    })
}

/// Reads the address of a vendor. It is `https`, but on the machine itself: credentials and codes
/// travel there.
///
/// # Errors
/// When it is no such address.
pub fn address(field: &str, text: &str) -> Result<Url, FieldError> {
    let wrong = |why: &str| FieldError::new(field, why);
    let url = Url::parse(text).map_err(|_| wrong("must be like https://api.example.com"))?;
    let own = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if own => Ok(url),
        _ => Err(wrong("must begin with https://")),
    }
}

/// Reads the address of a vendor whose calls all have the path `/`.
///
/// # Errors
/// When it is none.
pub fn endpoint(setting: &Option<String>, usual: &str) -> Result<Url, FieldError> {
    let url = address("endpoint", set(setting).unwrap_or(usual))?;
    if url.path() != "/" || url.query().is_some() {
        return Err(FieldError::new("endpoint", "must have no path"));
    }
    Ok(url)
}

/// The host of an address, with its port where that is not the usual one: the header `Host`.
pub fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Names that a template of the operator may hold in braces.
const VARIABLES: [&str; 4] = ["code", "minutes", "ttl", "ttl_minutes"];

/// Checks the variables of a template, and tells whether the code is among them.
///
/// # Errors
/// When it holds one that nobody knows.
pub fn variables(field: &str, template: &str) -> Result<bool, FieldError> {
    let mut holds_code = false;
    for rest in template.split('{').skip(1) {
        let name = rest.split_once('}').map(|(name, _)| name);
        let name = name
            .filter(|name| VARIABLES.contains(name))
            .ok_or_else(|| {
                FieldError::new(
                    field,
                    "knows {code}, {minutes}, {ttl} and {ttl_minutes} alone",
                )
            })?;
        holds_code |= name == "code";
    }
    Ok(holds_code)
}

/// Variables of a template at the vendor, by name: a JSON object, or the same as text. Values may
/// hold `{code}`, `{minutes}` and `{ttl}` (seconds).
#[derive(Debug, Clone)]
pub struct Variables(Vec<(String, String)>);

impl Variables {
    /// The code alone, by that name.
    pub fn code_as(name: &str) -> Self {
        Self(vec![(name.to_owned(), "{code}".to_owned())])
    }

    /// Checks them.
    ///
    /// # Errors
    /// When one is unknown, or none holds the code.
    pub fn check(&self, field: &str) -> Result<(), FieldError> {
        let mut holds_code = false;
        for (_, value) in &self.0 {
            holds_code |= variables(field, value)?;
        }
        match holds_code {
            true => Ok(()),
            false => Err(FieldError::new(
                field,
                "must hold {code} in one of its values",
            )),
        }
    }

    /// Whose text a code has, where the template writes its variables like that.
    pub fn blanks(&self, write: impl Fn(&str) -> String) -> TextOf {
        let written = self.0.iter();
        blanks(written.map(|(name, value)| (value.as_str(), write(name))))
    }

    /// The object with the values of that letter, all of them texts.
    pub fn filled(&self, letter: &Letter) -> Value {
        let filled = self.0.iter();
        let filled = filled.map(|(name, value)| (name.clone(), letter.fill(value).into()));
        Value::Object(filled.collect::<Map<_, _>>())
    }
}

/// The variables of a template that are the code and the minutes, by their values.
pub fn blanks<'v>(variables: impl Iterator<Item = (&'v str, String)>) -> TextOf {
    let (mut code, mut minutes) = (String::new(), None);
    for (value, written) in variables {
        if value.contains("{code}") {
            code = written;
        } else if ["{minutes}", "{ttl_minutes}"]
            .iter()
            .any(|life| value.contains(life))
        {
            minutes = Some(written);
        }
    }
    TextOf::Template { code, minutes }
}

impl<'de> Deserialize<'de> for Variables {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let wrong = || D::Error::custom("not an object of texts");
        let value = match Value::deserialize(deserializer)? {
            Value::String(text) => serde_json::from_str(&text).map_err(|_| wrong())?,
            value => value,
        };
        let object = value.as_object().ok_or_else(wrong)?.iter();
        let pairs =
            object.map(|(name, value)| Some((name.clone(), scalar(value)?.trim().to_owned())));
        Ok(Self(pairs.collect::<Option<_>>().ok_or_else(wrong)?))
    }
}

impl JsonSchema for Variables {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Variables".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["object", "string"],
            "additionalProperties": { "type": "string" },
            "examples": [{ "code": "{code}" }],
        })
    }
}

/// Reads the receipts of a vendor that posts them as an array of objects.
///
/// # Errors
/// When the body is none.
pub fn posted<T: DeserializeOwned>(
    hook: &Hook<'_>,
    receipt: fn(T) -> Option<Receipt>,
) -> Result<Vec<Receipt>, NotAReceipt> {
    let reports: Vec<Map<String, Value>> =
        serde_json::from_slice(hook.body).map_err(|_| NotAReceipt::Unreadable)?;
    let reports = reports.into_iter().map(Value::Object);
    let reports = reports.filter_map(|report| serde_json::from_value(report).ok());
    Ok(reports.filter_map(receipt).collect())
}

/// The refusal of a message without a code by a vendor that has but a template for codes.
pub fn for_codes_alone(letter: &Letter) -> Result<(), Refusal> {
    let why = "its template is for codes alone";
    match letter.code {
        Some(_) => Ok(()),
        None => Err(Refusal::new(Kind::Template).because(why).about_message()),
    }
}

/// The refusal of settings whose address cannot be read, which are not opened.
pub fn no_address() -> Refusal {
    Refusal::new(Kind::Config).because("its address cannot be read")
}
