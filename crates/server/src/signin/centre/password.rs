//! The password: set or changed.

use axum::body::Body;
use axum::response::Response;
use cleat_engine::kernel::{Error, Result};

use super::super::asked::{Asked, answered};
use super::super::fields::Form;
use super::super::new_password::{asked_for, fields};
use super::super::paths::in_centre;
use super::person::{Own, Person, done};

/// `GET /u/password`
pub async fn get(Own(person, _): Own) -> Response<Body> {
    answered(&person.cx, page(&person, None))
}

fn page(person: &Person, error: Option<&Error>) -> Result<Response<Body>> {
    let mut form = Form::new(in_centre("password"), "button.set_password");
    form.lines.push(person.text("hint.password").into());
    form.fields = fields(person.me.account.password_hash.is_some());
    person.form("label.password", form, error)
}

/// `POST /u/password`
pub async fn post(Own(person, asked): Own) -> Response<Body> {
    let result = set(&person, &asked).await;
    answered(&person.cx, result)
}

async fn set(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    match asked
        .call(&person.cx, person.me.clone(), asked_for(asked))
        .await
    {
        Ok(()) => done("password"),
        Err(error) if error.code.status_code() < 500 => page(person, Some(&error)),
        Err(error) => Err(error),
    }
}
