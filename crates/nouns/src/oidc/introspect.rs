//! `/oidc/token/introspection`.

use cleat_api::Value;
use cleat_api::oidc::{IntrospectToken, Introspection};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::{self, store};
use cleat_engine::tenancy::applications;
use cleat_protocol::{jose, seal};
use cleat_store::Tx;

/// What a token is. A token of another pool, or one that does not stand, is inactive.
pub async fn introspect_token(
    cx: Cx,
    client: OAuthClient,
    req: IntrospectToken,
) -> Result<Introspection> {
    let app = client
        .app(&cx, |config| config.introspection_endpoint_auth_method)
        .await?;
    let token = req.token.expose();
    if let Some(user) = session::user_of(&cx, token).await? {
        if user.pool_id != app.pool_id {
            return Ok(Introspection::default());
        }
        let claims = jose::unverified_claims(token).unwrap_or_default();
        return Ok(Introspection {
            sub: Some(user.user_id),
            ..said(&claims, user.app_id)
        });
    }
    let mut tx = cx.read().await?;
    let Some(row) = store::refresh(&mut tx, &seal::sha256(token)).await? else {
        return machine(&cx, &mut tx, &app.pool_id, token).await;
    };
    let lives = store::lives(&mut tx, &row.pool_id, &row.session_id, cx.now()).await?;
    if row.app_id != app.id || row.used_at.is_some() || row.expires_at <= cx.now() || !lives {
        return Ok(Introspection::default());
    }
    Ok(Introspection {
        active: true,
        sub: Some(row.user_id),
        client_id: Some(row.app_id),
        scope: Some(row.scope),
        exp: Some(row.expires_at / 1000),
        ..Introspection::default()
    })
}

/// A machine's token stands until it ends or is revoked, as long as its application is there.
async fn machine(cx: &Cx, tx: &mut Tx, pool_id: &str, token: &str) -> Result<Introspection> {
    let Ok(claims) = session::issued(cx, token, "m2m") else {
        return Ok(Introspection::default());
    };
    let id = claims.get("azp").and_then(Value::as_str);
    let id = id.unwrap_or_default().to_owned();
    let jti = claims.get("jti").and_then(Value::as_str);
    if store::is_revoked(tx, jti.unwrap_or_default()).await? {
        return Ok(Introspection::default());
    }
    let stands = id == pool_id || applications::find_in(tx, pool_id, &id).await?.is_some();
    Ok(match stands {
        true => said(&claims, id),
        false => Introspection::default(),
    })
}

/// What an active JWT says of itself (RFC 7662 section 2.2).
fn said(claims: &Value, client_id: String) -> Introspection {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let cnf = claims
        .get(session::CONFIRMATION)
        .and_then(Value::as_object)
        .cloned();
    Introspection {
        active: true,
        client_id: Some(client_id),
        aud: text("aud"),
        iss: text("iss"),
        scope: text("scope"),
        jti: text("jti"),
        exp: number("exp"),
        iat: number("iat"),
        token_type: Some(if cnf.is_some() { "DPoP" } else { "Bearer" }.into()),
        cnf,
        ..Introspection::default()
    }
}
