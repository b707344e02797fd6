//! `/oidc/me`.

use cleat_api::oidc::{GetUserInfo, PostUserInfo};
use cleat_api::{ErrorCode, Object};
use cleat_engine::account::claims;
use cleat_engine::http::Bearer;
use cleat_engine::kernel::{Cx, Result};

use super::scope;

/// `GET /oidc/me`
pub async fn get_user_info(cx: Cx, me: Bearer, _: GetUserInfo) -> Result<Object> {
    user_info(&cx, &me).await
}

/// `POST /oidc/me`
pub async fn post_user_info(cx: Cx, me: Bearer, _: PostUserInfo) -> Result<Object> {
    user_info(&cx, &me).await
}

/// What the scope of the token allows. An ID token has none; it tells only whose it is.
async fn user_info(cx: &Cx, Bearer(me): &Bearer) -> Result<Object> {
    if !me.scope.is_empty() && !scope::is_openid(&me.scope) {
        return Err(ErrorCode::InsufficientScope.into());
    }
    claims::of(cx, &me.account, &me.scope).await
}
