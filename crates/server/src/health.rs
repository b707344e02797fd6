//! Whether the server lives, whether it can answer, and how it fares.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cleat_engine::kernel::App;
use cleat_engine::session;
use cleat_protocol::seal;

/// `/healthz`: the process answers. `/readyz`: the database answers as well and the server is
/// not about to stop; else 503. `/metrics`: figures for Prometheus, to whoever has the token of
/// the settings where they name one.
pub fn router(app: Arc<App>) -> Router {
    let measured = app.clone();
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(move || ready(app.clone())))
        .route(
            "/metrics",
            get(move |headers| metrics(measured.clone(), headers)),
        )
}

async fn ready(app: Arc<App>) -> (StatusCode, &'static str) {
    if app.draining.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n");
    }
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

async fn metrics(app: Arc<App>, headers: HeaderMap) -> Response {
    let wanted = &app.settings.metrics_token.0;
    let given = session::token_of(&headers).unwrap_or_default();
    if !wanted.is_empty() && !seal::equal(given, wanted) {
        return (StatusCode::UNAUTHORIZED, "needs the metrics token\n").into_response();
    }
    // Without the database, the other figures are of all the more use.
    if let Ok((queued, since)) = queue(&app).await {
        let age = since.map_or(0, |since| app.clock.now() - since);
        app.metrics.outbox(queued, age);
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics.text()).into_response()
}

async fn queue(app: &App) -> cleat_store::Result<(i64, Option<i64>)> {
    app.db
        .read()
        .await?
        .sql("SELECT COUNT(*), MIN(created_at) FROM outbox WHERE state = 'queued'")
        .one()
        .await
}
