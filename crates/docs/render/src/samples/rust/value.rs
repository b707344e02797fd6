//! A request as Rust builds it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::layout::{Call, Code};
use crate::document::{Document, Object, rust_type};
use crate::names::snake_case;
use crate::schema::{self, Field, list, member};

/// How a string is written: as it is, or as a value that is looked up when the sample runs. It is
/// told the place of the string in the request, or the name of what a reader replaces.
pub type Text<'t> = &'t dyn Fn(&str, &str) -> String;

/// Writes values, and knows the types they use.
pub struct Writer<'w> {
    document: &'w Document<'w>,
    text: Text<'w>,
    used: BTreeSet<(String, String)>,
}

impl<'w> Writer<'w> {
    pub fn new(document: &'w Document<'w>, text: Text<'w>) -> Self {
        Self {
            document,
            text,
            used: BTreeSet::new(),
        }
    }

    /// Module and name of every type that was written.
    pub fn used(&self) -> impl Iterator<Item = &(String, String)> {
        self.used.iter()
    }

    /// The builder of a request.
    pub fn request(
        &mut self,
        kind: (&str, &str),
        fields: &[Field],
        request: &Object,
    ) -> Result<Code, String> {
        self.builder(kind, fields, request, "")
    }

    fn builder(
        &mut self,
        (module, name): (&str, &str),
        fields: &[Field],
        object: &Object,
        place: &str,
    ) -> Result<Code, String> {
        self.used.insert((module.into(), name.into()));
        if object.is_empty() {
            return Ok(Code::Plain(format!("{name}::default()")));
        }
        let mut calls = Vec::new();
        for (member, value) in object {
            let field = fields.iter().find(|field| field.name == *member);
            let field = field.ok_or_else(|| format!("{name} has no field {member}"))?;
            let place = format!("{place}/{member}");
            let written = self.value(field.structure.as_deref(), value, &place)?;
            let method = match member.as_str() {
                "type" => "r#type".into(),
                other => snake_case(other),
            };
            calls.push(Call::Method(method, Some(written)));
        }
        calls.push(Call::Method("build".into(), None));
        Ok(Code::Chain(format!("{name}::builder()"), calls))
    }

    fn value(
        &mut self,
        structure: Option<&str>,
        value: &Value,
        place: &str,
    ) -> Result<Code, String> {
        match (value, structure) {
            (Value::Array(items), _) => {
                let items = items.iter().enumerate().map(|(at, item)| {
                    let place = format!("{place}/{at}");
                    self.item(structure, item, &place)
                });
                Ok(Code::List(items.collect::<Result<_, _>>()?))
            }
            (_, Some(name)) => self.structure(name, value, place),
            (Value::String(text), None) => Ok(Code::Plain((self.text)(place, text))),
            (Value::Object(_), None) => Ok(Code::Json(value.to_string())),
            (other, None) => Ok(Code::Plain(other.to_string())),
        }
    }

    /// An item of a list, which is not converted as an argument is.
    fn item(&mut self, structure: Option<&str>, item: &Value, place: &str) -> Result<Code, String> {
        match (structure, item) {
            (None, Value::String(text)) => {
                let text = (self.text)(place, text);
                Ok(Code::Plain(format!("{text}.to_string()")))
            }
            _ => self.value(structure, item, place),
        }
    }

    fn structure(&mut self, name: &str, value: &Value, place: &str) -> Result<Code, String> {
        let own = self.document.schema(name);
        let kind = rust_type(own).ok_or_else(|| format!("{name} has no x-rust"))?;
        match value {
            Value::String(text) => {
                let variant = variant(own, text);
                let variant = variant.ok_or_else(|| format!("{name} has no value {text}"))?;
                let (module, name) = kind;
                self.used.insert((module.into(), name.into()));
                Ok(Code::Plain(format!("{name}::{variant}")))
            }
            Value::Object(object) => {
                let fields = schema::fields(self.document.value, own);
                self.builder(kind, &fields, object, place)
            }
            other => Err(format!("{name} cannot be {other}")),
        }
    }
}

/// The Rust name of a value of an enum.
fn variant<'d>(schema: &'d Value, value: &str) -> Option<&'d str> {
    let at = list(member(schema, "enum")).position(|one| one == value)?;
    member(schema, "x-enum-varnames").get(at)?.as_str()
}
