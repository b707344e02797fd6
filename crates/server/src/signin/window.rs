//! Signing in at a source in a window that a page of an application opened, as the official widgets
//! do: the page is told by a message how it went. It goes to the pages that the application's own
//! addresses are of, and to no other that may have opened the window.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, Path};
use axum::response::Response;
use cleat_api::application::ClientAuthMethod;
use cleat_api::ext_idp::{ExtIdpType, SignInByMobile};
use cleat_api::profile::GetProfile;
use cleat_api::{Endpoint as _, ErrorCode, Secret, Value};
use cleat_engine::external::{Attempt, Found, Opened, Purpose, enabled};
use cleat_engine::http::default_to;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session;
use cleat_engine::tenancy::{Application, applications};
use cleat_nouns::oidc::authorize::origin_of;
use cleat_nouns::signin;
use minijinja::context;
use serde_json::json;
use url::Url;

use super::arrival::told;
use super::asked::{Asked, answered, with_cookie};
use super::external::{connection, to_source, who};
use super::leave::in_script;
use super::linking;
use super::render::{Page, see_other};
use super::texts;
use crate::v2::{Refusal, envelope, with_tokens};

/// The parameter that names the application; links of people who are signed in have none.
const APP_ID: &str = "app_id";

/// `GET /connections/social/{identifier}?app_id=`, and without an application
/// `GET /connections/social/{ticket}`
pub async fn open(mut asked: Asked) -> Response<Body> {
    let Some(app_id) = asked.param(APP_ID) else {
        return linking::ask(asked).await;
    };
    let cx = asked.cx(None);
    let server = asked.app.clone();
    let name = Path::<String>::from_request_parts(&mut asked.parts, &server).await;
    let name = name.map_or_else(|_| String::new(), |Path(name)| name);
    answered(&cx, opened(&cx, &asked, &app_id, &name).await)
}

/// `GET /connections/saml/init?app_id=&identifier=`, as the widgets open it on hosted pages.
pub async fn init(asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let of = |name| asked.param(name).unwrap_or_default();
    let (app_id, name) = (of(APP_ID), of("identifier"));
    answered(&cx, opened(&cx, &asked, &app_id, &name).await)
}

async fn opened(cx: &Cx, asked: &Asked, app_id: &str, name: &str) -> Result<Response<Body>> {
    let row = applications::find(&mut *cx.read().await?, app_id).await?;
    let app = Application::open(cx, row.ok_or(ErrorCode::AppNotFound)?)?;
    default_to(cx, &app);
    let conn = match enabled::named(cx, (&app.pool_id, &app.id), name).await {
        Ok(conn) => conn,
        Err(error) => return closed(cx, &app, ExtIdpType::Social, Err(error)),
    };
    let (browser, cookie) = asked.browser(cx);
    match begun(cx, &app, &conn, &browser).await {
        Ok(to) => Ok(with_cookie(see_other(to.as_str())?, cookie)),
        Err(error) => closed(cx, &app, conn.source.r#type, Err(error)),
    }
}

async fn begun(cx: &Cx, app: &Application, conn: &Opened, browser: &str) -> Result<Url> {
    require_open(app)?;
    to_source(cx, conn, (&app.id, browser), Purpose::Window).await
}

/// Refuses an application that keeps a secret: it is signed in to with that alone. So is one whose
/// tokens are bound to keys.
fn require_open(app: &Application) -> Result<()> {
    signin::gives_bearer_tokens(app)?;
    match app.document.oidc_config.token_endpoint_auth_method {
        Some(ClientAuthMethod::None) => Ok(()),
        _ => Err(ErrorCode::ClientAuthFailed.into()),
    }
}

/// The browser came back.
///
/// # Errors
/// A fault of this server.
pub async fn back(cx: &Cx, asked: &Asked, attempt: &Attempt) -> Result<Response<Body>> {
    let conn = connection(cx, attempt).await?;
    let (pool_id, app_id) = (&attempt.pool_id, &attempt.app_id);
    let row = applications::find_in(&mut *cx.read().await?, pool_id, app_id).await?;
    let app = Application::open(cx, row.ok_or(ErrorCode::AppNotFound)?)?;
    default_to(cx, &app);
    let kind = conn.source.r#type;
    let user = signed_in(cx, asked, (&app, attempt), conn).await;
    closed(cx, &app, kind, user)
}

/// Whoever came back, as the widgets know users.
async fn signed_in(
    cx: &Cx,
    asked: &Asked,
    (app, attempt): (&Arc<Application>, &Attempt),
    conn: Opened,
) -> Result<Value> {
    require_open(app)?;
    let acting = asked.acting(SignInByMobile::operation(), app, cx)?;
    let external = who(&acting, asked, attempt, &conn).await?;
    let found = Arc::new(Found { conn, external });
    let tokens = signin::by_source(&acting, app, &found, signin::SCOPE).await?;
    let token = tokens.access_token.as_ref().map_or("", Secret::expose);
    let me = session::signed_in(cx, token).await?;
    let user = asked.call(cx, me, GetProfile::default()).await?;
    with_tokens(&user, &tokens, cx.now())
}

/// The origins of an application's own addresses.
fn origins(app: &Application) -> BTreeSet<String> {
    let document = &app.document;
    let more = document.oidc_config.redirect_uris.iter().flatten();
    let all = document.redirect_uris.iter().chain(more);
    let pages = all.filter(|uri| uri.starts_with("https:") || uri.starts_with("http:"));
    pages.filter_map(|uri| origin_of(uri)).collect()
}

/// The message that the widgets wait for. What went wrong stands in it as an answer of theirs.
fn message(cx: &Cx, kind: ExtIdpType, user: &Result<Value>) -> Value {
    let (code, text) = match user {
        Ok(_) => (
            200,
            ErrorCode::success_message(cx.request.language()).into(),
        ),
        Err(error) => {
            let refusal = Refusal::of(cx, error);
            (refusal.code(), envelope(cx, &Err(refusal)).to_string())
        }
    };
    let event = match kind {
        ExtIdpType::Social => "socialLogin",
        ExtIdpType::Enterprise => "enterpriseLogin",
    };
    json!({
        "code": code,
        "message": text,
        "data": user.as_ref().ok(),
        "event": { "source": "authing", "eventType": event },
    })
}

/// The page that tells how it went, and closes.
fn closed(
    cx: &Cx,
    app: &Application,
    kind: ExtIdpType,
    user: Result<Value>,
) -> Result<Response<Body>> {
    let user = match user {
        Err(error) => Err(told(cx, error)?),
        signed_in => signed_in,
    };
    let language = cx.request.language();
    let error = user.as_ref().err();
    let (title, words) = match error {
        None => ("title.done", texts::text(language, "hint.done").to_owned()),
        Some(error) => ("title.fault", error.message(language)),
    };
    let page = Page {
        values: context! {
            words => words,
            origins => in_script(&json!(origins(app))),
            message => in_script(&message(cx, kind, &user)),
        },
        nonce: Some(cx.app.random.nonce()),
        is_opened: true,
        ..Page::new("window.html", title, language)
    };
    page.after(error).answer()
}
