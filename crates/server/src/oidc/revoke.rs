//! `/oidc/token/revocation`.

use cleat_api::log::EventType;
use cleat_api::oidc::RevokeToken;
use cleat_protocol::seal;

use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::http::OAuthClient;
use crate::session::{self, store};

/// Ends a token: a refresh token with its session, another token by itself.
pub async fn revoke_token(cx: Cx, client: OAuthClient, req: RevokeToken) -> Result<()> {
    let app = client
        .app(&cx, |config| config.revocation_endpoint_auth_method)
        .await?;
    let token = req.token.expose();
    let own = session::jti_of(&cx, token, &app).await?;
    let input = (cx.clone(), app, seal::sha256(token), own);
    cx.write(input, |tx, (cx, app, digest, own)| {
        Box::pin(async move {
            if let Some((jti, expires_at)) = own {
                store::revoke(tx, jti, *expires_at).await?;
            } else if let Some(row) = store::refresh(tx, digest).await?
                && row.app_id == app.id
            {
                store::end(tx, &row.pool_id, &row.session_id, cx.now()).await?;
                let event = Event::of(EventType::Logout, &row.pool_id).user(&row.user_id);
                audit::record(tx, cx, event.app(Some(&app.id))).await?;
            }
            Ok(Ok(()))
        })
    })
    .await
}
