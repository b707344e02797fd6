//! `GET /dev/inbox/mail`: an e-mail as its reader sees it, in a frame that runs and fetches nothing.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use cleat_delivery::lab::Wanted;
use cleat_engine::kernel::{App, Result};
use serde::Deserialize;

use super::failed::failed;

/// Messages that are looked through.
const LATEST: usize = 1000;
/// What is in a mail is foreign: it has no scripts, no addresses, and an origin of its own.
const HEADERS: [(header::HeaderName, &str); 2] = [
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'self'; sandbox",
    ),
];

#[derive(Deserialize)]
struct Asked {
    id: String,
    to: String,
}

/// The view of mails.
pub fn router(app: &Arc<App>) -> Router {
    let app = app.clone();
    let view = get(move |query| view(app.clone(), query));
    Router::new().route("/dev/inbox/mail", view)
}

async fn view(app: Arc<App>, Query(asked): Query<Asked>) -> Response {
    match html(&app, asked).await {
        Ok(Some(html)) => (HEADERS, Html(html)).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, "there is no such mail").into_response(),
        Err(error) => failed(&error),
    }
}

async fn html(app: &App, asked: Asked) -> Result<Option<String>> {
    let (mut tx, now) = (app.db.read().await?, app.clock.now());
    let wanted = Wanted::OneOf(vec![asked.to]);
    let all = app.outbox.arrived(&mut tx, &wanted, (LATEST, now)).await?;
    let found = all.into_iter().find(|one| one.id == asked.id);
    Ok(found.and_then(|one| one.mail.html))
}
