//! Name, date of birth and the rest of what users say of themselves.

use axum::body::Body;
use axum::response::Response;
use cleat_api::profile::UpdateProfile;
use cleat_api::user::Gender;
use cleat_engine::kernel::{Error, Result};

use super::super::asked::{Asked, answered};
use super::super::fields::{Field, Form, Kind};
use super::super::paths::in_centre;
use super::person::{Own, Person, done};

/// The values of the gender, each with the key of its text.
const GENDERS: &[(&str, &str)] = &[
    (Gender::U.as_str(), "gender.u"),
    (Gender::F.as_str(), "gender.f"),
    (Gender::M.as_str(), "gender.m"),
];

/// `GET /u/profile`
pub async fn get(Own(person, _): Own) -> Response<Body> {
    let result = page(&person, None, None);
    answered(&person.cx, result)
}

fn page(person: &Person, asked: Option<&Asked>, error: Option<&Error>) -> Result<Response<Body>> {
    let user = person.me.account.to_user(false)?;
    let held = |name: &'static str, kept: Option<String>| match asked {
        Some(asked) => asked.field(name).unwrap_or_default(),
        None => kept.unwrap_or_default(),
    };
    let gender = user.gender.as_str().to_owned();
    let text = |name, label, fills, kept| {
        let field = Field::new(name, label, Kind::Text(fills));
        field.with(held(name, kept))
    };
    let birthdate = Field::new("birthdate", "label.birthdate", Kind::Date);
    let fields = [
        text("full_name", "label.full_name", "name", user.name),
        text("nickname", "label.nickname", "nickname", user.nickname),
        text("username", "label.username", "username", user.username),
        birthdate.with(held("birthdate", user.birthdate)),
        Field::new("gender", "label.gender", Kind::Choice(GENDERS))
            .with(held("gender", Some(gender))),
        text("address", "label.address", "street-address", user.address),
        text("company", "label.company", "organization", user.company),
    ];
    let mut form = Form::new(in_centre("profile"), "button.save");
    let optional = fields.into_iter();
    form.fields = optional
        .map(|field| Field {
            required: false,
            ..field
        })
        .collect();
    person.form("title.profile", form, error)
}

/// `POST /u/profile`
pub async fn post(Own(person, asked): Own) -> Response<Body> {
    let result = set(&person, &asked).await;
    answered(&person.cx, result)
}

async fn set(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let text = |name: &str| Some(asked.field(name).unwrap_or_default().trim().to_owned());
    let update = UpdateProfile {
        name: text("full_name"),
        nickname: text("nickname"),
        username: asked.field("username"),
        birthdate: text("birthdate"),
        gender: asked.field("gender").as_deref().and_then(Gender::parse),
        address: text("address"),
        company: text("company"),
        ..UpdateProfile::default()
    };
    match asked.call(&person.cx, person.me.clone(), update).await {
        Ok(_) => done("profile"),
        Err(error) if error.code.status_code() < 500 => page(person, Some(asked), Some(&error)),
        Err(error) => Err(error),
    }
}
