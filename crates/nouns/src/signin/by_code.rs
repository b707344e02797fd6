//! Signing in by a code, in one transaction: claim, find or create, begin.

use std::sync::Arc;

use cleat_api::application::{BasicLoginMethod, BasicRegisterMethod};
use cleat_api::email::EmailChannel;
use cleat_api::passcode::SmsChannel;
use cleat_api::signin::{SignInByPassCode, SignInOptions};
use cleat_api::user::UserSourceType;
use cleat_api::{ErrorCode, PassCode};
use cleat_engine::account::{Account, Contact, Draft, store};
use cleat_engine::audit::{self, Head, Proof};
use cleat_engine::contact;
use cleat_engine::http::Client;
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::passcode::{Channel, Claim, claim};
use cleat_engine::tenancy::Application;
use cleat_store::Tx;

use super::begin::{Begins, Proven, Who, begin};
use super::register::{self, Leave, Way};

/// A sign-in by a code.
struct Attempt {
    app: Arc<Application>,
    /// The user whose token came along.
    user_id: Option<String>,
    contact: Contact,
    method: BasicLoginMethod,
    code: PassCode,
    begins: Begins,
    auto_register: bool,
}

/// Signs in by a code. Whether the account exists is told only after the code proved it.
pub async fn sign_in(
    cx: &Cx,
    client: &Client,
    given: SignInByPassCode,
    options: &SignInOptions,
    begins: Begins,
) -> Result<Account> {
    let contact = Contact::parse(
        "passCodePayload",
        given.phone.as_deref(),
        given.phone_country_code.as_deref(),
        given.email.as_deref(),
    )?;
    let auto_register = options.auto_register.unwrap_or_default();
    let proof = (contact, given.pass_code);
    by_contact(cx, client, proof, auto_register, begins).await
}

/// The same by a code that went to that number or address.
pub async fn by_contact(
    cx: &Cx,
    Client { app, user_id }: &Client,
    (contact, code): (Contact, PassCode),
    auto_register: bool,
    begins: Begins,
) -> Result<Account> {
    let method = match contact {
        Contact::Phone(_) => BasicLoginMethod::PhoneCode,
        Contact::Email(_) => BasicLoginMethod::EmailCode,
    };
    if !app.allows(method) {
        return Err(ErrorCode::LoginMethodDisabled.into());
    }
    let follows = begins.binds.is_some();
    let attempt = Attempt {
        app: app.clone(),
        user_id: user_id.clone(),
        contact,
        method,
        code,
        begins,
        auto_register,
    };
    match follows {
        // The rows of an identity follow those of the sign-in.
        true => cx.write(attempt, write).await,
        false => cx.optimistic(attempt, write).await,
    }
}

async fn write(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    let owner = attempt.contact.holder_and_head(tx, &attempt.app.pool_id);
    let (owner, head) = owner.await?.unzip();
    prove(tx, cx, attempt, owner.as_ref().zip(head.as_ref())).await?;
    let proof = Proof::Login(attempt.method);
    let (account, who) = match owner {
        Some(owner) => {
            let locked = store::lock_or(tx, owner).await?;
            let holder = locked.ok_or(ErrorCode::UserNotFound)?;
            let account = contact::proven(tx, cx, holder, &attempt.contact, proof).await?;
            (account, Who::Known(head.unwrap_or_default()))
        }
        None if attempt.auto_register => {
            let (account, leave) = sign_up(tx, cx, attempt).await?;
            (account, Who::New(leave, proof))
        }
        None => return Err(ErrorCode::UserNotFound.into()),
    };
    let proven = Proven {
        account,
        app: &attempt.app,
        begins: &attempt.begins,
        proof,
        who,
    };
    begin(tx, cx, proven).await
}

/// Uses the code up.
async fn prove(
    tx: &mut Tx,
    cx: &Cx,
    attempt: &Attempt,
    owner: Option<(&Account, &Head)>,
) -> Outcome<()> {
    let target = attempt.contact.key();
    let note = audit::note(tx).target(&target);
    note.method(Proof::Login(attempt.method));
    if let Some((owner, head)) = owner {
        note.at(&owner.id, head);
    }
    let owner = owner.map(|(owner, _)| owner.id.as_str());
    let claimed = Claim {
        pool_id: &attempt.app.pool_id,
        channel: match attempt.contact {
            Contact::Phone(_) => Channel::Sms(SmsChannel::Login),
            Contact::Email(_) => Channel::Email(EmailChannel::Login),
        },
        target: &target,
        claimant: owner,
        signed_in: attempt.user_id.as_deref().filter(|id| Some(*id) == owner),
        owner,
        account: owner,
        code: &attempt.code,
        consume: true,
    };
    claim(tx, cx, &claimed).await
}

/// The account of somebody new, and leave to write it.
async fn sign_up(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<(Account, Leave)> {
    let app = &attempt.app;
    attempt.contact.require_person("passCodePayload.phone")?;
    let mut draft = Draft::new(cx, &app.pool_id, UserSourceType::Register);
    attempt.contact.prove(&mut draft.account);
    let account = draft.finish();
    let way = Way {
        method: match attempt.contact {
            Contact::Phone(_) => BasicRegisterMethod::PhoneCode,
            Contact::Email(_) => BasicRegisterMethod::EmailCode,
        },
        then: Some(attempt.method),
    };
    let leave = register::gate(tx, cx, Some(app), way, &account).await?;
    Ok((account, leave))
}
