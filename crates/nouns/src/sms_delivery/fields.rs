//! Settings of vendors: secrets are taken, kept and never answered again.

use cleat_api::{Object, Value};
use cleat_delivery::http::names_private;
use cleat_delivery::service::Vendor;
use cleat_engine::kernel::secret_fields::{is_masked, kept, mask};
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
/// When the vendor moves: the secrets of before are not for another address.
pub fn completed(vendor: &Vendor, mut fields: Object, before: Option<&Object>) -> Result<Object> {
    for name in secrets(vendor) {
        let is_given = match fields.get(&name) {
            None | Some(Value::Null) => false,
            Some(value) => !value.as_str().is_some_and(is_masked),
        };
        if is_given {
            continue;
        }
        match before.and_then(|before| Some((before, kept(before, &name)?))) {
            Some((before, secret)) => {
                if ADDRESSES
                    .iter()
                    .any(|place| before.get(*place) != fields.get(*place))
                {
                    let why = "must be given again, since the address changes";
                    return Err(Error::field(&format!("fields.{name}"), why));
                }
                fields.insert(name, secret.clone());
            }
            None => {
                fields.remove(&name);
            }
        }
    }
    Ok(fields)
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
