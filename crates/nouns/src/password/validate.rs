//! `validatePassword`.

use cleat_api::ErrorCode;
use cleat_api::password::{ValidatePassword, ValidatePasswordResult};
use cleat_engine::account::{Account, Contact, spelling, store};
use cleat_engine::audit::{self, Proof};
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::password::{TriedPassword, try_password};
use cleat_store::Tx;

/// Asks whether a password is right; an unknown user has no right password.
pub async fn validate_password(
    cx: Cx,
    from: Visitor,
    req: ValidatePassword,
) -> Result<ValidatePasswordResult> {
    let sent = req.password.as_ref();
    let sent = sent.ok_or_else(|| Error::field("password", "is missing"))?;
    let (name, account) = find(&cx, &from.pool_id, &req).await?;
    let tried = TriedPassword {
        pool_id: &from.pool_id,
        name: &name,
        account: account.as_ref(),
        signed_in: from.user.as_ref().map(|user| user.user_id.as_str()),
        sent,
        how: req.password_encrypt_type,
    };
    let verdict = try_password(&cx, &tried).await;
    let refusal = match &verdict {
        Ok(Some(_)) => None,
        Ok(None) => Some(ErrorCode::InvalidCredentials),
        Err(error) if error.code == ErrorCode::AccountLocked => Some(error.code),
        Err(error) => return Err(error.clone()),
    };
    let user_id = account.map(|account| account.id);
    match cx.write((name, user_id, refusal), record).await {
        Ok(()) => Ok(ValidatePasswordResult { valid: true }),
        Err(error) if error.code == ErrorCode::InvalidCredentials => {
            Ok(ValidatePasswordResult { valid: false })
        }
        Err(error) => Err(error),
    }
}

/// Leaves the audit row of the verdict.
async fn record(
    tx: &mut Tx,
    _: &Cx,
    (name, user_id, refusal): &(String, Option<String>, Option<ErrorCode>),
) -> Outcome<()> {
    let note = audit::note(tx).target(name).method(Proof::Password);
    if let Some(id) = user_id {
        note.user(id);
    }
    refusal.map_or(Ok(()), |refusal| Err(refusal.into()))
}

/// The name that is tried, and the account that has it.
async fn find(cx: &Cx, pool: &str, req: &ValidatePassword) -> Result<(String, Option<Account>)> {
    let mut tx = cx.read().await?;
    if let Some(number) = &req.phone {
        let phone = Contact::phone("phone", number, req.phone_country_code.as_deref())?;
        return Ok((phone.key(), phone.holder(&mut tx, pool).await?));
    }
    if let Some(address) = &req.email {
        let address = Contact::email("email", address)?;
        return Ok((address.key(), address.holder(&mut tx, pool).await?));
    }
    if let Some(name) = &req.username {
        let account = store::by_username(&mut tx, pool, name).await?;
        return Ok((spelling(name).to_owned(), account));
    }
    let why = "one of phone, email and username is needed";
    Err(Error::field("phone", why))
}
