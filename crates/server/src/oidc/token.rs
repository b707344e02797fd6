//! `/oidc/token`: refresh tokens and client credentials.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_api::oidc::{ExchangeToken, TokenResponse};
use cleat_protocol::seal;

use crate::application::Application;
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::http::OAuthClient;
use crate::security::store as pools;
use crate::session::{Issued, NewSession, m2m_token, store};

/// Exchanges a grant for tokens.
pub async fn exchange_token(
    cx: Cx,
    client: OAuthClient,
    req: ExchangeToken,
) -> Result<TokenResponse> {
    match req.grant_type.as_str() {
        "refresh_token" => refresh(cx, client, req).await,
        "client_credentials" => machine(cx, client, req).await,
        _ => Err(ErrorCode::UnsupportedGrant.into()),
    }
}

/// The next tokens of a session. A refresh token works once; one that comes again ends its
/// session, for one of the two who have it is a thief (RFC 9700 section 4.14).
async fn refresh(cx: Cx, client: OAuthClient, req: ExchangeToken) -> Result<TokenResponse> {
    let app = client
        .app(&cx, |config| config.token_endpoint_auth_method)
        .await?;
    let token = req.refresh_token.ok_or(ErrorCode::InvalidGrant)?;
    let digest = seal::sha256(token.expose());
    let next = cx.app.random.secret();
    let input = (cx.clone(), app.clone(), digest, next, req.scope);
    let (account, session) = cx
        .one_trip(input, |tx, (cx, app, digest, next, scope)| {
            Box::pin(async move {
                let now = cx.now();
                let found = store::refreshing(tx, digest).await?;
                let found =
                    found.filter(|row| row.token.app_id == app.id && row.token.expires_at > now);
                let found = attempt!(found.ok_or(ErrorCode::InvalidGrant));
                let (row, account) = (found.token, found.account);
                if row.used_at.is_some() || !store::use_refresh(tx, digest, now).await? {
                    store::end(tx, &row.pool_id, &row.session_id, now).await?;
                    return Ok(Err(ErrorCode::InvalidGrant.into()));
                }
                let lives = store::lives(tx, &row.pool_id, &row.session_id, now).await?;
                if !lives || account.status != "Activated" {
                    return Ok(Err(ErrorCode::InvalidGrant.into()));
                }
                let mut session = NewSession::new(cx, app, &narrowed(&row.scope, scope.as_deref()));
                session.id = row.session_id;
                session.refresh_token = Some(next.clone());
                session.refresh_expires_at = session.refresh_expires_at.min(row.expires_at);
                let next_digest = seal::sha256(next);
                let granted = NewSession {
                    scope: row.scope,
                    ..session.clone()
                };
                store::insert_refresh(tx, &granted, &next_digest, &account.pool_id, &account.id)
                    .await?;
                let event = Event::of(EventType::RefreshUserTokenBySelf, &account.pool_id);
                let event = event.at(&account.id, &found.head).app(Some(&app.id));
                audit::record(tx, cx, event).await?;
                Ok(Ok((account, session)))
            })
        })
        .await?;
    let issued = Issued::sign(&cx, &app, &account, &session.id, &session.scope)?;
    Ok(TokenResponse {
        access_token: issued.access_token.into(),
        id_token: Some(issued.id_token.into()),
        refresh_token: session.refresh_token.map(Into::into),
        token_type: "bearer".into(),
        expires_in: issued.expires_in,
        expire_in: issued.expires_in,
        scope: session.scope,
    })
}

/// The part of the granted scope that is asked for.
fn narrowed(granted: &str, asked: Option<&str>) -> String {
    let Some(asked) = asked.filter(|asked| !asked.trim().is_empty()) else {
        return granted.to_owned();
    };
    let has = |part: &&str| granted.split(' ').any(|own| own == *part);
    asked.split(' ').filter(has).collect::<Vec<_>>().join(" ")
}

/// A machine's token: an application with its secret, or the pool's access key.
async fn machine(cx: Cx, client: OAuthClient, req: ExchangeToken) -> Result<TokenResponse> {
    cx.count().await?;
    let (id, secret) = client.credentials().ok_or(ErrorCode::ClientAuthFailed)?;
    let pool_secret = pools::secret(&cx, &id).await?;
    let expected = match pool_secret {
        Some(secret) => Some(secret),
        None => {
            let row = crate::application::store::find(&mut *cx.read().await?, &id).await?;
            row.map(|row| Application::open(&cx, row))
                .transpose()?
                .map(|app| app.secret.clone())
        }
    };
    if !expected.is_some_and(|expected| seal::equal(&expected, &secret)) {
        return Err(ErrorCode::ClientAuthFailed.into());
    }
    let scope = req.scope.unwrap_or_default();
    let (token, expires_in) = m2m_token(&cx, &id, &scope)?;
    Ok(TokenResponse {
        access_token: token.into(),
        token_type: "bearer".into(),
        expires_in,
        expire_in: expires_in,
        scope,
        ..TokenResponse::default()
    })
}
