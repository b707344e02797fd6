//! The bounds that a request type's schema names, looked at before anything is done.

use std::collections::HashMap;

use cleat_api::{Object, Operation, Value, bounds};
use schemars::{JsonSchema, SchemaGenerator};

use crate::kernel::{Error, Result};

/// Deepest schema that is followed: one that contains itself has no end.
const DEEPEST: usize = 12;
/// Most characters of a text in free data.
const TEXT: usize = 8192;
/// Most characters of a name in free data.
const NAME: usize = 256;

/// What a request may hold at most.
#[derive(Debug, Default)]
pub struct Bounds {
    /// Most characters of a text.
    longest: Option<usize>,
    /// Most bytes of free data.
    largest: Option<usize>,
    fields: HashMap<String, Bounds>,
    items: Option<Box<Bounds>>,
}

impl Bounds {
    /// Those of an operation's request.
    pub(super) fn of(operation: &Operation) -> Self {
        let mut generator = SchemaGenerator::default();
        let schema = (operation.request)(&mut generator).to_value();
        Self::bound(schema, generator)
    }

    /// Those of a type.
    pub fn of_type<T: JsonSchema>() -> Self {
        let mut generator = SchemaGenerator::default();
        let schema = generator.subschema_for::<T>().to_value();
        Self::bound(schema, generator)
    }

    fn bound(mut schema: Value, mut generator: SchemaGenerator) -> Self {
        let mut definitions = generator.take_definitions(true);
        bounds::write(&mut schema);
        definitions.values_mut().for_each(bounds::write);
        let mut found = Self::default();
        found.read(&schema, &definitions, 0);
        found
    }

    /// Takes over what a schema says.
    fn read(&mut self, schema: &Value, definitions: &Object, depth: usize) {
        let Some(schema) = schema.as_object().filter(|_| depth < DEEPEST) else {
            return;
        };
        let number = |name: &str| {
            let number = schema.get(name).and_then(Value::as_u64);
            number.and_then(|number| usize::try_from(number).ok())
        };
        self.longest = self.longest.max(number("maxLength"));
        self.largest = self.largest.max(number(bounds::BYTES));
        let path = schema.get("$ref").and_then(Value::as_str);
        let target = path.and_then(|path| definitions.get(path.rsplit('/').next()?));
        let parts = ["anyOf", "oneOf", "allOf"].into_iter();
        let parts = parts.filter_map(|name| schema.get(name).and_then(Value::as_array));
        for part in parts.flatten().chain(target) {
            self.read(part, definitions, depth + 1);
        }
        let fields = schema.get("properties").and_then(Value::as_object);
        for (name, field) in fields.into_iter().flatten() {
            let own = self.fields.entry(name.clone()).or_default();
            own.read(field, definitions, depth + 1);
        }
        if let Some(items) = schema.get("items") {
            let own = self.items.get_or_insert_default();
            own.read(items, definitions, depth + 1);
        }
    }

    /// Refuses what is longer; the error names the field.
    ///
    /// # Errors
    /// The first field that is too long.
    pub fn check(&self, object: &Object) -> Result<()> {
        object
            .iter()
            .try_for_each(|(name, value)| match self.fields.get(name) {
                Some(bounds) => bounds.look(name, value),
                None => Ok(()),
            })
    }

    fn look(&self, place: &str, value: &Value) -> Result<()> {
        if let Some(most) = self.largest.filter(|_| !value.is_string()) {
            return data(place, value, most);
        }
        match value {
            Value::String(text) => within(place, text, self.longest.unwrap_or(TEXT)),
            Value::Array(list) => {
                let items = self.items.as_deref().unwrap_or(self);
                let mut numbered = list.iter().enumerate();
                numbered.try_for_each(|(at, item)| items.look(&format!("{place}[{at}]"), item))
            }
            Value::Object(object) => object.iter().try_for_each(|(name, value)| {
                let field = self.fields.get(name);
                field.map_or(Ok(()), |field| {
                    field.look(&format!("{place}.{name}"), value)
                })
            }),
            _ => Ok(()),
        }
    }
}

fn within(place: &str, text: &str, most: usize) -> Result<()> {
    // No character is shorter than a byte.
    if text.len() > most && text.chars().count() > most {
        let why = format_args!("must have at most {most} characters");
        return Err(Error::field(place, why));
    }
    Ok(())
}

/// Free data: its names, its texts, and all of it.
fn data(place: &str, value: &Value, most: usize) -> Result<()> {
    texts(place, value)?;
    if value.to_string().len() > most {
        let why = format_args!("must have at most {most} bytes as JSON");
        return Err(Error::field(place, why));
    }
    Ok(())
}

fn texts(place: &str, value: &Value) -> Result<()> {
    match value {
        Value::String(text) => within(place, text, TEXT),
        Value::Array(list) => list.iter().try_for_each(|item| texts(place, item)),
        Value::Object(object) => object.iter().try_for_each(|(name, value)| {
            let short: String = name.chars().take(32).collect();
            within(&format!("{place}.{short}"), name, NAME)?;
            texts(&format!("{place}.{short}"), value)
        }),
        _ => Ok(()),
    }
}
