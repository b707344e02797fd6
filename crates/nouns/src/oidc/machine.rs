//! The grant `client_credentials` (RFC 6749 section 4.4).

use cleat_api::ErrorCode;
use cleat_api::oidc::{ExchangeToken, TokenResponse};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::m2m_token;
use cleat_engine::tenancy::{Application, applications, pool};

use super::scope;

/// A machine's token: an application with its secret, or the pool's access key.
pub async fn exchange(cx: Cx, client: OAuthClient, req: ExchangeToken) -> Result<TokenResponse> {
    cx.count().await?;
    let (id, given) = client.credentials().ok_or(ErrorCode::ClientAuthFailed)?;
    let expected = secret_of(&cx, id).await?;
    if !expected.is_some_and(|expected| given.is(&expected)) {
        return Err(ErrorCode::ClientAuthFailed.into());
    }
    let scope = scope::parts(&req.scope.unwrap_or_default())?.join(" ");
    let (token, expires_in) = m2m_token(&cx, id, &scope)?;
    Ok(TokenResponse {
        access_token: token.into(),
        token_type: "bearer".into(),
        expires_in,
        expire_in: expires_in,
        scope,
        ..TokenResponse::default()
    })
}

async fn secret_of(cx: &Cx, id: &str) -> Result<Option<String>> {
    if let Some(secret) = pool::secret(cx, id).await? {
        return Ok(Some(secret));
    }
    let row = applications::find(&mut *cx.read().await?, id).await?;
    let app = row.map(|row| Application::open(cx, row)).transpose()?;
    Ok(app.map(|app| app.secret.clone()))
}
