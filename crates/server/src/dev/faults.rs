//! `/dev/inbox/faults`: what carriers do to messages from now on, as a developer asks for it.

use std::sync::Arc;

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use cleat_delivery::lab::FaultRule;
use cleat_engine::kernel::App;
use serde::Deserialize;

use super::inbox::targets;

/// Longest delay, in seconds: messages are shown for two days.
const LONGEST: u32 = 86_400;

#[derive(Deserialize)]
struct Asked {
    to: Option<String>,
}

/// The faults: listed, asked for, taken away.
pub fn router(app: &Arc<App>) -> Router {
    let [listing, setting, clearing] = [app.clone(), app.clone(), app.clone()];
    let faults = get(async move || Json(listing.outbox.faults()))
        .post(async move |Json(rule)| set(&setting, rule))
        .delete(async move |Query(asked)| clear(&clearing, asked));
    Router::new().route("/dev/inbox/faults", faults)
}

fn set(app: &App, rule: FaultRule) -> Response {
    let fault = rule.fault;
    if fault.delay_seconds > LONGEST || fault.receipt_seconds > LONGEST {
        let why = "delaySeconds and receiptSeconds must be at most 86400";
        return (StatusCode::BAD_REQUEST, why).into_response();
    }
    let to = match target(rule.to) {
        Ok(to) => to,
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    };
    if !app.outbox.set_fault(FaultRule { to, fault }) {
        return (StatusCode::BAD_REQUEST, "there are too many faults").into_response();
    }
    Json(app.outbox.faults()).into_response()
}

fn clear(app: &App, asked: Asked) -> Response {
    match target(asked.to) {
        Ok(to) => app.outbox.clear_faults(to.as_deref()),
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    }
    Json(app.outbox.faults()).into_response()
}

/// The one number or address that a spelling means; none for everybody.
fn target(to: Option<String>) -> Result<Option<String>, &'static str> {
    let Some(to) = to.filter(|to| !to.trim().is_empty()) else {
        return Ok(None);
    };
    match targets(&to).as_slice() {
        [one] => Ok(Some(one.clone())),
        [] => Err("to is neither a number nor an e-mail address"),
        _ => Err("to may mean more than one number; write it with + and its country code"),
    }
}
