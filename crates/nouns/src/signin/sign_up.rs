//! `signUp`: a new account by code or by password.

use std::sync::Arc;

use cleat_api::application::BasicRegisterMethod;
use cleat_api::email::EmailChannel;
use cleat_api::passcode::SmsChannel;
use cleat_api::signin::SignUpProfile;
use cleat_api::signin::{
    SignUp, SignUpByPassCode, SignUpByPassword, SignUpConnection, SignUpOptions,
};
use cleat_api::user::{User, UserSourceType};
use cleat_api::{ErrorCode, PassCode, Value};
use cleat_engine::account::{self, Account, Contact, Draft, email, valid_name};
use cleat_engine::audit::{self, Proof};
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, Stop};
use cleat_engine::passcode::{Channel, Claim, claim};
use cleat_engine::password;
use cleat_engine::tenancy::{Application, applications};
use cleat_store::Tx;

use super::register::{self, Newcomer, Way};

/// A contact and the code that proves it.
type Proven = (Contact, PassCode);

/// A sign-up before it is written.
struct Attempt {
    account: Account,
    /// The code that proves the sign-up itself.
    code: Option<Proven>,
    /// Codes that prove what the profile adds.
    completed: Vec<Proven>,
    app: Option<Arc<Application>>,
    method: BasicRegisterMethod,
}

impl Attempt {
    fn way(&self) -> Way {
        way(self.method)
    }

    /// Whether one code proves all of it. Failures of two codes may be counted in the same row, which
    /// one statement cannot write twice, and an address that nobody proved makes room for itself:
    /// those writes follow each other.
    fn is_one_code(&self) -> bool {
        self.code.is_some() && self.completed.is_empty()
    }
}

/// A sign-up that signs nobody in.
fn way(method: BasicRegisterMethod) -> Way {
    Way { method, then: None }
}

/// Creates an account. It answers the user, no tokens.
pub async fn sign_up(cx: Cx, from: Visitor, req: SignUp) -> Result<User> {
    let mut draft = Draft::new(&cx, &from.pool_id, UserSourceType::Register);
    let options = req.options.unwrap_or_default();
    let missing = |payload: &str| Error::field(payload, "is missing");
    let app = application(&cx, &from).await?;
    let offered = |method| register::offered(app.as_deref(), way(method));
    let (method, code) = match req.connection {
        SignUpConnection::Password => {
            let given = req.password_payload;
            let given = given.ok_or_else(|| missing("passwordPayload"))?;
            let method = BasicRegisterMethod::EmailPassword;
            offered(method)?;
            by_password(&cx, &mut draft, given, &options).await?;
            (method, None)
        }
        SignUpConnection::Passcode => {
            let given = req.pass_code_payload;
            let given = given.ok_or_else(|| missing("passCodePayload"))?;
            let contact = contact_of(&given)?;
            let method = method_of(&contact);
            offered(method)?;
            by_code(&cx, &mut draft, &contact, &options).await?;
            (method, Some((contact, given.pass_code)))
        }
    };
    let completed = complete(&mut draft, req.profile.unwrap_or_default(), options)?;
    let attempt = Attempt {
        account: draft.finish(),
        code,
        completed,
        app,
        method,
    };
    let account = match attempt.is_one_code() {
        true => cx.optimistic(attempt, write).await?,
        false => cx.write(attempt, write).await?,
    };
    account.to_user(true)
}

fn method_of(contact: &Contact) -> BasicRegisterMethod {
    match contact {
        Contact::Phone(_) => BasicRegisterMethod::PhoneCode,
        Contact::Email(_) => BasicRegisterMethod::EmailCode,
    }
}

/// The application it came through, where it is named.
async fn application(cx: &Cx, from: &Visitor) -> Result<Option<Arc<Application>>> {
    let Some(app_id) = from.app_id.as_ref().filter(|_| from.app.is_none()) else {
        return Ok(from.app.clone());
    };
    let row = applications::find(&mut *cx.read().await?, app_id).await?;
    Application::open(cx, row.ok_or(ErrorCode::AppNotFound)?).map(Some)
}

fn contact_of(given: &SignUpByPassCode) -> Result<Contact> {
    Contact::parse(
        "passCodePayload",
        given.phone.as_deref(),
        given.phone_country_code.as_deref(),
        given.email.as_deref(),
    )
}

async fn by_code(
    cx: &Cx,
    draft: &mut Draft,
    contact: &Contact,
    options: &SignUpOptions,
) -> Result<()> {
    contact.require_person("passCodePayload.phone")?;
    contact.prove(&mut draft.account);
    if let Some(sent) = &options.password_for_phone_pass_code {
        register::open(cx, &draft.account.pool_id).await?;
        let plain = readable(password::decrypt(cx, sent, options.password_encrypt_type))?;
        let hashed = password::hash(cx, plain).await?;
        hashed.set(&mut draft.account, cx.now());
    }
    Ok(())
}

/// Whoever signs up has proven nothing: a password that cannot be decrypted is as useless as a
/// short one, and the answer tells nothing of the padding.
fn readable(plain: Result<String>) -> Result<String> {
    plain.map_err(|_| ErrorCode::PasswordTooWeak.into())
}

async fn by_password(
    cx: &Cx,
    draft: &mut Draft,
    given: SignUpByPassword,
    options: &SignUpOptions,
) -> Result<()> {
    let username = valid_name("passwordPayload.username", given.username)?;
    if given.email.is_none() && username.is_none() {
        let why = "email or username is needed";
        return Err(Error::field("passwordPayload", why));
    }
    if let Some(address) = &given.email {
        let address = email::parse("passwordPayload.email", address)?;
        draft.account.set_claim(Some(&address));
    }
    draft.account.username = username;
    register::open(cx, &draft.account.pool_id).await?;
    let plain = readable(password::decrypt(
        cx,
        &given.password,
        options.password_encrypt_type,
    ))?;
    let hashed = password::hash(cx, plain).await?;
    hashed.set(&mut draft.account, cx.now());
    Ok(())
}

/// Takes the profile over. A phone or e-mail address in it counts only with the code that
/// proves it; otherwise it is refused.
fn complete(
    draft: &mut Draft,
    profile: SignUpProfile,
    options: SignUpOptions,
) -> Result<Vec<Proven>> {
    draft.profile.merge(&profile);
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let mut proofs = Vec::new();
    if let Some(number) = given(&profile.phone) {
        let code = profile.phone_country_code.as_deref();
        let phone = Contact::new_phone("profile.phone", &number, code)?;
        if draft.account.phone().map(Contact::Phone).as_ref() != Some(&phone) {
            let field = "options.phonePassCodeForInformationCompletion";
            let code = options.phone_pass_code_for_information_completion;
            proofs.push((
                phone,
                code.ok_or_else(|| Error::field(field, "is missing"))?,
            ));
        }
    }
    if let Some(address) = given(&profile.email) {
        let address = Contact::email("profile.email", &address)?;
        let code = options.email_pass_code_for_information_completion;
        let proven = draft.account.email_key == Some(address.key());
        let repeated = address.is_claim_of(&draft.account) && code.is_none();
        if !proven && !repeated {
            let field = "options.emailPassCodeForInformationCompletion";
            proofs.push((
                address,
                code.ok_or_else(|| Error::field(field, "is missing"))?,
            ));
        }
    }
    for (contact, _) in &proofs {
        contact.prove(&mut draft.account);
    }
    let custom_data = profile.custom_data.map(Value::Object);
    draft.account.custom_data = custom_data.map(|data| data.to_string());
    Ok(proofs)
}

async fn write(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    let account = &attempt.account;
    let app = attempt.app.as_deref();
    let leave = register::gate(tx, cx, app, attempt.way(), account).await?;
    let mut is_held = false;
    if let Some((contact, code)) = &attempt.code {
        let (sms, email) = (SmsChannel::Register, EmailChannel::Register);
        is_held = prove(tx, cx, &account.pool_id, contact, code, (sms, email)).await?;
    }
    for (contact, code) in &attempt.completed {
        let (sms, email) = (SmsChannel::CompletePhone, EmailChannel::CompleteEmail);
        prove(tx, cx, &account.pool_id, contact, code, (sms, email)).await?;
    }
    let key = attempt.code.as_ref().map(|(contact, _)| contact.key());
    audit::note(tx).target(key.as_deref().unwrap_or_default());
    if is_held || !tx.is_optimistic() {
        let free = account::free(tx, account, None).await;
        free.map_err(|stop| own_exists(attempt, stop))?;
    }
    let newcomer = Newcomer {
        account,
        app_id: app.map(|app| app.id.as_str()),
        proof: match attempt.code {
            Some(_) => Proof::Passcode,
            None => Proof::Password,
        },
        login: None,
    };
    register::insert(tx, cx, leave, newcomer).await?;
    Ok(account.clone())
}

/// The contact that was proven to be this person's own is told as an existing account.
fn own_exists(attempt: &Attempt, stop: Stop) -> Stop {
    match stop {
        Stop::Refused(refusal)
            if matches!(refusal.code, ErrorCode::PhoneTaken | ErrorCode::EmailTaken)
                && attempt.completed.is_empty() =>
        {
            ErrorCode::UserExists.into()
        }
        other => other,
    }
}

/// Uses a code up; whether somebody has the number or address already.
async fn prove(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    contact: &Contact,
    code: &PassCode,
    (sms, email): (SmsChannel, EmailChannel),
) -> Outcome<bool> {
    let target = contact.key();
    audit::note(tx).target(&target);
    let owner = contact.holder_id(tx, pool_id).await?;
    let claimed = Claim {
        pool_id,
        channel: match contact {
            Contact::Phone(_) => Channel::Sms(sms),
            Contact::Email(_) => Channel::Email(email),
        },
        target: &target,
        claimant: None,
        signed_in: None,
        owner: owner.as_deref(),
        account: owner.as_deref(),
        code,
        consume: true,
    };
    claim(tx, cx, &claimed).await?;
    Ok(owner.is_some())
}
