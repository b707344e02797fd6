//! The columns that users are found and sorted by.

use cleat_engine::account::{email, profile_field, spelling};
use cleat_engine::kernel::{Error, Result};
use cleat_store::Field;

/// When a user came.
pub const CREATED_AT: Field = Field::number("created_at");
/// Id of a user.
pub const ID: Field = Field::key("id");

/// What stands behind a field's name on the wire.
///
/// # Errors
/// A field that is none of these.
pub fn field(name: &str) -> Result<Field> {
    Ok(match name {
        "id" | "userId" => ID,
        "createdAt" => CREATED_AT,
        "updatedAt" => Field::number("updated_at"),
        "email" => Field::text("COALESCE(email, claimed_email)").optional(),
        "emailVerified" => Field::truth("email_verified"),
        "username" => Field::text("username").optional(),
        "externalId" => Field::text("external_id").optional(),
        "phone" => Field::text("phone").optional(),
        "phoneVerified" => Field::truth("phone_verified"),
        "phoneCountryCode" => Field::text("phone_country_code").optional(),
        "status" => Field::text("status"),
        "statusChangedAt" => Field::number("status_changed_at"),
        "passwordLastSetAt" => Field::number("password_set_at").optional(),
        "passwordSecurityLevel" => Field::number("password_strength").optional(),
        "loginsCount" => Field::number("logins_count"),
        "lastLogin" => Field::number("last_login_at").optional(),
        "lastIp" => Field::text("last_ip").optional(),
        "userSourceType" => Field::text("source"),
        name => {
            let name = profile_field(name)
                .ok_or_else(|| Error::field("field", "cannot be filtered or sorted by"))?;
            Field::json("profile", name)
        }
    })
}

/// How a text is spelled in a column.
pub type Spelled = fn(&str) -> String;

/// What whole values of a field are compared with, and how they are spelled there.
///
/// # Errors
/// Those of [`field`].
pub fn exact_field(name: &str) -> Result<(Field, Spelled)> {
    Ok(match name {
        "email" => (Field::text("email_key").optional(), email::key),
        "username" | "externalId" => (field(name)?, |name| spelling(name).to_owned()),
        name => (field(name)?, str::to_owned),
    })
}
