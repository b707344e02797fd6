//! The V2 API as the official widgets and their SDK for JavaScript call it: thin, over the
//! operations of the V3 API, so that the same limits, guards and audit rows hold. A call is
//! translated, dispatched as any other, and its answer translated back.

mod answer;
mod application;
mod call;
mod code;
mod find;
mod graphql;
mod me;
mod password;
mod person;
mod sign_in;
mod sign_up;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use cleat_api::Value;
use cleat_engine::http::{Routes, cors};
use cleat_engine::kernel::{App, Cx};

use answer::{Answer, answered, bare};
use call::Call;

/// What calls are answered by.
#[derive(Clone)]
struct Shell {
    app: Arc<App>,
    routes: Arc<Routes>,
}

/// Routes of the V2 API.
pub fn router(app: Arc<App>, routes: Arc<Routes>) -> Router {
    Router::new()
        .route(
            "/api/v2/applications/{appId}/public-config",
            read(application::public_config),
        )
        .route(
            "/api/v2/applications/{appId}/components-public-config/guard",
            read(application::components),
        )
        .route(application::SPRITE_PATH, get(application::sprite))
        .route("/api/v2/.well-known", read(application::well_known))
        .route("/api/v2/users/find", read(find::find))
        .route("/api/v2/sms/send", write(code::send_sms))
        .route("/api/v2/sms/send-login", write(code::send_login_sms))
        .route("/api/v2/sms/send-register", write(code::send_register_sms))
        .route("/api/v2/email/send", write(code::send_email))
        .route("/api/v2/sms/preCheckCode", write(code::check_sms))
        .route("/api/v2/email/preCheckCode", write(code::check_email))
        .route("/api/v2/login/phone-code", write(sign_in::by_phone_code))
        .route("/api/v2/login/email-code", write(sign_in::by_email_code))
        .route("/api/v2/login/account", write(sign_in::by_account))
        .route("/api/v2/register-phone-code", write(sign_up::by_phone_code))
        .route("/api/v2/register/phone-code", write(sign_up::by_phone_code))
        .route("/api/v2/register-email-code", write(sign_up::by_email_code))
        .route("/api/v2/register/email-code", write(sign_up::by_email_code))
        .route("/api/v2/register-email", write(sign_up::by_email))
        .route("/api/v2/register-username", write(sign_up::by_username))
        .route(
            "/api/v2/users/password/forget/check-code",
            write(password::check_code),
        )
        .route(
            "/api/v2/users/password/password-reset",
            write(password::reset),
        )
        .route("/api/v2/users/me", read(me::me))
        .route("/api/v2/users/me/security-level", read(me::security_level))
        .route("/api/v2/logout", read(me::logout))
        .route(
            "/cas/session",
            get(|State(shell), peer, request| serve(shell, peer, request, me::session, bare))
                .options(preflight),
        )
        .route(
            "/graphql/v2",
            post(|State(shell), peer, request| {
                serve(shell, peer, request, graphql::run, graphql::answered)
            })
            .options(preflight),
        )
        .with_state(Shell { app, routes })
}

/// A call that takes its parameters from the query.
fn read<F, A>(handler: F) -> MethodRouter<Shell>
where
    F: Fn(Call) -> A + Copy + Send + Sync + 'static,
    A: Future<Output = Answer<Value>> + Send + 'static,
{
    get(move |State(shell), peer, request| serve(shell, peer, request, handler, answered))
        .options(preflight)
}

/// A call that takes its parameters from the body.
fn write<F, A>(handler: F) -> MethodRouter<Shell>
where
    F: Fn(Call) -> A + Copy + Send + Sync + 'static,
    A: Future<Output = Answer<Value>> + Send + 'static,
{
    post(move |State(shell), peer, request| serve(shell, peer, request, handler, answered))
        .options(preflight)
}

/// What a browser is told that asks beforehand.
async fn preflight(State(shell): State<Shell>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    cors::preflight(cors::allowed(&shell.app, &parts).await)
}

async fn serve<A>(
    shell: Shell,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    handler: impl Fn(Call) -> A,
    write: fn(&Cx, Answer<Value>) -> Response<Body>,
) -> Response<Body>
where
    A: Future<Output = Answer<Value>>,
{
    let (call, read) = Call::begin(shell, peer.ip(), request).await;
    let cx = call.cx.clone();
    let page = call.page().await;
    let answer = match read {
        Ok(()) => handler(call).await,
        Err(error) => Err(call.refuse(error)),
    };
    page.may_read(write(&cx, answer))
}
