//! The forms that ask which account goes on, and whether an application may learn what it asks for.

use axum::body::Body;
use axum::response::Response;
use cleat_engine::kernel::Result;
use cleat_nouns::oidc::authorize::{choose, close, consented, remember};

use super::asked::{Asked, answered};
use super::device;
use super::leave::leave;
use super::render::see_other;
use super::step::{Step, Submitted, done};

/// Whether the user said yes.
fn says_yes(asked: &Asked) -> bool {
    asked.field("answer").as_deref() == Some("yes")
}

/// `POST /login/{id}/account`
pub async fn account(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = chosen(&step, &asked).await;
    answered(&step.cx, result)
}

async fn chosen(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    if let Some(signed) = step.asked_one(asked).await?.filter(|_| says_yes(asked)) {
        choose(&step.cx, step.id(), &signed.session.id).await?;
    }
    see_other(&step.path())
}

/// `POST /login/{id}/consent`
pub async fn consent(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = answer(&step, &asked).await;
    answered(&step.cx, result)
}

async fn answer(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let (cx, request) = (&step.cx, &step.opened.request);
    if let Some(device) = request.device.as_ref().filter(|_| !says_yes(asked)) {
        return device::denied(step, device).await;
    }
    if !says_yes(asked) {
        let why = "the user did not consent";
        return match close(cx, step.id()).await? {
            true => leave(cx, &request.refusal(cx, "access_denied", why)),
            false => done(cx),
        };
    }
    if let Some(signed) = step.asked_one(asked).await? {
        let user_id = signed.account.id.as_str();
        let of = (step.app.pool_id.as_str(), user_id, step.app.id.as_str());
        remember(cx, of, &request.wanted().join(" ")).await?;
        consented(cx, step.id(), user_id).await?;
    }
    see_other(&step.path())
}
