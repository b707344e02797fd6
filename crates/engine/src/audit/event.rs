//! An event before it is written.

use cleat_api::ErrorCode;
use cleat_api::application::BasicLoginMethod;
use cleat_api::log::EventType;
use cleat_protocol::phone::mask;
use serde_json::{Map, Value};

use super::Head;

/// An event before it is written.
#[derive(Clone)]
pub struct Event {
    pub(super) kind: &'static str,
    pub(super) pool_id: String,
    pub(super) user_id: Option<String>,
    pub(super) app_id: Option<String>,
    pub(super) target: Option<String>,
    pub(super) method: &'static str,
    pub(super) error: Option<ErrorCode>,
    pub(super) detail: Map<String, Value>,
    pub(super) head: Option<Head>,
    /// What was done on the machine of the server, or on the console itself.
    pub(super) command: Option<&'static str>,
    /// The operator, where it is none whom the call knew already.
    pub(super) operator_id: Option<String>,
}

/// What stands for a text that is not told at all.
pub(super) const HIDDEN: &str = "***";

/// A link was made that adds an owner of the console.
pub const RECOVER_CONSOLE: &str = "recoverConsole";
/// What the master key sealed was sealed by a new one.
pub const ROTATE_MASTER_KEY: &str = "rotateMasterKey";
/// What is done on the machine of the server alone, and is no operation.
pub const COMMANDS: [&str; 2] = [RECOVER_CONSOLE, ROTATE_MASTER_KEY];

/// How somebody proved who they are, as rows of the trail name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A code sent to a phone, by a signed-in user.
    PhonePasscode,
    /// A code sent to an e-mail address, by a signed-in user.
    EmailPasscode,
    /// A code, at sign-up or when a password is reset.
    Passcode,
    /// A password.
    Password,
    /// A login method.
    Login(BasicLoginMethod),
    /// An external identity.
    Identity,
    /// The key of the pool.
    Management,
    /// Nothing but the session, for what the operation of that name does.
    Operation(&'static str),
}

impl Proof {
    fn as_str(self) -> &'static str {
        match self {
            Self::PhonePasscode => "PHONE_PASSCODE",
            Self::EmailPasscode => "EMAIL_PASSCODE",
            Self::Passcode => "PASSCODE",
            Self::Password => "PASSWORD",
            Self::Login(method) => method.as_str(),
            Self::Identity => "IDENTITY",
            Self::Management => "management",
            Self::Operation(name) => name,
        }
    }
}

/// How an account could be reached at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Its phone, E.164.
    pub phone: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
}

impl Contacts {
    fn masked(&self) -> Map<String, Value> {
        let masked = |text: &Option<String>| Value::from(text.as_deref().map(mask));
        let both = [("phone", &self.phone), ("email", &self.email)];
        let both = both.into_iter();
        both.map(|(name, text)| (name.to_owned(), masked(text)))
            .collect()
    }
}

impl Event {
    /// Something that a user did or that happened to one.
    pub fn of(kind: EventType, pool_id: &str) -> Self {
        Self::named(kind.as_str(), pool_id)
    }

    /// A message that the guard refused, in the operation of that name.
    pub fn of_guard(operation: &'static str, pool_id: &str, reason: &str) -> Self {
        let mut event = Self::named(operation, pool_id);
        event.detail.insert("guard".into(), reason.into());
        event
    }

    /// What an operator did on the machine of the server.
    pub fn of_operator(kind: &'static str, pool_id: &str) -> Self {
        let event = Self::named(kind, pool_id).method(Proof::Operation("command line"));
        Self {
            command: Some(kind),
            ..event
        }
    }

    /// Something that happened in a pool.
    pub(crate) fn named(kind: &'static str, pool_id: &str) -> Self {
        Self {
            kind,
            pool_id: pool_id.to_owned(),
            user_id: None,
            app_id: None,
            target: None,
            method: "",
            error: None,
            detail: Map::new(),
            head: None,
            command: None,
            operator_id: None,
        }
    }

    /// What an operator did on the console itself, by its name.
    #[must_use]
    pub fn on_console(mut self, call: &'static str) -> Self {
        self.command = Some(call);
        self
    }

    /// Who did it.
    #[must_use]
    pub fn by(mut self, operator_id: &str) -> Self {
        self.operator_id = Some(operator_id.to_owned());
        self
    }

    /// Whose it is.
    #[must_use]
    pub fn user(mut self, id: &str) -> Self {
        self.user_id = Some(id.to_owned());
        self
    }

    /// Whose it is, and where the user's chain ended a moment ago.
    #[must_use]
    pub fn at(mut self, user_id: &str, head: &Head) -> Self {
        self.head = Some(head.clone());
        self.user(user_id)
    }

    /// Application it came through.
    #[must_use]
    pub fn app(mut self, id: Option<&str>) -> Self {
        self.app_id = id.map(str::to_owned);
        self
    }

    /// Number, address or name that was tried.
    #[must_use]
    pub fn target(mut self, target: &str) -> Self {
        self.detail.insert("target".into(), mask(target).into());
        self.target = Some(target.to_owned());
        self
    }

    /// What was tried and is neither a number nor an address: it may be anything, a password too.
    #[must_use]
    pub fn unknown_target(mut self, target: &str) -> Self {
        self.detail.insert("target".into(), HIDDEN.into());
        self.target = Some(target.to_owned());
        self
    }

    /// How it was proven.
    #[must_use]
    pub fn method(mut self, proof: Proof) -> Self {
        self.method = proof.as_str();
        self
    }

    /// Why it failed.
    #[must_use]
    pub fn failed(mut self, code: ErrorCode) -> Self {
        self.error = Some(code);
        self.detail.insert("error".into(), code.name().into());
        self
    }

    /// How the account was, masked.
    #[must_use]
    pub fn before(self, contacts: &Contacts) -> Self {
        self.told("before", contacts.masked())
    }

    /// How the account is, masked.
    #[must_use]
    pub fn after(self, contacts: &Contacts) -> Self {
        self.told("after", contacts.masked())
    }

    /// What changed: how it was, and how it is.
    #[must_use]
    pub(super) fn changed(self, before: Map<String, Value>, after: Map<String, Value>) -> Self {
        self.told("before", before).told("after", after)
    }

    /// Adds to what is known of one side of a change.
    fn told(mut self, side: &str, members: Map<String, Value>) -> Self {
        let known = self.detail.entry(side).or_insert_with(|| Map::new().into());
        if let Some(known) = known.as_object_mut() {
            known.extend(members);
        }
        self
    }
}
