//! What whoever is signed in sees and ends.

use cleat_api::oidc::RevokeToken;
use cleat_api::profile::{GetSecurityLevel, SecurityLevel};
use cleat_api::{Secret, Value};
use serde::Deserialize;
use serde_json::json;

use super::answer::Answer;
use super::call::Call;
use super::person;

/// `GET /api/v2/users/me`
pub async fn me(call: Call) -> Answer<Value> {
    person::me(&call).await
}

/// `GET /api/v2/users/me/security-level`
pub async fn security_level(call: Call) -> Answer<Value> {
    let level: SecurityLevel = call.v3(&GetSecurityLevel {}).await?;
    Ok(json!({
        "score": level.security_score,
        "email": level.email_binded,
        "phone": level.phone_binded,
        "password": level.password_set,
        "passwordSecurityLevel": level.password_security_level,
        "mfa": level.mfa_enrolled,
    }))
}

#[derive(Deserialize)]
struct Logout {
    app_id: String,
}

/// `GET /api/v2/logout`. A page of any site can send a browser here, so that it ends the token in
/// its head and nothing else.
pub async fn logout(call: Call) -> Answer<Value> {
    let Logout { app_id } = call.params()?;
    let Some(token) = call.token() else {
        return Ok(Value::Null);
    };
    let revoke = RevokeToken {
        token: Secret::from(token),
        client_id: Some(app_id),
        ..RevokeToken::default()
    };
    call.v3(&revoke).await?;
    Ok(Value::Null)
}

/// `GET /cas/session`. A page of another site is not told who is signed in at this browser.
pub async fn session(_: Call) -> Answer<Value> {
    Ok(json!({ "session": null }))
}
