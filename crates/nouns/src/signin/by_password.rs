//! Signing in by a password.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::application::BasicLoginMethod;
use cleat_api::signin::{SignInByPassword, SignInOptions};
use cleat_engine::account::{Account, store};
use cleat_engine::audit::{self, Head, Proof};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::password;
use cleat_engine::session::NewSession;
use cleat_engine::tenancy::Application;
use cleat_store::Tx;

use super::auto_register;
use super::begin::{Proven, begin};
use super::name::Name;

/// A sign-in by a password that was tried.
struct Attempt {
    app: Arc<Application>,
    /// What failures are kept by.
    key: String,
    found: Option<(Account, BasicLoginMethod)>,
    refusal: Option<ErrorCode>,
    session: NewSession,
    /// A new hash in place of an outdated one.
    upgraded: Option<String>,
}

/// Signs in by a password; an unknown name and a wrong password answer alike.
pub async fn sign_in(
    cx: &Cx,
    app: &Arc<Application>,
    given: SignInByPassword,
    options: &SignInOptions,
    session: NewSession,
) -> Result<Account> {
    let name = Name::parse(&given)?;
    let plain = password::decrypt(cx, &given.password, options.password_encrypt_type)?;
    let found = name.find(&mut *cx.read().await?, &app.pool_id).await?;
    if found.is_none() && options.auto_register.unwrap_or_default() {
        return auto_register::by_password(cx, app, &name, plain, session).await;
    }
    let key = name.key();
    let account = found.as_ref().map(|(account, _)| account);
    let fits = password::try_password(cx, &app.pool_id, &key, account, plain.clone()).await?;
    let allowed = found
        .as_ref()
        .is_some_and(|(_, method)| app.allows(*method));
    let refusal = match (fits, allowed) {
        (true, true) => None,
        (true, false) => Some(ErrorCode::LoginMethodDisabled),
        (false, _) => Some(ErrorCode::InvalidCredentials),
    };
    let upgraded = match account {
        Some(account) if refusal.is_none() => password::upgrade(cx, plain, account).await?,
        _ => None,
    };
    let attempt = Attempt {
        app: app.clone(),
        key,
        found,
        refusal,
        session,
        upgraded,
    };
    cx.write(attempt, write).await
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
        session: &attempt.session,
        proof: Proof::Login(*method),
        head: &Head::default(),
    };
    begin(tx, cx, proven).await
}
