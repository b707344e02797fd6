//! `/oidc/me`.

use cleat_api::oidc::{GetUserInfo, PostUserInfo};
use cleat_api::{ErrorCode, Object};

use crate::core::{Cx, Result};
use crate::http::SignedInUser;
use crate::user::{claims, store};

/// `GET /oidc/me`
pub async fn get_user_info(cx: Cx, me: SignedInUser, _: GetUserInfo) -> Result<Object> {
    user_info(&cx, &me).await
}

/// `POST /oidc/me`
pub async fn post_user_info(cx: Cx, me: SignedInUser, _: PostUserInfo) -> Result<Object> {
    user_info(&cx, &me).await
}

async fn user_info(cx: &Cx, me: &SignedInUser) -> Result<Object> {
    let account = store::by_id(&mut *cx.read().await?, &me.pool_id, &me.user_id).await?;
    claims::of(&account.ok_or(ErrorCode::NotSignedIn)?, &me.scope)
}
