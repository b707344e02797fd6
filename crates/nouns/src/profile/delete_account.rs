//! `verifyDeleteAccountRequest` and `deleteAccount`.

use cleat_api::profile::{
    DeleteAccount, DeleteAccountGrant, DeleteAccountMethod, VerifyDeleteAccountRequest,
};
use cleat_api::{ErrorCode, PassCode, Success};
use cleat_engine::account::{self, Account, Contact};
use cleat_engine::contact::Kind;
use cleat_engine::grant::{self, Issue, Purpose};
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::password::{self, TriedPassword};
use cleat_engine::session::{self, SignedInUser};
use cleat_engine::{audit, passcode};
use cleat_store::Tx;

/// Proves who asks; answers a one-time token bound to the session.
pub async fn verify_delete_account_request(
    cx: Cx,
    me: SignedInUser,
    req: VerifyDeleteAccountRequest,
) -> Result<DeleteAccountGrant> {
    if req.verify_method == DeleteAccountMethod::Password
        && let Err(refusal) = by_password(&cx, &me, &req).await
    {
        return cx.write((me, refusal), refuse).await;
    }
    cx.write((me, req), verify).await
}

/// A password proves it only for an account with neither phone nor e-mail.
async fn by_password(cx: &Cx, me: &SignedInUser, req: &VerifyDeleteAccountRequest) -> Result<()> {
    let given = req.password_payload.as_ref();
    let given = given.ok_or_else(|| Error::field("passwordPayload", "is missing"))?;
    let account = &me.account;
    refuse_if_reachable(account)?;
    let tried = TriedPassword {
        pool_id: &me.pool_id,
        name: &me.user_id,
        account: Some(account),
        signed_in: Some(&me.user_id),
        sent: &given.password,
        how: given.password_encrypt_type,
    };
    let fits = password::try_password(cx, &tried).await?;
    fits.map(drop)
        .ok_or_else(|| ErrorCode::InvalidCredentials.into())
}

async fn refuse(
    tx: &mut Tx,
    _: &Cx,
    (me, refusal): &(SignedInUser, Error),
) -> Outcome<DeleteAccountGrant> {
    audit::note(tx).at(&me.user_id, &me.head);
    Err(refusal.clone().into())
}

fn refuse_if_reachable(account: &Account) -> Result<()> {
    if account.phone.is_some() || account.email.is_some() {
        return Err(ErrorCode::DeleteByPasswordRefused.into());
    }
    Ok(())
}

async fn verify(
    tx: &mut Tx,
    cx: &Cx,
    (me, req): &(SignedInUser, VerifyDeleteAccountRequest),
) -> Outcome<DeleteAccountGrant> {
    let account = session::acting(tx, cx, me).await?;
    audit::note(tx).first_step();
    match req.verify_method {
        // Proven before the transaction; nothing may have been bound since.
        DeleteAccountMethod::Password => refuse_if_reachable(&account)?,
        DeleteAccountMethod::PhonePasscode => {
            let given = req.phone_pass_code_payload.as_ref();
            let given = given.ok_or_else(|| Error::field("phonePassCodePayload", "is missing"))?;
            let code = given.phone_country_code.as_deref();
            let named = Contact::phone("phoneNumber", &given.phone_number, code).ok();
            by_code(tx, cx, me, &account, Kind::Phone, named, &given.pass_code).await?;
        }
        DeleteAccountMethod::EmailPasscode => {
            let given = req.email_pass_code_payload.as_ref();
            let given = given.ok_or_else(|| Error::field("emailPassCodePayload", "is missing"))?;
            let named = given.email.as_ref().or(account.email.as_ref());
            let named = named.cloned().map(Contact::Email);
            by_code(tx, cx, me, &account, Kind::Email, named, &given.pass_code).await?;
        }
    }
    let token = cx.app.random.secret().into();
    let issue = Issue {
        purpose: Purpose::DeleteAccount,
        account: &account,
        session_id: Some(&me.session_id),
        token: &token,
        payload: "",
    };
    grant::issue(tx, cx, issue).await?;
    Ok(DeleteAccountGrant {
        delete_account_token: token,
        token_expires_in: grant::LIFE,
    })
}

/// Uses up a code sent to what is bound, which the request must name.
async fn by_code(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    account: &Account,
    kind: Kind,
    named: Option<Contact>,
    code: &PassCode,
) -> Outcome<()> {
    let bound = kind.bound(account).ok_or(kind.not_bound())?;
    if named.is_none_or(|named| named.key() != bound.key()) {
        return Err(kind.old_mismatch().into());
    }
    passcode::claim_own(tx, cx, me, kind.deleting(), &bound, code).await
}

/// Deletes the account; its tokens end with the commit.
pub async fn delete_account(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    req: &DeleteAccount,
) -> Outcome<Success> {
    let account = session::acting(tx, cx, me).await?;
    grant::redeem_own(
        tx,
        cx,
        Purpose::DeleteAccount,
        me,
        &account,
        &req.delete_account_token,
    )
    .await?;
    account::delete(tx, &cx.app.modules, &me.pool_id, &me.user_id).await?;
    audit::note(tx).was(account.contacts());
    Ok(Success::DONE)
}
