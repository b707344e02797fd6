//! The methods of both clients, as types: the table makes them when the program runs.

use cleat_render::document::{Caller, Wire};
use cleat_render::schema::{self, entries, member, text};
use cleat_render::{Document, Operation};

/// The methods of the application's client; and of the pool's, where those of a user take the
/// user's token as the last argument.
pub fn types(document: &Document<'_>) -> String {
    let own = document.operations.iter();
    let application = own.clone().filter(|one| !one.is_management());
    let pool = own.filter(|one| one.is_management() || one.caller == Caller::User);
    format!(
        "import type * as Models from \"./models.js\";\n{}{}",
        interface(
            "AuthenticationMethods",
            "The operations of an application and of its signed-in users.",
            application.map(|operation| method(document, operation, false)),
        ),
        interface(
            "ManagementMethods",
            "The operations of the user pool; and those of a user, with the user's token.",
            pool.map(|operation| method(document, operation, !operation.is_management())),
        ),
    )
}

fn interface(name: &str, doc: &str, methods: impl Iterator<Item = String>) -> String {
    let methods: String = methods.collect();
    format!("/** {doc} */\nexport interface {name} {{\n{methods}}}\n")
}

fn method(document: &Document<'_>, operation: &Operation<'_>, with_token: bool) -> String {
    let Operation {
        id,
        method,
        path,
        described,
        ..
    } = operation;
    let doc = text(described, "description");
    let fields = schema::request_fields(document.value, described);
    let optional = fields.iter().all(|field| !field.required) && !with_token;
    let mut parameters = Vec::new();
    if !fields.is_empty() {
        let mark = if optional { "?" } else { "" };
        parameters.push(format!(
            "request{mark}: Models.{}",
            request(document, operation)
        ));
    }
    if with_token {
        parameters.push("accessToken: string".into());
    }
    format!(
        "  /** {doc} `{method} {path}` */\n  {id}({}): Promise<{}>;\n",
        parameters.join(", "),
        answer(document, operation)
    )
}

/// The data structure of a request: the schema of the same Rust type.
fn request<'d>(document: &Document<'d>, operation: &Operation<'d>) -> &'d str {
    let rust = member(operation.described, "x-rust");
    let mut schemas = entries(member(member(document.value, "components"), "schemas"));
    let own = schemas.find(|(_, schema)| member(schema, "x-rust") == rust);
    own.map_or(operation.rust_type.1, |(name, _)| name)
}

/// What a method answers, in words of TypeScript.
pub fn answer(document: &Document<'_>, operation: &Operation<'_>) -> String {
    let data = schema::data(operation.described);
    let kind = match schema::kind(document.value, data) {
        (kind, Some(_)) => format!("Models.{kind}"),
        (kind, None) => kind,
    };
    match (operation.wire, operation.answers_nothing()) {
        (Wire::Envelope, true) => "Models.CommonResponseDto".into(),
        (Wire::Envelope, false) => format!("Models.ResponseDto<{kind}>"),
        // There is no body; what succeeded is so.
        (_, true) => "true".into(),
        _ => kind,
    }
}
