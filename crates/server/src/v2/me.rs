//! What whoever is signed in sees and ends.

use cleat_api::Value;
use cleat_api::profile::{GetSecurityLevel, SecurityLevel};
use cleat_engine::kernel::Result;
use cleat_engine::{session, tenancy};
use cleat_nouns::oidc::authorize::Hint;
use cleat_nouns::oidc::end_session::end_hinted;
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

/// `GET /api/v2/logout`. A page of any site can send a browser here, so that it ends the session of
/// the token in its head, with the browser's that it began by, and nothing else.
pub async fn logout(call: Call) -> Answer<Value> {
    let ended = end(&call).await;
    ended.map_err(|error| call.refuse(error))?;
    Ok(Value::Null)
}

async fn end(call: &Call) -> Result<()> {
    let cx = &call.cx;
    let Some(token) = call.token() else {
        return Ok(());
    };
    let Some(user) = session::user_of(cx, token).await? else {
        return Ok(());
    };
    let mut tx = cx.read().await?;
    let app = tenancy::opened(&mut tx, cx, &user.pool_id, &user.app_id).await?;
    drop(tx);
    let Some(app) = app else { return Ok(()) };
    let ending = Hint {
        user_id: user.user_id,
        session_id: user.session_id,
        app,
    };
    end_hinted(cx, &ending).await
}

/// `GET /cas/session`. A page of another site is not told who is signed in at this browser.
pub async fn session(_: Call) -> Answer<Value> {
    Ok(json!({ "session": null }))
}
