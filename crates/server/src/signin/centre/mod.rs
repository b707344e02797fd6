//! The personal centre: what users see and change of themselves at a browser. Each page does what
//! an operation of the API does, by calling it.

mod applications;
mod contact;
mod delete;
mod history;
mod overview;
mod password;
mod person;
mod profile;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use cleat_engine::kernel::App;

use super::paths::CENTRE;

/// The path of a page of the centre.
fn path_of(page: &str) -> String {
    format!("{CENTRE}/{page}")
}

/// Adds its routes.
pub fn routes(router: Router<Arc<App>>) -> Router<Arc<App>> {
    router
        .route(CENTRE, get(overview::get))
        .route(&path_of("sign-out"), post(overview::sign_out))
        .route(&path_of("profile"), get(profile::get).post(profile::post))
        .route(
            &path_of("password"),
            get(password::get).post(password::post),
        )
        .route(
            &path_of("{kind}/set"),
            get(contact::get).post(contact::send),
        )
        .route(&path_of("{kind}/code"), post(contact::set))
        .route(
            &path_of("{kind}/remove"),
            get(contact::get_removal).post(contact::send_removal),
        )
        .route(&path_of("{kind}/removed"), post(contact::remove))
        .route(&path_of("sessions"), get(sessions::get).post(sessions::end))
        .route(
            &path_of("applications"),
            get(applications::get).post(applications::revoke),
        )
        .route(&path_of("history"), get(history::get))
        .route(&path_of("delete"), get(delete::get).post(delete::send))
        .route(&path_of("deleted"), post(delete::delete))
}
