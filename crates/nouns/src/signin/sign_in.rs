//! `signInByCredentials`: by code or by password.

use cleat_api::ErrorCode;
use cleat_api::signin::{LoginTokens, SignInByCredentials, SignInConnection};
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session::{Issued, NewSession, SignInFacts, Start};
use cleat_engine::tenancy::Application;

use super::{by_code, by_password};

/// Scope where none is asked for.
const SCOPE: &str = "openid profile";

/// The scope that is asked for; it must contain `openid`.
///
/// # Errors
/// `InvalidScope`.
pub fn valid_scope(given: Option<&str>) -> Result<&str> {
    let scope = given.filter(|scope| !scope.trim().is_empty());
    let scope = scope.unwrap_or(SCOPE);
    match scope.split(' ').any(|part| part == "openid") {
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
    req: SignInByCredentials,
) -> Result<LoginTokens> {
    let app = client.app.clone();
    gives_bearer_tokens(&app)?;
    let options = req.options.unwrap_or_default();
    let scope = valid_scope(options.scope.as_deref())?;
    let session = NewSession::new(&cx, &app, scope);
    let start = Start::Application(session.clone());
    let missing = |payload: &str| Error::field(payload, "is missing");
    let account = match req.connection {
        SignInConnection::Password => {
            let given = req.password_payload;
            let given = given.ok_or_else(|| missing("passwordPayload"))?;
            by_password::sign_in(&cx, &client, given, &options, start).await?
        }
        SignInConnection::Passcode => {
            let given = req.pass_code_payload;
            let given = given.ok_or_else(|| missing("passCodePayload"))?;
            by_code::sign_in(&cx, &client, given, &options, start).await?
        }
        SignInConnection::Ldap | SignInConnection::Ad => {
            return Err(ErrorCode::MethodUnsupported.into());
        }
    };
    let facts = SignInFacts {
        authentication: session.authentication.clone(),
        ..SignInFacts::default()
    };
    let issued = Issued::sign(&cx, &app, &account, (&session.id, scope), facts).await?;
    Ok(issued.into_login(session))
}
