//! All samples as one program, so that each can be compiled and run.

use super::source::source;
use crate::catalogue::Tongue;
use crate::document::Document;
use crate::names::snake_case;
use crate::samples::sample::{Given, Sample, quoted};

/// What stands before the samples. A value has the type of the text it stands for.
const START: &str = r#"
/// What a reader would have replaced.
fn value(place: &str) -> &'static str {
    let given = std::env::var("SAMPLE").unwrap_or_default();
    let given: serde_json::Value = serde_json::from_str(&given).unwrap_or_default();
    match given.get(place) {
        Some(serde_json::Value::String(text)) => text.clone().leak(),
        _ => panic!("{place} is not in SAMPLE"),
    }
}
"#;

/// The samples as one program. Its argument is an operation. Every text of a request, by its
/// place (RFC 6901), and what else a reader would replace come as JSON in the variable `SAMPLE`.
///
/// # Errors
/// When the document does not tell the types of a sample.
pub fn program(document: &Document<'_>) -> Result<String, String> {
    let given = Given::placeholders();
    let mut modules = String::new();
    let mut arms = String::new();
    for operation in &document.operations {
        let request = operation.request();
        let sample = Sample {
            document,
            operation,
            request: &request,
            given: &given,
            tongue: Tongue::En,
        };
        let text = |place: &str, _: &str| format!("value({})", quoted(place));
        let source = source(&sample, &text)?.replace("async fn main", "pub async fn main");
        let (id, module) = (operation.id, snake_case(operation.id));
        modules.push_str(&format!(
            "\nmod {module} {{\nuse crate::value;\n{source}}}\n"
        ));
        arms.push_str(&format!("        Some({id:?}) => {module}::main(),\n"));
    }
    Ok(format!(
        "{START}\nfn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         match std::env::args().nth(1).as_deref() {{\n{arms}        \
         other => panic!(\"no sample of {{other:?}}\"),\n    }}\n}}\n{modules}"
    ))
}
