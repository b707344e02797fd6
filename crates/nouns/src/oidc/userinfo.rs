//! `/oidc/me`.

use cleat_api::Object;
use cleat_api::oidc::{GetUserInfo, PostUserInfo};
use cleat_engine::account::claims;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::SignedInUser;

/// `GET /oidc/me`
pub async fn get_user_info(cx: Cx, me: SignedInUser, _: GetUserInfo) -> Result<Object> {
    claims::of(&cx, &me.account, &me.scope).await
}

/// `POST /oidc/me`
pub async fn post_user_info(cx: Cx, me: SignedInUser, _: PostUserInfo) -> Result<Object> {
    claims::of(&cx, &me.account, &me.scope).await
}
