//! `getProfile`, `updateProfile` and `getSecurityLevel`.

use cleat_api::profile::{GetProfile, GetSecurityLevel, SecurityLevel, UpdateProfile};
use cleat_api::user::User;
use cleat_api::{Object, Value};
use cleat_engine::account::{self, Account, identity, merge_custom, store, valid_name};
use cleat_engine::kernel::{Cx, Outcome, Result, from_json, to_json};
use cleat_engine::session::{self, SignedInUser};
use cleat_store::Tx;

/// `getProfile`
pub async fn get_profile(cx: Cx, me: SignedInUser, req: GetProfile) -> Result<User> {
    let mut user = me
        .account
        .to_user(req.with_custom_data.unwrap_or_default())?;
    if req.with_identities.unwrap_or_default() {
        let mut tx = cx.read().await?;
        user.identities = Some(identity::of_user(&mut tx, &me.pool_id, &me.user_id).await?);
    }
    Ok(user)
}

/// `updateProfile`
pub async fn update_profile(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    req: &UpdateProfile,
) -> Outcome<User> {
    let before = session::acting(tx, cx, me).await?;
    let after = changed(cx, &before, req)?;
    account::free(tx, &after, Some(&me.user_id)).await?;
    store::update(tx, &after).await?;
    Ok(after.to_user(true)?)
}

fn changed(cx: &Cx, before: &Account, req: &UpdateProfile) -> Result<Account> {
    let username = valid_name("username", req.username.clone())?;
    let external_id = valid_name("externalId", req.external_id.clone())?;
    let mut profile = before.profile()?;
    profile.merge(req);
    let profile = to_json(&profile)?;
    let mut custom_data = before.custom_data.clone();
    if let Some(new) = &req.custom_data {
        let old: Option<Object> = custom_data.as_deref().map(from_json).transpose()?;
        custom_data = Some(Value::Object(merge_custom(old, new.clone())).to_string());
    }
    Ok(before.with(cx, |account| {
        account.username = username.or(account.username.take());
        account.external_id = external_id.or(account.external_id.take());
        account.profile = profile;
        account.custom_data = custom_data;
    }))
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
