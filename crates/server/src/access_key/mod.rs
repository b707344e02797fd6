//! Access keys of the pool.

use cleat_api::ErrorCode;
use cleat_api::access_key::{GetManagementToken, ManagementToken};
use cleat_protocol::seal;

use crate::core::{Cx, Result};
use crate::http::{Public, Routes};
use crate::security::store;
use crate::session::management_token;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes.mount(get_management_token)
}

/// `getManagementToken`
async fn get_management_token(
    cx: Cx,
    _: Public,
    req: GetManagementToken,
) -> Result<ManagementToken> {
    cx.count().await?;
    let secret = store::secret(&cx, &req.access_key_id).await?;
    let right = secret.is_some_and(|secret| seal::equal(&secret, req.access_key_secret.expose()));
    if !right {
        return Err(ErrorCode::ClientAuthFailed.into());
    }
    let (token, expires_in) = management_token(&cx, &req.access_key_id)?;
    Ok(ManagementToken {
        access_token: token.into(),
        expires_in,
    })
}
