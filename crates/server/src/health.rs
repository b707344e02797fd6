//! Whether the server lives, whether it can answer, and how it fares.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cleat_engine::kernel::App;
use cleat_engine::session;
use cleat_protocol::seal;
use cleat_store::Tx;
use tokio::sync::Mutex;

/// How long a write that was tried tells of the next.
const FRESH: Duration = Duration::from_millis(200);

/// Whether the database took a write, and when that was tried last.
#[derive(Default)]
struct Writable(Mutex<Option<(Instant, bool)>>);

/// `/healthz`: the process answers. `/readyz`: the database takes what is written as well and the
/// server is not about to stop; else 503. `/metrics`: figures for Prometheus, to whoever has the
/// token of the settings where they name one.
pub fn router(app: Arc<App>) -> Router {
    let measured = app.clone();
    let writable: Arc<Writable> = Arc::default();
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(move || ready(app.clone(), writable.clone())))
        .route(
            "/metrics",
            get(move |headers| metrics(measured.clone(), headers)),
        )
}

async fn ready(app: Arc<App>, writable: Arc<Writable>) -> (StatusCode, &'static str) {
    if app.draining.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n");
    }
    if let Err(error) = look(&app).await {
        tracing::warn!(%error, "not ready");
        let why = "the database does not answer\n";
        return (StatusCode::SERVICE_UNAVAILABLE, why);
    }
    if writable.look(&app).await {
        (StatusCode::OK, "ready\n")
    } else {
        let why = "the database takes nothing\n";
        (StatusCode::SERVICE_UNAVAILABLE, why)
    }
}

async fn look(app: &App) -> cleat_store::Result<()> {
    let mut tx = app.db.read().await?;
    let found = tx.sql("SELECT COUNT(*) FROM done_once");
    found.one::<(i64,)>().await.map(drop)
}

impl Writable {
    /// Tries it, but not for everybody who asks: what can be read may be full, locked or read-only.
    async fn look(&self, app: &App) -> bool {
        let mut last = self.0.lock().await;
        if let Some((tried, well)) = *last
            && app.clock.instant().duration_since(tried) < FRESH
        {
            return well;
        }
        let written = app.db.write(app.clock.now(), write).await;
        let well = written
            .inspect_err(|error| tracing::warn!(%error, "not ready"))
            .is_ok();
        *last = Some((app.clock.instant(), well));
        well
    }
}

async fn write(tx: &mut Tx, now: &i64) -> cleat_store::Result<()> {
    tx.sql(
        "INSERT INTO server_event (name, at) VALUES ('looked at', $1)
         ON CONFLICT (name) DO UPDATE SET at = $1",
    )
    .bind(*now)
    .run()
    .await
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
    app.metrics.messages(app.outbox.counts());
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics.text()).into_response()
}

/// Messages that wait, and since when the oldest does.
///
/// # Errors
/// When the database does not answer.
pub async fn queue(app: &App) -> cleat_store::Result<(i64, Option<i64>)> {
    app.db
        .read()
        .await?
        .sql("SELECT COUNT(*), MIN(created_at) FROM outbox WHERE state = 'queued'")
        .one()
        .await
}
