//! Whether the server lives, and whether it can answer.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::core::App;

/// `/healthz`: the process answers. `/readyz`: the database answers as well; without it 503.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(move || ready(app.clone())))
}

async fn ready(app: Arc<App>) -> (StatusCode, &'static str) {
    match look(&app).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}

async fn look(app: &App) -> cleat_store::Result<()> {
    let found: (i64,) = app
        .db
        .read()
        .await?
        .sql("SELECT COUNT(*) FROM done_once")
        .one()
        .await?;
    tracing::trace!(?found, "ready");
    Ok(())
}
