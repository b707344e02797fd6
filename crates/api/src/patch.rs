//! Fields of partial updates.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

use crate::scalar::{Object, Value};

/// A field of a partial update: absent (stays), `null` or `""` (is cleared), or a new value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch<T = String> {
    /// The field was not sent.
    #[default]
    Keep,
    /// The field was sent as `null` or as the empty string.
    Clear,
    /// The new value.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field was not sent.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The new value, if there is one.
    pub fn value(&self) -> Option<&T> {
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

macro_rules! from_value {
    ($($kind:ty),*) => { $(
        impl From<$kind> for Patch<$kind> {
            fn from(value: $kind) -> Self { Self::Set(value) }
        }
    )* };
}
from_value!(bool, i64, f64, Object);

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        Option::<T>::schema_id()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// Clears by the empty string: `null` also stands for what a request does not say.
impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => value.serialize(serializer),
            Self::Keep | Self::Clear => serializer.serialize_str(""),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::Clear),
            Value::String(text) if text.is_empty() => Ok(Self::Clear),
            value => T::deserialize(value)
                .map(Self::Set)
                .map_err(D::Error::custom),
        }
    }
}
