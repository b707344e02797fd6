//! Whose an identity becomes that nobody is linked with, where an app asks: of whoever proves an
//! account, of one of those that both sides have proven, or of somebody new.

use std::sync::Arc;

use cleat_api::ext_idp::{
    BindByAccount, BindByAccountId, BindByEmailCode, BindByPhoneCode, BoundTokens, RegisterNewUser,
    SelectAccount,
};
use cleat_api::password::PasswordEncryptType;
use cleat_api::signin::{LoginTokens, SignInByPassword, SignInOptions};
use cleat_api::{ErrorCode, PassCode, Secret};
use cleat_engine::account::{Account, Contact};
use cleat_engine::external::{Found, Keyed, Proven, by_key, give_key};
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Error, Next, Result};
use cleat_engine::session::{NewSession, Start};
use cleat_engine::tenancy::Application;

use super::begin::Begins;
use super::by_identity::{self, Asked};
use super::sign_in::{gives_bearer_tokens, tokens};
use super::{by_code, by_password};

/// Longest password as it is typed, in characters; what is longer is encrypted.
const LONGEST: usize = 128;

/// Signs in whoever a source told an app of. Where somebody is asked whose the identity becomes, the
/// refusal has the key that the app goes on with.
///
/// # Errors
/// As [`by_identity`](super::by_identity::by_identity).
pub async fn by_identity(
    cx: &Cx,
    app: &Arc<Application>,
    found: &Arc<Found>,
    session: NewSession,
) -> Result<Account> {
    let scope = session.scope.clone();
    let start = Start::Application(session);
    let refused = match by_identity::by_identity(cx, app, found, start).await {
        Err(error) if asks(error.code) => error,
        answer => return answer,
    };
    let key = give_key(cx, &app.id, &scope, found).await?;
    let shown = refused.next.as_ref().map(|next| next.accounts.clone());
    let accounts = shown.unwrap_or_default();
    Err(refused.followed_by(Next { key, accounts }))
}

fn asks(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::BindingRequired
            | ErrorCode::ExistingAccountRequired
            | ErrorCode::AccountChoiceRequired
    )
}

/// The sign-in that a key goes on with. The try is counted first.
async fn going_on(cx: &Cx, app: &Application, key: &Secret) -> Result<(Keyed, NewSession)> {
    gives_bearer_tokens(app)?;
    let keyed = by_key(cx, app, key).await?;
    let session = NewSession::new(cx, app, &keyed.scope);
    Ok((keyed, session))
}

fn bound(tokens: LoginTokens) -> BoundTokens {
    BoundTokens {
        scope: tokens.scope,
        access_token: tokens.access_token,
        id_token: tokens.id_token,
        refresh_token: tokens.refresh_token,
        token_type: tokens.token_type,
        expire_in: tokens.expire_in,
    }
}

/// Refuses a way to prove an account that the connection does not name.
fn require_named(keyed: &Keyed, by: Proven) -> Result<()> {
    match keyed.found.conn.fields.takes(by) {
        true => Ok(()),
        false => Err(ErrorCode::LoginMethodDisabled.into()),
    }
}

fn begins(keyed: Keyed, session: &NewSession) -> Begins {
    Begins {
        start: Start::Application(session.clone()),
        binds: Some(keyed),
    }
}

/// `bindByPhoneCode`
pub async fn bind_by_phone_code(
    cx: Cx,
    client: Client,
    req: BindByPhoneCode,
) -> Result<BoundTokens> {
    let contact = Contact::phone("phone", &req.phone, req.phone_country_code.as_deref())?;
    by_a_code(&cx, &client, &req.key, (contact, req.code)).await
}

/// `bindByEmailCode`
pub async fn bind_by_email_code(
    cx: Cx,
    client: Client,
    req: BindByEmailCode,
) -> Result<BoundTokens> {
    let contact = Contact::email("email", &req.email)?;
    by_a_code(&cx, &client, &req.key, (contact, req.code)).await
}

async fn by_a_code(
    cx: &Cx,
    client: &Client,
    key: &Secret,
    proof: (Contact, PassCode),
) -> Result<BoundTokens> {
    let (keyed, session) = going_on(cx, &client.app, key).await?;
    let by = match proof.0 {
        Contact::Phone(_) => Proven::PhoneCode,
        Contact::Email(_) => Proven::EmailCode,
    };
    require_named(&keyed, by)?;
    let begins = begins(keyed, &session);
    let account = by_code::by_contact(cx, client, proof, false, begins).await?;
    tokens(cx, &client.app, &account, session).await.map(bound)
}

/// `bindByAccount`
pub async fn bind_by_account(cx: Cx, client: Client, req: BindByAccount) -> Result<BoundTokens> {
    let (keyed, session) = going_on(&cx, &client.app, &req.key).await?;
    require_named(&keyed, Proven::Password)?;
    let is_encrypted = req.password.expose().chars().nth(LONGEST).is_some();
    let options = SignInOptions {
        password_encrypt_type: is_encrypted.then_some(PasswordEncryptType::Rsa),
        ..SignInOptions::default()
    };
    let given = SignInByPassword {
        password: req.password,
        account: Some(req.account),
        ..SignInByPassword::default()
    };
    let begins = begins(keyed, &session);
    let account = by_password::sign_in(&cx, &client, given, &options, begins).await?;
    tokens(&cx, &client.app, &account, session).await.map(bound)
}

/// `selectAccount`
pub async fn select_account(cx: Cx, client: Client, req: SelectAccount) -> Result<BoundTokens> {
    as_asked(&cx, &client.app, &req.key, Some(req.account)).await
}

/// `bindByAccountId`
pub async fn bind_by_account_id(
    cx: Cx,
    client: Client,
    req: BindByAccountId,
) -> Result<BoundTokens> {
    as_asked(&cx, &client.app, &req.key, Some(req.account_id)).await
}

/// `registerNewUser`
pub async fn register_new_user(
    cx: Cx,
    client: Client,
    req: RegisterNewUser,
) -> Result<BoundTokens> {
    as_asked(&cx, &client.app, &req.key, None).await
}

/// Whoever was chosen, or is new.
async fn as_asked(
    cx: &Cx,
    app: &Arc<Application>,
    key: &Secret,
    chosen: Option<String>,
) -> Result<BoundTokens> {
    let (keyed, session) = going_on(cx, app, key).await?;
    let asked = Asked {
        held: keyed.held,
        chosen,
    };
    let start = Start::Application(session.clone());
    let account = by_identity::run(cx, app, (&keyed.found, Some(asked)), start).await;
    let account = account.map_err(|error| match error.code {
        // Somebody else used the key a moment ago.
        ErrorCode::BindingRequired => Error::from(ErrorCode::GrantInvalid),
        // The key stays as it was.
        ErrorCode::AccountChoiceRequired => Error::from(error.code),
        _ => error,
    })?;
    tokens(cx, app, &account, session).await.map(bound)
}
