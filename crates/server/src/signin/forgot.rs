//! A new password for who forgot the old one: a number or address is proven by a code, as by
//! `verifyResetPasswordRequest` and `resetPassword`.

use axum::body::Body;
use axum::response::Response;
use cleat_api::email::EmailChannel;
use cleat_api::passcode::SmsChannel;
use cleat_api::password::{
    ResetPassword, ResetPasswordByEmail, ResetPasswordByPhone, ResetPasswordMethod,
    VerifyResetPasswordRequest,
};
use cleat_engine::account::Contact;
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Error, Result};
use cleat_engine::passcode::Channel;

use super::asked::{Asked, answered};
use super::codes::{self, TARGET};
use super::fields::{Field, Form, Kind};
use super::sign_in::{contact, contact_of};
use super::step::{Step, Submitted, Visited, done};
use super::ways::{self, Way};
use super::{countries, entry, texts};

/// `GET /login/{id}/forgot`
pub async fn get(Visited(step, asked): Visited) -> Response<Body> {
    let result = match step.opened.row.answered_at {
        Some(_) => done(&step.cx),
        None => ask(&step, &asked, None).await,
    };
    answered(&step.cx, result)
}

/// The page that asks where a code may go.
async fn ask(step: &Step, asked: &Asked, error: Option<&Error>) -> Result<Response<Body>> {
    let way = way_of(step, asked);
    let field = match way {
        Way::Email => Field::new("email", "label.email", Kind::Email),
        _ => {
            let region = countries::of_languages(asked.languages());
            let all = countries::offered(&step.cx, &step.app.pool_id, region).await?;
            Field::new("phone", "label.phone", Kind::Phone(all))
        }
    };
    let given = asked.field(field.name).unwrap_or_default();
    let (path, other) = (
        step.path(),
        match way {
            Way::Email => (Way::Phone, "link.by_phone"),
            _ => (Way::Email, "link.by_email"),
        },
    );
    let mut form = Form::new(format!("{path}/forgot"), "button.send");
    form.lines
        .push(texts::text(step.language(), "hint.forgot").into());
    form.fields.push(field.with(given));
    form.links
        .push((format!("{path}/forgot?by={}", other.0.as_str()), other.1));
    form.links.push((path, "link.back"));
    form.error = error.map(|error| entry::sentence(error, way, step.language()));
    step.form("title.forgot", &form, error)
}

/// By what the account is found: what somebody chose, else what the application shows first.
fn way_of(step: &Step, asked: &Asked) -> Way {
    let named = asked.param("by").as_deref().and_then(Way::parse);
    let typed = asked.field("email").map(|_| Way::Email);
    let shown = ways::of(&step.app)
        .into_iter()
        .find(|way| *way != Way::Password);
    typed.or(named).or(shown).unwrap_or(Way::Phone)
}

fn visitor(step: &Step) -> Visitor {
    Visitor {
        pool_id: step.app.pool_id.clone(),
        app_id: Some(step.app.id.clone()),
        app: Some(step.app.clone()),
        user: None,
    }
}

/// `POST /login/{id}/forgot`
pub async fn send(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = sent(&step, &asked).await;
    answered(&step.cx, result)
}

async fn sent(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let to = match asked.field(TARGET) {
        Some(target) => contact_of(&target),
        None => {
            let way = way_of(step, asked);
            let given = asked.field(way.as_str()).unwrap_or_default();
            contact(way, &given, asked.field("country").as_deref())
        }
    };
    let to = match to {
        Ok(to) => to,
        Err(error) => return ask(step, asked, Some(&error)).await,
    };
    let channel = match to {
        Contact::Phone(_) => Channel::Sms(SmsChannel::ResetPassword),
        Contact::Email(_) => Channel::Email(EmailChannel::ResetPassword),
    };
    match codes::send(asked, &step.cx, visitor(step), channel, &to).await {
        Ok(()) => code_page(step, &to, None).await,
        Err(error) if codes::was_sent(&error) => code_page(step, &to, Some(&error)).await,
        Err(error) if error.code.status_code() < 500 => ask(step, asked, Some(&error)).await,
        Err(error) => Err(error),
    }
}

/// The page that asks for the code and the new password.
async fn code_page(step: &Step, to: &Contact, error: Option<&Error>) -> Result<Response<Body>> {
    let length = entry::code_length(&step.cx, &step.app.pool_id).await?;
    let path = step.path();
    let mut form = Form::new(format!("{path}/reset"), "button.set_password");
    form.lines.push(codes::sent_to(step.language(), to));
    form.hidden.push((TARGET, to.key()));
    form.fields
        .push(Field::new("code", "label.code", Kind::Code(length)));
    form.fields.push(Field::new(
        "password",
        "label.new_password",
        Kind::NewPassword,
    ));
    form.again = Some(format!("{path}/forgot"));
    form.links.push((path, "link.back"));
    form.error = error.map(|error| error.message(step.language()));
    step.form("title.forgot", &form, error)
}

/// `POST /login/{id}/reset`
pub async fn reset(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = set(&step, &asked).await;
    answered(&step.cx, result)
}

async fn set(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let target = asked.field(TARGET).unwrap_or_default();
    let Ok(to) = contact_of(&target) else {
        return ask(step, asked, None).await;
    };
    match change(step, asked, &to).await {
        Ok(()) => {
            let mut form = Form::new(step.path(), "");
            form.submit = None;
            form.lines
                .push(texts::text(step.language(), "done.reset").into());
            form.links.push((step.path(), "link.to_sign_in"));
            step.form("title.password_set", &form, None)
        }
        Err(error) if error.code.status_code() < 500 => code_page(step, &to, Some(&error)).await,
        Err(error) => Err(error),
    }
}

/// Proves the code and sets the password. A password that cannot be one is refused before the code
/// is used up.
async fn change(step: &Step, asked: &Asked, to: &Contact) -> Result<()> {
    let code = asked.field("code").unwrap_or_default();
    let password = asked.field("password").unwrap_or_default();
    cleat_engine::password::require_length(&password)?;
    let proof = match to {
        Contact::Phone(phone) => VerifyResetPasswordRequest {
            verify_method: ResetPasswordMethod::PhonePasscode,
            phone_pass_code_payload: Some(ResetPasswordByPhone {
                phone_number: phone.e164(),
                pass_code: code.into(),
                phone_country_code: None,
            }),
            email_pass_code_payload: None,
        },
        Contact::Email(address) => VerifyResetPasswordRequest {
            verify_method: ResetPasswordMethod::EmailPasscode,
            phone_pass_code_payload: None,
            email_pass_code_payload: Some(ResetPasswordByEmail {
                email: Some(address.clone()),
                pass_code: code.into(),
            }),
        },
    };
    let granted = asked.call(&step.cx, visitor(step), proof).await?;
    let reset = ResetPassword {
        password: password.into(),
        password_reset_token: granted.password_reset_token,
        password_encrypt_type: None,
    };
    asked.call(&step.cx, visitor(step), reset).await.map(drop)
}
