//! `updatePassword`.

use cleat_api::password::UpdatePassword;
use cleat_api::{ErrorCode, Secret};
use cleat_engine::audit::Proof;
use cleat_engine::grant::{self, Purpose};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::password::{NewPassword, TriedPassword, decrypt, hash, try_password};
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
    let has_password = me.account.password_hash.is_some();
    let refusal = match &req.password_reset_token {
        Some(token) => granted(&cx, &me, token).await?,
        None if has_password => old_password(&cx, &me, &req).await?,
        None => cx.count().await.map(|()| None)?,
    };
    if let Some(refusal) = refusal {
        return cx.write((me, refusal), refuse).await;
    }
    let plain = decrypt(&cx, &req.new_password, req.password_encrypt_type)?;
    let change = Change {
        new: hash(&cx, plain).await?,
        grant: req.password_reset_token,
        checked: me.account.password_hash.clone(),
        me,
    };
    cx.write(change, write).await
}

/// Why the old password does not prove the new one.
async fn old_password(
    cx: &Cx,
    me: &SignedInUser,
    req: &UpdatePassword,
) -> Result<Option<ErrorCode>> {
    let old = req.old_password.as_ref();
    let tried = TriedPassword {
        pool_id: &me.pool_id,
        name: &me.user_id,
        account: Some(&me.account),
        signed_in: Some(&me.user_id),
        sent: old.ok_or(ErrorCode::OldPasswordRequired)?,
        how: req.password_encrypt_type,
    };
    match try_password(cx, &tried).await {
        Ok(Some(_)) => Ok(None),
        Ok(None) => Ok(Some(ErrorCode::OldPasswordWrong)),
        Err(error) if error.code == ErrorCode::AccountLocked => Ok(Some(error.code)),
        Err(error) => Err(error),
    }
}

/// Looks at the token before anything is hashed for it; the transaction redeems it.
async fn granted(cx: &Cx, me: &SignedInUser, token: &Secret) -> Result<Option<ErrorCode>> {
    let stands = grant::seems_good(cx, Purpose::ResetPassword, &me.pool_id, token).await?;
    Ok((!stands).then_some(ErrorCode::GrantInvalid))
}

async fn refuse(tx: &mut Tx, _: &Cx, (me, refusal): &(SignedInUser, ErrorCode)) -> Outcome<()> {
    audit::note(tx)
        .at(&me.user_id, &me.head)
        .method(Proof::Password);
    Err((*refusal).into())
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
