//! What the pages of the console call.

use axum::body::Body;
use cleat_api::{ErrorCode, Secret, Value};
use cleat_engine::http::{answered, params, serve_operator};
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::operators::{self, ChangePassword, Person, has_owner};
use http::{HeaderValue, Method, Request, Response, Uri, header};
use serde::Deserialize;
use serde_json::json;

use super::asked::Asked;
use super::{machine, people, session};
use crate::signin::cookies;

/// Where the operations are that operators call by these pages.
const V3: &str = "/api/v3/";

/// An answer with the cookie that the browser gets.
type Told = Result<(Value, Option<HeaderValue>)>;

/// `ANY /console/api/v3/…`: the operation of that path, for whoever is signed in.
pub async fn operation(asked: Asked, body: Body, path: &str) -> Response<Body> {
    let found = async {
        let operator = asked.operator().await?;
        Ok::<_, Error>((operator, target(&asked, path)?))
    };
    let (operator, uri) = match found.await {
        Ok(found) => found,
        Err(refusal) => return answered(&asked.cx(), Err(refusal), None),
    };
    let mut request = Request::from_parts(asked.parts, body);
    *request.uri_mut() = uri;
    let (app, routes) = (asked.console.app, asked.console.routes);
    serve_operator(app, routes, asked.peer, operator, request).await
}

/// Where the operation is in the API.
fn target(asked: &Asked, path: &str) -> Result<Uri> {
    if !asked.reads() {
        asked.require_json()?;
    }
    let query = asked.parts.uri.query();
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let target = format!("{V3}{path}{query}").parse();
    target.map_err(|_| ErrorCode::RouteNotFound.into())
}

/// The calls of the console itself.
pub async fn own(asked: &Asked, body: Body, call: &str) -> Response<Body> {
    let method = asked.parts.method.clone();
    let told = match (&method, call) {
        (&Method::GET, "session") => return who(asked).await,
        (&Method::GET, "sessions") => session::list(asked).await.map(plain),
        (&Method::GET, "server") => machine::shown(asked).await.map(plain),
        (&Method::GET, "operators") => people::list(asked).await.map(plain),
        (&Method::POST, "setup") => setup(asked, body).await,
        (&Method::POST, "sign-in") => sign_in(asked, body).await,
        (&Method::POST, "sign-out") => sign_out(asked, body).await,
        (&Method::POST, "step-up") => step_up(asked, body).await,
        (&Method::POST, "password") => change_password(asked, body).await,
        (&Method::POST, "sessions/end") => session::end(asked, body).await.map(plain),
        (&Method::POST, "operators/create") => people::create(asked, body).await.map(plain),
        (&Method::POST, "operators/change") => people::change(asked, body).await.map(plain),
        (&Method::POST, "operators/password") => people::set_password(asked, body).await.map(plain),
        _ => Err(ErrorCode::RouteNotFound.into()),
    };
    let cx = asked.cx();
    match told {
        Ok((data, cookie)) => {
            let mut response = answered(&cx, Ok(data), None);
            let headers = response.headers_mut();
            headers.extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            response
        }
        Err(refusal) => answered(&cx, Err(refusal), None),
    }
}

fn plain(data: Value) -> (Value, Option<HeaderValue>) {
    (data, None)
}

/// `GET /console/api/session`; who is not signed in learns whether there is an owner yet.
async fn who(asked: &Asked) -> Response<Body> {
    let cx = asked.cx();
    let shown = async { session::shown(&cx, &asked.operator().await?).await };
    match shown.await {
        Err(error) if error.code == ErrorCode::NotSignedIn => {
            let besides = is_set_up(&cx).await.map(|known| json!({ "setUp": !known }));
            answered(&cx, Err(error), besides.ok().as_ref())
        }
        result => answered(&cx, result, None),
    }
}

async fn is_set_up(cx: &Cx) -> Result<bool> {
    Ok(has_owner(&mut *cx.read().await?).await?)
}

/// What a link says besides who uses it.
#[derive(Deserialize)]
struct Link {
    token: Secret,
}

async fn setup(asked: &Asked, body: Body) -> Told {
    let cx = asked.guessing(None)?;
    let object = asked.object(body).await?;
    let link: Link = params(object.clone())?;
    let person: Person = params(object)?;
    let cookie = operators::setup(&cx, link.token.expose(), &person).await?;
    begun(asked, cookie).await
}

#[derive(Deserialize)]
struct SignIn {
    account: String,
    password: Secret,
}

async fn sign_in(asked: &Asked, body: Body) -> Told {
    let cx = asked.guessing(None)?;
    let given: SignIn = asked.read(body).await?;
    let before = asked.cookie();
    let cookie = operators::sign_in(&cx, &given.account, &given.password, before).await?;
    begun(asked, cookie).await
}

#[derive(Deserialize)]
struct StepUp {
    password: Secret,
}

async fn step_up(asked: &Asked, body: Body) -> Told {
    let operator = asked.working().await?;
    let cx = asked.guessing(Some(&operator))?;
    let given: StepUp = asked.read(body).await?;
    let before = asked.cookie().unwrap_or_default();
    let cookie = operators::step_up(&cx, &operator, &given.password, before).await?;
    begun(asked, cookie).await
}

async fn change_password(asked: &Asked, body: Body) -> Told {
    let operator = asked.operator().await?;
    let cx = asked.guessing(Some(&operator))?;
    let given: ChangePassword = asked.read(body).await?;
    let cookie = operators::change_password(&cx, &operator, &given).await?;
    begun(asked, cookie).await
}

async fn sign_out(asked: &Asked, body: Body) -> Told {
    let operator = asked.operator().await?;
    asked.object(body).await?;
    let id = operator.session.id.clone();
    operators::end_session(&asked.acting(&operator), &operator, id).await?;
    Ok((Value::Null, cookies::end_console()))
}

/// The session that began, with its cookie.
async fn begun(asked: &Asked, cookie: String) -> Told {
    let cx = asked.cx();
    let operator = operators::signed_in(&cx, &cookie).await?;
    let operator = operator.ok_or_else(|| Error::from(ErrorCode::NotSignedIn))?;
    let shown = session::shown(&cx, &operator).await?;
    Ok((shown, cookies::set_console(&cookie)))
}
