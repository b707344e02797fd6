//! The operations of Cleat and the HTTP around them.

mod access_key;
mod application;
mod audit;
mod bootstrap;
pub mod check;
pub mod core;
mod delivery;
pub mod dev;
mod docs;
mod email;
mod ext_idp;
mod grant;
mod health;
mod http;
mod log;
mod oidc;
mod passcode;
mod password;
mod phone;
mod profile;
mod restore;
mod security;
mod session;
mod signin;
mod system;
pub mod transfer;
mod user;
mod work;

use std::net::SocketAddr;
use std::sync::Arc;

use ::http::Request;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;

/// Target of the spans that are traced.
pub const SPANS: &str = "cleat_spans";

pub use bootstrap::{Credentials, DATABASE, backup, open, open_with, pool_exists};
pub use core::{App, Clock, Random, Settings};
pub use http::Routes;
pub use restore::revoke_all;
pub use work::in_background;

/// Every story, mounted.
pub fn routes() -> Routes {
    Routes::default()
        .noun(passcode::mount)
        .noun(phone::mount)
        .noun(email::mount)
        .noun(signin::mount)
        .noun(oidc::mount)
        .noun(profile::mount)
        .noun(password::mount)
        .noun(ext_idp::mount)
        .noun(system::mount)
        .noun(user::mount)
        .noun(session::mount)
        .noun(security::mount)
        .noun(log::mount)
        .noun(application::mount)
        .noun(access_key::mount)
}

/// The server as an axum router. The peer's address comes as [`ConnectInfo`].
pub fn router(app: Arc<App>) -> Router {
    let routes = Arc::new(routes());
    let mut router = health::router(app.clone());
    if !app.settings.no_docs {
        router = router.merge(docs::router());
    }
    if app.settings.dev {
        router = router.merge(dev::router(app.clone()));
    }
    router.fallback(
        move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request<Body>| {
            http::serve_request(app.clone(), routes.clone(), peer.ip(), request)
        },
    )
}
