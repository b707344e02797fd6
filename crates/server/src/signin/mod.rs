//! The pages that people sign in on. They work without scripts: every step is a form and a
//! redirect.

mod agreements;
mod arrival;
mod asked;
mod authorize;
mod callback;
mod centre;
mod choices;
mod codes;
pub mod cookies;
mod countries;
mod device;
mod directory;
mod entry;
mod external;
mod fields;
mod forgot;
mod forms;
mod joining;
mod leave;
mod linking;
mod look;
mod new_password;
mod paths;
mod render;
mod saml;
mod sign_in;
mod sign_out;
mod start;
mod step;
mod steps;
mod texts;
mod ways;
mod window;

use std::sync::Arc;

use axum::routing::{any, get, options, post};
use axum::{Extension, Router};
use cleat_api::oidc::{AUTHORIZATION_PATH, DEVICE_PATH, END_SESSION_PATH};
use cleat_engine::external::{LINK_PATH, callback_path, metadata_path};
use cleat_engine::http::Routes;
use cleat_engine::kernel::App;
use http::{HeaderName, StatusCode, header};

pub use paths::CENTRE;
use paths::{CONFIRMED, path_of, with_source};

/// The methods of an endpoint, for who asks (RFC 9110 section 9.3.7).
async fn methods() -> (StatusCode, [(HeaderName, &'static str); 1]) {
    let allowed = [(header::ALLOW, "GET, HEAD, POST, OPTIONS")];
    (StatusCode::NO_CONTENT, allowed)
}

/// Routes of the pages.
pub fn router(app: Arc<App>, routes: Arc<Routes>) -> Router {
    let router = Router::new()
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
            get(async || render::kept(render::CSS, render::STYLE)),
        )
        .route(&look::route(), get(look::get))
        .route(
            &render::SCRIPT_PATH,
            get(async || render::kept("text/javascript; charset=utf-8", render::SCRIPT)),
        );
    let router = steps_of_a_sign_in(router);
    centre::routes(router.route(start::START, any(start::start)))
        .layer(Extension(routes))
        .with_state(app)
}

/// Routes of a sign-in on its way.
fn steps_of_a_sign_in(router: Router<Arc<App>>) -> Router<Arc<App>> {
    router
        .route(&path_of("{id}"), get(steps::get))
        .route(&path_of("{id}/send"), post(sign_in::send))
        .route(
            &path_of("{id}/code"),
            get(sign_in::get_code).post(sign_in::post_code),
        )
        .route(&path_of("{id}/password"), post(sign_in::password))
        .route(&path_of("{id}/account"), post(choices::account))
        .route(&path_of("{id}/consent"), post(choices::consent))
        .route(
            &with_source("{id}"),
            get(external::start).post(external::choose),
        )
        .route(&paths::joining("{id}"), post(joining::answer))
        .route(&paths::in_directory("{id}"), post(directory::post))
        .route(
            &callback_path("{identifier}", "{pool_id}"),
            get(callback::back).post(callback::posted),
        )
        .route(
            &metadata_path("{identifier}", "{pool_id}"),
            get(saml::metadata),
        )
        .route(saml::INIT, get(window::init))
        .route(
            &format!("{LINK_PATH}/{{ticket}}"),
            get(window::open).post(linking::go),
        )
        .route(&path_of("{id}/forgot"), get(forgot::get).post(forgot::send))
        .route(&path_of("{id}/reset"), post(forgot::reset))
        .route(&path_of("{id}/new-password"), post(new_password::post))
}
