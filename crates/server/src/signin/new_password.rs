//! The page on the way into an application that asks for a password: the old one is to be changed,
//! or there is none yet.

use axum::body::Body;
use axum::response::Response;
use cleat_api::password::UpdatePassword;
use cleat_engine::kernel::{Error, Result};
use cleat_engine::session::at_browser;
use cleat_nouns::oidc::authorize::Signed;

use super::asked::{Asked, answered};
use super::fields::{Field, Form, Kind};
use super::render::see_other;
use super::step::{Step, Submitted};
use super::{entry, texts};

/// The page.
///
/// # Errors
/// What the template is at fault for.
pub fn page(step: &Step, signed: &Signed, error: Option<&Error>) -> Result<Response<Body>> {
    let has_one = signed.account.password_hash.is_some();
    let hint = if has_one {
        "hint.expired"
    } else {
        "hint.first_password"
    };
    let path = step.path();
    let mut form = Form::new(format!("{path}/new-password"), "button.set_password");
    form.lines.push(texts::text(step.language(), hint).into());
    form.fields = fields(has_one);
    if has_one && entry::offers_reset(step) {
        form.links.push((format!("{path}/forgot"), "link.forgot"));
    }
    form.error = error.map(|error| error.message(step.language()));
    step.form("title.new_password", &form, error)
}

/// The fields that change a password.
pub fn fields(has_one: bool) -> Vec<Field> {
    let old = has_one.then(|| Field::new("old", "label.old_password", Kind::Password));
    let new = Field::new("password", "label.new_password", Kind::NewPassword);
    old.into_iter().chain([new]).collect()
}

/// What a form with those fields asks for.
pub fn asked_for(asked: &Asked) -> UpdatePassword {
    UpdatePassword {
        new_password: asked.field("password").unwrap_or_default().into(),
        old_password: asked.field("old").map(Into::into),
        ..UpdatePassword::default()
    }
}

/// `POST /login/{id}/new-password`
pub async fn post(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = set(&step, &asked).await;
    answered(&step.cx, result)
}

async fn set(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let Some(signed) = step.signed(asked).await? else {
        return see_other(&step.path());
    };
    let me = at_browser(&step.cx, &signed.session, &signed.account).await?;
    match asked.call(&step.cx, me, asked_for(asked)).await {
        Ok(()) => see_other(&step.path()),
        Err(error) if error.code.status_code() < 500 => page(step, &signed, Some(&error)),
        Err(error) => Err(error),
    }
}
