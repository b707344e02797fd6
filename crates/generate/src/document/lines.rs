//! The document as it is committed: an operation, a data structure or an error a line.

use cleat_api::Value;

/// Members that are broken into lines, by their place.
const BROKEN: [&str; 4] = ["/x-errors", "/paths", "/components", "/components/schemas"];

/// The document as text that a person reads in a diff.
pub fn lines(document: &Value) -> String {
    let mut text = String::new();
    write(document, "", &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, place: &str, text: &mut String) {
    let of_path = place.strip_prefix("/paths/").is_some();
    match value {
        Value::Object(members) if place.is_empty() || BROKEN.contains(&place) || of_path => {
            let broken = !of_path || members.len() > 1;
            let members = members.iter().map(|(name, value)| {
                let place = format!("{place}/{name}");
                let mut line = format!("{}: ", Value::from(name.as_str()));
                match of_path {
                    true => line.push_str(&value.to_string()),
                    false => write(value, &place, &mut line),
                }
                line
            });
            join("{", members, "}", broken, text);
        }
        Value::Array(items) if BROKEN.contains(&place) => {
            join("[", items.iter().map(Value::to_string), "]", true, text);
        }
        other => text.push_str(&other.to_string()),
    }
}

fn join(
    open: &str,
    parts: impl Iterator<Item = String>,
    close: &str,
    broken: bool,
    text: &mut String,
) {
    let end = if broken { "\n" } else { "" };
    let parts: Vec<String> = parts.collect();
    text.push_str(&format!("{open}{end}{}{end}{close}", parts.join(",\n")));
}

#[cfg(test)]
mod tests {
    use cleat_api::Value;
    use serde_json::json;

    use super::lines;

    #[test]
    fn an_operation_and_a_data_structure_a_line() {
        let document = json!({
            "openapi": "3.1.0",
            "x-errors": [{ "name": "A" }, { "name": "B" }],
            "paths": {
                "/one": { "post": { "tags": ["x"] } },
                "/two": { "get": { "tags": [] }, "put": {} },
            },
            "components": { "schemas": { "T": { "type": "object" } }, "securitySchemes": {} },
        });
        let text = lines(&document);
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(document));
        let expected = r#"{
"openapi": "3.1.0",
"x-errors": [
{"name":"A"},
{"name":"B"}
],
"paths": {
"/one": {"post": {"tags":["x"]}},
"/two": {
"get": {"tags":[]},
"put": {}
}
},
"components": {
"schemas": {
"T": {"type":"object"}
},
"securitySchemes": {}
}
}
"#;
        assert_eq!(text, expected);
    }
}
