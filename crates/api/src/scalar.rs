//! Values that carry a meaning of their own on the wire.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use serde_json::Value;

/// A JSON object whose keys the server does not know.
pub type Object = serde_json::Map<String, Value>;

/// A string that must not be printed: `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl Secret {
    /// The secret itself; call it where the secret is used, not before.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// A verification code as a person typed it. `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PassCode(pub String);

impl PassCode {
    /// The code with surrounding space removed.
    pub fn expose(&self) -> &str {
        self.0.trim()
    }
}

impl<T: Into<String>> From<T> for PassCode {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for PassCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[code]")
    }
}

macro_rules! string_schema {
    ($($name:ident),*) => { $(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn inline_schema() -> bool { true }
            fn json_schema(_: &mut SchemaGenerator) -> Schema { json_schema!({ "type": "string" }) }
        }
    )* };
}
string_schema!(Secret, PassCode, Patch);

/// A field of a partial update: absent (stays), `null` or `""` (is cleared), or a new value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch {
    /// The field was not sent.
    #[default]
    Keep,
    /// The field was sent as `null` or as the empty string.
    Clear,
    /// The new value.
    Set(String),
}

impl Patch {
    /// Whether the field was not sent.
    pub fn is_keep(&self) -> bool {
        *self == Self::Keep
    }

    /// The new value, if there is one.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Set(value) => Some(value),
            _ => None,
        }
    }
}

impl<T: Into<String>> From<T> for Patch {
    fn from(value: T) -> Self {
        match value.into() {
            text if text.is_empty() => Self::Clear,
            text => Self::Set(text),
        }
    }
}

impl Serialize for Patch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.value().unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Patch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::<String>::deserialize(deserializer)? {
            Some(value) if !value.is_empty() => Self::Set(value),
            _ => Self::Clear,
        })
    }
}

/// Whether it was done.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "IsSuccessDto")]
pub struct Success {
    /// Whether it was done.
    pub success: bool,
}

impl Success {
    /// It was done.
    pub const DONE: Self = Self { success: true };
}

wire_enum! {
    /// Language of messages and pages.
    Language {
        ZhCn = "zh-CN",
        EnUs = "en-US",
        ZhTw = "zh-TW",
        JaJp = "ja-JP",
    }
}
