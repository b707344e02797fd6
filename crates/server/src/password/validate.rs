//! `validatePassword`.

use cleat_api::password::{ValidatePassword, ValidatePasswordResult};
use cleat_protocol::phone::Phone;

use super::{decrypt, try_password};
use crate::core::{Cx, Error, Result};
use crate::http::Visitor;
use crate::user::{Account, email, store};

/// Asks whether a password is right; an unknown user has no right password.
pub async fn validate_password(
    cx: Cx,
    from: Visitor,
    req: ValidatePassword,
) -> Result<ValidatePasswordResult> {
    let sent = req
        .password
        .ok_or_else(|| Error::field("password", "is missing"))?;
    let plain = decrypt(&cx, &sent, req.password_encrypt_type)?;
    let (name, account): (String, Option<Account>) = {
        let mut tx = cx.read().await?;
        if let Some(number) = &req.phone {
            let phone = Phone::parse(number, req.phone_country_code.as_deref())?;
            (
                phone.e164(),
                store::by_phone(&mut tx, &from.pool_id, &phone).await?,
            )
        } else if let Some(address) = &req.email {
            let key = email::key(&email::parse("email", address)?);
            (
                key.clone(),
                store::by_email(&mut tx, &from.pool_id, &key).await?,
            )
        } else if let Some(name) = &req.username {
            (
                name.clone(),
                store::by_username(&mut tx, &from.pool_id, name).await?,
            )
        } else {
            return Err(Error::field(
                "phone",
                "one of phone, email and username is needed",
            ));
        }
    };
    let valid = try_password(&cx, &from.pool_id, &name, account.as_ref(), plain).await?;
    Ok(ValidatePasswordResult { valid })
}
