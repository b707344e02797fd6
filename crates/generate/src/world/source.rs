//! A source of external identities for the examples: it gives everybody the same user.

use axum::routing::{any, get};
use axum::{Json, Router};
use cleat_api::Value;
use serde_json::json;

/// Begins to serve it; its addresses, as `$source` in the examples.
pub async fn serve() -> Result<(Value, tokio::task::JoinHandle<()>), String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let token = json!({
        "access_token": "gho_16C7e42F292c6912E7710c838347Ae178B4a", "openid": "o-octo", "unionid": "u-octo",
    });
    let user = json!({
        "id": 1, "login": "octocat", "name": "Octo Cat", "openid": "o-octo", "unionid": "u-octo",
        "phone": "+8618800008888", "phone_verified": true,
    });
    let emails = json!([{ "email": "ada@example.com", "primary": true, "verified": true }]);
    let router = Router::new()
        .route("/token", any(move || async move { Json(token) }))
        .route("/user", get(move || async move { Json(user) }))
        .route("/user/emails", get(move || async move { Json(emails) }));
    let serving = tokio::spawn(async move { drop(axum::serve(listener, router).await) });
    let addresses = json!({
        "token": format!("http://{address}/token"),
        "user": format!("http://{address}/user"),
    });
    Ok((addresses, serving))
}
