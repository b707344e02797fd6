//! What there is for everybody who signs in by a source, whichever way they go there.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use cleat_api::ErrorCode;
use cleat_engine::external::{self, Found};
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session::Start;
use cleat_nouns::signin;

use super::agreements;
use super::asked::Asked;
use super::entry::{self, Refused};
use super::render::see_other;
use super::sign_in::Begun;
use super::step::Step;

/// Name of the connection that leads to a source.
pub const SOURCE: &str = "source";

/// Refuses to go on without what is to be agreed to first.
///
/// # Errors
/// The field.
pub fn require_agreed(step: &Step, asked: &Asked) -> Result<()> {
    let needed = agreements::required(step, entry::is_sign_up(step, asked));
    match needed.is_none() || needed == step.opened.row.agreed {
        true => Ok(()),
        false => Err(Error::field(agreements::FIELD, "is missing")),
    }
}

/// Whoever came back signs in, or is asked whose the identity becomes.
///
/// # Errors
/// Why neither.
pub async fn arrived(
    step: &Step,
    asked: &Asked,
    cx: &Cx,
    found: &Arc<Found>,
) -> Result<Response<Body>> {
    let begun = Begun::of(step, asked).await?;
    let start = Start::Browser(begun.session.clone());
    match signin::by_identity(cx, &step.app, found, start).await {
        Ok(account) => begun.finish(step, &account).await,
        Err(error) if asks(error.code) => {
            external::hold(&step.cx, step.id(), found).await?;
            see_other(&step.path())
        }
        Err(error) => Err(error),
    }
}

/// Whether somebody is asked whose an identity becomes.
fn asks(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::BindingRequired | ErrorCode::ExistingAccountRequired
    )
}

/// An error that a page tells: one of the request or of the source; its cause is logged.
///
/// # Errors
/// The error itself, where it is a fault of this server.
pub fn told(cx: &Cx, error: Error) -> Result<Error> {
    let is_no_fault = matches!(
        error.code,
        ErrorCode::ExtIdpUnreachable | ErrorCode::ExtIdpFailed | ErrorCode::MethodUnsupported
    );
    if error.code.status_code() >= 500 && !is_no_fault {
        return Err(error);
    }
    if let Some(cause) = &error.cause {
        tracing::warn!(request_id = cx.request.id, cause, "a source failed");
    }
    Ok(error)
}

/// The page with other ways to sign in, and why this one did not.
///
/// # Errors
/// A fault of this server.
pub async fn refused(step: &Step, asked: &Asked, error: Error) -> Result<Response<Body>> {
    let refused = Refused {
        error: told(&step.cx, error)?,
        given: String::new(),
        country: None,
    };
    entry::page(step, asked, None, Some(refused)).await
}
