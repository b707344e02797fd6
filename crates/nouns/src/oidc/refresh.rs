//! The grant `refresh_token` (RFC 6749 section 6).

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_api::oidc::{ExchangeToken, TokenResponse};
use cleat_engine::account::Account;
use cleat_engine::audit::{self, Event};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::session::{NewSession, SignInFacts, store};
use cleat_engine::tenancy::Application;
use cleat_protocol::seal;
use cleat_store::Tx;

use super::{grants, issued, scope};

/// A refresh token that an application hands in.
struct Refresh {
    app: Arc<Application>,
    digest: String,
    /// The refresh token that follows it.
    next: String,
    scope: Option<String>,
    /// The key that is shown.
    key: Option<String>,
}

/// The next tokens of a session. A refresh token works once; one that comes again ends its
/// session, for one of the two who have it is a thief (RFC 9700 section 4.14).
pub async fn exchange(cx: Cx, client: OAuthClient, req: ExchangeToken) -> Result<TokenResponse> {
    let app = client
        .app(&cx, |config| config.token_endpoint_auth_method)
        .await?;
    grants::require(&app, grants::REFRESH)?;
    let missing = || Error::field("refresh_token", "is missing");
    let token = req.refresh_token.ok_or_else(missing)?;
    let key = client.key(&cx, &app).await?;
    let refresh = Refresh {
        app: app.clone(),
        key: key.clone(),
        digest: seal::sha256(token.expose()),
        next: cx.app.random.secret(),
        scope: req.scope,
    };
    let (account, session) = cx.optimistic(refresh, write).await?;
    let facts = SignInFacts {
        authentication: session.authentication.clone(),
        key,
        ..SignInFacts::default()
    };
    issued::tokens(&cx, &app, (&account, session), facts).await
}

async fn write(tx: &mut Tx, cx: &Cx, refresh: &Refresh) -> Outcome<(Account, NewSession)> {
    let now = cx.now();
    let app = &refresh.app;
    let found = store::refreshing(tx, &refresh.digest).await?;
    let found = found.filter(|row| row.token.app_id == app.id && row.token.expires_at > now);
    // Whoever has not the key cannot use it up either.
    let found = found.filter(|row| {
        let bound = row.token.key_thumbprint.as_ref();
        bound.is_none() || bound == refresh.key.as_ref()
    });
    let found = found.ok_or(ErrorCode::InvalidGrant)?;
    let (row, account) = (found.token, found.account);
    // A scope that is refused leaves the token as it is, unless somebody used it before.
    let scope = match row.used_at {
        None => scope::narrowed(&row.scope, refresh.scope.as_deref())?,
        Some(_) => String::new(),
    };
    if row.used_at.is_some() || !store::use_refresh(tx, &refresh.digest, now).await? {
        store::end(tx, &row.pool_id, &row.session_id, now).await?;
        return Err(ErrorCode::InvalidGrant.into());
    }
    let lives = store::lives(tx, &row.pool_id, &row.session_id, now).await?;
    if !lives || !account.is_active() {
        return Err(ErrorCode::InvalidGrant.into());
    }
    let mut session = NewSession::new(cx, app, &scope);
    session.id = row.session_id;
    session.authentication = found.authentication;
    session.refresh_token = Some(refresh.next.clone());
    session.refresh_key = issued::refresh_key(app, refresh.key.as_deref());
    session.refresh_expires_at = session.refresh_expires_at.min(row.expires_at);
    // The next refresh token is good for all that was granted once.
    let granted = NewSession {
        scope: row.scope,
        ..session.clone()
    };
    let next = seal::sha256(&refresh.next);
    store::insert_refresh(tx, &granted, &next, &account.pool_id, &account.id).await?;
    let event = Event::of(EventType::RefreshUserTokenBySelf, &account.pool_id);
    let event = event.at(&account.id, &found.head).app(Some(&app.id));
    audit::record(tx, cx, event).await?;
    Ok((account, session))
}
