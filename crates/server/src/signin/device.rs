//! `/device`: the code that a device shows is typed in, and its user signs in and answers.

use axum::body::Body;
use axum::response::Response;
use cleat_api::ErrorCode;
use cleat_api::oidc::DEVICE_PATH;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_nouns::oidc::authorize::{Device, Signed, begin};
use cleat_nouns::oidc::device::{allow, deny, typed};
use http::StatusCode;
use minijinja::context;

use super::asked::{Asked, answered, with_cookie};
use super::paths::path_of;
use super::render::{Page, see_other};
use super::step::{Step, done};
use super::{forms, texts};

/// The field that holds the code.
const CODE: &str = "user_code";

/// `GET /device`
pub async fn get(asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let given = asked.param(CODE).unwrap_or_default();
    let result = page(&cx, &asked, &given, None);
    answered(&cx, result)
}

/// `POST /device`
pub async fn post(asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let result = look_up(&cx, &asked).await;
    answered(&cx, result)
}

async fn look_up(cx: &Cx, asked: &Asked) -> Result<Response<Body>> {
    let browser = asked.cookies.browser().unwrap_or_default();
    let expected = forms::token(cx, DEVICE_PATH, browser);
    let sent = asked.field(forms::TOKEN);
    if browser.is_empty() || !forms::is_own(asked.headers(), &expected, sent.as_deref()) {
        return Page::fault(StatusCode::FORBIDDEN, "fault.form", cx.request.language());
    }
    let given = asked.field(CODE).unwrap_or_default();
    match typed(cx, &given).await {
        Ok(Some((app, request))) => {
            let begun = begin(cx, &app, &request, browser).await?;
            see_other(&path_of(&begun.row.id))
        }
        Ok(None) => page(cx, asked, &given, Some(None)),
        Err(error) if error.code == ErrorCode::TooManyRequests => {
            page(cx, asked, &given, Some(Some(error)))
        }
        Err(error) => Err(error),
    }
}

/// The page that asks for the code; `refused` is why it does so again.
fn page(
    cx: &Cx,
    asked: &Asked,
    given: &str,
    refused: Option<Option<Error>>,
) -> Result<Response<Body>> {
    let language = cx.request.language();
    let (browser, cookie) = asked.browser(cx);
    let (status, error) = match &refused {
        None => (StatusCode::OK, None),
        Some(None) => {
            let unknown = texts::text(language, "fault.user_code").to_owned();
            (StatusCode::BAD_REQUEST, Some(unknown))
        }
        Some(Some(error)) => (StatusCode::TOO_MANY_REQUESTS, Some(error.message(language))),
    };
    let page = Page {
        status,
        values: context! {
            action => DEVICE_PATH,
            field => CODE,
            token => forms::token(cx, DEVICE_PATH, &browser),
            given => given,
            error => error,
        },
        ..Page::new("device.html", "title.device", language)
    };
    Ok(with_cookie(page.answer()?, cookie))
}

/// The page after a yes.
pub async fn connected(step: &Step, device: &Device, signed: Signed) -> Result<Response<Body>> {
    let words = match allow(&step.cx, step.id(), device, signed).await? {
        true => ("title.connected", "hint.connected"),
        false => ("title.fault", "fault.user_code"),
    };
    Page::words(words.0, words.1, step.language()).answer()
}

/// The page after a no.
pub async fn denied(step: &Step, device: &Device) -> Result<Response<Body>> {
    match deny(&step.cx, step.id(), device).await? {
        true => Page::words("title.denied", "hint.denied", step.language()).answer(),
        false => done(&step.cx),
    }
}
