//! Access keys of the pool.

use cleat_api::ErrorCode;
use cleat_api::access_key::{GetManagementToken, ManagementToken};
use cleat_engine::http::{Noun, Public, Routes};
use cleat_engine::kernel::{Cx, Module, Result};
use cleat_engine::session::management_token;
use cleat_engine::tenancy::pool;
use cleat_protocol::seal;

/// Access keys; today the pool's own secret is the one there is.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes.mount(get_management_token)
}

/// `getManagementToken`
async fn get_management_token(
    cx: Cx,
    _: Public,
    req: GetManagementToken,
) -> Result<ManagementToken> {
    cx.count().await?;
    let secret = pool::secret(&cx, &req.access_key_id).await?;
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
