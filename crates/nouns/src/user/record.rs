//! A user as one line: the fields of the contract's `User`, its password digest, its identities
//! and custom data.

use std::collections::HashSet;
use std::sync::LazyLock;

use cleat_api::Value;
use cleat_api::ext_idp::Identity;
use cleat_api::user::{CreateIdentity, CreateUserInfo, User, UserSourceType, UserStatus};
use cleat_protocol::{password, seal};
use serde::Deserialize;

use cleat_engine::account::{Account, Contact, Profile, email, valid_name};
use cleat_engine::http::Bounds;
use cleat_engine::kernel::{Error, Result, from_json, read_iso, to_json};

/// Field of the password digest, which the contract's `User` does not have.
const DIGEST: &str = "passwordDigest";
/// Field that says that nobody has proven the address and no operator vouches for it.
const CLAIMED: &str = "emailClaimed";
/// Longest user id.
const LONGEST_ID: usize = 64;

/// A user that was read.
pub struct Record {
    /// The row.
    pub account: Account,
    /// External identities.
    pub identities: Vec<CreateIdentity>,
}

/// The names a line may have.
static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let schema = schemars::schema_for!(User);
    let properties = schema.get("properties").and_then(Value::as_object);
    let names = properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone());
    names.chain([DIGEST, CLAIMED].map(str::to_owned)).collect()
});

/// A user that is imported has the bounds of one that is created.
static BOUNDS: LazyLock<Bounds> = LazyLock::new(Bounds::of_type::<CreateUserInfo>);

impl Record {
    /// Reads a line. A line without `userId` gets one made from its text, the same each time, so
    /// that a line that comes again is known.
    ///
    /// # Errors
    /// The field that is wrong, or a name that is not known.
    pub fn parse(pool_id: &str, text: &str, now: i64) -> Result<Self> {
        let value = object(text)?;
        value
            .as_object()
            .map_or(Ok(()), |line| BOUNDS.check(line))?;
        let profile: Profile = read(&value)?;
        let besides: Besides = read(&value)?;
        let user = over_defaults(&value)?;
        let mut account = row(&user, pool_id, text, now)?;
        account.profile = to_json(&profile)?;
        set_contacts(&mut account, &user, besides.email_claimed)?;
        if let Some(digest) = besides.password_digest.filter(|digest| !digest.is_empty()) {
            set_digest(&mut account, digest, &user)?;
        }
        let identities = besides.identities.unwrap_or_default();
        let named = account.username.is_some() || account.external_id.is_some();
        let reached = account.phone.is_some() || account.shown_email().is_some();
        if !reached && !named && identities.is_empty() {
            let why = "one of phone, email, username, externalId and identities is needed";
            return Err(Error::field("line", why));
        }
        Ok(Self {
            account,
            identities,
        })
    }
}

/// The line as a JSON object of known names.
fn object(text: &str) -> Result<Value> {
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
    Ok(value)
}

/// The row of a user, as yet without profile, contacts and password.
fn row(user: &User, pool_id: &str, text: &str, now: i64) -> Result<Account> {
    let custom_data = user.custom_data.clone().map(Value::Object);
    Ok(Account {
        pool_id: pool_id.to_owned(),
        id: id(&user.user_id, pool_id, text)?,
        status: user.status.as_str().to_owned(),
        source: user.user_source_type.as_str().to_owned(),
        username: valid_name("username", user.username.clone())?,
        external_id: valid_name("externalId", user.external_id.clone())?,
        logins_count: user.logins_count.unwrap_or_default(),
        last_login_at: time("lastLogin", user.last_login.as_deref())?,
        last_ip: user.last_ip.clone(),
        last_app_id: user.last_login_app.clone(),
        reset_password: user.reset_password_on_next_login.unwrap_or_default(),
        created_at: time("createdAt", Some(&user.created_at))?.unwrap_or(now),
        updated_at: time("updatedAt", Some(&user.updated_at))?.unwrap_or(now),
        status_changed_at: time("statusChangedAt", user.status_changed_at.as_deref())?
            .unwrap_or(now),
        custom_data: custom_data.map(|data| data.to_string()),
        ..Account::default()
    })
}

fn set_contacts(account: &mut Account, user: &User, claimed: bool) -> Result<()> {
    if let Some(number) = user.phone.as_deref().filter(|number| !number.is_empty()) {
        let phone = Contact::new_phone("phone", number, user.phone_country_code.as_deref())?;
        phone.put(account, user.phone_verified);
    }
    if let Some(address) = user.email.as_deref().filter(|address| !address.is_empty()) {
        let address = email::parse("email", address)?;
        if claimed && !user.email_verified {
            account.set_claim(Some(&address));
        } else {
            account.set_email(Some(&address), user.email_verified);
        }
    }
    Ok(())
}

fn set_digest(account: &mut Account, digest: String, user: &User) -> Result<()> {
    if !password::is_known(&digest) {
        let why = "is not argon2, bcrypt, scrypt, PBKDF2 or salted SHA";
        return Err(Error::field(DIGEST, why));
    }
    account.password_hash = Some(digest);
    account.password_set_at = time("passwordLastSetAt", user.password_last_set_at.as_deref())?;
    account.password_strength = user.password_security_level;
    Ok(())
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
        if account.claimed_email.is_some() {
            fields.insert(CLAIMED.to_owned(), true.into());
        }
    }
    Ok(line.to_string())
}

/// What a line has besides the contract's user, or reads otherwise: identities have no ids yet.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Besides {
    password_digest: Option<String>,
    #[serde(default)]
    email_claimed: bool,
    identities: Option<Vec<CreateIdentity>>,
}

/// A line as the contract's user; what it leaves out is as a new user has it.
fn over_defaults(line: &Value) -> Result<User> {
    let fresh = User {
        status: UserStatus::Activated,
        user_source_type: UserSourceType::AdminCreated,
        ..User::default()
    };
    let fresh = serde_json::to_value(fresh).map_err(Error::internal)?;
    let mut whole = fresh.as_object().cloned().unwrap_or_default();
    let given = line.as_object().into_iter().flatten();
    let given = given.filter(|(_, value)| !value.is_null());
    whole.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    whole.remove("identities");
    read(&Value::Object(whole))
}

fn read<T: for<'de> Deserialize<'de>>(value: &Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Error::field(&path, "is not valid")
    })
}

fn id(id: &str, pool_id: &str, text: &str) -> Result<String> {
    if id.is_empty() {
        let mut digest = seal::sha256(&format!("{pool_id}\n{text}"));
        digest.truncate(24);
        return Ok(digest);
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if id.len() > LONGEST_ID || !id.bytes().all(plain) {
        let why = "must be at most 64 letters, digits, - and _";
        return Err(Error::field("userId", why));
    }
    Ok(id.to_owned())
}

fn time(field: &str, text: Option<&str>) -> Result<Option<i64>> {
    text.filter(|text| !text.is_empty())
        .map(|text| read_iso(field, text))
        .transpose()
}
