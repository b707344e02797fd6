//! Signing in at a source: the way there, and back.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use cleat_api::ext_idp::SignInByMobile;
use cleat_api::{Endpoint as _, ErrorCode};
use cleat_engine::external::{
    self, Attempt, Connection, Fault, Found, Leg, Opened, Purpose, Told, enabled,
};
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_nouns::ext_idp;
use cleat_nouns::oidc::authorize::agreed;
use http::{HeaderValue, header};
use minijinja::context;
use url::{Url, form_urlencoded};

use super::arrival::{SOURCE, arrived, refused, require_agreed};
use super::asked::{Asked, answered};
use super::paths::with_source;
use super::render::{Page, see_other};
use super::step::{Step, Submitted, Visited, done};
use super::{agreements, directory, entry};

/// `POST /login/{id}/with`, from a page with agreements.
pub async fn choose(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = chosen(&step, &asked).await;
    answered(&step.cx, result)
}

/// Notes what is agreed to. Browsers keep a form from being sent on to another site: the page that
/// answers it goes on by itself.
async fn chosen(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let signs_up = entry::is_sign_up(step, asked);
    if let Err(error) = agreements::require(step, signs_up, asked) {
        return refused(step, asked, error).await;
    }
    if let Some(to) = agreements::required(step, signs_up) {
        agreed(&step.cx, step.id(), &to).await?;
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(SOURCE, &asked.field(SOURCE).unwrap_or_default());
    if signs_up {
        query.append_pair(entry::SIGNS_UP, "1");
    }
    let onward = format!("{}?{}", with_source(step.id()), query.finish());
    let page = Page::words("title.answer", "hint.answer", step.language());
    let page = Page {
        values: context! { onward => onward.as_str(), ..page.values.clone() },
        ..page
    };
    let mut answer = page.answer()?;
    let refresh = HeaderValue::try_from(format!("0;url={onward}")).map_err(Error::internal)?;
    answer.headers_mut().insert(header::REFRESH, refresh);
    Ok(answer)
}

/// `GET /login/{id}/with`
pub async fn start(Visited(step, asked): Visited) -> Response<Body> {
    let result = begun(&step, &asked).await;
    answered(&step.cx, result)
}

async fn begun(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    if step.opened.row.answered_at.is_some() {
        return done(&step.cx);
    }
    if step.found.is_some() {
        return see_other(&step.path());
    }
    let name = asked.param(SOURCE).unwrap_or_default();
    match sent(step, asked, &name).await {
        Ok(answer) => Ok(answer),
        Err(error) => refused(step, asked, error).await,
    }
}

async fn sent(step: &Step, asked: &Asked, name: &str) -> Result<Response<Body>> {
    require_agreed(step, asked)?;
    let at = (step.app.pool_id.as_str(), step.app.id.as_str());
    let conn = enabled::named(&step.cx, at, name).await?;
    if conn.source.directory().is_some() {
        return directory::page(step, asked, &conn, ("", None));
    }
    let browser = (step.app.id.as_str(), step.browser.as_str());
    let to = to_source(&step.cx, &conn, browser, Purpose::SignIn(step.id())).await?;
    see_other(to.as_str())
}

/// Begins an external sign-in: where the browser goes.
pub async fn to_source(
    cx: &Cx,
    conn: &Opened,
    browser: (&str, &str),
    purpose: Purpose<'_>,
) -> Result<Url> {
    if !conn.source.sends_away() {
        return Err(ErrorCode::ExtIdpConnNotFound.into());
    }
    let state = external::begin(cx, conn, browser, purpose).await?;
    let leg = Leg {
        cx,
        conn,
        state: Some(&state),
    };
    Ok(external::authorization(&leg).await?)
}

/// The browser came back in a sign-in on a page.
pub async fn sign_in(asked: &Asked, id: &str, attempt: Attempt) -> Response<Body> {
    let step = match Step::of(asked, id).await {
        Ok(step) => step,
        Err(page) => return page,
    };
    let result = match signed_in(&step, asked, &attempt).await {
        Err(error) => refused(&step, asked, error).await,
        answer => answer,
    };
    answered(&step.cx, result)
}

async fn signed_in(step: &Step, asked: &Asked, attempt: &Attempt) -> Result<Response<Body>> {
    if step.opened.row.answered_at.is_some() {
        return done(&step.cx);
    }
    let cx = asked.acting(SignInByMobile::operation(), &step.app, &step.cx)?;
    let found = Arc::new(found(&cx, asked, attempt).await?);
    arrived(step, asked, &cx, &found).await
}

/// Who it is that came back, and by which connection.
async fn found(cx: &Cx, asked: &Asked, attempt: &Attempt) -> Result<Found> {
    let conn = connection(cx, attempt).await?;
    let external = who(cx, asked, attempt, &conn).await?;
    Ok(Found { conn, external })
}

/// The connection of an attempt.
pub async fn connection(cx: &Cx, attempt: &Attempt) -> Result<Opened> {
    let row = {
        let mut tx = cx.read().await?;
        Connection::find(&mut tx, &attempt.pool_id, &attempt.conn_id).await?
    };
    row.ok_or(ErrorCode::ExtIdpConnNotFound)?.open(cx)
}

/// Who it is that the source sent back.
pub async fn who(
    cx: &Cx,
    asked: &Asked,
    attempt: &Attempt,
    conn: &Opened,
) -> Result<external::External> {
    match asked.param("error").as_deref() {
        None => {}
        Some("access_denied" | "user_cancelled_authorize") => return Err(Fault::Denied.into()),
        Some(_) => return Err(Fault::Unbelievable("it answers with an error").into()),
    }
    if conn.source.is_posted() {
        return external::kept_answer(cx, attempt, conn);
    }
    let state = asked.param("state");
    let leg = Leg {
        cx,
        conn,
        state: state.as_deref(),
    };
    let told = Told {
        code: asked.param(conn.source.code()).ok_or(Fault::Denied)?,
        issuer: asked.param("iss"),
    };
    Ok(external::external(&leg, &told).await?)
}

/// The browser came back to link an account.
///
/// # Errors
/// Why it is not linked.
pub async fn linked(cx: &Cx, asked: &Asked, attempt: Attempt) -> Result<Response<Body>> {
    let found = found(cx, asked, &attempt).await?;
    let target = attempt.target.clone();
    ext_idp::link(cx, attempt, found).await?;
    match target {
        Some(target) => see_other(&target),
        None => Page::words("title.linked", "hint.linked", cx.request.language()).answer(),
    }
}
