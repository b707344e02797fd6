//! Signing in on a page: the same steps as by the API, and a browser's session at the end.

use std::sync::Arc;

use cleat_api::signin::{SignInByPassCode, SignInByPassword, SignInOptions};
use cleat_api::{PassCode, Secret};
use cleat_engine::account::{Account, Contact};
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session::{NewBrowserSession, Start};
use cleat_engine::tenancy::Application;

use super::{by_code as code, by_password as password};

fn client(app: &Arc<Application>) -> Client {
    Client {
        app: app.clone(),
        user_id: None,
    }
}

/// Signs in by the code that went to a number or address; somebody new only where the page offered
/// to sign up.
///
/// # Errors
/// As `signInByCredentials`.
pub async fn by_code(
    cx: &Cx,
    app: &Arc<Application>,
    (contact, code): (&Contact, PassCode),
    signs_up: bool,
    session: NewBrowserSession,
) -> Result<Account> {
    let target = Some(contact.key());
    let (phone, email) = match contact {
        Contact::Phone(_) => (target, None),
        Contact::Email(_) => (None, target),
    };
    let given = SignInByPassCode {
        pass_code: code,
        phone,
        email,
        ..SignInByPassCode::default()
    };
    let options = SignInOptions {
        auto_register: Some(signs_up),
        ..SignInOptions::default()
    };
    let start = Start::Browser(session);
    code::sign_in(cx, &client(app), given, &options, start.into()).await
}

/// Signs in by a password and whichever name goes with it.
///
/// # Errors
/// As `signInByCredentials`.
pub async fn by_password(
    cx: &Cx,
    app: &Arc<Application>,
    (name, secret): (String, Secret),
    session: NewBrowserSession,
) -> Result<Account> {
    let given = SignInByPassword {
        password: secret,
        account: Some(name),
        ..SignInByPassword::default()
    };
    let options = SignInOptions::default();
    let start = Start::Browser(session);
    password::sign_in(cx, &client(app), given, &options, start.into()).await
}
