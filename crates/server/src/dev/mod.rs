//! Development mode: credentials, the inbox and the clock. Nothing of this exists outside it.

mod host;

use std::sync::Arc;

use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cleat_engine::kernel::{App, Error, iso};
use serde::Deserialize;
use serde_json::json;

use crate::bootstrap::Credentials;

const PAGE: &str = include_str!("inbox.html");

#[derive(Deserialize)]
struct Wanted {
    to: Option<String>,
    limit: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Advance {
    advance_seconds: u32,
}

/// Routes of development mode.
pub fn router(app: Arc<App>) -> Router {
    let (inbox, clock) = (app.clone(), app.clone());
    let guard = from_fn_with_state(app.clone(), host::only_of_this_machine);
    Router::new()
        .route("/dev/credentials", get(move || credentials(app.clone())))
        .route(
            "/dev/inbox/messages",
            get(move |query| messages(inbox.clone(), query)),
        )
        .route("/dev/inbox", get(|| async { Html(PAGE) }))
        .route("/dev/clock", post(move |body| advance(clock.clone(), body)))
        .route_layer(guard)
}

async fn credentials(app: Arc<App>) -> Response {
    match Credentials::first(&app).await {
        Ok(credentials) => Json(credentials).into_response(),
        Err(error) => failed(&error),
    }
}

async fn messages(app: Arc<App>, Query(wanted): Query<Wanted>) -> Response {
    // A plus sign in a query is a space to form decoding; a number begins with one.
    let to = wanted.to.map(|to| to.trim().to_lowercase()).map(|to| {
        if !to.is_empty() && to.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("+{to}")
        } else {
            to
        }
    });
    let limit = wanted.limit.unwrap_or(50).clamp(1, 1000);
    let held = async {
        app.outbox
            .inbox(&mut *app.db.read().await?, to.as_deref(), limit)
            .await
    };
    match held.await {
        Ok(list) => {
            let shown = |entry: cleat_delivery::InboxEntry| {
                let at = iso(entry.created_at);
                let mut shown = serde_json::to_value(entry).unwrap_or_default();
                if let Some(fields) = shown.as_object_mut() {
                    fields.insert("createdAt".into(), at.into());
                }
                shown
            };
            Json(list.into_iter().map(shown).collect::<Vec<_>>()).into_response()
        }
        Err(error) => failed(&error.into()),
    }
}

async fn advance(app: Arc<App>, Json(by): Json<Advance>) -> Response {
    let Some(milliseconds) = by.advance_seconds.checked_mul(1000) else {
        return (StatusCode::BAD_REQUEST, "advanceSeconds is too large").into_response();
    };
    app.clock.advance(milliseconds);
    Json(json!({ "now": iso(app.clock.now()) })).into_response()
}

fn failed(error: &Error) -> Response {
    tracing::error!(cause = error.cause.as_deref().unwrap_or_default(), "dev");
    let kind = [(header::CONTENT_TYPE, "text/plain")];
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        kind,
        "failed; see the log",
    )
        .into_response()
}
