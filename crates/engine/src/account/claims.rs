//! Claims about a user, as the scope allows (OpenID Connect Core 1.0 section 5.4).

use cleat_api::{Object, Value};
use serde_json::json;

use super::Account;
use crate::kernel::Result;

/// The claims; what is not set is `null`, as in the real service.
///
/// # Errors
/// When the row holds something else than was written.
pub fn of(account: &Account, scope: &str) -> Result<Object> {
    let mut claims = Object::new();
    claims.insert("sub".into(), account.id.as_str().into());
    let mut add = |more: Value| {
        if let Value::Object(more) = more {
            claims.extend(more);
        }
    };
    for part in scope.split(' ') {
        match part {
            "profile" => {
                let profile = account.profile()?;
                add(json!({
                    "birthdate": profile.birthdate, "family_name": profile.family_name,
                    "gender": profile.gender.unwrap_or(cleat_api::user::Gender::U),
                    "given_name": profile.given_name, "locale": profile.locale,
                    "middle_name": profile.middle_name, "name": profile.name,
                    "nickname": profile.nickname, "picture": profile.photo,
                    "preferred_username": profile.preferred_username, "profile": profile.profile,
                    "updated_at": crate::kernel::iso(account.updated_at), "website": profile.website,
                    "zoneinfo": profile.zoneinfo,
                }));
            }
            "email" => add(json!({
                "email": account.email, "email_verified": account.email_verified,
            })),
            "phone" => add(json!({
                "phone_number": account.phone, "phone_number_verified": account.phone_verified,
                "phone_country_code": account.phone_country_code,
            })),
            "address" => {
                let profile = account.profile()?;
                add(json!({ "address": {
                    "country": profile.country, "postal_code": profile.postal_code,
                    "region": profile.region, "formatted": profile.formatted,
                    "street_address": profile.street_address, "locality": profile.locality,
                } }));
            }
            "username" => add(json!({ "username": account.username })),
            "external_id" => add(json!({ "external_id": account.external_id })),
            _ => {}
        }
    }
    Ok(claims)
}
