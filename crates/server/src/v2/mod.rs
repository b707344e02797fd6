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

pub use answer::{Refusal, envelope};
pub use person::with_tokens;

use answer::{Answer, answered, bare};
use call::{Call, Shell};

/// A path, and what answers there.
type Row = (&'static str, MethodRouter<Shell>);

/// Routes of the V2 API.
pub fn router(app: Arc<App>, routes: Arc<Routes>) -> Router {
    let router = Router::new().route(application::SPRITE_PATH, get(application::sprite));
    let router = rows().fold(router, |router, (path, row)| router.route(path, row));
    router.with_state(Shell { app, routes })
}

/// The paths of its calls.
pub fn paths() -> Vec<&'static str> {
    rows().map(|(path, _)| path).collect()
}

fn rows() -> impl Iterator<Item = Row> {
    let all = of_application().into_iter().chain(of_codes());
    all.chain(of_accounts()).chain(of_users())
}

fn of_application() -> [Row; 4] {
    [
        (
            "/api/v2/applications/{appId}/public-config",
            read(application::public_config),
        ),
        (
            "/api/v2/applications/{appId}/components-public-config/guard",
            read(application::components),
        ),
        ("/api/v2/.well-known", read(application::well_known)),
        ("/api/v2/users/find", read(find::find)),
    ]
}

fn of_codes() -> [Row; 6] {
    [
        ("/api/v2/sms/send", write(code::send_sms)),
        ("/api/v2/sms/send-login", write(code::send_login_sms)),
        ("/api/v2/sms/send-register", write(code::send_register_sms)),
        ("/api/v2/email/send", write(code::send_email)),
        ("/api/v2/sms/preCheckCode", write(code::check_sms)),
        ("/api/v2/email/preCheckCode", write(code::check_email)),
    ]
}

fn of_accounts() -> [Row; 11] {
    [
        ("/api/v2/login/phone-code", write(sign_in::by_sent_code)),
        ("/api/v2/login/email-code", write(sign_in::by_sent_code)),
        ("/api/v2/login/account", write(sign_in::by_account)),
        ("/api/v2/register-phone-code", write(sign_up::by_sent_code)),
        ("/api/v2/register/phone-code", write(sign_up::by_sent_code)),
        ("/api/v2/register-email-code", write(sign_up::by_sent_code)),
        ("/api/v2/register/email-code", write(sign_up::by_sent_code)),
        ("/api/v2/register-email", write(sign_up::by_email)),
        ("/api/v2/register-username", write(sign_up::by_username)),
        (
            "/api/v2/users/password/forget/check-code",
            write(password::check_code),
        ),
        (
            "/api/v2/users/password/password-reset",
            write(password::reset),
        ),
    ]
}

fn of_users() -> [Row; 5] {
    [
        ("/api/v2/users/me", read(me::me)),
        ("/api/v2/users/me/security-level", read(me::security_level)),
        ("/api/v2/logout", read(me::logout)),
        ("/cas/session", read_as(me::session, bare)),
        ("/graphql/v2", write_as(graphql::run, graphql::answered)),
    ]
}

/// How an answer is written.
type Writer = fn(&Cx, Answer<Value>) -> Response<Body>;

/// A call that takes its parameters from the query.
fn read<F, A>(handler: F) -> MethodRouter<Shell>
where
    F: Fn(Call) -> A + Copy + Send + Sync + 'static,
    A: Future<Output = Answer<Value>> + Send + 'static,
{
    read_as(handler, answered)
}

fn read_as<F, A>(handler: F, writer: Writer) -> MethodRouter<Shell>
where
    F: Fn(Call) -> A + Copy + Send + Sync + 'static,
    A: Future<Output = Answer<Value>> + Send + 'static,
{
    get(move |State(shell), peer, request| serve(shell, peer, request, (handler, writer)))
        .options(preflight)
}

/// A call that takes its parameters from the body.
fn write<F, A>(handler: F) -> MethodRouter<Shell>
where
    F: Fn(Call) -> A + Copy + Send + Sync + 'static,
    A: Future<Output = Answer<Value>> + Send + 'static,
{
    write_as(handler, answered)
}

fn write_as<F, A>(handler: F, writer: Writer) -> MethodRouter<Shell>
where
    F: Fn(Call) -> A + Copy + Send + Sync + 'static,
    A: Future<Output = Answer<Value>> + Send + 'static,
{
    post(move |State(shell), peer, request| serve(shell, peer, request, (handler, writer)))
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
    (handler, writer): (impl Fn(Call) -> A, Writer),
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
    page.may_read(writer(&cx, answer))
}
