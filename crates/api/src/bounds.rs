//! How long the texts of requests may be: one table of kinds, written into the schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Most characters of a text that the table does not name: names, ids, words.
const USUAL: u64 = 256;
/// Keyword of the most bytes that free data has as JSON.
pub const BYTES: &str = "x-max-bytes";
/// Most bytes of free data.
const DATA: u64 = 65_536;
/// Free data that is looked for, not kept; lists have bounds of their own.
const LOOKED_FOR: &[&str] = &["value", "searchQuery"];

/// Most characters by kind, and the fields of each kind by their names on the wire. Codes and
/// secrets are types, which have their bound with them.
const KINDS: &[(u64, &[&str])] = &[
    // Phone numbers in any spelling.
    (
        64,
        &[
            "phone",
            "phoneNumber",
            "newPhoneNumber",
            "oldPhoneNumber",
            "phoneCountryCode",
            "newPhoneCountryCode",
            "oldPhoneCountryCode",
        ],
    ),
    // E-mail addresses in any spelling.
    (320, &["email", "newEmail", "oldEmail"]),
    // Ids that name a provider as well; addresses of streets; lists of scopes.
    (
        512,
        &[
            "userId",
            "userIds",
            "targetIdentifier",
            "address",
            "formatted",
            "streetAddress",
        ],
    ),
    (1024, &["scope", "photo", "profile", "website"]),
    // Addresses of pages; descriptions.
    (
        2048,
        &[
            "redirectUris",
            "logoutRedirectUris",
            "initLoginUri",
            "appLogo",
            "customLoadingImage",
            "customBackground",
            "allowedOrigins",
            "description",
            "appDescription",
            "redirectTo",
            "redirect_uri",
        ],
    ),
    // What applications hand in at one place, as long as the browser may bring it at another.
    (
        8192,
        &["captchaToken", "ipWhitelist", "state", "nonce", "claims"],
    ),
    // Tokens of any server.
    (
        16_384,
        &[
            "token",
            "access_token",
            "refresh_token",
            "accessToken",
            "refreshToken",
            "id_token_hint",
        ],
    ),
    (65_536, &["customCSS", "content"]),
];

/// Most characters of the texts under that name.
fn longest(name: &str) -> u64 {
    let kind = KINDS.iter().find(|(_, names)| names.contains(&name));
    kind.map_or(USUAL, |(most, _)| *most)
}

/// Writes the bounds into the schema of a request.
pub fn write(schema: &mut Value) {
    under("", schema);
}

/// Writes the bounds into a schema that stands under that name.
fn under(name: &str, schema: &mut Value) {
    if *schema == Value::Bool(true) {
        *schema = Value::Object(Map::new());
    }
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    if is_free(schema) && !name.is_empty() && !LOOKED_FOR.contains(&name) {
        schema.insert(BYTES.into(), DATA.into());
    }
    let is_named = schema.contains_key("enum") || schema.contains_key("const");
    if has_type(schema, "string") && !is_named && !schema.contains_key("maxLength") {
        schema.insert("maxLength".into(), longest(name).into());
    }
    for (keyword, inner) in schema.iter_mut() {
        match (keyword.as_str(), inner) {
            ("properties", Value::Object(fields)) => {
                fields
                    .iter_mut()
                    .for_each(|(name, field)| under(name, field));
            }
            ("anyOf" | "oneOf" | "allOf", Value::Array(parts)) => {
                parts.iter_mut().for_each(|part| under(name, part));
            }
            ("items", items) => under(name, items),
            _ => {}
        }
    }
}

/// Whether it takes objects whose keys the server does not know.
fn is_free(schema: &Map<String, Value>) -> bool {
    let says_what = [
        "$ref",
        "anyOf",
        "oneOf",
        "allOf",
        "enum",
        "const",
        "properties",
    ];
    let says_nothing = says_what.iter().all(|word| !schema.contains_key(*word));
    says_nothing && (has_type(schema, "object") || !schema.contains_key("type"))
}

fn has_type(schema: &Map<String, Value>, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(own)) => own == name,
        Some(Value::Array(names)) => names.iter().any(|own| own == name),
        _ => false,
    }
}

/// The definitions that schemas refer to, and those that these refer to.
pub fn reachable<'s>(
    schemas: impl IntoIterator<Item = &'s Value>,
    definitions: &'s Map<String, Value>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Value> = schemas.into_iter().collect();
    while let Some(schema) = open.pop() {
        match schema {
            Value::Object(fields) => {
                open.extend(fields.values());
                let path = fields.get("$ref").and_then(Value::as_str);
                let name = path.and_then(|path| path.rsplit('/').next());
                if let Some(name) = name.filter(|name| found.insert((*name).to_owned())) {
                    open.extend(definitions.get(name));
                }
            }
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    found
}
