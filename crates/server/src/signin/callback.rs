//! Where sources send browsers back to, whatever they were sent there for.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, Path};
use axum::response::Response;
use cleat_engine::external::{Attempt, Back, claim};
use cleat_engine::kernel::{App, Cx, Result};
use url::form_urlencoded;

use super::asked::{Asked, answered};
use super::render::see_other;
use super::step::expired;
use super::{external, saml, window};

/// `POST /connection/social/{identifier}/{pool}/callback`. A form that another site sends brings no
/// cookies; the browser comes back with them.
pub async fn posted(mut asked: Asked) -> Response<Body> {
    if let Some(response) = asked.field(saml::RESPONSE) {
        let cx = asked.cx(None);
        let result = saml::posted(&cx, &mut asked, response).await;
        return answered(&cx, result);
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["code", "state", "error", "iss"] {
        if let Some(value) = asked.field(name) {
            query.append_pair(name, &value);
        }
    }
    let to = format!("{}?{}", asked.parts.uri.path(), query.finish());
    answered(&asked.cx(None), see_other(&to))
}

/// `GET /connection/social/{identifier}/{pool}/callback`
pub async fn back(mut asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    match claimed(&cx, &mut asked).await {
        Ok(Some(attempt)) => match attempt.interaction.clone() {
            Some(id) => external::sign_in(&asked, &id, attempt).await,
            None if attempt.user_id.is_some() => {
                answered(&cx, external::linked(&cx, &asked, attempt).await)
            }
            None => answered(&cx, window::back(&cx, &asked, &attempt).await),
        },
        Ok(None) => answered(&cx, expired(&cx)),
        Err(error) => answered(&cx, Err(error)),
    }
}

/// The external sign-in that came back, where it is this browser's and this connection's.
async fn claimed(cx: &Cx, asked: &mut Asked) -> Result<Option<Attempt>> {
    let app: Arc<App> = asked.app.clone();
    let path = Path::from_request_parts(&mut asked.parts, &app).await;
    let browser = asked.cookies.browser().map(str::to_owned);
    let (Ok(Path((identifier, pool_id))), Some(browser), Some(state)) =
        (path, browser, asked.param("state"))
    else {
        return Ok(None);
    };
    let back = Back {
        pool_id,
        identifier,
        state,
        browser,
    };
    claim(cx, back).await
}
