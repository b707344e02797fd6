//! `verifyResetPasswordRequest` and `resetPassword`.

use cleat_api::email::EmailChannel;
use cleat_api::passcode::SmsChannel;
use cleat_api::password::{
    ResetPassword, ResetPasswordGrant, ResetPasswordMethod, VerifyResetPasswordRequest,
};
use cleat_api::{ErrorCode, PassCode, Secret, Success};
use cleat_delivery::Notice;
use cleat_engine::account::{self, Account, Contact};
use cleat_engine::audit::{self, Proof};
use cleat_engine::contact::{self, Kind};
use cleat_engine::grant::{self, Issue, Purpose};
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::passcode::{Channel, Claim, claim};
use cleat_engine::password::{NewPassword, decrypt, hash};
use cleat_engine::{failures, notice, session};
use cleat_store::Tx;

/// Proves a number or address; a stranger's wrong code and an owner's answer alike.
pub async fn verify_reset_password_request(
    tx: &mut Tx,
    cx: &Cx,
    from: &Visitor,
    req: &VerifyResetPasswordRequest,
) -> Outcome<ResetPasswordGrant> {
    let (channel, contact, code) = read(req)?;
    let pool_id = from.pool_id.as_str();
    let target = contact.key();
    let owner = contact.holder_id(tx, pool_id).await?;
    let note = audit::note(tx).first_step();
    note.method(Proof::Passcode).target(&target);
    if let Some(owner) = &owner {
        note.user(owner);
    }
    let claimed = Claim {
        pool_id,
        channel,
        target: &target,
        claimant: owner.as_deref(),
        signed_in: None,
        owner: owner.as_deref(),
        account: owner.as_deref(),
        code,
        consume: true,
    };
    claim(tx, cx, &claimed).await?;
    let owner = owner.ok_or(ErrorCode::CodeWrong)?;
    let owner = account::store::lock(tx, pool_id, &owner).await?;
    let before = owner.ok_or(ErrorCode::CodeWrong)?;
    let account = proven(tx, cx, before, &contact).await?;
    let token: Secret = cx.app.random.secret().into();
    let issue = Issue {
        purpose: Purpose::ResetPassword,
        account: &account,
        session_id: None,
        token: &token,
        payload: "",
    };
    grant::issue(tx, cx, issue).await?;
    Ok(ResetPasswordGrant {
        password_reset_token: token,
        token_expires_in: grant::LIFE,
    })
}

/// The account of who has just proven its number or address, which is noted there.
async fn proven(tx: &mut Tx, cx: &Cx, before: Account, contact: &Contact) -> Outcome<Account> {
    if Kind::of(contact).is_proven(&before) {
        return Ok(before);
    }
    let claimed = contact.is_claim_of(&before);
    let mut account = contact::proven(tx, cx, before, contact, Proof::Passcode).await?;
    if !claimed {
        account::store::update(tx, &account).await?;
        account.revision += 1;
    }
    Ok(account)
}

fn read(req: &VerifyResetPasswordRequest) -> Result<(Channel, Contact, &PassCode)> {
    let missing = |field: &str| Error::field(field, "is missing");
    match req.verify_method {
        ResetPasswordMethod::PhonePasscode => {
            let given = req.phone_pass_code_payload.as_ref();
            let given = given.ok_or_else(|| missing("phonePassCodePayload"))?;
            let field = "phonePassCodePayload.phoneNumber";
            let code = given.phone_country_code.as_deref();
            let phone = Contact::phone(field, &given.phone_number, code)?;
            let channel = Channel::Sms(SmsChannel::ResetPassword);
            Ok((channel, phone, &given.pass_code))
        }
        ResetPasswordMethod::EmailPasscode => {
            let given = req.email_pass_code_payload.as_ref();
            let given = given.ok_or_else(|| missing("emailPassCodePayload"))?;
            let field = "emailPassCodePayload.email";
            let address = given.email.as_ref().ok_or_else(|| missing(field))?;
            let address = Contact::email(field, address)?;
            let channel = Channel::Email(EmailChannel::ResetPassword);
            Ok((channel, address, &given.pass_code))
        }
    }
}

/// A password to be set by whoever holds the token.
struct Reset {
    pool_id: String,
    token: Secret,
    new: NewPassword,
}

/// Sets a new password. Whoever had the old one is out: all sessions end and the owner is told.
pub async fn reset_password(cx: Cx, from: Visitor, req: ResetPassword) -> Result<Success> {
    let (purpose, token) = (Purpose::ResetPassword, &req.password_reset_token);
    if !grant::seems_good(&cx, purpose, &from.pool_id, token).await? {
        return Err(ErrorCode::GrantInvalid.into());
    }
    let plain = decrypt(&cx, &req.password, req.password_encrypt_type)?;
    let reset = Reset {
        pool_id: from.pool_id,
        token: req.password_reset_token,
        new: hash(&cx, plain).await?,
    };
    cx.write(reset, write).await?;
    Ok(Success::DONE)
}

async fn write(tx: &mut Tx, cx: &Cx, reset: &Reset) -> Outcome<()> {
    let pool_id = reset.pool_id.as_str();
    let granted = grant::redeem(tx, cx, Purpose::ResetPassword, pool_id, &reset.token).await?;
    let before = account::store::lock(tx, pool_id, &granted.user_id).await?;
    let before = before.ok_or(ErrorCode::GrantInvalid)?;
    granted.of(&before)?;
    audit::note(tx).user(&before.id).method(Proof::Passcode);
    let after = before.with(cx, |account| {
        reset.new.set(account, cx.now());
        account.reset_password = false;
    });
    account::store::update(tx, &after).await?;
    session::store::end_all(tx, pool_id, &after.id, cx.now()).await?;
    failures::clear_account(tx, pool_id, &after.id).await?;
    notice::tell_owner(tx, cx, &after, [Notice::PasswordReset]).await
}
