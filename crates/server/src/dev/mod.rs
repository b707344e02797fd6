//! Development mode: credentials, the phone lab and the clock. Nothing of this exists outside it.

mod failed;
mod faults;
mod host;
mod inbox;
mod mail;
mod page;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cleat_engine::kernel::{App, iso};
use serde::Deserialize;
use serde_json::json;

use self::failed::failed;
use crate::bootstrap::Credentials;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Advance {
    advance_seconds: u32,
}

/// Routes of development mode.
pub fn router(app: Arc<App>) -> Router {
    let clock = app.clone();
    let guard = from_fn_with_state(app.clone(), host::only_of_this_machine);
    Router::new()
        .merge(inbox::router(&app))
        .merge(mail::router(&app))
        .merge(faults::router(&app))
        .merge(page::router())
        .route("/dev/credentials", get(move || credentials(app.clone())))
        .route("/dev/clock", post(move |body| advance(clock.clone(), body)))
        .route_layer(guard)
}

async fn credentials(app: Arc<App>) -> Response {
    match Credentials::first(&app).await {
        Ok(credentials) => Json(credentials).into_response(),
        Err(error) => failed(&error),
    }
}

async fn advance(app: Arc<App>, Json(by): Json<Advance>) -> Response {
    let Some(milliseconds) = by.advance_seconds.checked_mul(1000) else {
        return (StatusCode::BAD_REQUEST, "advanceSeconds is too large").into_response();
    };
    app.clock.advance(milliseconds);
    Json(json!({ "now": iso(app.clock.now()) })).into_response()
}
