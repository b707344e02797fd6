//! What a document leaves unsaid.

use cleat_api::Value;
use cleat_render::schema::{answer, entries, list, member, text};

/// Operations, parameters and fields without prose, calls without an example.
pub fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, methods) in entries(member(document, "paths")) {
        for (_, operation) in entries(methods) {
            let id = member(operation, "operationId").as_str().unwrap_or(path);
            of_operation(id, operation, &mut faults);
        }
    }
    let components = member(document, "components");
    for (name, schema) in entries(member(components, "schemas")) {
        if !says(schema, "description") {
            faults.push(format!("{name} has no prose"));
        }
        for (field, schema) in entries(member(schema, "properties")) {
            if !says(schema, "description") {
                faults.push(format!("{name}.{field} has no prose"));
            }
        }
    }
    faults
}

fn of_operation(id: &str, operation: &Value, faults: &mut Vec<String>) {
    if !says(operation, "summary") {
        faults.push(format!("{id} has no prose"));
    }
    if !member(operation, "x-errors").is_array() {
        faults.push(format!("{id} has no list of errors"));
    }
    for parameter in list(member(operation, "parameters")) {
        let name = member(parameter, "name");
        if !says(parameter, "description") {
            faults.push(format!("{id}: {name} has no prose"));
        }
        if text(parameter, "in") == "path" && member(parameter, "example").is_null() {
            faults.push(format!("{id}: {name} has no example"));
        }
    }
    let content = member(member(operation, "requestBody"), "content");
    if entries(content).any(|(_, media)| member(media, "example").is_null()) {
        faults.push(format!("{id} has no example"));
    }
    let answer = answer(operation);
    let is_empty = entries(member(answer, "schema")).next().is_none();
    if member(answer, "example").is_null() && !is_empty {
        faults.push(format!("{id} has no example of its answer"));
    }
}

fn says(value: &Value, name: &str) -> bool {
    !text(value, name).trim().is_empty()
}
