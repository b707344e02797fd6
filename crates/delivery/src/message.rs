//! What is sent to people.

use cleat_protocol::phone;
use serde::{Deserialize, Serialize};

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// Text message to a phone.
    Sms,
    /// E-mail.
    Email,
}

impl Medium {
    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Sms, Self::Email];
        all.into_iter().find(|medium| medium.as_str() == name)
    }

    /// ISO 3166 region of a number; empty for e-mail.
    pub fn country(self, to: &str) -> String {
        match self {
            Self::Sms => phone::region(to).unwrap_or_default(),
            Self::Email => String::new(),
        }
    }

    /// Its name in rows and in the inbox.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

/// Something that happened to an account, told to its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the wording says it")]
pub enum Notice {
    PhoneBound,
    PhoneUnbound,
    PhoneChanged,
    EmailBound,
    EmailUnbound,
    EmailChanged,
    PasswordChanged,
    PasswordReset,
    IdentityLinked,
    IdentityUnlinked,
    AccountCreated,
    ClaimEnded,
    ConsoleRecovered,
}

impl Notice {
    /// Its name, in the place where a code has its channel.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PhoneBound => "NOTICE_PHONE_BOUND",
            Self::PhoneUnbound => "NOTICE_PHONE_UNBOUND",
            Self::PhoneChanged => "NOTICE_PHONE_CHANGED",
            Self::EmailBound => "NOTICE_EMAIL_BOUND",
            Self::EmailUnbound => "NOTICE_EMAIL_UNBOUND",
            Self::EmailChanged => "NOTICE_EMAIL_CHANGED",
            Self::PasswordChanged => "NOTICE_PASSWORD_CHANGED",
            Self::PasswordReset => "NOTICE_PASSWORD_RESET",
            Self::IdentityLinked => "NOTICE_IDENTITY_LINKED",
            Self::IdentityUnlinked => "NOTICE_IDENTITY_UNLINKED",
            Self::AccountCreated => "NOTICE_ACCOUNT_CREATED",
            Self::ClaimEnded => "NOTICE_CLAIM_ENDED",
            Self::ConsoleRecovered => "NOTICE_CONSOLE_RECOVERED",
        }
    }
}

/// A message before it is worded.
#[derive(Debug, Clone, Copy)]
pub enum Message<'a> {
    /// A verification code.
    Code {
        /// The code.
        code: &'a str,
        /// Seconds it is good for.
        lifetime: i64,
    },
    /// A notice.
    Notice(Notice),
    /// Somebody became an administrator of a tenant.
    Invitation(Invitation<'a>),
}

/// Who became an administrator of which tenant, by names of the caller.
#[derive(Debug, Clone, Copy)]
pub struct Invitation<'a> {
    /// Who it is told to.
    pub user: &'a str,
    /// Who made them one.
    pub admin: &'a str,
    /// Name of the tenant.
    pub tenant: &'a str,
    /// What its members sign in by.
    pub identifier: &'a str,
}

impl Invitation<'_> {
    /// Its name, in the place where a code has its channel.
    pub const NAME: &'static str = "TENANT_INVITATION";
}
