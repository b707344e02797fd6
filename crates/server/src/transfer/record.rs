//! A user as one line: the fields of the contract's `User`, its password digest, its identities
//! and custom data.

use std::collections::HashSet;
use std::sync::LazyLock;

use cleat_api::ext_idp::Identity;
use cleat_api::user::{CreateIdentity, User, UserSourceType, UserStatus};
use cleat_api::{Object, Value};
use cleat_protocol::{password, phone::Phone, seal};
use serde::Deserialize;

use crate::core::{Error, Result, from_json};
use crate::user::{Account, Profile, email, valid_name};

/// Field of the password digest, the one that the contract's `User` does not have.
const DIGEST: &str = "passwordDigest";
/// Longest user id.
const LONGEST_ID: usize = 64;

/// A user that was read.
pub struct Record {
    /// The row.
    pub account: Account,
    /// External identities.
    pub identities: Vec<CreateIdentity>,
}

/// What is read of a line besides the profile.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Line {
    user_id: Option<String>,
    status: Option<UserStatus>,
    phone: Option<String>,
    phone_country_code: Option<String>,
    phone_verified: bool,
    email: Option<String>,
    email_verified: bool,
    username: Option<String>,
    external_id: Option<String>,
    password_digest: Option<String>,
    password_last_set_at: Option<String>,
    password_security_level: Option<i64>,
    created_at: Option<String>,
    updated_at: Option<String>,
    status_changed_at: Option<String>,
    logins_count: Option<i64>,
    last_login: Option<String>,
    last_ip: Option<String>,
    last_login_app: Option<String>,
    reset_password_on_next_login: Option<bool>,
    user_source_type: Option<UserSourceType>,
    custom_data: Option<Object>,
    identities: Option<Vec<CreateIdentity>>,
}

/// The names a line may have.
static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let schema = schemars::schema_for!(User);
    let properties = schema.get("properties").and_then(Value::as_object);
    let names = properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone());
    names.chain([DIGEST.to_owned()]).collect()
});

impl Record {
    /// Reads a line. A line without `userId` gets one made from its text, the same each time, so
    /// that a line that comes again is known.
    ///
    /// # Errors
    /// The field that is wrong, or a name that is not known.
    pub fn parse(pool_id: &str, text: &str, now: i64) -> Result<Self> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| Error::field("line", format_args!("is not JSON: {error}")))?;
        let Value::Object(object) = &value else {
            return Err(Error::field("line", "must be a JSON object"));
        };
        if let Some(name) = object.keys().find(|name| !NAMES.contains(*name)) {
            return Err(Error::field(name, "is no field of a user; see customData"));
        }
        if text.contains("\\u0000") {
            return Err(Error::field("line", "must not contain NUL"));
        }
        let profile: Profile = read(&value)?;
        let line: Line = read(&value)?;
        let mut account = Account {
            pool_id: pool_id.to_owned(),
            id: id(line.user_id, pool_id, text)?,
            status: line
                .status
                .unwrap_or(UserStatus::Activated)
                .as_str()
                .to_owned(),
            source: line
                .user_source_type
                .unwrap_or(UserSourceType::AdminCreated)
                .as_str()
                .to_owned(),
            username: valid_name("username", line.username)?,
            external_id: valid_name("externalId", line.external_id)?,
            logins_count: line.logins_count.unwrap_or_default(),
            last_login_at: time("lastLogin", line.last_login)?,
            last_ip: line.last_ip,
            last_app_id: line.last_login_app,
            reset_password: line.reset_password_on_next_login.unwrap_or_default(),
            created_at: time("createdAt", line.created_at)?.unwrap_or(now),
            updated_at: time("updatedAt", line.updated_at)?.unwrap_or(now),
            status_changed_at: time("statusChangedAt", line.status_changed_at)?.unwrap_or(now),
            profile: serde_json::to_string(&profile).map_err(Error::internal)?,
            custom_data: line.custom_data.map(|data| Value::Object(data).to_string()),
            ..Account::default()
        };
        if let Some(number) = line.phone.filter(|number| !number.is_empty()) {
            let phone = Phone::parse(&number, line.phone_country_code.as_deref())
                .map_err(|error| Error::field("phone", error))?;
            account.set_phone(Some(&phone), line.phone_verified);
        }
        if let Some(address) = line.email.filter(|address| !address.is_empty()) {
            let address = email::parse("email", &address)?;
            account.set_email(Some(&address), line.email_verified);
        }
        if let Some(digest) = line.password_digest.filter(|digest| !digest.is_empty()) {
            if !password::is_known(&digest) {
                let why = "is not argon2, bcrypt, scrypt, PBKDF2 or salted SHA";
                return Err(Error::field(DIGEST, why));
            }
            account.password_hash = Some(digest);
            account.password_set_at = time("passwordLastSetAt", line.password_last_set_at)?;
            account.password_strength = line.password_security_level;
        }
        let identities = line.identities.unwrap_or_default();
        let known = [
            &account.phone,
            &account.email,
            &account.username,
            &account.external_id,
        ];
        if known.iter().all(|name| name.is_none()) && identities.is_empty() {
            let why = "one of phone, email, username, externalId and identities is needed";
            return Err(Error::field("line", why));
        }
        Ok(Self {
            account,
            identities,
        })
    }
}

/// A user as a line, without its end.
///
/// # Errors
/// When the row holds something else than was written.
pub fn line(account: &Account, identities: Vec<Identity>) -> Result<String> {
    let mut user = account.to_user(true)?;
    user.identities = Some(identities);
    user.custom_data = account.custom_data.as_deref().map(from_json).transpose()?;
    let mut line = serde_json::to_value(user).map_err(Error::internal)?;
    if let Some(fields) = line.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        if let Some(digest) = &account.password_hash {
            fields.insert(DIGEST.to_owned(), digest.clone().into());
        }
    }
    Ok(line.to_string())
}

fn read<T: for<'de> Deserialize<'de>>(value: &Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Error::field(&path, "is not valid")
    })
}

fn id(given: Option<String>, pool_id: &str, text: &str) -> Result<String> {
    let Some(id) = given.filter(|id| !id.is_empty()) else {
        let mut digest = seal::sha256(&format!("{pool_id}\n{text}"));
        digest.truncate(24);
        return Ok(digest);
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if id.len() > LONGEST_ID || !id.bytes().all(plain) {
        let why = "must be at most 64 letters, digits, - and _";
        return Err(Error::field("userId", why));
    }
    Ok(id)
}

fn time(field: &str, text: Option<String>) -> Result<Option<i64>> {
    text.map(|text| {
        let time: jiff::Timestamp = text
            .parse()
            .map_err(|_| Error::field(field, "is not a time as in ISO 8601"))?;
        Ok(time.as_millisecond())
    })
    .transpose()
}
