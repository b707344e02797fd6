//! Signing an unknown user up by password and in, as `autoRegister` asks.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::user::UserSourceType;
use cleat_engine::account::{self, Account, Contact, Draft};
use cleat_engine::audit::{Head, Proof};
use cleat_engine::kernel::{Cx, Outcome, Result, Stop};
use cleat_engine::password;
use cleat_engine::session::NewSession;
use cleat_engine::tenancy::Application;
use cleat_store::Tx;

use super::begin::{Proven, begin};
use super::name::Name;
use super::register;

/// Somebody new, with the session to begin.
struct Newcomer {
    app: Arc<Application>,
    account: Account,
    session: NewSession,
}

/// Signs up and in. A phone is not proven by a password, so there it stays a wrong credential.
pub async fn by_password(
    cx: &Cx,
    app: &Arc<Application>,
    name: &Name,
    plain: String,
    session: NewSession,
) -> Result<Account> {
    let mut draft = Draft::new(cx, &app.pool_id, UserSourceType::Register);
    match name {
        Name::Contact(email @ Contact::Email(_)) => email.put(&mut draft.account, false),
        Name::Username(name) => draft.account.username = Some(name.clone()),
        Name::Contact(Contact::Phone(_)) | Name::Account(_) => {
            return Err(ErrorCode::InvalidCredentials.into());
        }
    }
    register::open(cx, &app.pool_id).await?;
    let hashed = password::hash(cx, plain).await?;
    hashed.set(&mut draft.account, cx.now());
    let newcomer = Newcomer {
        app: app.clone(),
        account: draft.finish(),
        session,
    };
    cx.write(newcomer, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, newcomer: &Newcomer) -> Outcome<Account> {
    let (app, account) = (&newcomer.app, &newcomer.account);
    register::allowed(tx, cx, &app.pool_id).await?;
    account::free(tx, account, None).await.map_err(exists)?;
    register::insert(tx, cx, account, Some(&app.id), Proof::Password).await?;
    let proven = Proven {
        account: account.clone(),
        app,
        session: &newcomer.session,
        proof: Proof::Password,
        head: &Head::default(),
    };
    begin(tx, cx, proven).await
}

/// Whatever name is taken, the user exists.
fn exists(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(_) => ErrorCode::UserExists.into(),
        other => other,
    }
}
