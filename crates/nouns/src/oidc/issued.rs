//! The answer of the grants that stand for a session.

use std::sync::Arc;

use cleat_api::application::ClientAuthMethod;
use cleat_api::oidc::TokenResponse;
use cleat_engine::account::Account;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::{Issued, NewSession, SignInFacts};
use cleat_engine::tenancy::Application;

/// What an access token is handed in as: by whoever has it, or with the key that it is bound to
/// (RFC 9449 section 5).
pub fn token_type(key: Option<&str>) -> &'static str {
    match key {
        Some(_) => "DPoP",
        None => "bearer",
    }
}

/// The key that a refresh token is bound to: that of an application that proves itself by nothing
/// else.
pub fn refresh_key(app: &Application, key: Option<&str>) -> Option<String> {
    let method = app.document.oidc_config.token_endpoint_auth_method;
    let is_public = method.unwrap_or_default() == ClientAuthMethod::None;
    key.filter(|_| is_public).map(str::to_owned)
}

/// Signs the tokens of a session.
pub async fn tokens(
    cx: &Cx,
    app: &Arc<Application>,
    (account, session): (&Account, NewSession),
    facts: SignInFacts,
) -> Result<TokenResponse> {
    let of = (session.id.as_str(), session.scope.as_str());
    let token_type = token_type(facts.key.as_deref());
    let issued = Issued::sign(cx, app, account, of, facts).await?;
    Ok(TokenResponse {
        access_token: issued.access_token.into(),
        id_token: issued.id_token.map(Into::into),
        refresh_token: session.refresh_token.map(Into::into),
        token_type: token_type.into(),
        expires_in: issued.expires_in,
        expire_in: issued.expires_in,
        scope: session.scope,
    })
}
