//! The forms of a sign-in: a code is asked for, a code or a password proves who it is, and the
//! browser stays signed in.

use axum::body::Body;
use axum::response::Response;
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::signin::SignInByCredentials;
use cleat_api::{Endpoint as _, ErrorCode};
use cleat_engine::account::{Account, Contact};
use cleat_engine::kernel::{Error, Result};
use cleat_engine::passcode::{self, Channel, Order};
use cleat_engine::session::NewBrowserSession;
use cleat_engine::tenancy::{self, pool};
use cleat_nouns::oidc::authorize::{sent_to, signed_in};
use cleat_nouns::signin;
use cleat_protocol::seal;

use super::asked::{Asked, answered, with_cookie};
use super::entry::{self, Refused};
use super::render::see_other;
use super::step::{Step, Submitted, Visited, done};
use super::ways::Way;
use super::{agreements, cookies, countries};

/// `POST /login/{id}/send`
pub async fn send(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = sent(&step, &asked).await;
    answered(&step.cx, result)
}

async fn sent(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let again = asked.field("again").and(step.opened.row.target.as_deref());
    if let Some(target) = again {
        return match order(step, asked, contact_of(target)?).await {
            Ok(_) => to_code(step, asked),
            Err(error) if error.code.status_code() < 500 => {
                entry::code_page(step, asked, target, Some(&error)).await
            }
            Err(error) => Err(error),
        };
    }
    let (way, given) = match (asked.field("email"), asked.field("phone")) {
        (Some(email), _) => (Way::Email, email),
        (None, phone) => (Way::Phone, phone.unwrap_or_default()),
    };
    let country = asked.field("country");
    let signs_up = entry::is_sign_up(step, asked);
    let agreed = agreements::require(step, signs_up, asked);
    let contact = agreed.and_then(|()| contact(way, &given, country.as_deref()));
    let error = match contact {
        Ok(contact) => match order(step, asked, contact).await {
            Ok(()) => return to_code(step, asked),
            Err(error) if error.code.status_code() >= 500 => return Err(error),
            Err(error) => error,
        },
        Err(error) => error,
    };
    let refused = Refused {
        error,
        given,
        country,
    };
    entry::page(step, asked, Some(way), Some(refused)).await
}

/// The number or address that was typed. A number with a plus sign says its country itself.
pub fn contact(way: Way, given: &str, country: Option<&str>) -> Result<Contact> {
    if way == Way::Email {
        return Contact::email("email", given.trim());
    }
    let code = country.and_then(countries::calling_code);
    let is_whole = given.trim_start().starts_with(['+', '\u{ff0b}']);
    Contact::phone("phone", given, code.as_deref().filter(|_| !is_whole))
}

/// The number or address of a key.
pub fn contact_of(key: &str) -> Result<Contact> {
    match key.contains('@') {
        true => Contact::email("email", key),
        false => Contact::phone("phone", key, None),
    }
}

/// Sends a code, as `sendSms` and `sendEmail` do.
async fn order(step: &Step, asked: &Asked, to: Contact) -> Result<()> {
    let (operation, channel) = match to {
        Contact::Phone(_) => (SendSms::operation(), Channel::Sms(SmsChannel::Login)),
        Contact::Email(_) => (SendEmail::operation(), Channel::Email(EmailChannel::Login)),
    };
    let cx = asked.acting(operation, &step.app, &step.cx)?;
    let target = to.key();
    let order = Order {
        pool_id: step.app.pool_id.clone(),
        user_id: None,
        app: Some(step.app.clone()),
        channel,
        to,
    };
    cx.optimistic(order, passcode::send).await?;
    sent_to(&step.cx, step.id(), &target).await
}

fn to_code(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let signs_up = asked.field("signs_up").map_or("", |_| "&signs_up=1");
    let (path, sent, at) = (step.path(), entry::SENT_AT, step.cx.now());
    see_other(&format!("{path}/code?{sent}={at}{signs_up}"))
}

/// `GET /login/{id}/code`
pub async fn get_code(Visited(step, asked): Visited) -> Response<Body> {
    let result = match (&step.opened.row.target, step.opened.row.answered_at) {
        (_, Some(_)) => done(&step.cx),
        (Some(target), None) => entry::code_page(&step, &asked, target, None).await,
        (None, None) => see_other(&step.path()),
    };
    answered(&step.cx, result)
}

/// `POST /login/{id}/code`
pub async fn post_code(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = by_code(&step, &asked).await;
    answered(&step.cx, result)
}

async fn by_code(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let Some(target) = step.opened.row.target.as_deref() else {
        return see_other(&step.path());
    };
    let (contact, code) = (contact_of(target)?, asked.field("code").unwrap_or_default());
    let begun = Begun::of(step, asked).await?;
    let cx = asked.acting(SignInByCredentials::operation(), &step.app, &step.cx);
    let signed = match cx {
        Ok(cx) => {
            let signs_up = entry::signs_up(step, asked);
            let given = (&contact, code.as_str().into());
            signin::by_code(&cx, &step.app, given, signs_up, begun.session.clone()).await
        }
        Err(refused) => Err(refused),
    };
    match signed {
        Ok(account) => begun.finish(step, &account).await,
        Err(error) if error.code == ErrorCode::UserNotFound => {
            let refused = Refused {
                error,
                given: target.to_owned(),
                country: None,
            };
            entry::page(step, asked, None, Some(refused)).await
        }
        Err(error) if error.code.status_code() < 500 => {
            entry::code_page(step, asked, target, Some(&error)).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /login/{id}/password`
pub async fn password(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = by_password(&step, &asked).await;
    answered(&step.cx, result)
}

async fn by_password(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let name = asked.field("name").unwrap_or_default();
    let secret = asked.field("password").unwrap_or_default();
    let begun = Begun::of(step, asked).await?;
    let agreed = agreements::require(step, false, asked);
    let cx =
        agreed.and_then(|()| asked.acting(SignInByCredentials::operation(), &step.app, &step.cx));
    let signed = match cx {
        Ok(cx) => {
            let given = (name.clone(), secret.into());
            signin::by_password(&cx, &step.app, given, begun.session.clone()).await
        }
        Err(refused) => Err(refused),
    };
    match signed {
        Ok(account) => begun.finish(step, &account).await,
        Err(error) if error.code.status_code() < 500 => {
            let refused = Refused {
                error,
                given: name,
                country: None,
            };
            entry::page(step, asked, Some(Way::Password), Some(refused)).await
        }
        Err(error) => Err(error),
    }
}

/// A browser's session that a sign-in would begin, and its cookie.
pub struct Begun {
    /// The session.
    pub session: NewBrowserSession,
    cookie: String,
    life: Option<i64>,
}

impl Begun {
    /// One at the application of a sign-in.
    pub async fn of(step: &Step, asked: &Asked) -> Result<Self> {
        let (cx, pool_id) = (&step.cx, step.app.pool_id.as_str());
        let settings = pool::settings(&mut *cx.read().await?, pool_id).await;
        let settings = settings.map_err(Error::from)?;
        let cookie_settings = settings.cookie_settings;
        let cookie_settings = cookie_settings.or_else(|| tenancy::defaults().cookie_settings);
        let cookie_settings = cookie_settings.unwrap_or_default();
        let life = cookie_settings.cookie_expires_in.clamp(60, LONGEST);
        let cookie = cx.app.random.secret();
        let before = asked.cookies.session(pool_id);
        Ok(Self {
            session: NewBrowserSession {
                id: cx.new_id(),
                app_id: step.app.id.clone(),
                digest: seal::sha256(&cookie),
                replaces: before.map(seal::sha256),
                expires_at: cx.now() + life * 1000,
                ip: cx.request.ip.clone(),
                user_agent: cx.request.user_agent.clone(),
            },
            cookie,
            life: (!cookie_settings.cookie_expires_on_browser_session).then_some(life),
        })
    }

    /// The browser gets its new cookie and goes on.
    pub async fn finish(self, step: &Step, account: &Account) -> Result<Response<Body>> {
        signed_in(&step.cx, step.id(), &self.session.id).await?;
        let cookie = cookies::set_session(&account.pool_id, &self.cookie, self.life);
        Ok(with_cookie(see_other(&step.path())?, cookie))
    }
}

/// The longest that a browser stays signed in, in seconds: browsers keep cookies for 400 days.
const LONGEST: i64 = 34_560_000;
