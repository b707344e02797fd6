//! Phone and e-mail address: added, changed, removed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request};
use axum::response::{IntoResponse as _, Response};
use cleat_api::application::BasicLoginMethod;
use cleat_api::email::{
    BindEmail, UnbindEmail, UpdateEmail, UpdateEmailMethod, UpdateEmailPayload,
    VerifyUpdateEmailRequest,
};
use cleat_api::phone::{
    BindPhone, UnbindPhone, UpdatePhone, UpdatePhoneMethod, UpdatePhonePayload,
    VerifyUpdatePhoneRequest,
};
use cleat_engine::account::Contact;
use cleat_engine::contact::{Kind, remaining};
use cleat_engine::kernel::{App, Error, Result};
use cleat_engine::tenancy;
use http::StatusCode;

use super::super::asked::{Asked, answered};
use super::super::codes::{self, TARGET};
use super::super::fields::{self, Field, Form};
use super::super::paths::in_centre;
use super::super::sign_in::{contact, contact_of};
use super::super::ways::Way;
use super::super::{countries, entry};
use super::person::{Own, Person, done};

/// The name of a kind in addresses.
pub fn name_of(kind: Kind) -> &'static str {
    way_of(kind).as_str()
}

fn way_of(kind: Kind) -> Way {
    match kind {
        Kind::Phone => Way::Phone,
        Kind::Email => Way::Email,
    }
}

/// A request about one of both.
pub struct Of(Kind, Person, Asked);

impl FromRequest<Arc<App>> for Of {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let name = Path::<String>::from_request_parts(&mut parts, app).await;
        let Path(name) = name.map_err(|error| error.into_response())?;
        let kinds = [Kind::Phone, Kind::Email].into_iter();
        let kind = { kinds }.find(|kind| name_of(*kind) == name);
        let kind = kind.ok_or_else(|| StatusCode::NOT_FOUND.into_response())?;
        let Own(person, asked) = Own::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Self(kind, person, asked))
    }
}

/// A page about a kind.
fn path(kind: Kind, page: &str) -> String {
    in_centre(&format!("{}/{page}", name_of(kind)))
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Phone => "label.phone",
        Kind::Email => "label.email",
    }
}

/// `GET /u/{kind}/set`
pub async fn get(Of(kind, person, asked): Of) -> Response<Body> {
    let result = ask(kind, &person, &asked, None).await;
    answered(&person.cx, result)
}

/// The page that asks for the new one.
async fn ask(
    kind: Kind,
    person: &Person,
    asked: &Asked,
    error: Option<&Error>,
) -> Result<Response<Body>> {
    let (account, name) = (&person.me.account, name_of(kind));
    let mut form = Form::new(path(kind, "set"), "button.send");
    if let Some(bound) = kind.bound(account) {
        let now = cleat_protocol::phone::mask(&bound.key());
        form.lines
            .push(person.text("hint.now").replace("{now}", &now));
        if proves_old(kind, person).await? {
            form.lines.push(person.text("hint.both").into());
        }
    }
    let held = match kind {
        Kind::Email => fields::Kind::Email,
        Kind::Phone => {
            let region = countries::of_languages(asked.languages());
            let all = countries::offered(&person.cx, &person.app.pool_id, region).await?;
            fields::Kind::Phone(all)
        }
    };
    let given = asked.field(name).or_else(|| asked.field(TARGET));
    let given = given.unwrap_or_default();
    form.fields
        .push(Field::new(name, title(kind), held).with(given));
    form.error = error.map(|error| entry::sentence(error, way_of(kind), person.language()));
    person.form(title(kind), form, error)
}

/// Whether a change of what is bound must prove that as well.
async fn proves_old(kind: Kind, person: &Person) -> Result<bool> {
    let settings = tenancy::settings(&mut *person.cx.read().await?, &person.app.pool_id).await;
    let settings = settings.map_err(Error::from)?;
    Ok(kind.bound(&person.me.account).is_some() && kind.proves_old(&settings))
}

/// The new one: where a code went, or what was typed.
fn new_one(kind: Kind, asked: &Asked) -> Result<Contact> {
    match asked.field(TARGET) {
        Some(target) => contact_of(&target),
        None => {
            let given = asked.field(name_of(kind)).unwrap_or_default();
            contact(way_of(kind), &given, asked.field("country").as_deref())
        }
    }
}

/// `POST /u/{kind}/set`
pub async fn send(Of(kind, person, asked): Of) -> Response<Body> {
    let result = sent(kind, &person, &asked).await;
    answered(&person.cx, result)
}

async fn sent(kind: Kind, person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let new = match new_one(kind, asked) {
        Ok(new) if Kind::of(&new) == kind => new,
        Ok(_) => return ask(kind, person, asked, None).await,
        Err(error) => return ask(kind, person, asked, Some(&error)).await,
    };
    match send_all(kind, person, asked, &new).await {
        Ok(()) => code_page(kind, person, &new, None).await,
        Err(error) if codes::was_sent(&error) => code_page(kind, person, &new, Some(&error)).await,
        Err(error) if error.code.status_code() < 500 => {
            ask(kind, person, asked, Some(&error)).await
        }
        Err(error) => Err(error),
    }
}

/// Sends a code to the new one and, where that is to be proven, to the bound one.
async fn send_all(kind: Kind, person: &Person, asked: &Asked, new: &Contact) -> Result<()> {
    let (cx, bound) = (&person.cx, kind.bound(&person.me.account));
    let channel = match bound {
        None => kind.binding(),
        Some(_) => kind.changing_to(),
    };
    codes::send(asked, cx, person.visitor(), channel, new).await?;
    if let Some(bound) = bound
        && proves_old(kind, person).await?
    {
        let channel = kind.changing_from();
        codes::send(asked, cx, person.visitor(), channel, &bound).await?;
    }
    Ok(())
}

/// The page that asks for the codes.
async fn code_page(
    kind: Kind,
    person: &Person,
    new: &Contact,
    error: Option<&Error>,
) -> Result<Response<Body>> {
    let length = entry::code_length(&person.cx, &person.app.pool_id).await?;
    let mut form = Form::new(path(kind, "code"), "button.confirm");
    form.lines.push(codes::sent_to(person.language(), new));
    form.hidden.push((TARGET, new.key()));
    let label = match proves_old(kind, person).await? {
        true => "label.new_code",
        false => "label.code",
    };
    form.fields
        .push(Field::new("code", label, fields::Kind::Code(length)));
    if proves_old(kind, person).await? {
        form.lines.push(person.text("hint.both").into());
        form.fields.push(Field::new(
            "old_code",
            "label.old_code",
            fields::Kind::Code(length),
        ));
    }
    form.again = Some(path(kind, "set"));
    person.form(title(kind), form, error)
}

/// `POST /u/{kind}/code`
pub async fn set(Of(kind, person, asked): Of) -> Response<Body> {
    let result = proven(kind, &person, &asked).await;
    answered(&person.cx, result)
}

async fn proven(kind: Kind, person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let new = match new_one(kind, asked) {
        Ok(new) if Kind::of(&new) == kind => new,
        _ => return ask(kind, person, asked, None).await,
    };
    let code = asked.field("code").unwrap_or_default();
    let written = match kind.bound(&person.me.account) {
        None => bind(person, asked, &new, code).await,
        Some(bound) => change(person, asked, (&bound, &new), code).await,
    };
    match written {
        Ok(()) => done(name_of(kind)),
        Err(error) if error.code.status_code() < 500 => {
            code_page(kind, person, &new, Some(&error)).await
        }
        Err(error) => Err(error),
    }
}

async fn bind(person: &Person, asked: &Asked, new: &Contact, code: String) -> Result<()> {
    let (cx, me) = (&person.cx, person.me.clone());
    match new {
        Contact::Phone(phone) => {
            let bind = BindPhone {
                pass_code: code.into(),
                phone_number: phone.e164(),
                phone_country_code: None,
            };
            asked.call(cx, me, bind).await
        }
        Contact::Email(address) => {
            let bind = BindEmail {
                pass_code: code.into(),
                email: address.clone(),
            };
            asked.call(cx, me, bind).await
        }
    }
}

async fn change(
    person: &Person,
    asked: &Asked,
    (old, new): (&Contact, &Contact),
    code: String,
) -> Result<()> {
    let (cx, me) = (&person.cx, person.me.clone());
    let old_code = asked.field("old_code");
    match new {
        Contact::Phone(phone) => {
            let payload = UpdatePhonePayload {
                new_phone_number: phone.e164(),
                new_phone_pass_code: code.into(),
                new_phone_country_code: None,
                old_phone_number: Some(old.key()),
                old_phone_pass_code: old_code.map(Into::into),
                old_phone_country_code: None,
            };
            let proof = VerifyUpdatePhoneRequest {
                phone_pass_code_payload: payload,
                verify_method: UpdatePhoneMethod::PhonePasscode,
            };
            let granted = asked.call(cx, me.clone(), proof).await?;
            let update_phone_token = granted.update_phone_token;
            let update = UpdatePhone { update_phone_token };
            asked.call(cx, me, update).await.map(drop)
        }
        Contact::Email(address) => change_email(person, asked, old, (address.as_str(), code)).await,
    }
}

async fn change_email(
    person: &Person,
    asked: &Asked,
    old: &Contact,
    (address, code): (&str, String),
) -> Result<()> {
    let (cx, me) = (&person.cx, person.me.clone());
    let old_code = asked.field("old_code");
    let payload = UpdateEmailPayload {
        new_email: address.to_owned(),
        new_email_pass_code: code.into(),
        old_email: Some(old.key()),
        old_email_pass_code: old_code.map(Into::into),
    };
    let proof = VerifyUpdateEmailRequest {
        email_pass_code_payload: payload,
        verify_method: UpdateEmailMethod::EmailPasscode,
    };
    let granted = asked.call(cx, me.clone(), proof).await?;
    let update_email_token = granted.update_email_token;
    let update = UpdateEmail { update_email_token };
    asked.call(cx, me, update).await.map(drop)
}

/// `GET /u/{kind}/remove`
pub async fn get_removal(Of(kind, person, _): Of) -> Response<Body> {
    let result = ask_removal(kind, &person, None).await;
    answered(&person.cx, result)
}

/// The page that says what remains without it, and asks.
async fn ask_removal(kind: Kind, person: &Person, error: Option<&Error>) -> Result<Response<Body>> {
    let account = &person.me.account;
    let Some(bound) = kind.bound(account) else {
        return done("none");
    };
    let now = cleat_protocol::phone::mask(&bound.key());
    let mut form = Form::new(path(kind, "remove"), "button.send");
    form.lines
        .push(person.text("hint.now").replace("{now}", &now));
    let left = remaining(&mut *person.cx.read().await?, &person.cx, account, kind).await;
    let left = left.map_err(Error::from)?;
    if left.is_empty() {
        form.submit = None;
        form.lines.push(person.text("hint.last").into());
    } else {
        let names: Vec<&str> = left
            .into_iter()
            .map(|one| person.text(method(one)))
            .collect();
        let names = names.join(person.text("comma"));
        form.lines
            .push(person.text("hint.left").replace("{left}", &names));
        form.lines.push(person.text("hint.remove").into());
    }
    person.form(removal_title(kind), form, error)
}

fn removal_title(kind: Kind) -> &'static str {
    match kind {
        Kind::Phone => "title.remove_phone",
        Kind::Email => "title.remove_email",
    }
}

/// Key of the words for a login method.
fn method(method: BasicLoginMethod) -> &'static str {
    match method {
        BasicLoginMethod::PhoneCode => "method.phone_code",
        BasicLoginMethod::EmailCode => "method.email_code",
        BasicLoginMethod::PhonePassword => "method.phone_password",
        BasicLoginMethod::EmailPassword => "method.email_password",
        BasicLoginMethod::UsernamePassword => "method.username_password",
        BasicLoginMethod::SelfBuiltAppQrcode => "method.qrcode",
    }
}

/// `POST /u/{kind}/remove`
pub async fn send_removal(Of(kind, person, asked): Of) -> Response<Body> {
    let result = removal_sent(kind, &person, &asked).await;
    answered(&person.cx, result)
}

async fn removal_sent(kind: Kind, person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let Some(bound) = kind.bound(&person.me.account) else {
        return done("none");
    };
    let channel = kind.unbinding();
    match codes::send(asked, &person.cx, person.visitor(), channel, &bound).await {
        Ok(()) => removal_code(kind, person, &bound, None).await,
        Err(error) if codes::was_sent(&error) => {
            removal_code(kind, person, &bound, Some(&error)).await
        }
        Err(error) if error.code.status_code() < 500 => {
            ask_removal(kind, person, Some(&error)).await
        }
        Err(error) => Err(error),
    }
}

async fn removal_code(
    kind: Kind,
    person: &Person,
    bound: &Contact,
    error: Option<&Error>,
) -> Result<Response<Body>> {
    let length = entry::code_length(&person.cx, &person.app.pool_id).await?;
    let mut form = Form::new(path(kind, "removed"), "button.remove");
    form.lines.push(codes::sent_to(person.language(), bound));
    form.fields
        .push(Field::new("code", "label.code", fields::Kind::Code(length)));
    form.harms = true;
    form.again = Some(path(kind, "remove"));
    person.form(removal_title(kind), form, error)
}

/// `POST /u/{kind}/removed`
pub async fn remove(Of(kind, person, asked): Of) -> Response<Body> {
    let result = removed(kind, &person, &asked).await;
    answered(&person.cx, result)
}

async fn removed(kind: Kind, person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let Some(bound) = kind.bound(&person.me.account) else {
        return done("none");
    };
    let pass_code = asked.field("code").unwrap_or_default().into();
    let (cx, me) = (&person.cx, person.me.clone());
    let written = match kind {
        Kind::Phone => asked.call(cx, me, UnbindPhone { pass_code }).await,
        Kind::Email => asked.call(cx, me, UnbindEmail { pass_code }).await,
    };
    match written {
        Ok(()) => done("removed"),
        Err(error) if error.code.status_code() < 500 => {
            removal_code(kind, person, &bound, Some(&error)).await
        }
        Err(error) => Err(error),
    }
}
