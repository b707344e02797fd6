//! Types of mails.

macro_rules! types {
    ($($name:ident = $wire:literal $purpose:ident),* $(,)?) => {
        /// What a mail is for; the names are the contract's.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the standard template of each says it")]
        pub enum MailType { $($name),* }

        impl MailType {
            /// All of them, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire),* }
            }

            fn purpose(self) -> Purpose {
                match self { $(Self::$name => Purpose::$purpose),* }
            }
        }
    };
}

#[derive(PartialEq, Eq)]
enum Purpose {
    Notice,
    Code,
    Link,
}

types! {
    Welcome = "WELCOME_EMAIL" Notice,
    FirstCreatedUser = "FIRST_CREATED_USER" Notice,
    Register = "REGISTER_VERIFY_CODE" Code,
    Login = "LOGIN_VERIFY_CODE" Code,
    Mfa = "MFA_VERIFY_CODE" Code,
    InformationCompletion = "INFORMATION_COMPLETION_VERIFY_CODE" Code,
    FirstEmailLogin = "FIRST_EMAIL_LOGIN_VERIFY" Link,
    ConsoleConducted = "CONSOLE_CONDUCTED_VERIFY" Link,
    PasswordUpdateRemind = "USER_PASSWORD_UPDATE_REMIND" Notice,
    AdminResetPassword = "ADMIN_RESET_USER_PASSWORD_NOTIFICATION" Notice,
    PasswordReset = "USER_PASSWORD_RESET_NOTIFICATION" Notice,
    ResetPassword = "RESET_PASSWORD_VERIFY_CODE" Code,
    SelfUnlocking = "SELF_UNLOCKING_VERIFY_CODE" Code,
    EmailBind = "EMAIL_BIND_VERIFY_CODE" Code,
    EmailUnbind = "EMAIL_UNBIND_VERIFY_CODE" Code,
}

impl MailType {
    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|own| own.as_str() == name)
    }

    /// The type of the mail with a code of that channel.
    pub fn of_channel(channel: &str) -> Option<Self> {
        Some(match channel {
            "CHANNEL_LOGIN" => Self::Login,
            "CHANNEL_REGISTER" => Self::Register,
            "CHANNEL_RESET_PASSWORD" => Self::ResetPassword,
            // The types have none of their own for them. The first two prove an address.
            "CHANNEL_VERIFY_EMAIL_LINK" | "CHANNEL_UPDATE_EMAIL" | "CHANNEL_BIND_EMAIL" => {
                Self::EmailBind
            }
            "CHANNEL_UNBIND_EMAIL" => Self::EmailUnbind,
            "CHANNEL_VERIFY_MFA" | "CHANNEL_DELETE_ACCOUNT" => Self::Mfa,
            "CHANNEL_UNLOCK_ACCOUNT" => Self::SelfUnlocking,
            "CHANNEL_COMPLETE_EMAIL" => Self::InformationCompletion,
            _ => return None,
        })
    }

    /// Whether it proves something, by a code or a link, for a while.
    pub fn verifies(self) -> bool {
        self.purpose() != Purpose::Notice
    }

    /// Whether it is about a link, which leads somewhere in the end.
    pub fn has_link(self) -> bool {
        self.purpose() == Purpose::Link
    }

    /// The macro that it is nothing without.
    pub fn needs(self) -> Option<&'static str> {
        match self.purpose() {
            Purpose::Notice => None,
            Purpose::Code => Some("verify_code"),
            Purpose::Link => Some("verify_link"),
        }
    }

    /// Whether a password may stand in it: one that was generated a moment ago. Others are not
    /// known to the server.
    pub fn may_tell_password(self) -> bool {
        matches!(self, Self::FirstCreatedUser | Self::AdminResetPassword)
    }
}
