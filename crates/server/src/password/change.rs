//! `updatePassword`.

use cleat_api::log::EventType::UpdateUserPassword as CHANGED;
use cleat_api::password::UpdatePassword;
use cleat_api::{ErrorCode, Secret};

use super::{decrypt, hash, try_password};
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::grant::{self, Purpose};
use crate::http::SignedInUser;
use crate::phone::refused;
use crate::session;
use crate::user::store;

struct Change {
    hash: String,
    strength: i64,
    grant: Option<Secret>,
    /// Hash that the old password was checked against.
    checked: Option<String>,
}

/// Changes or sets the password. A set one is proven by itself, or by a token of
/// `verifyResetPasswordRequest`; other sessions go on.
pub async fn update_password(cx: Cx, me: SignedInUser, req: UpdatePassword) -> Result<()> {
    let plain = decrypt(&cx, &req.new_password, req.password_encrypt_type)?;
    let account = me.account.clone();
    if account.password_hash.is_some() && req.password_reset_token.is_none() {
        let old = req
            .old_password
            .as_ref()
            .ok_or(ErrorCode::OldPasswordRequired)?;
        let old = decrypt(&cx, old, req.password_encrypt_type)?;
        if !try_password(&cx, &me.pool_id, &account.id, Some(&account), old).await? {
            return cx
                .write((cx.clone(), me), |tx, (cx, me)| {
                    Box::pin(refused(
                        tx,
                        cx,
                        me,
                        CHANGED,
                        ErrorCode::OldPasswordWrong.into(),
                    ))
                })
                .await;
        }
    }
    let (hash, strength) = hash(&cx, plain).await?;
    let change = Change {
        hash,
        strength,
        grant: req.password_reset_token,
        checked: account.password_hash,
    };
    cx.write((cx.clone(), me, change), |tx, (cx, me, change)| {
        Box::pin(async move {
            let before = attempt!(session::acting(tx, cx, me).await?);
            if let Some(token) = &change.grant {
                let granted =
                    grant::redeem(tx, cx, Purpose::ResetPassword, &me.pool_id, token).await?;
                if granted.is_none_or(|grant| grant.user_id != me.user_id) {
                    return refused(tx, cx, me, CHANGED, ErrorCode::GrantInvalid.into()).await;
                }
            } else if before.password_hash != change.checked {
                return refused(tx, cx, me, CHANGED, ErrorCode::OldPasswordWrong.into()).await;
            }
            let mut after = before;
            after.set_password(change.hash.clone(), change.strength, cx.now());
            after.reset_password = false;
            after.updated_at = cx.now();
            store::update(tx, &after).await?;
            let event = Event::of(CHANGED, &me.pool_id)
                .user(&me.user_id)
                .app(Some(&me.app_id));
            audit::record(tx, cx, event.method("PASSWORD")).await?;
            Ok(Ok(()))
        })
    })
    .await
}
