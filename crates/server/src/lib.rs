//! The server: every room and noun together, and what it does besides answering.

#![warn(clippy::too_many_lines)]

mod bootstrap;
pub mod check;
#[cfg(feature = "console")]
mod console;
pub mod dev;
mod docs;
pub mod doctor;
mod folder;
mod health;
mod hooks;
pub mod master_key;
mod modules;
pub mod private;
mod purge;
mod restore;
mod serving;
mod setup_link;
mod signin;
mod simulate;
mod summary;
pub mod support;
mod trial;
mod unusable;
mod upgrade;
mod v2;
mod work;

use std::net::SocketAddr;
use std::sync::Arc;

use ::http::Request;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;

pub use cleat_engine::http::Routes;
pub use cleat_engine::kernel::{self, App, Clock, Random, SPANS, Settings};
pub use cleat_engine::messages::learn;
pub use cleat_nouns::user as transfer;

pub use bootstrap::{Credentials, backup, open, open_existing, open_with, pool_exists};
pub use folder::{DATABASE, MASTER_KEY, hold, note_keys};
pub use modules::{modules, routes, schema};
pub use purge::purge_expired;
pub use restore::revoke_all;
pub use serving::serve;
pub use setup_link::{has_console, setup_link};
pub use simulate::{Guard, MadeUpDay};
pub use summary::summary;
pub use trial::{Said, Target, send_test};
pub use upgrade::{Step, Upgrade, upgrade};
pub use v2::paths as v2_paths;
pub use work::{Background, in_background};

/// The server as an axum router. The peer's address comes as [`ConnectInfo`].
pub fn router(app: Arc<App>) -> Router {
    let routes = Arc::new(routes());
    let mut router = health::router(app.clone()).merge(hooks::router(app.clone()));
    router = router.merge(signin::router(app.clone(), routes.clone()));
    router = router.merge(v2::router(app.clone(), routes.clone()));
    if !app.settings.no_docs {
        router = router.merge(docs::router());
    }
    #[cfg(feature = "console")]
    if !app.settings.no_console {
        router = router.merge(console::router(app.clone(), routes.clone()));
    }
    if app.settings.dev {
        router = router.merge(dev::router(app.clone()));
    }
    router.fallback(
        move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request<Body>| {
            cleat_engine::http::serve_request(app.clone(), routes.clone(), peer.ip(), request)
        },
    )
}
