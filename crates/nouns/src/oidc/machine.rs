//! The grant `client_credentials` (RFC 6749 section 4.4).

use cleat_api::ErrorCode;
use cleat_api::application::ClientAuthMethod;
use cleat_api::oidc::{ExchangeToken, TokenResponse};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::m2m_token;
use cleat_engine::tenancy::{Application, applications, pool};

use super::{grants, issued, scope};

/// A machine's token: an application with its secret, or the pool's access key.
pub async fn exchange(cx: Cx, client: OAuthClient, req: ExchangeToken) -> Result<TokenResponse> {
    cx.count().await?;
    let (id, key) = proven(&cx, &client).await?;
    let scope = scope::parts(&req.scope.unwrap_or_default())?.join(" ");
    let (token, expires_in) = m2m_token(&cx, &id, &scope, key.as_deref())?;
    Ok(TokenResponse {
        access_token: token.into(),
        token_type: issued::token_type(key.as_deref()).into(),
        expires_in,
        expire_in: expires_in,
        scope,
        ..TokenResponse::default()
    })
}

/// The id of a machine that proved itself, and the key that its token is to be bound to.
async fn proven(cx: &Cx, client: &OAuthClient) -> Result<(String, Option<String>)> {
    let id = client.id().ok_or(ErrorCode::ClientAuthFailed)?;
    if let Some(secret) = pool::secret(cx, id).await? {
        has_secret(client, &secret)?;
        return Ok((id.to_owned(), client.shown_key(cx).await?));
    }
    let row = applications::find(&mut *cx.read().await?, id).await?;
    let app = Application::open(cx, row.ok_or(ErrorCode::ClientAuthFailed)?)?;
    if signs(&app) {
        client
            .app(cx, |config| config.token_endpoint_auth_method)
            .await?;
    } else {
        has_secret(client, &app.secret)?;
    }
    grants::require(&app, grants::MACHINE)?;
    Ok((id.to_owned(), client.key(cx, &app).await?))
}

fn has_secret(client: &OAuthClient, secret: &str) -> Result<()> {
    let (_, given) = client.credentials().ok_or(ErrorCode::ClientAuthFailed)?;
    match given.is(secret) {
        true => Ok(()),
        false => Err(ErrorCode::ClientAuthFailed.into()),
    }
}

fn signs(app: &Application) -> bool {
    let method = app.document.oidc_config.token_endpoint_auth_method;
    method.is_some_and(ClientAuthMethod::is_signed)
}
