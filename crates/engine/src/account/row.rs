//! A user as a row, and as the wire shows it.

use cleat_api::user::{User, UserSourceType, UserStatus, WorkStatus};
use cleat_protocol::phone::Phone;
use cleat_store::row;

use super::{Profile, email};
use crate::audit::Contacts;
use crate::kernel::{Cx, Result, from_json, iso};

row! {
    /// A user.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Debug, Clone, Default)]
    pub struct Account in account (pool_id, id) {
        pub pool_id: String,
        pub id: String,
        pub status: String,
        pub phone_country_code: Option<String>,
        pub phone: Option<String>,
        pub phone_verified: bool,
        pub email: Option<String>,
        pub email_key: Option<String>,
        pub email_verified: bool,
        pub claimed_email: Option<String>,
        pub claimed_email_key: Option<String>,
        pub username: Option<String>,
        pub external_id: Option<String>,
        pub password_hash: Option<String>,
        pub password_set_at: Option<i64>,
        pub password_strength: Option<i64>,
        pub profile: String,
        pub custom_data: Option<String>,
        pub source: String,
        pub logins_count: i64,
        pub last_login_at: Option<i64>,
        pub last_ip: Option<String>,
        pub last_app_id: Option<String>,
        pub reset_password: bool,
        pub created_at: i64,
        pub updated_at: i64,
        pub status_changed_at: i64,
        pub credential_revision: i64,
        pub revision: i64,
    }
}

/// A user before it is written.
pub struct Draft {
    /// The row.
    pub account: Account,
    /// Free text.
    pub profile: Profile,
}

impl Draft {
    /// An empty active user.
    pub fn new(cx: &Cx, pool_id: &str, source: UserSourceType) -> Self {
        let now = cx.now();
        let account = Account {
            pool_id: pool_id.to_owned(),
            id: cx.new_id(),
            status: UserStatus::Activated.as_str().to_owned(),
            source: source.as_str().to_owned(),
            created_at: now,
            updated_at: now,
            status_changed_at: now,
            ..Account::default()
        };
        Self {
            account,
            profile: Profile::default(),
        }
    }

    /// The row with its profile written into it.
    pub fn finish(mut self) -> Account {
        self.account.profile = serde_json::to_string(&self.profile).unwrap_or_default();
        self.account
    }
}

impl Account {
    /// The columns, of a table by that alias.
    pub fn columns_of(alias: &str) -> String {
        let columns = Self::COLUMNS.split(", ");
        let named: Vec<_> = columns.map(|name| format!("{alias}.{name}")).collect();
        named.join(", ")
    }

    /// Whether it may sign in.
    pub fn is_active(&self) -> bool {
        UserStatus::parse(&self.status) == Some(UserStatus::Activated)
    }

    /// Puts it into another state.
    pub fn set_status(&mut self, status: UserStatus, now: i64) {
        if UserStatus::parse(&self.status) != Some(status) {
            self.status = status.as_str().to_owned();
            self.status_changed_at = now;
        }
    }

    /// How it can be reached.
    pub fn contacts(&self) -> Contacts {
        Contacts {
            phone: self.e164(),
            email: self.email.clone(),
        }
    }

    /// The same account, changed now.
    #[must_use]
    pub fn with(&self, cx: &Cx, change: impl FnOnce(&mut Self)) -> Self {
        let mut after = self.clone();
        change(&mut after);
        after.updated_at = cx.now();
        after
    }

    /// The phone, as it is in the row.
    pub fn phone(&self) -> Option<Phone> {
        let (code, national) = (self.phone_country_code.as_deref()?, self.phone.as_deref()?);
        Some(Phone::stored(code, national))
    }

    /// The whole number, as it is in the row.
    pub fn e164(&self) -> Option<String> {
        Some(format!(
            "{}{}",
            self.phone_country_code.as_deref()?,
            self.phone.as_deref()?
        ))
    }

    /// Puts a phone in, or takes it out.
    pub fn set_phone(&mut self, phone: Option<&Phone>, verified: bool) {
        self.phone = phone.map(|phone| phone.national().to_owned());
        self.phone_country_code = phone.map(|phone| phone.country_code().to_owned());
        self.phone_verified = phone.is_some() && verified;
    }

    /// Puts an e-mail address in, or takes it out. A claim ends with it.
    pub fn set_email(&mut self, address: Option<&str>, verified: bool) {
        self.set_claim(None);
        self.email = address.map(str::to_owned);
        self.email_key = address.map(email::key);
        self.email_verified = address.is_some() && verified;
    }

    /// Puts an e-mail address in that nobody has proven and no operator vouches for, or takes it
    /// out.
    pub fn set_claim(&mut self, address: Option<&str>) {
        self.claimed_email = address.map(str::to_owned);
        self.claimed_email_key = address.map(email::key);
    }

    /// The address that is shown as its own: a claimed one too, as unproven.
    pub fn shown_email(&self) -> Option<&str> {
        self.email.as_deref().or(self.claimed_email.as_deref())
    }

    /// Takes its password out.
    pub fn forget_password(&mut self) {
        self.password_hash = None;
        self.password_strength = None;
        self.password_set_at = None;
        self.reset_password = false;
    }

    /// Puts a password in.
    pub fn set_password(&mut self, hash: String, strength: i64, now: i64) {
        self.password_hash = Some(hash);
        self.password_strength = Some(strength);
        self.password_set_at = Some(now);
    }

    /// As the wire shows it.
    ///
    /// # Errors
    /// When the row holds something else than was written.
    pub fn to_user(&self, with_custom_data: bool) -> Result<User> {
        let mut user = User {
            user_id: self.id.clone(),
            created_at: iso(self.created_at),
            updated_at: iso(self.updated_at),
            status: UserStatus::parse(&self.status).unwrap_or_default(),
            work_status: WorkStatus::Active,
            external_id: self.external_id.clone(),
            email: self.shown_email().map(str::to_owned),
            phone: self.phone.clone(),
            phone_country_code: self.phone_country_code.clone(),
            username: self.username.clone(),
            logins_count: Some(self.logins_count),
            last_login: self.last_login_at.map(iso),
            last_ip: self.last_ip.clone(),
            last_login_app: self.last_app_id.clone(),
            email_verified: self.email_verified,
            phone_verified: self.phone_verified,
            password_last_set_at: self.password_set_at.map(iso),
            password_security_level: self.password_strength,
            reset_password_on_next_login: Some(self.reset_password),
            user_source_type: UserSourceType::parse(&self.source).unwrap_or_default(),
            status_changed_at: Some(iso(self.status_changed_at)),
            signed_up: Some(iso(self.created_at)),
            ..User::default()
        };
        self.profile()?.fill(&mut user);
        if with_custom_data {
            let custom = self.custom_data.as_deref().map(from_json).transpose()?;
            user.custom_data = Some(custom.unwrap_or_default());
        }
        Ok(user)
    }

    /// Its free text.
    ///
    /// # Errors
    /// When the row holds something else than was written.
    pub fn profile(&self) -> Result<Profile> {
        from_json(&self.profile)
    }
}
