//! Deleting the account.

use axum::body::Body;
use axum::response::Response;
use cleat_api::profile::{
    DeleteAccount, DeleteAccountByEmail, DeleteAccountByPassword, DeleteAccountByPhone,
    DeleteAccountMethod, VerifyDeleteAccountRequest,
};
use cleat_engine::account::Contact;
use cleat_engine::contact::Kind;
use cleat_engine::kernel::{Error, Result};

use super::super::asked::{Asked, answered, with_cookie};
use super::super::fields::{Field, Form, Kind as Held};
use super::super::paths::in_centre;
use super::super::render::Page;
use super::super::{codes, cookies, entry};
use super::person::{Own, Person};

const TITLE: &str = "title.delete";

/// Where the code goes that proves it: the phone, else the address.
fn proof_of(person: &Person) -> Option<(Kind, Contact)> {
    let kinds = [Kind::Phone, Kind::Email].into_iter();
    let mut bound = kinds.filter_map(|kind| Some((kind, kind.bound(&person.me.account)?)));
    bound.next()
}

/// `GET /u/delete`
pub async fn get(Own(person, _): Own) -> Response<Body> {
    answered(&person.cx, page(&person, None))
}

/// The page that says what goes, and asks for a proof.
fn page(person: &Person, error: Option<&Error>) -> Result<Response<Body>> {
    let by_code = proof_of(person).is_some();
    let (action, submit) = match by_code {
        true => (in_centre("delete"), "button.send"),
        false => (in_centre("deleted"), "button.delete"),
    };
    let mut form = Form::new(action, submit);
    form.lines.push(person.text("hint.delete").into());
    form.harms = !by_code;
    if by_code {
        form.lines.push(person.text("hint.delete_code").into());
    } else if person.me.account.password_hash.is_some() {
        let field = Field::new("password", "label.old_password", Held::Password);
        form.fields.push(field);
    } else {
        form.submit = None;
        form.lines.push(person.text("hint.delete_first").into());
    }
    person.form(TITLE, form, error)
}

/// `POST /u/delete`
pub async fn send(Own(person, asked): Own) -> Response<Body> {
    let result = sent(&person, &asked).await;
    answered(&person.cx, result)
}

async fn sent(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let Some((kind, bound)) = proof_of(person) else {
        return page(person, None);
    };
    match codes::send(asked, &person.cx, person.visitor(), kind.deleting(), &bound).await {
        Ok(()) => code_page(person, &bound, None).await,
        Err(error) if codes::was_sent(&error) => code_page(person, &bound, Some(&error)).await,
        Err(error) if error.code.status_code() < 500 => page(person, Some(&error)),
        Err(error) => Err(error),
    }
}

async fn code_page(
    person: &Person,
    bound: &Contact,
    error: Option<&Error>,
) -> Result<Response<Body>> {
    let length = entry::code_length(&person.cx, &person.app.pool_id).await?;
    let mut form = Form::new(in_centre("deleted"), "button.delete");
    form.lines.push(person.text("hint.delete").into());
    form.lines.push(codes::sent_to(person.language(), bound));
    form.fields
        .push(Field::new("code", "label.code", Held::Code(length)));
    form.harms = true;
    form.again = Some(in_centre("delete"));
    person.form(TITLE, form, error)
}

/// `POST /u/deleted`
pub async fn delete(Own(person, asked): Own) -> Response<Body> {
    let result = deleted(&person, &asked).await;
    answered(&person.cx, result)
}

async fn deleted(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let error = match proven(person, asked).await {
        Ok(()) => {
            let page = Page::words("title.deleted", "hint.deleted", person.language());
            let cookie = cookies::end_session(&person.app.pool_id);
            return Ok(with_cookie(page.answer()?, cookie));
        }
        Err(error) if error.code.status_code() < 500 => error,
        Err(error) => return Err(error),
    };
    match proof_of(person) {
        Some((_, bound)) => code_page(person, &bound, Some(&error)).await,
        None => page(person, Some(&error)),
    }
}

async fn proven(person: &Person, asked: &Asked) -> Result<()> {
    let code = asked.field("code").unwrap_or_default();
    let mut proof = VerifyDeleteAccountRequest::default();
    match proof_of(person) {
        Some((_, Contact::Phone(phone))) => {
            proof.verify_method = DeleteAccountMethod::PhonePasscode;
            proof.phone_pass_code_payload = Some(DeleteAccountByPhone {
                phone_number: phone.e164(),
                pass_code: code.into(),
                phone_country_code: None,
            });
        }
        Some((_, Contact::Email(address))) => {
            proof.verify_method = DeleteAccountMethod::EmailPasscode;
            proof.email_pass_code_payload = Some(DeleteAccountByEmail {
                email: Some(address),
                pass_code: code.into(),
            });
        }
        None => {
            let password = asked.field("password").unwrap_or_default().into();
            proof.verify_method = DeleteAccountMethod::Password;
            proof.password_payload = Some(DeleteAccountByPassword {
                password,
                password_encrypt_type: None,
            });
        }
    }
    let (cx, me) = (&person.cx, &person.me);
    let granted = asked.call(cx, me.clone(), proof).await?;
    let delete_account_token = granted.delete_account_token;
    let delete = DeleteAccount {
        delete_account_token,
    };
    asked.call(cx, me.clone(), delete).await.map(drop)
}
