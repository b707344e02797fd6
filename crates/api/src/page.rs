//! Lists that are answered a page at a time.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// What stands in pages. `#[wire]` on an alias writes it:
/// `#[wire("UserPagingDto")] pub type UserPage = Page<User>;`
pub trait Listed: JsonSchema {
    /// What the contract calls a page of it.
    const SCHEMA: &'static str;
    /// What such a page is, in words.
    const DOC: &'static str;
}

/// A page of a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// Rows in all pages.
    pub total_count: i64,
    /// The rows.
    pub list: Vec<T>,
}

impl<T: Listed> JsonSchema for Page<T> {
    fn schema_name() -> Cow<'static, str> {
        T::SCHEMA.into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("Page<{}>", T::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "totalCount": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Rows in all pages.",
                },
                "list": {
                    "type": "array",
                    "items": generator.subschema_for::<T>(),
                    "description": "The rows.",
                },
            },
            "required": ["totalCount", "list"],
            "description": T::DOC.trim(),
        })
    }
}
