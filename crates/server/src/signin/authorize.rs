//! `/oidc/auth`: whoever is signed in goes on to the application, everybody else to a page.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use cleat_api::ErrorCode;
use cleat_api::oidc::AUTHORIZATION_PATH;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::tenancy::Application;
use cleat_nouns::oidc::authorize::{
    AuthorizationRequest, Fault, Next, Params, Prompt, Signed, answer_with_code, begin, decide,
    read, session_of,
};
use http::StatusCode;

use super::asked::{Asked, answered, language_of, with_cookie};
use super::leave::leave;
use super::paths::path_of;
use super::render::{Page, see_other};

/// What an application is told whose user was authenticated otherwise than it insists on.
pub const UNMET: &str = "the user was authenticated otherwise";

/// `GET /oidc/auth`
pub async fn get(asked: Asked) -> Response<Body> {
    let params = Params::of(asked.query());
    let tags = params.as_ref().and_then(|params| params.get("ui_locales"));
    let cx = asked.cx(tags.and_then(language_of));
    let result = match params {
        Some(params) => authorize(&cx, &asked, &params).await,
        None => fault(&cx, "fault.request"),
    };
    answered(&cx, result)
}

/// `POST /oidc/auth`. A form that another site sends brings no cookies; the browser comes back with
/// them.
pub async fn post(asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let is_short = Params::of(&asked.form).is_some();
    let result = match is_short && asked.form.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => see_other(&format!("{AUTHORIZATION_PATH}?{}", asked.form)),
        false => fault(&cx, "fault.request"),
    };
    answered(&cx, result)
}

fn fault(cx: &Cx, words: &'static str) -> Result<Response<Body>> {
    Page::fault(StatusCode::BAD_REQUEST, words, cx.request.language())
}

async fn authorize(cx: &Cx, asked: &Asked, params: &Params) -> Result<Response<Body>> {
    let (app, request) = match read(cx, params).await {
        Ok(read) => read,
        Err(Fault::Page(words)) => return fault(cx, words),
        Err(Fault::Told(answer)) => return leave(cx, &answer),
        Err(Fault::Failed(error)) => return Err(error),
    };
    let cookie = asked.cookies.session(&app.pool_id);
    let signed = session_of(cx, &app.pool_id, cookie).await?;
    let next = decide(cx, &app, &request, None, signed).await?;
    if let Next::Answer(signed) = next {
        return at_once(cx, &app, &request, signed).await;
    }
    if request.asks(Prompt::None) {
        let (error, why) = match next {
            Next::SignIn => ("login_required", "nobody is signed in"),
            Next::Unmet => (ErrorCode::AcrUnavailable.oauth_error(), UNMET),
            Next::Choose(_) => ("account_selection_required", "an account must be chosen"),
            Next::Password(_) => ("interaction_required", "a password must be set"),
            _ => ("consent_required", "the user did not consent yet"),
        };
        return leave(cx, &request.refusal(cx, error, why));
    }
    let (browser, cookie) = asked.browser(cx);
    let begun = begin(cx, &app, &request, &browser).await?;
    Ok(with_cookie(see_other(&path_of(&begun.row.id))?, cookie))
}

/// Answers without a page.
async fn at_once(
    cx: &Cx,
    app: &Arc<Application>,
    request: &AuthorizationRequest,
    signed: Signed,
) -> Result<Response<Body>> {
    match answer_with_code(cx, app, request, None, signed).await? {
        Some(answer) => leave(cx, &answer),
        None => leave(
            cx,
            &request.refusal(cx, "login_required", "the session has just ended"),
        ),
    }
}
