//! Signing an unknown user up by password and in, as `autoRegister` asks.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::application::{BasicLoginMethod, BasicRegisterMethod};
use cleat_api::user::UserSourceType;
use cleat_engine::account::{self, Account, Contact, Draft, valid_name};
use cleat_engine::audit::Proof;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, Stop};
use cleat_engine::password;
use cleat_engine::tenancy::Application;
use cleat_store::Tx;

use super::begin::{Begins, Proven, Who, begin};
use super::name::Name;
use super::register::{self, Way};

/// Somebody new, with the session to begin.
struct Newcomer {
    app: Arc<Application>,
    account: Account,
    method: BasicLoginMethod,
    begins: Begins,
}

/// How somebody signs up by a password who signs in by that method.
fn way(method: BasicLoginMethod) -> Way {
    Way {
        method: BasicRegisterMethod::EmailPassword,
        then: Some(method),
    }
}

/// Signs up and in. A phone is not proven by a password, so there it stays a wrong credential.
pub async fn by_password(
    cx: &Cx,
    app: &Arc<Application>,
    name: &Name,
    plain: String,
    begins: Begins,
) -> Result<Account> {
    let mut draft = Draft::new(cx, &app.pool_id, UserSourceType::Register);
    let method = match name {
        Name::Contact(Contact::Email(address)) => {
            draft.account.set_claim(Some(address));
            BasicLoginMethod::EmailPassword
        }
        Name::Username(name) => {
            let field = "passwordPayload.username";
            let name = valid_name(field, Some(name.clone()))?;
            let name = name.ok_or_else(|| Error::field(field, "must not be empty"))?;
            draft.account.username = Some(name);
            BasicLoginMethod::UsernamePassword
        }
        Name::Contact(Contact::Phone(_)) | Name::Account(_) => {
            return Err(ErrorCode::InvalidCredentials.into());
        }
    };
    register::offered(Some(app), way(method))?;
    register::open(cx, &app.pool_id).await?;
    let hashed = password::hash(cx, plain).await?;
    hashed.set(&mut draft.account, cx.now());
    let newcomer = Newcomer {
        app: app.clone(),
        account: draft.finish(),
        method,
        begins,
    };
    cx.write(newcomer, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, newcomer: &Newcomer) -> Outcome<Account> {
    let (app, account) = (&newcomer.app, &newcomer.account);
    let leave = register::gate(tx, cx, Some(app), way(newcomer.method), account).await?;
    account::free(tx, account, None).await.map_err(exists)?;
    let proven = Proven {
        account: account.clone(),
        app,
        begins: &newcomer.begins,
        proof: Proof::Login(newcomer.method),
        who: Who::New(leave, Proof::Password),
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
