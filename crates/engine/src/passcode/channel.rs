//! What a code is for.

use cleat_api::email::EmailChannel;
use cleat_api::passcode::SmsChannel;
use cleat_delivery::Medium;

/// What a code is for, and how it travels. Codes of one channel are nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By SMS.
    Sms(SmsChannel),
    /// By e-mail.
    Email(EmailChannel),
}

impl Channel {
    /// Its name in rows: the medium keeps equal names apart.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sms(channel) => channel.as_str(),
            Self::Email(channel) => match channel {
                EmailChannel::Login => "EMAIL_CHANNEL_LOGIN",
                EmailChannel::Register => "EMAIL_CHANNEL_REGISTER",
                EmailChannel::ResetPassword => "EMAIL_CHANNEL_RESET_PASSWORD",
                EmailChannel::VerifyMfa => "EMAIL_CHANNEL_VERIFY_MFA",
                EmailChannel::DeleteAccount => "EMAIL_CHANNEL_DELETE_ACCOUNT",
                other => other.as_str(),
            },
        }
    }

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sms(channel) => channel.as_str(),
            Self::Email(channel) => channel.as_str(),
        }
    }

    /// How it travels.
    pub fn medium(self) -> Medium {
        match self {
            Self::Sms(_) => Medium::Sms,
            Self::Email(_) => Medium::Email,
        }
    }

    /// Whether its code acts on the account of a user who is signed in, and is that user's alone.
    pub fn is_of_signed_in(self) -> bool {
        matches!(
            self,
            Self::Sms(
                SmsChannel::BindPhone
                    | SmsChannel::UnbindPhone
                    | SmsChannel::BindMfa
                    | SmsChannel::UnbindMfa
                    | SmsChannel::IdentityVerification
                    | SmsChannel::DeleteAccount
            ) | Self::Email(
                EmailChannel::BindEmail
                    | EmailChannel::UnbindEmail
                    | EmailChannel::UpdateEmail
                    | EmailChannel::DeleteAccount
            )
        )
    }

    /// Whether its code is only of use to the owner of an account, so that nothing need travel
    /// to a stranger.
    pub fn is_for_owners(self) -> bool {
        matches!(
            self,
            Self::Sms(
                SmsChannel::ResetPassword
                    | SmsChannel::UnbindPhone
                    | SmsChannel::DeleteAccount
                    | SmsChannel::VerifyMfa
                    | SmsChannel::UnbindMfa
            ) | Self::Email(
                EmailChannel::ResetPassword
                    | EmailChannel::UnbindEmail
                    | EmailChannel::DeleteAccount
                    | EmailChannel::VerifyMfa
                    | EmailChannel::UnlockAccount
            )
        )
    }
}
