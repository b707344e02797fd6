//! `getProfile`, `updateProfile` and `getSecurityLevel`.

use cleat_api::log::EventType;
use cleat_api::profile::{GetProfile, GetSecurityLevel, SecurityLevel, UpdateProfile};
use cleat_api::user::User;
use cleat_api::{Object, Value};

use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Result, from_json};
use crate::ext_idp;
use crate::http::SignedInUser;
use crate::session;
use crate::user::{self, Account, store};

/// `getProfile`
pub async fn get_profile(cx: Cx, me: SignedInUser, req: GetProfile) -> Result<User> {
    let mut user = me
        .account
        .to_user(req.with_custom_data.unwrap_or_default())?;
    if req.with_identities.unwrap_or_default() {
        let mut tx = cx.read().await?;
        user.identities = Some(ext_idp::of_user(&mut tx, &me.pool_id, &me.user_id).await?);
    }
    Ok(user)
}

/// `updateProfile`
pub async fn update_profile(cx: Cx, me: SignedInUser, req: UpdateProfile) -> Result<User> {
    let account = cx
        .write((cx.clone(), me, req), |tx, (cx, me, req)| {
            Box::pin(async move {
                let before = attempt!(session::acting(tx, cx, me).await?);
                let after = attempt!(changed(cx, &before, req));
                attempt!(user::free(tx, &after, Some(&me.user_id)).await?);
                store::update(tx, &after).await?;
                let event = Event::of(EventType::UpdateUserPrefile, &me.pool_id).user(&me.user_id);
                audit::record(tx, cx, event.app(Some(&me.app_id))).await?;
                Ok(Ok(after))
            })
        })
        .await?;
    account.to_user(true)
}

fn changed(cx: &Cx, before: &Account, req: &UpdateProfile) -> Result<Account> {
    let mut after = before.clone();
    if req.username.is_some() {
        let name = user::valid_name("username", req.username.clone())?;
        after.username = name.or(after.username);
    }
    if req.external_id.is_some() {
        let id = user::valid_name("externalId", req.external_id.clone())?;
        after.external_id = id.or(after.external_id);
    }
    let mut profile = before.profile()?;
    profile.merge(req);
    after.profile = serde_json::to_string(&profile).map_err(Error::internal)?;
    if let Some(new) = &req.custom_data {
        let old: Option<Object> = before.custom_data.as_deref().map(from_json).transpose()?;
        after.custom_data = Some(Value::Object(user::merge_custom(old, new.clone())).to_string());
    }
    after.updated_at = cx.now();
    Ok(after)
}

/// `getSecurityLevel`
pub async fn get_security_level(
    _: Cx,
    me: SignedInUser,
    _: GetSecurityLevel,
) -> Result<SecurityLevel> {
    let account = me.account;
    let strength = account.password_strength.unwrap_or_default();
    let points = |has: bool, points: i64| if has { points } else { 0 };
    Ok(SecurityLevel {
        password_security_level: strength,
        mfa_enrolled: false,
        password_set: account.password_hash.is_some(),
        email_binded: account.email.is_some(),
        phone_binded: account.phone.is_some(),
        security_score: points(account.phone.is_some(), 30)
            + points(account.email.is_some(), 30)
            + points(account.password_hash.is_some(), 10)
            + 10 * strength,
    })
}
