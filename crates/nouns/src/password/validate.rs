//! `validatePassword`.

use cleat_api::password::{ValidatePassword, ValidatePasswordResult};
use cleat_engine::account::{Account, Contact, spelling, store};
use cleat_engine::http::Visitor;
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::password::{decrypt, try_password};

/// Asks whether a password is right; an unknown user has no right password.
pub async fn validate_password(
    cx: Cx,
    from: Visitor,
    req: ValidatePassword,
) -> Result<ValidatePasswordResult> {
    let sent = req.password.as_ref();
    let sent = sent.ok_or_else(|| Error::field("password", "is missing"))?;
    let plain = decrypt(&cx, sent, req.password_encrypt_type)?;
    let (name, account) = find(&cx, &from.pool_id, &req).await?;
    let valid = try_password(&cx, &from.pool_id, &name, account.as_ref(), plain).await?;
    Ok(ValidatePasswordResult { valid })
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
