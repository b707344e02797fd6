//! What a request may look like, read off its schema once, and what typed languages write where
//! nothing is meant.
//!
//! Their SDKs send the zero value of every field: `""` for a choice that was not made, `[]` for an
//! object without members, the payload of every way although one is named. All that is read as absent.

use cleat_api::endpoint::Operation;
use cleat_api::{Object, openapi};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Number, Value};

/// Deepest part that is looked into.
const DEEPEST: u8 = 8;

/// What a field holds.
pub enum Kind {
    /// Any text.
    Text,
    /// One of some values.
    Choice,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// A list.
    List(Box<Kind>),
    /// An object of these fields.
    Object(Vec<Field>),
    /// Whatever it is.
    Any,
}

/// A field of a request.
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    required: bool,
    /// The field that must have a value for this one to be read, and the value.
    when: Option<(String, String)>,
}

/// A request type.
pub struct Shape {
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether an empty text is a value. Where something is updated, it clears.
    keeps_empty: bool,
}

impl Shape {
    /// Reads it off an operation's declaration.
    pub fn of(operation: &Operation) -> Self {
        let mut generator = SchemaGenerator::default();
        let schema = (operation.request)(&mut generator);
        let resolved = openapi::resolve(&schema, &generator);
        Self {
            fields: fields(&resolved, &generator, 0),
            keeps_empty: operation.id.starts_with("update"),
        }
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Takes out of a request what says nothing.
    pub fn tidy(&self, request: &mut Object) {
        self.object(&self.fields, request);
    }

    fn object(&self, fields: &[Field], object: &mut Object) {
        for field in fields {
            let unread = field.when.as_ref().is_some_and(|(selector, wanted)| {
                let named = object.get(selector).and_then(Value::as_str);
                named.is_some_and(|named| named != wanted)
            });
            if unread {
                object.shift_remove(&field.name);
            } else if let Some(value) = object.get_mut(&field.name) {
                self.value(field, value);
            }
        }
    }

    fn value(&self, field: &Field, value: &mut Value) {
        let says_nothing = match field.kind {
            Kind::Any => false,
            Kind::Text => !self.keeps_empty,
            _ => true,
        };
        if value == "" && says_nothing && !field.required {
            *value = Value::Null;
        }
        self.inside(&field.kind, value);
    }

    fn inside(&self, kind: &Kind, value: &mut Value) {
        match (kind, value) {
            (Kind::Number, number @ Value::Number(_)) => whole(number),
            (Kind::Object(_), list @ Value::Array(_)) if *list == Value::Array(Vec::new()) => {
                *list = Object::new().into();
            }
            (Kind::Object(fields), Value::Object(object)) => self.object(fields, object),
            (Kind::List(kind), Value::Array(list)) => {
                list.iter_mut().for_each(|item| self.inside(kind, item));
            }
            _ => {}
        }
    }
}

/// Writes `1.0` as `1`.
fn whole(number: &mut Value) {
    let written = number.as_f64().map(|float| float.to_string());
    let whole = written.and_then(|text| text.parse::<i64>().ok());
    if let (false, Some(whole)) = (number.is_i64() || number.is_u64(), whole) {
        *number = Number::from(whole).into();
    }
}

fn fields(schema: &Object, generator: &SchemaGenerator, depth: u8) -> Vec<Field> {
    let required = schema.get("required").and_then(Value::as_array);
    let required = |name: &String| {
        let names = required.into_iter().flatten();
        names.into_iter().any(|own| own == name)
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let all = properties.into_iter().flatten();
    all.map(|(name, property)| Field {
        name: name.clone(),
        kind: kind(property, generator, depth),
        required: required(name),
        when: when(property),
    })
    .collect()
}

/// `{"codeType": "SMS"}` beside a payload.
fn when(property: &Value) -> Option<(String, String)> {
    let (selector, value) = property.get("x-when")?.as_object()?.iter().next()?;
    Some((selector.clone(), value.as_str()?.to_owned()))
}

fn kind(property: &Value, generator: &SchemaGenerator, depth: u8) -> Kind {
    let schema = Schema::try_from(property.clone()).map(|schema| resolved(&schema, generator));
    let Ok(schema) = schema else {
        return Kind::Any;
    };
    let has = |kind: &str| match schema.get("type") {
        Some(Value::String(name)) => name == kind,
        Some(Value::Array(names)) => names.iter().any(|name| name == kind),
        _ => false,
    };
    if schema.contains_key("enum") {
        Kind::Choice
    } else if has("integer") || has("number") {
        Kind::Number
    } else if has("boolean") {
        Kind::Truth
    } else if has("array") {
        let items = schema.get("items").unwrap_or(&Value::Null);
        Kind::List(Box::new(kind(items, generator, depth)))
    } else if has("object") {
        match depth < DEEPEST {
            true => Kind::Object(fields(&schema, generator, depth + 1)),
            false => Kind::Any,
        }
    } else if has("string") {
        Kind::Text
    } else {
        Kind::Any
    }
}

/// The schema behind a reference, or behind the part of `anyOf` that is not null.
fn resolved(schema: &Schema, generator: &SchemaGenerator) -> Object {
    let options = schema.get("anyOf").and_then(Value::as_array);
    let mut real = options.into_iter().flatten().filter(|option| {
        let kind = option.get("type").and_then(Value::as_str);
        kind != Some("null")
    });
    let real = real.next().cloned().map(Schema::try_from);
    match real {
        Some(Ok(option)) => openapi::resolve(&option, generator),
        _ => openapi::resolve(schema, generator),
    }
}
