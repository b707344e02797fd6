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

use super::paths::{CENTRE, in_centre};

/// Adds its routes.
pub fn routes(router: Router<Arc<App>>) -> Router<Arc<App>> {
    router
        .route(CENTRE, get(overview::get))
        .route(&in_centre("sign-out"), post(overview::sign_out))
        .route(&in_centre("profile"), get(profile::get).post(profile::post))
        .route(
            &in_centre("password"),
            get(password::get).post(password::post),
        )
        .route(
            &in_centre("{kind}/set"),
            get(contact::get).post(contact::send),
        )
        .route(&in_centre("{kind}/code"), post(contact::set))
        .route(
            &in_centre("{kind}/remove"),
            get(contact::get_removal).post(contact::send_removal),
        )
        .route(&in_centre("{kind}/removed"), post(contact::remove))
        .route(
            &in_centre("sessions"),
            get(sessions::get).post(sessions::end),
        )
        .route(
            &in_centre("applications"),
            get(applications::get).post(applications::revoke),
        )
        .route(&in_centre("history"), get(history::get))
        .route(&in_centre("delete"), get(delete::get).post(delete::send))
        .route(&in_centre("deleted"), post(delete::delete))
}
