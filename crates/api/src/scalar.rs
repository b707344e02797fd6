//! Values that carry a meaning of their own on the wire.

use std::borrow::Cow;
use std::fmt;

use crate::digits;
use cleat_api_macros::wire;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

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

/// A verification code, read as people type and paste it: digits of any script are plain digits,
/// spaces, hyphens and invisible characters are left out, and nothing else is. `Debug` shows
/// nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PassCode(String);

impl PassCode {
    /// The code.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for PassCode {
    fn from(value: T) -> Self {
        Self(digits::folded(&value.into()))
    }
}

impl<'de> Deserialize<'de> for PassCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl fmt::Debug for PassCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[code]")
    }
}

macro_rules! string_schema {
    ($($name:ident is $schema:tt),*) => { $(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn inline_schema() -> bool { true }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )* };
}
string_schema!(
    Secret is { "type": "string", "format": "password", "maxLength": 16_384 },
    PassCode is { "type": "string", "maxLength": 64 }
);

/// Whether it was done.
#[wire("IsSuccessDto")]
pub struct Success {
    /// Whether it was done.
    pub success: bool,
}

impl Success {
    /// It was done.
    pub const DONE: Self = Self { success: true };
}

/// Language of messages and pages.
#[wire]
pub enum Language {
    ZhCn = "zh-CN",
    EnUs = "en-US",
    ZhTw = "zh-TW",
    JaJp = "ja-JP",
}
