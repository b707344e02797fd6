//! The pages that people sign in on. They work without scripts: every step is a form and a
//! redirect.

mod asked;
mod authorize;
mod choices;
mod cookies;
mod countries;
mod device;
mod entry;
mod external;
mod forms;
mod leave;
mod linking;
mod paths;
mod render;
mod sign_in;
mod sign_out;
mod step;
mod steps;
mod texts;
mod ways;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, options, post};
use cleat_api::oidc::{AUTHORIZATION_PATH, DEVICE_PATH, END_SESSION_PATH};
use cleat_engine::external::{LINK_PATH, callback_path};
use cleat_engine::kernel::App;
use http::{HeaderName, StatusCode, header};

use paths::{CONFIRMED, path_of, with_source};

/// The methods of an endpoint, for who asks (RFC 9110 section 9.3.7).
async fn methods() -> (StatusCode, [(HeaderName, &'static str); 1]) {
    let allowed = [(header::ALLOW, "GET, HEAD, POST, OPTIONS")];
    (StatusCode::NO_CONTENT, allowed)
}

/// Routes of the pages.
pub fn router(app: Arc<App>) -> Router {
    let kept = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Router::new()
        .route(
            AUTHORIZATION_PATH,
            options(methods).get(authorize::get).post(authorize::post),
        )
        .route(
            END_SESSION_PATH,
            options(methods).get(sign_out::get).post(sign_out::post),
        )
        .route(DEVICE_PATH, get(device::get).post(device::post))
        .route(CONFIRMED, post(sign_out::confirmed))
        .route(
            &render::STYLE_PATH,
            get(move || async move { (kept, render::STYLE) }),
        )
        .route(&path_of("{id}"), get(steps::get))
        .route(&path_of("{id}/send"), post(sign_in::send))
        .route(
            &path_of("{id}/code"),
            get(sign_in::get_code).post(sign_in::post_code),
        )
        .route(&path_of("{id}/password"), post(sign_in::password))
        .route(&path_of("{id}/account"), post(choices::account))
        .route(&path_of("{id}/consent"), post(choices::consent))
        .route(&with_source("{id}"), get(external::start))
        .route(
            &callback_path("{identifier}", "{pool_id}"),
            get(external::back).post(external::posted),
        )
        .route(
            &format!("{LINK_PATH}/{{ticket}}"),
            get(linking::ask).post(linking::go),
        )
        .with_state(app)
}
