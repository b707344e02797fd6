//! The table of operations, errors and values that the built client reads.

use cleat_api::{Object, Value};
use cleat_render::document::Caller;
use cleat_render::schema::{list, member, request_fields, text};
use cleat_render::{Document, Operation};

use super::models::values;
use super::wrapped::wrapped;

/// The script. It neither imports nor exports, so that both module systems read the same file.
pub fn script(document: &Document<'_>) -> String {
    let operations = document.operations.iter();
    let operations: Vec<String> = operations
        .map(|operation| row(document, operation).to_string())
        .collect();
    let errors = list(member(document.value, "x-errors")).map(error);
    let models = values(document).map(|(name, values)| entry(name, &values));
    format!(
        "// One table for both module systems: a file without import and export is read by both.\n\
         globalThis[Symbol.for(\"@cleat/nodejs {version}\")] = {{\n\
         operations: [\n{}\n],\n{},\nofCredentials: {},\n{},\n}};\n",
        operations.join(",\n"),
        wrapped("errors: { ", &errors.collect::<Vec<_>>(), ",", " }"),
        of_credentials(),
        wrapped("models: { ", &models.collect::<Vec<_>>(), ",", " }"),
        version = env!("CARGO_PKG_VERSION"),
    )
}

/// Name, `statusCode` and, where it has one, `apiCode`.
fn error(error: &Value) -> String {
    let codes = [member(error, "statusCode"), member(error, "apiCode")];
    let codes = codes.into_iter().filter(|code| !code.is_null()).cloned();
    entry(text(error, "name"), &codes.collect())
}

fn entry(name: &str, value: &Value) -> String {
    format!("{name}: {value}")
}

fn row(document: &Document<'_>, operation: &Operation<'_>) -> Value {
    let described = operation.described;
    let mut row = Object::new();
    let mut set = |name: &str, value: Value| drop(row.insert(name.into(), value));
    set("id", operation.id.into());
    set("method", operation.method.as_str().into());
    set("path", operation.path.into());
    set("caller", member(described, "x-caller").clone());
    set("wire", member(described, "x-wire").clone());
    if operation.is_management() && operation.caller != Caller::Management {
        set("client", "Management".into());
    }
    if operation.proves_application {
        set("provesApplication", true.into());
    }
    if request_fields(document.value, described).is_empty() {
        set("empty", true.into());
    }
    row.into()
}

/// The errors that are the fault of the caller's id or secret.
fn of_credentials() -> Value {
    let codes = cleat_api::ErrorCode::ALL.iter();
    let own = codes.filter(|code| code.is_of_credentials());
    own.map(|code| Value::from(code.name())).collect()
}
