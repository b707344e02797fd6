//! `signUp`: a new account by code or by password.

use cleat_api::application::BasicRegisterMethod;
use cleat_api::email::EmailChannel;
use cleat_api::log::EventType;
use cleat_api::passcode::SmsChannel;
use cleat_api::signin::{SignUp, SignUpByPassword, SignUpConnection, SignUpOptions, SignUpProfile};
use cleat_api::user::{User, UserSourceType};
use cleat_api::{ErrorCode, PassCode, Value};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use super::register;
use crate::application::{self, Application};
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Outcome, Result};
use crate::http::Visitor;
use crate::passcode::{Channel, Claim, claim};
use crate::password;
use crate::user::{Account, Contact, Draft, email, free, valid_name};

struct Attempt {
    account: Account,
    /// The code that proves the sign-up itself.
    code: Option<(Contact, PassCode)>,
    /// Codes that prove what the profile adds.
    completed: Vec<(Contact, PassCode)>,
    app_id: Option<String>,
}

/// Creates an account. It answers the user, no tokens.
pub async fn sign_up(cx: Cx, from: Visitor, req: SignUp) -> Result<User> {
    let mut draft = Draft::new(&cx, &from.pool_id, UserSourceType::Register);
    let options = req.options.unwrap_or_default();
    let mut code = None;
    let method = match req.connection {
        SignUpConnection::Password => {
            let given = req
                .password_payload
                .ok_or_else(|| Error::field("passwordPayload", "is missing"))?;
            by_password(&cx, &mut draft, given, &options).await?;
            BasicRegisterMethod::EmailPassword
        }
        SignUpConnection::Passcode => {
            let given = req
                .pass_code_payload
                .ok_or_else(|| Error::field("passCodePayload", "is missing"))?;
            let target = Contact::parse(
                "passCodePayload",
                given.phone.as_deref(),
                given.phone_country_code.as_deref(),
                given.email.as_deref(),
            )?;
            target.prove(&mut draft.account);
            let method = match target {
                Contact::Phone(_) => BasicRegisterMethod::PhoneCode,
                Contact::Email(_) => BasicRegisterMethod::EmailCode,
            };
            code = Some((target, given.pass_code));
            if let Some(sent) = &options.password_for_phone_pass_code {
                let plain = password::decrypt(&cx, sent, options.password_encrypt_type)?;
                let (hash, strength) = password::hash(&cx, plain).await?;
                draft.account.set_password(hash, strength, cx.now());
            }
            method
        }
    };
    if let Some(app_id) = &from.app_id {
        let row = application::store::find(&mut *cx.read().await?, app_id).await?;
        if !Application::open(&cx, row.ok_or(ErrorCode::AppNotFound)?)?.registers(method) {
            return Err(ErrorCode::LoginMethodDisabled.into());
        }
    }
    let completed = complete(&mut draft, req.profile.unwrap_or_default(), options)?;
    let attempt = Attempt {
        account: draft.finish(),
        code,
        completed,
        app_id: from.app_id,
    };
    let account = cx
        .write((cx.clone(), attempt), |tx, (cx, attempt)| {
            Box::pin(write(tx, cx, attempt))
        })
        .await?;
    account.to_user(true)
}

async fn by_password(
    cx: &Cx,
    draft: &mut Draft,
    given: SignUpByPassword,
    options: &SignUpOptions,
) -> Result<()> {
    match (given.email, given.username) {
        (None, None) => {
            return Err(Error::field(
                "passwordPayload",
                "email or username is needed",
            ));
        }
        (address, username) => {
            if let Some(address) = address {
                let address = email::parse("passwordPayload.email", &address)?;
                draft.account.set_email(Some(&address), false);
            }
            draft.account.username = valid_name("passwordPayload.username", username)?;
        }
    }
    let plain = password::decrypt(cx, &given.password, options.password_encrypt_type)?;
    let (hash, strength) = password::hash(cx, plain).await?;
    draft.account.set_password(hash, strength, cx.now());
    Ok(())
}

/// Takes the profile over. A phone or e-mail address in it counts only with the code that
/// proves it; otherwise it is refused.
fn complete(
    draft: &mut Draft,
    profile: SignUpProfile,
    options: SignUpOptions,
) -> Result<Vec<(Contact, PassCode)>> {
    draft.profile.merge(&profile);
    let mut proofs = Vec::new();
    if let Some(number) = profile.phone.as_deref().filter(|number| !number.is_empty()) {
        let phone = Phone::parse(number, profile.phone_country_code.as_deref())
            .map_err(|error| Error::field("profile.phone", error))?;
        if draft.account.phone().as_ref() != Some(&phone) {
            let code = options.phone_pass_code_for_information_completion;
            let code = code.ok_or_else(|| {
                Error::field(
                    "options.phonePassCodeForInformationCompletion",
                    "is missing",
                )
            })?;
            proofs.push((Contact::Phone(phone), code));
        }
    }
    if let Some(address) = profile
        .email
        .as_deref()
        .filter(|address| !address.is_empty())
    {
        let address = email::parse("profile.email", address)?;
        if draft.account.email_key != Some(email::key(&address)) {
            let code = options.email_pass_code_for_information_completion;
            let code = code.ok_or_else(|| {
                Error::field(
                    "options.emailPassCodeForInformationCompletion",
                    "is missing",
                )
            })?;
            proofs.push((Contact::Email(address), code));
        }
    }
    for (target, _) in &proofs {
        target.prove(&mut draft.account);
    }
    draft.account.custom_data = profile
        .custom_data
        .map(|data| Value::Object(data).to_string());
    Ok(proofs)
}

async fn write(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    let account = &attempt.account;
    attempt!(register::allowed(tx, cx, &account.pool_id).await?);
    let own = attempt
        .code
        .iter()
        .map(|proof| (proof, SmsChannel::Register, EmailChannel::Register));
    let more = attempt.completed.iter().map(|proof| {
        (
            proof,
            SmsChannel::CompletePhone,
            EmailChannel::CompleteEmail,
        )
    });
    for ((target, code), sms, mail) in own.chain(more) {
        let channel = match target {
            Contact::Phone(_) => Channel::Sms(sms),
            Contact::Email(_) => Channel::Email(mail),
        };
        let key = target.key();
        let claimed = Claim {
            pool_id: &account.pool_id,
            channel,
            target: &key,
            claimant: None,
            signed_in: None,
            account: None,
            code,
            consume: true,
        };
        if let Err(refusal) = claim(tx, cx, &claimed).await? {
            return refused(tx, cx, attempt, &key, refusal).await;
        }
    }
    if let Err(refusal) = free(tx, account, None).await? {
        // The one that was proven to be this person's own is told as an existing account.
        let key = attempt
            .code
            .as_ref()
            .map(|(target, _)| target.key())
            .unwrap_or_default();
        let own = matches!(refusal.code, ErrorCode::PhoneTaken | ErrorCode::EmailTaken)
            && attempt.completed.is_empty();
        let refusal = if own {
            ErrorCode::UserExists.into()
        } else {
            refusal
        };
        return refused(tx, cx, attempt, &key, refusal).await;
    }
    let method = if attempt.code.is_some() {
        "PASSCODE"
    } else {
        "PASSWORD"
    };
    register::insert(tx, cx, account, attempt.app_id.as_deref(), method).await?;
    Ok(Ok(account.clone()))
}

async fn refused(
    tx: &mut Tx,
    cx: &Cx,
    attempt: &Attempt,
    key: &str,
    refusal: Error,
) -> Outcome<Account> {
    let event = Event::of(EventType::Register, &attempt.account.pool_id);
    let event = event
        .app(attempt.app_id.as_deref())
        .target(key)
        .failed(refusal.code);
    audit::record(tx, cx, event).await?;
    Ok(Err(refusal))
}
