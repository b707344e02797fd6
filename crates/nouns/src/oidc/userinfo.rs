//! `/oidc/me`.

use cleat_api::oidc::{GetUserInfo, PostUserInfo};
use cleat_api::{ErrorCode, Object};
use cleat_engine::account::claims;
use cleat_engine::http::Bearer;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::{is_openid, store};

use super::authorize::named;

/// `GET /oidc/me`
pub async fn get_user_info(cx: Cx, me: Bearer, _: GetUserInfo) -> Result<Object> {
    user_info(&cx, &me).await
}

/// `POST /oidc/me`
pub async fn post_user_info(cx: Cx, me: Bearer, _: PostUserInfo) -> Result<Object> {
    user_info(&cx, &me).await
}

/// What the scope of the token allows, and what was asked for by name. An ID token has none; it tells only whose it is.
async fn user_info(cx: &Cx, Bearer(me): &Bearer) -> Result<Object> {
    if !me.scope.is_empty() && !is_openid(&me.scope) {
        return Err(ErrorCode::InsufficientScope.into());
    }
    let mut claims = claims::of(cx, &me.account, &me.scope).await?;
    let asked = store::claims(&mut *cx.read().await?, &me.pool_id, &me.session_id).await?;
    if let Some(names) = asked.filter(|_| !me.scope.is_empty()) {
        claims.extend(named(cx, &me.account, names.split(' ')).await?);
    }
    Ok(claims)
}
