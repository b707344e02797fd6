//! `/oidc/session/end` (OpenID Connect RP-Initiated Logout 1.0). Whoever brings an ID token of the
//! session has it ended; everybody else is asked.

use axum::body::Body;
use axum::response::Response;
use cleat_api::oidc::END_SESSION_PATH;
use cleat_engine::kernel::{Cx, Result};
use cleat_nouns::oidc::authorize::{Hint, Params, Signed, hint, may_sign_out_to, session_of};
use cleat_nouns::oidc::end_session::{end_hinted, end_signed};
use http::StatusCode;
use minijinja::context;

use super::asked::{Asked, answered, language_of, with_cookie};
use super::paths::CONFIRMED;
use super::render::{Page, see_other};
use super::{cookies, forms, texts};

/// `GET /oidc/session/end`
pub async fn get(asked: Asked) -> Response<Body> {
    let given = asked.query().to_owned();
    sign_out(&asked, &given).await
}

/// `POST /oidc/session/end`
pub async fn post(asked: Asked) -> Response<Body> {
    let given = asked.form.clone();
    sign_out(&asked, &given).await
}

async fn sign_out(asked: &Asked, given: &str) -> Response<Body> {
    let params = Params::of(given).unwrap_or_default();
    let tags = params.get("ui_locales");
    let cx = asked.cx(tags.and_then(language_of));
    let result = end(&cx, asked, &params).await;
    answered(&cx, result)
}

async fn end(cx: &Cx, asked: &Asked, params: &Params) -> Result<Response<Body>> {
    let hinted = match params.get("id_token_hint") {
        Some(token) => hint(cx, token).await?,
        None => None,
    };
    let Some(hinted) = hinted.filter(|hint| fits(hint, params)) else {
        return ask(cx, asked);
    };
    let to = params.get("post_logout_redirect_uri");
    if to.is_some_and(|to| !may_sign_out_to(&hinted.app.document, to)) {
        return Page::fault(
            StatusCode::BAD_REQUEST,
            "fault.sign_out",
            cx.request.language(),
        );
    }
    let pool_id = hinted.app.pool_id.as_str();
    let signed = session_of(cx, pool_id, asked.cookies.session(pool_id)).await?;
    if let Some(other) = &signed
        && other.account.id != hinted.user_id
    {
        return ask(cx, asked);
    }
    end_hinted(cx, &hinted).await?;
    if let Some(signed) = &signed {
        end_signed(cx, signed).await?;
    }
    let response = match to {
        Some(to) => see_other(&with_state(to, params.get("state")))?,
        None => signed_out(cx)?,
    };
    Ok(with_cookie(response, cookies::end_session(pool_id)))
}

/// Whether the rest of the request names the same application.
fn fits(hint: &Hint, params: &Params) -> bool {
    let named = params.get("client_id");
    params.twice().is_none() && named.is_none_or(|named| named == hint.app.id)
}

fn with_state(to: &str, state: Option<&str>) -> String {
    let Some(state) = state else {
        return to.to_owned();
    };
    let joint = if to.contains('?') { '&' } else { '?' };
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.append_pair("state", state);
    format!("{to}{joint}{}", text.finish())
}

fn signed_out(cx: &Cx) -> Result<Response<Body>> {
    Page::words("title.signed_out", "hint.signed_out", cx.request.language()).answer()
}

/// Asks whether to sign out; where nobody is signed in, there is nothing to ask.
fn ask(cx: &Cx, asked: &Asked) -> Result<Response<Body>> {
    let is_signed = asked.cookies.sessions().next().is_some();
    let brings_cookies = asked.parts.method == http::Method::POST;
    if !is_signed && !brings_cookies {
        return signed_out(cx);
    }
    let (browser, cookie) = asked.browser(cx);
    let language = cx.request.language();
    let page = Page {
        values: context! {
            question => texts::text(language, "title.sign_out"),
            action => CONFIRMED,
            token => forms::token(cx, END_SESSION_PATH, &browser),
            yes => texts::text(language, "button.sign_out"),
        },
        ..Page::new("choice.html", "title.sign_out", language)
    };
    Ok(with_cookie(page.answer()?, cookie))
}

/// `POST /login/sign-out`
pub async fn confirmed(asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let result = end_all(&cx, &asked).await;
    answered(&cx, result)
}

/// Ends every session of the browser.
async fn end_all(cx: &Cx, asked: &Asked) -> Result<Response<Body>> {
    let browser = asked.cookies.browser().unwrap_or_default();
    let expected = forms::token(cx, END_SESSION_PATH, browser);
    let given = asked.field(forms::TOKEN);
    if browser.is_empty() || !forms::is_own(asked.headers(), &expected, given.as_deref()) {
        return Page::fault(StatusCode::FORBIDDEN, "fault.form", cx.request.language());
    }
    let mut response = signed_out(cx)?;
    for (pool_id, cookie) in asked.cookies.sessions() {
        let signed: Option<Signed> = session_of(cx, pool_id, Some(cookie)).await?;
        if let Some(signed) = &signed {
            end_signed(cx, signed).await?;
        }
        response = with_cookie(response, cookies::end_session(pool_id));
    }
    Ok(response)
}
