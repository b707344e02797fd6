//! `getManagementToken`

use cleat_api::ErrorCode;
use cleat_api::access_key as api;
use cleat_engine::http::Public;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::management_token;
use cleat_engine::tenancy::access_keys;
use cleat_protocol::seal;

/// Exchanges an enabled key for a token. A wrong id and a wrong secret are told alike.
pub async fn get_management_token(
    cx: Cx,
    _: Public,
    req: api::GetManagementToken,
) -> Result<api::ManagementToken> {
    cx.count().await?;
    let given = req.access_key_secret.expose();
    let fits = |secret: &str| seal::equal(secret, given);
    let key = access_keys::proven(&cx, &req.access_key_id, fits).await?;
    let key = key.ok_or(ErrorCode::ClientAuthFailed)?;
    let (token, expires_in) = management_token(&cx, &key)?;
    key.used(&cx).await?;
    Ok(api::ManagementToken {
        access_token: token.into(),
        expires_in,
    })
}
