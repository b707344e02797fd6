//! The answer of the grants that stand for a session.

use std::sync::Arc;

use cleat_api::oidc::TokenResponse;
use cleat_engine::account::Account;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::{Issued, NewSession, SignInFacts};
use cleat_engine::tenancy::Application;

use super::scope;

/// Signs the tokens of a session.
pub async fn tokens(
    cx: &Cx,
    app: &Arc<Application>,
    (account, session): (&Account, NewSession),
    facts: SignInFacts,
) -> Result<TokenResponse> {
    let of = (session.id.as_str(), session.scope.as_str());
    let issued = Issued::sign(cx, app, account, of, facts).await?;
    Ok(TokenResponse {
        access_token: issued.access_token.into(),
        id_token: scope::is_openid(&session.scope).then(|| issued.id_token.into()),
        refresh_token: session.refresh_token.map(Into::into),
        token_type: "bearer".into(),
        expires_in: issued.expires_in,
        expire_in: issued.expires_in,
        scope: session.scope,
    })
}
