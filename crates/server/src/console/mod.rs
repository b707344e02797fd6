//! The console of operators: its pages, its own calls, and calls of management for whoever is
//! signed in. No other site reads or calls any of it, and no other path takes its cookie.

mod asked;
mod calls;
mod machine;
mod origin;
mod pages;
mod people;
mod session;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::routing::any;
use cleat_docs::console::BUILD;
use cleat_engine::http::{Routes, answered};
use cleat_engine::kernel::App;
use cleat_engine::operators::PATH;
use http::{HeaderName, HeaderValue, Request, Response};

use asked::{Asked, Console};

/// What the pages of an answer's server are known by; a page of another build offers to load again.
const BUILD_HEADER: HeaderName = HeaderName::from_static("x-cleat-build");

/// Below it are calls; all else are pages.
const API: &str = "api";

/// Routes of the console.
pub fn router(app: Arc<App>, routes: Arc<Routes>) -> Router {
    let console = Console { app, routes };
    let answer = any(
        move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request<Body>| {
            answer(console.clone(), peer, request)
        },
    );
    let below = ["", "/", "/{*path}"].map(|path| format!("{PATH}{path}"));
    let routes = below.iter();
    routes.fold(Router::new(), |router, path| {
        router.route(path, answer.clone())
    })
}

async fn answer(console: Console, peer: SocketAddr, request: Request<Body>) -> Response<Body> {
    let path = request.uri().path().strip_prefix(PATH).unwrap_or_default();
    let name = path.strip_prefix('/').unwrap_or_default().to_owned();
    let call = name.strip_prefix(API);
    let call = call.and_then(|rest| rest.strip_prefix('/').or(rest.is_empty().then_some("")));
    let mut response = match call {
        Some(call) => api(console, peer, request, call).await,
        None => pages::page(&console.app, request.method(), request.headers(), &name),
    };
    let headers = response.headers_mut();
    headers.insert(BUILD_HEADER, HeaderValue::from_static(BUILD));
    response
}

async fn api(
    console: Console,
    peer: SocketAddr,
    request: Request<Body>,
    call: &str,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let asked = Asked::new(console, peer, parts);
    let refused = origin::check(&asked.console.app.settings, &asked.parts);
    if let Err(refusal) = refused {
        return answered(&asked.cx(), Err(refusal), None);
    }
    match call.strip_prefix("v3/") {
        Some(path) => calls::operation(asked, body, path).await,
        None if call == "openapi" => pages::document(),
        None => calls::own(&asked, body, call).await,
    }
}
