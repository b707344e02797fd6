//! An operation as a command: a flag for each field of its request.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use cleat_api::{Language, Object, Operation, Value};
use cleat_render::schema::{self, Field, text};
use serde_json::json;

/// How deep the fields of a field have flags of their own; deeper ones are given as JSON.
const DEPTH: usize = 2;

/// The command of an operation.
pub fn of_operation(operation: &Operation, document: &Value) -> Command {
    let described = schema::operation(document, operation.id);
    let mut command = Command::new(operation.id)
        .about(text(described, "summary").to_owned())
        .long_about(format!(
            "{}\n\n{} {}",
            text(described, "description"),
            operation.method,
            operation.path
        ));
    for (path, field) in flags(document, schema::request_fields(document, described), "", 1) {
        command = command.arg(flag(path, &field));
    }
    let errors = operation.errors.iter().map(|code| {
        let api_code = code.api_code().map_or("-".into(), |code| code.to_string());
        let (status, message) = (code.status_code(), code.message(Language::EnUs));
        format!("\n  {status} {api_code:>5}  {message}")
    });
    let errors: String = errors.collect();
    if errors.is_empty() {
        command
    } else {
        command.after_long_help(format!("Errors (statusCode, apiCode):{errors}"))
    }
}

/// The fields that have a flag, with the path of each: `options.pagination`.
fn flags(document: &Value, fields: Vec<Field>, above: &str, depth: usize) -> Vec<(String, Field)> {
    let mut found = Vec::new();
    for field in fields {
        let path = format!("{above}{}", field.name);
        let inner = match &field.structure {
            Some(name) if depth < DEPTH && !field.kind.ends_with("[]") => {
                let schemas = document.pointer("/components/schemas");
                let own = schemas.and_then(|schemas| schemas.get(name));
                own.map(|own| schema::fields(document, own))
            }
            _ => None,
        };
        found.push((path.clone(), field));
        let below = format!("{path}.");
        found.extend(flags(
            document,
            inner.unwrap_or_default(),
            &below,
            depth + 1,
        ));
    }
    found
}

fn flag(path: String, field: &Field) -> Arg {
    let mut help = field.description.clone();
    if let Some(default) = &field.default {
        help = format!("{help} [default: {default}]");
    }
    let plain = !path.contains('.') && (field.structure.is_none() || !field.values.is_empty());
    let arg = Arg::new(path.clone())
        .long(path)
        .required(field.required && plain)
        .help(help);
    let list = field.kind.ends_with("[]");
    let arg = match list {
        true => arg.action(ArgAction::Append),
        false => arg.action(ArgAction::Set),
    };
    match field.kind.trim_end_matches("[]") {
        "boolean" => arg.value_name("true|false").value_parser(["true", "false"]),
        "number" => arg.value_name("NUMBER").allow_negative_numbers(true),
        "string" => arg.value_name("TEXT"),
        _ if !field.values.is_empty() => arg
            .value_name("VALUE")
            .value_parser(PossibleValuesParser::new(field.values.clone())),
        _ => arg.value_name("JSON").value_parser(value_parser!(String)),
    }
}

/// The request that the flags make.
pub fn params(document: &Value, id: &str, given: &ArgMatches) -> Result<Object, String> {
    let described = schema::operation(document, id);
    let mut params = Object::new();
    let fields = schema::request_fields(document, described);
    for (path, field) in flags(document, fields, "", 1) {
        let Some(values) = given.get_many::<String>(&path) else {
            continue;
        };
        let kind = field.kind.trim_end_matches("[]");
        let mut read = Vec::new();
        for text in values {
            read.push(value(kind, &field, text).map_err(|why| format!("--{path}: {why}"))?);
        }
        let value = match field.kind.ends_with("[]") {
            // A list may be given at once, as JSON.
            true => match read.as_slice() {
                [Value::Array(list)] => list.clone().into(),
                _ => read.into(),
            },
            false => read.pop().unwrap_or_default(),
        };
        insert(&mut params, &path, value);
    }
    Ok(params)
}

fn value(kind: &str, field: &Field, text: &str) -> Result<Value, String> {
    match kind {
        "boolean" => Ok(json!(text == "true")),
        "number" => {
            let number: i64 = text
                .parse()
                .map_err(|_| format!("{text} is no whole number"))?;
            Ok(json!(number))
        }
        "string" => Ok(json!(text)),
        _ if !field.values.is_empty() => Ok(json!(text)),
        _ => serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}")),
    }
}

fn insert(params: &mut Object, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(params.insert(path.to_owned(), value)),
        Some((first, rest)) => {
            let inner = params.entry(first).or_insert_with(|| json!({}));
            if let Some(inner) = inner.as_object_mut() {
                insert(inner, rest, value);
            }
        }
    }
}
