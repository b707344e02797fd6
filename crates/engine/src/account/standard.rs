//! Claims in the form of OpenID Connect Core 1.0 section 5.1.

use cleat_api::{Object, Value};

use super::Account;

/// Gives claims that form: times are numbers, a phone number is E.164, and what is not set is left
/// out, with all that is said about it.
pub fn form(claims: &mut Object, account: &Account) {
    if let Some(at) = claims.get_mut("updated_at") {
        *at = (account.updated_at / 1000).into();
    }
    if let Some(number) = claims.get_mut("phone_number") {
        *number = account.phone().map(|phone| phone.e164()).into();
    }
    if let Some(gender) = claims.get_mut("gender") {
        *gender = match gender.as_str() {
            Some("M") => "male".into(),
            Some("F") => "female".into(),
            _ => Value::Null,
        };
    }
    for (claim, about) in [
        ("email", ["email_verified"].as_slice()),
        (
            "phone_number",
            &["phone_number_verified", "phone_country_code"],
        ),
    ] {
        if claims.get(claim).is_none_or(is_empty) {
            about
                .iter()
                .for_each(|name| drop(claims.shift_remove(*name)));
        }
    }
    claims
        .values_mut()
        .filter_map(Value::as_object_mut)
        .for_each(leave_out);
    leave_out(claims);
}

fn leave_out(claims: &mut Object) {
    claims.retain(|_, value| !is_empty(value));
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
