//! The data structures: an interface, or the values of an enum.

use std::collections::BTreeMap;

use cleat_api::Value;
use cleat_render::Document;
use cleat_render::schema::{self, Field, entries, list, member, target, text};

use super::wrapped::wrapped;

const START: &str = r#"/** The values of an enum by their own names, and by the official ones where these differ. */
type Values<T extends string, Named = {}> = { readonly [Own in T]: Own } & Readonly<Named>;
export {};
/** What every V3 operation answers; `statusCode` 200 is success. */ export interface CommonResponseDto {
  statusCode: number;
  message: string;
  /** Error code, where the error has one. */ apiCode?: number;
  /** Id of the request; also in the server's log. */ requestId?: string;
}
/** An answer that carries data; absent when the operation is refused. */ export interface ResponseDto<T> extends CommonResponseDto {
  data: T;
}
"#;

/// Their types, and the official names of the same.
pub fn types(document: &Document<'_>, official: &BTreeMap<String, String>) -> String {
    let mut all = START.to_owned();
    for (name, schema) in schemas(document) {
        all.push_str(&format!("/** {} */ ", text(schema, "description")));
        all.push_str(&match schema::values(schema).as_slice() {
            [] => interface(document, name, schema),
            values => values_type(name, values),
        });
    }
    for (name, kind) in official {
        all.push_str(&format!("export type {name} = {kind};\n"));
    }
    all
}

/// The names that exist when the program runs, as an ES module.
pub fn module(document: &Document<'_>) -> String {
    let names: Vec<String> = schemas(document)
        .filter(|(name, schema)| is_enum(schema) || !with_values(document, name).is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    let list = wrapped("export const { ", &names, ",", " } = TABLES.models;\n");
    format!("import {{ TABLES }} from \"./tables.js\";\n{list}")
}

/// The same as a CommonJS module.
pub fn common_js() -> String {
    "module.exports = require(\"./tables.js\").TABLES.models;\n".into()
}

/// What exists of a data structure when the program runs: the values of an enum, or the enums of
/// its fields, as the official client has them: `SendSMSDto.channel.CHANNEL_LOGIN`.
pub fn values<'d>(document: &Document<'d>) -> impl Iterator<Item = (&'d String, Value)> {
    schemas(document).filter_map(move |(name, schema)| {
        if is_enum(schema) {
            return Some((name, member(schema, "enum").clone()));
        }
        let fields = with_values(document, name);
        let fields = fields
            .into_iter()
            .map(|(field, of)| (field, Value::from(of)));
        let fields: cleat_api::Object = fields.collect();
        (!fields.is_empty()).then(|| (name, fields.into()))
    })
}

fn schemas<'d>(document: &Document<'d>) -> impl Iterator<Item = (&'d String, &'d Value)> + use<'d> {
    entries(member(member(document.value, "components"), "schemas"))
}

fn is_enum(schema: &Value) -> bool {
    member(schema, "enum").is_array()
}

/// The fields of a data structure that hold an enum, each with the enum's name.
fn with_values(document: &Document<'_>, name: &str) -> Vec<(String, String)> {
    let fields = schema::fields(document.value, document.schema(name));
    let with_values = fields.into_iter().filter(|field| !field.values.is_empty());
    let pairs = with_values.filter_map(|field| Some((field.name, field.structure?)));
    pairs.collect()
}

fn values_type(name: &str, values: &[String]) -> String {
    let own: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
    let named = values.iter().map(|value| (official_name(value), value));
    let named = named.filter(|(name, value)| name != *value && !values.contains(name));
    let named: Vec<String> = named
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    let start = format!("export declare const {name}: Values<");
    let list = match named.is_empty() {
        true => wrapped(&start, &own, " |", ">;\n"),
        false => {
            let named = wrapped("{ ", &named, ";", " }");
            wrapped(&start, &own, " |", &format!(", {named}>;\n"))
        }
    };
    format!("{list}export type {name} = (typeof {name})[keyof typeof {name}];\n")
}

/// The name of a value in the enums of the official client: `adminCreated` is `ADMIN_CREATED`.
fn official_name(value: &str) -> String {
    let mut name = String::new();
    let mut before = 'A';
    for letter in value.chars() {
        let fits = is_word(letter);
        let again = !fits && !is_word(before);
        if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            name.push('_');
        }
        if !again {
            name.push(if fits {
                letter.to_ascii_uppercase()
            } else {
                '_'
            });
        }
        before = letter;
    }
    let digit = name.starts_with(|letter: char| letter.is_ascii_digit());
    if digit { format!("_{name}") } else { name }
}

fn interface(document: &Document<'_>, name: &str, schema: &Value) -> String {
    let fields = schema::fields(document.value, schema);
    if fields.is_empty() {
        return format!("export interface {name} {{}}\n");
    }
    let lines = fields
        .iter()
        .map(|field| line(document.value, schema, field));
    let mut text = format!(
        "export interface {name} {{\n{}}}\n",
        lines.collect::<String>()
    );
    text.push_str(&namespace(name, &with_values(document, name)));
    text
}

/// The enums of the fields, as values and as types, as the official client has them.
fn namespace(name: &str, enums: &[(String, String)]) -> String {
    let members = enums
        .iter()
        .map(|(field, of)| format!("const {field}: typeof {of}; type {field} = {of};"));
    let members: Vec<String> = members.collect();
    match members.is_empty() {
        true => String::new(),
        false => {
            let start = format!("export declare namespace {name} {{ ");
            wrapped(&start, &members, "", " }\n")
        }
    }
}

fn line(document: &Value, schema: &Value, field: &Field) -> String {
    let own = member(member(schema, "properties"), &field.name);
    let mark = if field.required { "" } else { "?" };
    let null = if is_nullable(document, own) {
        " | null"
    } else {
        ""
    };
    let (doc, name, kind) = (&field.description, key(&field.name), &field.kind);
    format!("  /** {doc} */ {name}{mark}: {kind}{null};\n")
}

fn is_nullable(document: &Value, schema: &Value) -> bool {
    let has_null = |schema: &Value| list(member(schema, "type")).any(|kind| kind == "null");
    let mut options = list(member(schema, "anyOf"));
    has_null(schema)
        || options.any(|option| text(option, "type") == "null")
        || has_null(target(document, schema).1)
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// A name that is a key without quotes, or in them.
fn key(name: &str) -> String {
    let digit = name.starts_with(|letter: char| letter.is_ascii_digit());
    match name.chars().all(is_word) && !digit && !name.is_empty() {
        true => name.into(),
        false => format!("{name:?}"),
    }
}
