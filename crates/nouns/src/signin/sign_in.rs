//! `signInByCredentials`: by code, by password, or by that of a directory.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::ConnectionType;
use cleat_api::signin::{LoginTokens, SignInByCredentials, SignInConnection, SignInOptions};
use cleat_engine::account::Account;
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session::{Issued, NewSession, SignInFacts, Start, is_openid};
use cleat_engine::tenancy::Application;

use super::in_directory::{Typed, sign_in as by_directory};
use super::{by_code, by_password};

/// Scope where none is asked for.
pub const SCOPE: &str = "openid profile";

/// The scope that is asked for; it must contain `openid`.
///
/// # Errors
/// `InvalidScope`.
pub fn valid_scope(given: Option<&str>) -> Result<&str> {
    let scope = given.filter(|scope| !scope.trim().is_empty());
    let scope = scope.unwrap_or(SCOPE);
    match is_openid(scope) {
        true => Ok(scope),
        false => Err(ErrorCode::InvalidScope.into()),
    }
}

/// Refuses to hand out tokens that belong to whoever finds them where the application's settings bind
/// them to keys: those come from the token endpoint (RFC 9449 section 5.2).
///
/// # Errors
/// `MethodUnsupported`.
pub fn gives_bearer_tokens(app: &Application) -> Result<()> {
    match app.binds_to_keys() {
        true => Err(Error::from(ErrorCode::MethodUnsupported)
            .about("tokens of this application are bound to keys: sign in at /oidc/auth")),
        false => Ok(()),
    }
}

/// Signs a user in.
pub async fn sign_in_by_credentials(
    cx: Cx,
    client: Client,
    mut req: SignInByCredentials,
) -> Result<LoginTokens> {
    let app = client.app.clone();
    gives_bearer_tokens(&app)?;
    let options = req.options.take().unwrap_or_default();
    let scope = valid_scope(options.scope.as_deref())?;
    let session = NewSession::new(&cx, &app, scope);
    let account = account(&cx, &client, req, &options, session.clone()).await?;
    tokens(&cx, &app, &account, session).await
}

/// The tokens of a session that has begun.
pub async fn tokens(
    cx: &Cx,
    app: &Application,
    account: &Account,
    session: NewSession,
) -> Result<LoginTokens> {
    let facts = SignInFacts {
        authentication: session.authentication.clone(),
        ..SignInFacts::default()
    };
    let of = (session.id.as_str(), session.scope.as_str());
    let issued = Issued::sign(cx, app, account, of, facts).await?;
    Ok(issued.into_login(session))
}

/// Whose account a proof is for.
async fn account(
    cx: &Cx,
    client: &Client,
    req: SignInByCredentials,
    options: &SignInOptions,
    session: NewSession,
) -> Result<Account> {
    let missing = |payload: &str| Error::field(payload, "is missing");
    let (kind, name, sent) = match req.connection {
        SignInConnection::Password => {
            let given = req.password_payload;
            let given = given.ok_or_else(|| missing("passwordPayload"))?;
            let start = Start::Application(session);
            return by_password::sign_in(cx, client, given, options, start.into()).await;
        }
        SignInConnection::Passcode => {
            let given = req.pass_code_payload;
            let given = given.ok_or_else(|| missing("passCodePayload"))?;
            let start = Start::Application(session);
            return by_code::sign_in(cx, client, given, options, start.into()).await;
        }
        SignInConnection::Ldap => {
            let given = req.ldap_payload.ok_or_else(|| missing("ldapPayload"))?;
            (
                ConnectionType::Ldap,
                given.s_am_account_name,
                given.password,
            )
        }
        SignInConnection::Ad => {
            let given = req.ad_payload.ok_or_else(|| missing("adPayload"))?;
            (ConnectionType::Ad, given.s_am_account_name, given.password)
        }
    };
    let typed = Typed {
        name: &name,
        sent: &sent,
        how: options.password_encrypt_type,
    };
    by_directory(cx, &client.app, kind, &typed, session).await
}
