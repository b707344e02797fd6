//! What differs between a phone and an e-mail address.

use cleat_api::ErrorCode;
use cleat_api::email::EmailChannel;
use cleat_api::passcode::SmsChannel;
use cleat_api::security::SecuritySettings;
use cleat_protocol::phone::Phone;

use crate::account::{Account, Contact};
use crate::audit::Proof;
use crate::grant::Purpose;
use crate::passcode::Channel;

/// A phone or an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A phone.
    Phone,
    /// An e-mail address.
    Email,
}

impl Kind {
    /// Which of them it is.
    pub fn of(contact: &Contact) -> Self {
        match contact {
            Contact::Phone(_) => Self::Phone,
            Contact::Email(_) => Self::Email,
        }
    }

    fn pick<T>(self, phone: T, email: T) -> T {
        match self {
            Self::Phone => phone,
            Self::Email => email,
        }
    }

    /// The one that is bound to an account.
    pub fn bound(self, account: &Account) -> Option<Contact> {
        match self {
            Self::Phone => account.phone().map(Contact::Phone),
            Self::Email => account.email.clone().map(Contact::Email),
        }
    }

    /// Whether the one that is bound to an account is proven.
    pub fn is_proven(self, account: &Account) -> bool {
        self.pick(account.phone_verified, account.email_verified)
    }

    /// Takes it out of an account.
    pub(super) fn clear(self, account: &mut Account) {
        match self {
            Self::Phone => account.set_phone(None, false),
            Self::Email => account.set_email(None, false),
        }
    }

    /// Reads what a grant carries.
    pub(super) fn parse(self, payload: &str) -> Option<Contact> {
        match self {
            Self::Phone => Phone::parse(payload, None).ok().map(Contact::Phone),
            Self::Email => Some(Contact::Email(payload.to_owned())),
        }
    }

    pub(super) fn proof(self) -> Proof {
        self.pick(Proof::PhonePasscode, Proof::EmailPasscode)
    }

    /// Channel of the code that binds one.
    pub fn binding(self) -> Channel {
        self.pick(
            Channel::Sms(SmsChannel::BindPhone),
            Channel::Email(EmailChannel::BindEmail),
        )
    }

    /// Channel of the code that unbinds it.
    pub fn unbinding(self) -> Channel {
        self.pick(
            Channel::Sms(SmsChannel::UnbindPhone),
            Channel::Email(EmailChannel::UnbindEmail),
        )
    }

    /// Channel of the code to the bound one, when it is changed.
    pub fn changing_from(self) -> Channel {
        self.pick(
            Channel::Sms(SmsChannel::UnbindPhone),
            Channel::Email(EmailChannel::UpdateEmail),
        )
    }

    /// Channel of the code to the new one, when it is changed.
    pub fn changing_to(self) -> Channel {
        self.pick(
            Channel::Sms(SmsChannel::BindPhone),
            Channel::Email(EmailChannel::UpdateEmail),
        )
    }

    /// Channel of the code that proves the deletion of an account.
    pub fn deleting(self) -> Channel {
        self.pick(
            Channel::Sms(SmsChannel::DeleteAccount),
            Channel::Email(EmailChannel::DeleteAccount),
        )
    }

    /// Whether a change must prove the bound one as well.
    pub fn proves_old(self, settings: &SecuritySettings) -> bool {
        self.pick(
            settings.change_phone_strategy.verify_old_phone,
            settings.change_email_strategy.verify_old_email,
        )
    }

    pub(super) fn purpose(self) -> Purpose {
        self.pick(Purpose::UpdatePhone, Purpose::UpdateEmail)
    }

    pub(super) fn already_bound(self) -> ErrorCode {
        self.pick(ErrorCode::PhoneAlreadyBound, ErrorCode::EmailAlreadyBound)
    }

    /// None is bound.
    pub fn not_bound(self) -> ErrorCode {
        self.pick(ErrorCode::PhoneNotBound, ErrorCode::EmailNotBound)
    }

    pub(super) fn same(self) -> ErrorCode {
        self.pick(ErrorCode::SamePhone, ErrorCode::SameEmail)
    }

    pub(super) fn old_required(self) -> ErrorCode {
        self.pick(ErrorCode::OldPhoneRequired, ErrorCode::OldEmailRequired)
    }

    /// Another one is bound.
    pub fn old_mismatch(self) -> ErrorCode {
        self.pick(ErrorCode::OldPhoneMismatch, ErrorCode::OldEmailMismatch)
    }
}
