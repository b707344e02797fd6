//! Signing in by a password.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::application::BasicLoginMethod;
use cleat_api::signin::{SignInByPassword, SignInOptions};
use cleat_engine::account::{Account, store};
use cleat_engine::audit::{self, Head, Proof};
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::password::{self, TriedPassword};
use cleat_engine::tenancy::Application;
use cleat_store::Tx;

use super::auto_register;
use super::begin::{Begins, Proven, Who, begin};
use super::name::Name;

/// A sign-in by a password that was tried.
struct Attempt {
    app: Arc<Application>,
    /// What failures are kept by.
    key: String,
    found: Option<(Account, BasicLoginMethod)>,
    refusal: Option<ErrorCode>,
    begins: Begins,
    /// A new hash in place of an outdated one.
    upgraded: Option<String>,
}

/// Signs in by a password; an unknown name and a wrong password answer alike.
pub async fn sign_in(
    cx: &Cx,
    Client { app, user_id }: &Client,
    given: SignInByPassword,
    options: &SignInOptions,
    begins: Begins,
) -> Result<Account> {
    let name = Name::parse(&given)?;
    let found = name.find(&mut *cx.read().await?, &app.pool_id).await?;
    let how = options.password_encrypt_type;
    if found.is_none() && options.auto_register.unwrap_or_default() {
        // Counted before it is decrypted, and no other answer to what cannot be.
        cx.count().await?;
        let plain = password::decrypt(cx, &given.password, how);
        let plain = plain.map_err(|_| ErrorCode::InvalidCredentials)?;
        return auto_register::by_password(cx, app, &name, plain, begins).await;
    }
    let key = name.key();
    let account = found.as_ref().map(|(account, _)| account);
    let tried = TriedPassword {
        pool_id: &app.pool_id,
        name: &key,
        account,
        signed_in: user_id.as_deref(),
        sent: &given.password,
        how,
    };
    let judged = judge(cx, app, &tried, found.as_ref()).await?;
    let (upgraded, refusal) = match judged {
        Ok(upgraded) => (upgraded, None),
        Err(refusal) => (None, Some(refusal)),
    };
    let attempt = Attempt {
        app: app.clone(),
        key,
        found,
        refusal,
        begins,
        upgraded,
    };
    cx.write(attempt, write).await
}

/// A new hash where the old one is outdated, or why the sign-in is refused.
async fn judge(
    cx: &Cx,
    app: &Application,
    tried: &TriedPassword<'_>,
    found: Option<&(Account, BasicLoginMethod)>,
) -> Result<std::result::Result<Option<String>, ErrorCode>> {
    let plain = match password::try_password(cx, tried).await {
        Ok(plain) => plain,
        Err(error) if error.code == ErrorCode::AccountLocked => return Ok(Err(error.code)),
        Err(error) => return Err(error),
    };
    let (Some(plain), Some((account, method))) = (plain, found) else {
        return Ok(Err(ErrorCode::InvalidCredentials));
    };
    if !app.allows(*method) {
        return Ok(Err(ErrorCode::LoginMethodDisabled));
    }
    password::upgrade(cx, plain, account).await.map(Ok)
}

async fn write(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    let note = audit::note(tx).target(&attempt.key).method(Proof::Password);
    if let Some((account, _)) = &attempt.found {
        note.user(&account.id);
    }
    if let Some(refusal) = attempt.refusal {
        return Err(refusal.into());
    }
    let (tried, method) = attempt
        .found
        .as_ref()
        .ok_or(ErrorCode::InvalidCredentials)?;
    let locked = store::lock(tx, &attempt.app.pool_id, &tried.id).await?;
    // Somebody may have changed the password while this one was being checked.
    let locked = locked.filter(|now| now.password_hash == tried.password_hash);
    let mut account = locked.ok_or(ErrorCode::InvalidCredentials)?;
    if attempt.upgraded.is_some() {
        account.password_hash.clone_from(&attempt.upgraded);
    }
    let proven = Proven {
        account,
        app: &attempt.app,
        begins: &attempt.begins,
        proof: Proof::Login(*method),
        who: Who::Known(Head::default()),
    };
    begin(tx, cx, proven).await
}
