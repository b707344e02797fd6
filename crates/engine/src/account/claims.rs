//! Claims about a user, as the scope allows (OpenID Connect Core 1.0 section 5.4).

use cleat_api::{Object, Value};
use serde_json::json;

use super::{Account, standard};
use crate::kernel::{Cx, Result, iso};

/// The claims. In a call of the V3 API what is not set is `null`, as in the real service; elsewhere
/// they are as OpenID Connect Core 1.0 section 5.1 has them.
///
/// # Errors
/// When the database fails or a row holds something else than was written.
pub async fn of(cx: &Cx, account: &Account, scope: &str) -> Result<Object> {
    let mut claims = own(account, scope)?;
    if cx.request.is_standard() {
        standard::form(&mut claims, account);
    }
    for claim in cx.app.modules.iter().flat_map(|module| module.claims) {
        if scope.split(' ').any(|part| part == claim.scope) {
            let mut tx = cx.read().await?;
            let value = (claim.read)(&mut tx, &account.pool_id, &account.id, cx.now()).await?;
            claims.insert(claim.scope.into(), value);
        }
    }
    Ok(claims)
}

/// The claims that the account's own row tells.
fn own(account: &Account, scope: &str) -> Result<Object> {
    let mut claims = Object::new();
    claims.insert("sub".into(), account.id.as_str().into());
    let mut add = |more: Value| {
        if let Value::Object(more) = more {
            claims.extend(more);
        }
    };
    for part in scope.split(' ') {
        match part {
            "profile" => add(profile(account)?),
            "email" => add(json!({
                "email": account.shown_email(), "email_verified": account.email_verified,
            })),
            "phone" => add(json!({
                "phone_number": account.phone, "phone_number_verified": account.phone_verified,
                "phone_country_code": account.phone_country_code,
            })),
            "address" => add(address(account)?),
            "username" => add(json!({ "username": account.username })),
            "external_id" => add(json!({ "external_id": account.external_id })),
            _ => {}
        }
    }
    Ok(claims)
}

fn profile(account: &Account) -> Result<Value> {
    let profile = account.profile()?;
    Ok(json!({
        "birthdate": profile.birthdate, "family_name": profile.family_name,
        "gender": profile.gender.unwrap_or(cleat_api::user::Gender::U),
        "given_name": profile.given_name, "locale": profile.locale,
        "middle_name": profile.middle_name, "name": profile.name,
        "nickname": profile.nickname, "picture": profile.photo,
        "preferred_username": profile.preferred_username, "profile": profile.profile,
        "updated_at": iso(account.updated_at), "website": profile.website,
        "zoneinfo": profile.zoneinfo,
    }))
}

fn address(account: &Account) -> Result<Value> {
    let profile = account.profile()?;
    Ok(json!({ "address": {
        "country": profile.country, "postal_code": profile.postal_code,
        "region": profile.region, "formatted": profile.formatted,
        "street_address": profile.street_address, "locality": profile.locality,
    } }))
}
