//! Authorization requests that applications hand in before they send the browser (RFC 9126): each
//! is good once, for a minute, at its application.

use std::sync::Arc;

use cleat_api::oidc::{PushAuthorizationRequest, PushedAuthorizationRequest};
use cleat_api::{ErrorCode, Value};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, from_json, to_json};
use cleat_engine::tenancy::Application;
use cleat_protocol::seal;
use cleat_store::Tx;

use super::params::Params;
use super::request::{AuthorizationRequest, Fault, KEY, checked};

/// What a reference begins with.
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// How long a request waits for its browser, in seconds.
const LIFE: i64 = 60;

/// A request before it is written.
struct NewRequest {
    digest: String,
    pool_id: String,
    app_id: String,
    params: String,
}

/// `/oidc/par`
pub async fn push_authorization_request(
    cx: Cx,
    client: OAuthClient,
    req: PushAuthorizationRequest,
) -> Result<PushedAuthorizationRequest> {
    let app = client
        .app(&cx, |config| config.token_endpoint_auth_method)
        .await?;
    let params = params_of(&PushAuthorizationRequest {
        client_id: Some(app.id.clone()),
        ..req
    })?;
    let params = bound_to(params, client.shown_key(&cx).await?)?;
    checked(&cx, &params, true).await.map_err(told)?;
    let id = cx.app.random.secret();
    let request = NewRequest {
        digest: seal::sha256(&id),
        pool_id: app.pool_id.clone(),
        app_id: app.id.clone(),
        params: params.text(),
    };
    cx.write(request, write).await?;
    Ok(PushedAuthorizationRequest {
        request_uri: format!("{PREFIX}{id}").into(),
        expires_in: LIFE,
    })
}

/// The parameters with the key that the application shows (RFC 9449 section 10.1).
fn bound_to(params: Params, key: Option<String>) -> Result<Params> {
    let Some(key) = key else { return Ok(params) };
    match params.get(KEY) {
        // What is kept is read again, and must not be too long then.
        None => parsed(&params.with(KEY, &key).text()),
        Some(named) if named == key => Ok(params),
        Some(_) => Err(ErrorCode::DpopProofInvalid.into()),
    }
}

/// The parameters that say what is asked for.
fn params_of(req: &PushAuthorizationRequest) -> Result<Params> {
    let fields: cleat_api::Object = from_json(&to_json(req)?)?;
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &fields {
        if let Value::String(value) = value {
            text.append_pair(name, value);
        }
    }
    parsed(&text.finish())
}

fn parsed(text: &str) -> Result<Params> {
    Params::of(text).ok_or_else(|| Error::field("body", "is too long"))
}

/// A fault as the application is told that pushed the request.
fn told(fault: Fault) -> Error {
    let answer = match fault {
        Fault::Failed(error) => return error,
        Fault::Page(_) => return Error::field("redirect_uri", "is not registered"),
        Fault::Told(answer) => answer,
    };
    let part = |name: &str| {
        let found = answer.params.iter().find(|(own, _)| *own == name);
        found.map(|(_, text)| text.as_str()).unwrap_or_default()
    };
    let known = [
        ErrorCode::ClientNotAllowed,
        ErrorCode::ResponseTypeUnsupported,
        ErrorCode::ScopeNotGranted,
        ErrorCode::AcrUnavailable,
    ];
    let meant = known
        .into_iter()
        .find(|code| code.oauth_error() == part("error"));
    let code = meant.unwrap_or(ErrorCode::InvalidArgument);
    Error::from(code).about(part("error_description"))
}

async fn write(tx: &mut Tx, cx: &Cx, request: &NewRequest) -> Outcome<()> {
    tx.sql(
        "INSERT INTO pushed_request (digest, pool_id, app_id, params, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&request.digest)
    .bind(&request.pool_id)
    .bind(&request.app_id)
    .bind(&request.params)
    .bind(cx.now() + LIFE * 1000)
    .run()
    .await?;
    Ok(())
}

/// A reference to a request, as a browser brings it.
struct Reference {
    digest: String,
    app_id: String,
}

/// Reads a request that a browser brings.
///
/// # Errors
/// See [`Fault`].
pub async fn read(
    cx: &Cx,
    params: &Params,
) -> Result<(Arc<Application>, AuthorizationRequest), Fault> {
    match taken(cx, params).await? {
        Some(pushed) => checked(cx, &pushed, true).await,
        None => checked(cx, params, false).await,
    }
}

/// The parameters that a request refers to, which is used up by that; `None` where it refers to
/// none of ours.
async fn taken(cx: &Cx, params: &Params) -> Result<Option<Params>, Fault> {
    let unknown = || Fault::Page("fault.pushed");
    let reference = params.get("request_uri");
    let Some(id) = reference.and_then(|text| text.strip_prefix(PREFIX)) else {
        return Ok(None);
    };
    if params.twice().is_some() {
        return Err(Fault::Page("fault.request"));
    }
    let app_id = params.get("client_id").ok_or_else(unknown)?;
    let reference = Reference {
        digest: seal::sha256(id),
        app_id: app_id.to_owned(),
    };
    let found = cx.write(reference, take).await?;
    let params = found.as_deref().and_then(Params::of);
    params.map(Some).ok_or_else(unknown)
}

async fn take(tx: &mut Tx, cx: &Cx, reference: &Reference) -> Outcome<Option<String>> {
    let found: Option<(String,)> = tx
        .sql(
            "DELETE FROM pushed_request WHERE digest = $1 AND app_id = $2 AND expires_at > $3
             RETURNING params",
        )
        .bind(&reference.digest)
        .bind(&reference.app_id)
        .bind(cx.now())
        .optional()
        .await?;
    Ok(found.map(|(params,)| params))
}
