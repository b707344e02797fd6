//! Who somebody is at a source, read out of what it says.

use std::borrow::Cow;

use cleat_api::{Object, Value};
use cleat_protocol::phone::Phone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::Fault;
use super::tokens::Tokens;
use crate::account::{Contact, email};

/// Kind of the id that a source itself gives.
pub const OPENID: &str = "openid";
/// Kind of the id that is the same at all applications of an owner.
pub const UNIONID: &str = "unionid";
/// The same two, as other sources name them.
pub const OPEN_ID: &str = "open_id";
pub const UNION_ID: &str = "union_id";
/// Kind of the id that an organisation itself gives.
pub const USER_ID: &str = "user_id";
/// Longest id at a source, in characters.
const LONGEST_ID: usize = 255;
/// Longest name or address of a picture, in characters.
const LONGEST_TEXT: usize = 512;

/// Who somebody is at a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct External {
    /// Its ids, each with its kind; the widest first.
    pub ids: Vec<(&'static str, String)>,
    /// Addresses and numbers that the source has proven.
    pub proven: Vec<Contact>,
    /// Name.
    pub name: Option<String>,
    /// Address of a picture.
    pub picture: Option<String>,
    /// What the source says.
    pub info: Object,
    /// What it gave besides, where the connection keeps it.
    pub tokens: Option<Tokens>,
}

/// Where an answer has what is looked for, as JSON pointers (RFC 6901).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Mapping {
    /// Id of the user.
    pub id: Cow<'static, str>,
    /// E-mail address.
    pub email: Option<Cow<'static, str>>,
    /// Whether the address is proven.
    pub email_verified: Option<Cow<'static, str>>,
    /// Phone number with its country code.
    pub phone: Option<Cow<'static, str>>,
    /// Whether the number is proven.
    pub phone_verified: Option<Cow<'static, str>>,
    /// Name.
    pub name: Option<Cow<'static, str>>,
    /// Address of a picture.
    pub picture: Option<Cow<'static, str>>,
}

impl Mapping {
    /// The claims of OpenID Connect Core 1.0 section 5.1.
    pub const STANDARD: Self = Self {
        id: Cow::Borrowed("/sub"),
        email: Some(Cow::Borrowed("/email")),
        email_verified: Some(Cow::Borrowed("/email_verified")),
        phone: Some(Cow::Borrowed("/phone_number")),
        phone_verified: Some(Cow::Borrowed("/phone_number_verified")),
        name: Some(Cow::Borrowed("/name")),
        picture: Some(Cow::Borrowed("/picture")),
    };

    /// Text of a decent length.
    pub fn text(value: Option<&Value>) -> Option<String> {
        let text = value?.as_str()?;
        let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT;
        let is_plain = !text.chars().any(char::is_control);
        (fits && is_plain).then(|| text.to_owned())
    }

    /// Address of a picture.
    pub fn picture(value: Option<&Value>) -> Option<String> {
        Self::text(value).filter(|url| url.starts_with("https://"))
    }

    /// Reads an answer.
    pub fn read(&self, answer: Value) -> Result<External, Fault> {
        let at = |pointer: &Option<Cow<'static, str>>| answer.pointer(pointer.as_deref()?);
        let is_true = |pointer| {
            let value = at(pointer);
            value == Some(&Value::Bool(true)) || value.and_then(Value::as_str) == Some("true")
        };
        let text = |pointer| Self::text(at(pointer));
        let mut proven = Vec::new();
        if is_true(&self.email_verified) {
            proven.extend(text(&self.email).and_then(|address| proven_email(&address)));
        }
        if is_true(&self.phone_verified) {
            proven.extend(text(&self.phone).and_then(|number| proven_phone(&number)));
        }
        Ok(External {
            ids: vec![(OPENID, id_of(answer.pointer(&self.id))?)],
            proven,
            name: text(&self.name),
            picture: Self::picture(at(&self.picture)),
            info: match answer {
                Value::Object(info) => info,
                _ => Object::new(),
            },
            tokens: None,
        })
    }
}

impl Default for Mapping {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// An id at a source: text or a whole number, neither empty nor endless.
pub fn id_of(value: Option<&Value>) -> Result<String, Fault> {
    let id = match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return Err(Fault::Unbelievable("it says nobody's id")),
    };
    let fits = !id.trim().is_empty() && id.chars().count() <= LONGEST_ID;
    let is_plain = !id.chars().any(char::is_control);
    match fits && is_plain {
        true => Ok(id),
        false => Err(Fault::Unbelievable("it says an id that is none")),
    }
}

/// An address that a source has proven.
pub fn proven_email(address: &str) -> Option<Contact> {
    email::parse("email", address).ok().map(Contact::Email)
}

/// A number that a source has proven.
pub fn proven_phone(number: &str) -> Option<Contact> {
    let phone = Phone::international(number).ok()?;
    Some(Contact::Phone(phone)).filter(|contact| contact.require_person("phone").is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_proven_counts() {
        for (verified, counts) in [
            (json!(true), true),
            (json!("true"), true),
            (json!(false), false),
            (json!("false"), false),
            (json!(1), false),
            (json!("yes"), false),
            (json!(null), false),
        ] {
            let answer = json!({ "sub": "1", "email": "a@b.example", "email_verified": verified });
            let read = Mapping::STANDARD.read(answer).unwrap();
            assert_eq!(!read.proven.is_empty(), counts, "{verified}");
        }
        let without = json!({ "sub": "1", "email": "a@b.example", "phone_number": "+12025550123" });
        assert!(Mapping::STANDARD.read(without).unwrap().proven.is_empty());
    }

    #[test]
    fn nobody_is_somebody() {
        let long = "x".repeat(256);
        for id in [
            json!(null),
            json!(""),
            json!(" "),
            json!(true),
            json!(1.5),
            json!([]),
            json!({}),
            json!("a\nb"),
            json!(long),
        ] {
            assert!(
                Mapping::STANDARD.read(json!({ "sub": id })).is_err(),
                "{id}"
            );
        }
        assert!(Mapping::STANDARD.read(json!([])).is_err());
        let number = Mapping::STANDARD.read(json!({ "sub": 9_007_199_254_740_993_i64 }));
        assert_eq!(number.unwrap().ids[0].1, "9007199254740993");
    }
}
