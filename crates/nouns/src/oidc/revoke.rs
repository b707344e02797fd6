//! `/oidc/token/revocation`.

use std::sync::Arc;

use cleat_api::log::EventType;
use cleat_api::oidc::RevokeToken;
use cleat_engine::audit::{self, Event};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::session::{self, store};
use cleat_engine::tenancy::Application;
use cleat_protocol::seal;
use cleat_store::Tx;

/// A token to be ended by the application it was issued to.
struct Revocation {
    app: Arc<Application>,
    digest: String,
    /// Id and end, where it is an access token or an ID token.
    jwt: Option<(String, i64)>,
}

/// Ends a token: a refresh token with its session, another token by itself.
pub async fn revoke_token(cx: Cx, client: OAuthClient, req: RevokeToken) -> Result<()> {
    let app = client
        .app(&cx, |config| config.revocation_endpoint_auth_method)
        .await?;
    let token = req.token.expose();
    let revocation = Revocation {
        jwt: session::jti_of(&cx, token, &app).await?,
        digest: seal::sha256(token),
        app,
    };
    cx.write(revocation, revoke).await
}

async fn revoke(tx: &mut Tx, cx: &Cx, revocation: &Revocation) -> Outcome<()> {
    let app = &revocation.app;
    if let Some((jti, expires_at)) = &revocation.jwt {
        return Ok(store::revoke(tx, jti, *expires_at).await?);
    }
    let found = store::refresh(tx, &revocation.digest).await?;
    if let Some(row) = found.filter(|row| row.app_id == app.id) {
        store::end(tx, &row.pool_id, &row.session_id, cx.now()).await?;
        let event = Event::of(EventType::Logout, &row.pool_id).user(&row.user_id);
        audit::record(tx, cx, event.app(Some(&app.id))).await?;
    }
    Ok(())
}
