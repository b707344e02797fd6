//! How somebody signs in on a page.

use cleat_api::application::{BasicLoginMethod, BasicRegisterMethod, DefaultConnectionType};
use cleat_engine::audit::Proof;
use cleat_engine::external::Proven;
use cleat_engine::session::Acr;
use cleat_engine::tenancy::Application;
use cleat_nouns::signin;

/// How somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a code sent to a phone.
    Phone,
    /// By a code sent by e-mail.
    Email,
    /// By a password.
    Password,
}

impl Way {
    const ALL: [Self; 3] = [Self::Phone, Self::Email, Self::Password];

    /// Its name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Password => "password",
        }
    }

    /// The way of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }

    /// How whoever signs in by it was authenticated.
    pub fn acr(self) -> Acr {
        match self {
            Self::Phone | Self::Email => Acr::Code,
            Self::Password => Acr::Password,
        }
    }

    /// Key of the link that leads to it.
    pub fn link(self) -> &'static str {
        match self {
            Self::Phone => "link.phone",
            Self::Email => "link.email",
            Self::Password => "link.password",
        }
    }

    /// What an existing account is proven by.
    pub fn proof(self) -> Proven {
        match self {
            Self::Phone => Proven::PhoneCode,
            Self::Email => Proven::EmailCode,
            Self::Password => Proven::Password,
        }
    }

    /// How a session says that somebody signed in by it.
    pub fn amr(self) -> &'static str {
        signin::methods(Proof::Login(match self {
            Self::Phone => BasicLoginMethod::PhoneCode,
            Self::Email => BasicLoginMethod::EmailCode,
            Self::Password => BasicLoginMethod::UsernamePassword,
        }))
    }

    fn is_offered(self, app: &Application) -> bool {
        let passwords = [
            BasicLoginMethod::PhonePassword,
            BasicLoginMethod::EmailPassword,
            BasicLoginMethod::UsernamePassword,
        ];
        match self {
            Self::Phone => app.allows(BasicLoginMethod::PhoneCode),
            Self::Email => app.allows(BasicLoginMethod::EmailCode),
            Self::Password => passwords.into_iter().any(|method| app.allows(method)),
        }
    }

    /// Whether somebody new may sign up by it.
    pub fn signs_up(self, app: &Application) -> bool {
        let by_code = match self {
            Self::Phone => BasicRegisterMethod::PhoneCode,
            Self::Email => BasicRegisterMethod::EmailCode,
            Self::Password => return false,
        };
        self.is_offered(app) && app.registers(by_code)
    }
}

/// The ways that an application offers, the one it shows first in front.
pub fn of(app: &Application) -> Vec<Way> {
    let mut ways: Vec<Way> = Way::ALL
        .into_iter()
        .filter(|way| way.is_offered(app))
        .collect();
    let first = &app.document.login_config.default_login_method;
    if first.connection_type == DefaultConnectionType::Password {
        ways.sort_by_key(|way| *way != Way::Password);
    }
    ways
}
