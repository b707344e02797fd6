//! `updatePassword`.

use cleat_api::password::UpdatePassword;
use cleat_api::{ErrorCode, Secret};
use cleat_engine::audit::Proof;
use cleat_engine::grant::{self, Purpose};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::password::{NewPassword, decrypt, hash, try_password};
use cleat_engine::session::{self, SignedInUser};
use cleat_engine::{account, audit, notice};
use cleat_store::Tx;

/// A change of password that may be made.
struct Change {
    me: SignedInUser,
    new: NewPassword,
    grant: Option<Secret>,
    /// Hash that the old password was checked against.
    checked: Option<String>,
}

/// Changes or sets the password. A set one is proven by itself, or by a token of
/// `verifyResetPasswordRequest`; other sessions go on.
pub async fn update_password(cx: Cx, me: SignedInUser, req: UpdatePassword) -> Result<()> {
    let plain = decrypt(&cx, &req.new_password, req.password_encrypt_type)?;
    let has_password = me.account.password_hash.is_some();
    if has_password && req.password_reset_token.is_none() && !fits_old(&cx, &me, &req).await? {
        return cx.write(me, refuse).await;
    }
    let change = Change {
        new: hash(&cx, plain).await?,
        grant: req.password_reset_token,
        checked: me.account.password_hash.clone(),
        me,
    };
    cx.write(change, write).await
}

async fn fits_old(cx: &Cx, me: &SignedInUser, req: &UpdatePassword) -> Result<bool> {
    let old = req.old_password.as_ref();
    let old = old.ok_or(ErrorCode::OldPasswordRequired)?;
    let old = decrypt(cx, old, req.password_encrypt_type)?;
    try_password(cx, &me.pool_id, &me.user_id, Some(&me.account), old).await
}

async fn refuse(tx: &mut Tx, _: &Cx, me: &SignedInUser) -> Outcome<()> {
    audit::note(tx).at(&me.user_id, &me.head);
    Err(ErrorCode::OldPasswordWrong.into())
}

async fn write(tx: &mut Tx, cx: &Cx, change: &Change) -> Outcome<()> {
    let me = &change.me;
    let before = session::acting(tx, cx, me).await?;
    audit::note(tx).method(Proof::Password);
    if let Some(token) = &change.grant {
        let granted = grant::redeem(tx, cx, Purpose::ResetPassword, &me.pool_id, token).await?;
        granted.of(&before)?;
    } else if before.password_hash != change.checked {
        return Err(ErrorCode::OldPasswordWrong.into());
    }
    let after = before.with(cx, |account| {
        change.new.set(account, cx.now());
        account.reset_password = false;
    });
    account::store::update(tx, &after).await?;
    notice::changed(tx, cx, &before, &after).await
}
