//! What SAML has beside the callback of every source: responses that a form brings, and what an
//! identity provider must know of this server.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, Path};
use axum::response::Response;
use cleat_api::ErrorCode;
use cleat_engine::external::{self, Attempt, Connection, Posted};
use cleat_engine::kernel::{App, Cx, Error, Result};
use http::{HeaderValue, header};
use url::form_urlencoded;

use super::asked::{Asked, answered};
use super::external::connection;
use super::render::see_other;

/// Where the widgets open a window.
pub const INIT: &str = "/connections/saml/init";
/// The field with a response.
pub const RESPONSE: &str = "SAMLResponse";
/// The field with the state.
const STATE: &str = "RelayState";

/// The connection and the pool of a path.
async fn named(asked: &mut Asked) -> Result<(String, String)> {
    let app: Arc<App> = asked.app.clone();
    let path = Path::from_request_parts(&mut asked.parts, &app).await;
    let Path(named) = path.map_err(|_| Error::from(ErrorCode::ExtIdpConnNotFound))?;
    Ok(named)
}

/// A form of another site brings a response without cookies: it is checked and kept, and the browser
/// comes back with them.
pub async fn posted(cx: &Cx, asked: &mut Asked, response: String) -> Result<Response<Body>> {
    let state = asked.field(STATE).unwrap_or_default();
    let (identifier, pool_id) = named(asked).await?;
    let posted = Posted {
        pool_id,
        identifier,
        state: state.clone(),
    };
    let fault = match external::answered(cx, posted).await? {
        Some(attempt) => kept(cx, &attempt, &state, response).await?,
        None => None,
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", &state);
    if let Some(fault) = fault {
        query.append_pair("error", fault);
    }
    let path = asked.parts.uri.path();
    see_other(&format!("{path}?{}", query.finish()))
}

/// Keeps who a response says it is, or tells why it says nobody.
async fn kept(
    cx: &Cx,
    attempt: &Attempt,
    state: &str,
    response: String,
) -> Result<Option<&'static str>> {
    let conn = connection(cx, attempt).await?;
    let Err(error) = external::keep_answer(cx, &conn, state, response).await else {
        return Ok(None);
    };
    match error.code {
        ErrorCode::ExtIdpDenied => Ok(Some("access_denied")),
        ErrorCode::ExtIdpFailed => {
            let cause = error.cause.as_deref().unwrap_or_default();
            let request_id = &cx.request.id;
            tracing::info!(request_id, cause, "a response is not believed");
            Ok(Some("invalid_response"))
        }
        _ => Err(error),
    }
}

/// `GET /connection/social/{identifier}/{pool}/metadata`
pub async fn metadata(mut asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let result = described(&cx, &mut asked).await;
    answered(&cx, result)
}

async fn described(cx: &Cx, asked: &mut Asked) -> Result<Response<Body>> {
    let (identifier, pool_id) = named(asked).await?;
    let row = {
        let mut tx = cx.read().await?;
        Connection::named(&mut tx, &pool_id, &identifier).await?
    };
    let conn = row.ok_or(ErrorCode::ExtIdpConnNotFound)?.open(cx)?;
    let text = external::saml_metadata(cx, &conn).ok_or(ErrorCode::ExtIdpConnNotFound)?;
    let mut answer = Response::new(Body::from(text));
    let kind = HeaderValue::from_static("application/samlmetadata+xml");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(answer)
}
