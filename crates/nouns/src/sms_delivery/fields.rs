//! Settings of vendors: secrets are taken, kept and never answered again.

use cleat_api::{Object, Value};
use cleat_delivery::http::names_private;
use cleat_delivery::service::Vendor;
use cleat_engine::kernel::secret_fields::{self, mask};
use cleat_engine::kernel::{Error, Result};

/// Settings that say where a vendor is: whoever moves it must know its secrets.
const ADDRESSES: [&str; 2] = ["endpoint", "url"];

/// The settings without their secrets.
pub fn masked(vendor: &Vendor, mut fields: Object) -> Object {
    for name in secrets(vendor) {
        if let Some(Value::String(secret)) = fields.get_mut(&name) {
            *secret = mask(secret);
        }
    }
    fields
}

/// The settings with those secrets of before that are not given again.
///
/// # Errors
/// When the vendor moves.
pub fn completed(vendor: &Vendor, fields: Object, before: Option<&Object>) -> Result<Object> {
    let names = secrets(vendor);
    let nothing = Object::new();
    let names = names.iter().map(String::as_str);
    secret_fields::completed(names, &ADDRESSES, fields, before.unwrap_or(&nothing))
}

/// Refuses an address that is none of the vendor's, that everybody on the way could read where it
/// is one of the web, or that is one of a private network where it is none.
///
/// # Errors
/// The field at fault.
pub fn check_addresses(vendor: &Vendor, fields: &Object, private_is_allowed: bool) -> Result<()> {
    for name in ADDRESSES {
        let Some(Value::String(text)) = fields.get(name) else {
            continue;
        };
        let scheme = text.split_once("://").map(|(scheme, _)| scheme);
        if scheme.is_some_and(|scheme| vendor.schemes.contains(&scheme)) {
            if !private_is_allowed && names_private(text) {
                let field = format!("fields.{name}");
                return Err(Error::field(&field, "is one of a private network"));
            }
            continue;
        }
        let is_right = match scheme {
            _ if !vendor.schemes.is_empty() => continue,
            Some("https") => true,
            Some("http") => private_is_allowed,
            _ => false,
        };
        if !is_right {
            let field = format!("fields.{name}");
            return Err(Error::field(&field, "must be an address with https"));
        }
    }
    Ok(())
}

/// Names of the settings that are secrets: `writeOnly` in the schema.
fn secrets(vendor: &Vendor) -> Vec<String> {
    let schema = (vendor.schema)();
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten();
    let secret = properties.filter(|(_, schema)| is_secret(schema));
    secret.map(|(name, _)| name.clone()).collect()
}

/// An optional secret is `anyOf` a secret and null.
fn is_secret(schema: &Value) -> bool {
    schema.get("writeOnly") == Some(&Value::Bool(true))
        || schema
            .get("anyOf")
            .and_then(Value::as_array)
            .is_some_and(|forms| forms.iter().any(is_secret))
}
