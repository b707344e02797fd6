//! Values that commands print, for people and for programs.

use clap::{Arg, ArgAction};
use cleat_api::Value;
use cleat_render::schema;

/// The flag that asks for JSON.
pub const JSON: &str = "json";

/// That flag.
pub fn as_json() -> Arg {
    Arg::new(JSON)
        .long(JSON)
        .action(ArgAction::SetTrue)
        .help("Print JSON")
}

/// What there is to tell: JSON, or a field a line.
pub fn told(value: &Value, json: bool) -> String {
    match json {
        true => pretty(value),
        false => lines(value),
    }
}

/// JSON.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// What came back, a field a line, nothing that is not set.
pub fn lines(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    if text.is_empty() {
        text.push_str("done");
    }
    text.trim_end().to_owned()
}

fn write(value: &Value, indent: usize, text: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(object) => {
            let set = || object.iter().filter(|(_, value)| !is_empty(value));
            let longest = set().map(|(name, _)| name.len()).max().unwrap_or_default();
            for (name, value) in set() {
                if value.is_object() || value.is_array() {
                    text.push_str(&format!("{pad}{name}\n"));
                    write(value, indent + 2, text);
                } else {
                    let value = schema::plain(value);
                    text.push_str(&format!("{pad}{name:longest$}  {value}\n"));
                }
            }
        }
        Value::Array(list) => {
            for item in list {
                if item.is_object() || item.is_array() {
                    text.push_str(&format!("{pad}-\n"));
                    write(item, indent + 2, text);
                } else {
                    text.push_str(&format!("{pad}- {}\n", schema::plain(item)));
                }
            }
        }
        Value::Null => {}
        plain => text.push_str(&format!("{pad}{}\n", schema::plain(plain))),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}
