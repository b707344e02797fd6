//! Roles: sets of operations, read off the declarations. Which role a new operation falls to is
//! written down in the matrix of the tests, or they fail.

use cleat_api::access_key::CreateAccessKey;
use cleat_api::application::{GetApplicationSecret, ListApplications, RefreshApplicationSecret};
use cleat_api::email_delivery::ConfigEmailProvider;
use cleat_api::endpoint::CallerKind;
use cleat_api::ext_idp::{
    CreateExtIdpConn, GetUserIdentities, GetUserLoggedinIdentities, LinkIdentity, UnlinkIdentity,
    UpdateExtIdpConn,
};
use cleat_api::log::{GetUserActionLogs, GetUserLoginHistory};
use cleat_api::passcode::{SendEmailBatch, SendSmsBatch};
use cleat_api::role::{GetUserRoles, HasAnyRole};
use cleat_api::security::GetSecuritySettings;
use cleat_api::session::KickUsers;
use cleat_api::sms_delivery::{ListSmsMessages, TestSmsProvider};
use cleat_api::sms_text::ConfigSmsTestNumbers;
use cleat_api::user::{ExportUsers, RevealUser, UnlockUser, UpdateUser, UpdateUserBatch};
use cleat_api::{Endpoint, Object, Operation, Value};
use cleat_api::{
    access_key, application, email_delivery, ext_idp, log, sms_delivery, sms_text, user,
};

/// What an operator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything, operators included.
    Owner,
    /// Everything but secrets, access keys and operators.
    Administrator,
    /// Applications and the sources of identities that they sign in by.
    ApplicationAdministrator,
    /// Looks at users and their messages, signs them out and unlocks them; sees numbers and
    /// addresses masked.
    Support,
    /// Looks at logs; sees numbers and addresses masked.
    Auditor,
    /// Messages: providers, routes, budgets, texts.
    MessageOperator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::Administrator,
        Self::ApplicationAdministrator,
        Self::Support,
        Self::Auditor,
        Self::MessageOperator,
    ];

    /// Its name on the wire and in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Administrator => "administrator",
            Self::ApplicationAdministrator => "applicationAdministrator",
            Self::Support => "support",
            Self::Auditor => "auditor",
            Self::MessageOperator => "messageOperator",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether it may call an operation.
    pub fn allows(self, operation: &Operation) -> bool {
        if operation.caller != CallerKind::Management {
            return false;
        }
        let reads = operation.audit.is_none();
        let of = |table: &[Operation]| table.iter().any(|own| own.id == operation.id);
        match self {
            Self::Owner => true,
            // Secrets are the owner's alone, and so are keys: they open what roles keep shut.
            _ if tells_secret(operation) || is_of_keys(operation) => false,
            Self::Administrator => true,
            Self::ApplicationAdministrator => {
                let own = of(&application::OPERATIONS) || of(&ext_idp::OPERATIONS);
                (own && !is_of_user(operation)) || is::<GetSecuritySettings>(operation)
            }
            Self::Support => {
                let of_users = of(&user::OPERATIONS) || is_of_user(operation);
                let helps = is::<KickUsers>(operation) || is::<UnlockUser>(operation);
                helps
                    || reveals(operation)
                    || (reads && (of_users || is_seen_by_support(operation)))
            }
            Self::Auditor => reads && of(&log::OPERATIONS),
            // Whoever sets the code of a number signs in as its user.
            Self::MessageOperator if is::<ConfigSmsTestNumbers>(operation) => false,
            Self::MessageOperator => {
                of(&sms_delivery::OPERATIONS)
                    || of(&sms_text::OPERATIONS)
                    || of(&email_delivery::OPERATIONS)
            }
        }
    }

    /// Whether it sees numbers and addresses masked.
    pub fn sees_masked(self) -> bool {
        matches!(self, Self::Support | Self::Auditor)
    }

    /// Whether it reads the trail of the operators themselves.
    pub fn reads_operators(self, operation: &Operation) -> bool {
        let reader = matches!(self, Self::Owner | Self::Administrator | Self::Auditor);
        reader && log::OPERATIONS.iter().any(|own| own.id == operation.id)
    }
}

fn is<E: Endpoint>(operation: &Operation) -> bool {
    E::operation().id == operation.id
}

/// Whether it is about one user, whatever its noun.
fn is_of_user(operation: &Operation) -> bool {
    is::<LinkIdentity>(operation)
        || is::<UnlinkIdentity>(operation)
        || is::<GetUserIdentities>(operation)
        || is::<GetUserLoggedinIdentities>(operation)
}

/// What support looks at besides users and logs.
fn is_seen_by_support(operation: &Operation) -> bool {
    is::<GetUserActionLogs>(operation)
        || is::<GetUserLoginHistory>(operation)
        || is::<ListSmsMessages>(operation)
        || is::<ListApplications>(operation)
        || is::<GetUserRoles>(operation)
        || is::<HasAnyRole>(operation)
}

/// Whether it tells numbers and addresses whole, whoever sees them masked elsewhere.
pub fn reveals(operation: &Operation) -> bool {
    is::<RevealUser>(operation)
}

/// Whether its answer is a secret.
pub fn tells_secret(operation: &Operation) -> bool {
    is::<GetApplicationSecret>(operation)
        || is::<RefreshApplicationSecret>(operation)
        || is::<CreateAccessKey>(operation)
}

/// Whether it is about access keys.
fn is_of_keys(operation: &Operation) -> bool {
    let mut own = access_key::OPERATIONS.iter();
    own.any(|own| own.id == operation.id)
}

/// Whether the password has to be given again before it: secrets, what is masked elsewhere, all users
/// at once, access keys, providers and budgets of messages, messages to many, what signs somebody in as another or
/// lets others try to, what deletes.
pub fn needs_step_up(operation: &Operation) -> bool {
    let changes = operation.audit.is_some();
    let of_sms = sms_delivery::OPERATIONS
        .iter()
        .any(|own| own.id == operation.id);
    tells_secret(operation)
        || (changes && is_of_keys(operation))
        || (changes && of_sms && !is::<TestSmsProvider>(operation))
        || is::<ConfigEmailProvider>(operation)
        || is::<SendSmsBatch>(operation)
        || is::<SendEmailBatch>(operation)
        || is::<LinkIdentity>(operation)
        || is::<ConfigSmsTestNumbers>(operation)
        || is::<CreateExtIdpConn>(operation)
        || is::<UpdateExtIdpConn>(operation)
        || is::<ExportUsers>(operation)
        || is::<UnlockUser>(operation)
        || reveals(operation)
        || (changes && operation.id.starts_with("delete"))
}

/// What of a user somebody else signs in with, once it is theirs.
const SIGNS_IN: [&str; 6] = [
    "password",
    "phone",
    "phoneCountryCode",
    "phoneVerified",
    "email",
    "emailVerified",
];

/// The same for what a request has in it: what strands users, and what somebody signs in with as a
/// user.
pub fn needs_step_up_for(operation: &Operation, params: &Object) -> bool {
    let has = |object: &Object, name: &str| {
        let value = object.get(name);
        value.is_some_and(|value| !value.is_null() && *value != Value::Bool(false))
    };
    let signs_in = |object: &Object| SIGNS_IN.iter().any(|name| has(object, name));
    let generates = params.get("options").and_then(Value::as_object);
    let generates = generates.is_some_and(|options| has(options, "autoGeneratePassword"));
    let list = params.get("list").and_then(Value::as_array).into_iter();
    let mut list = list.flatten().filter_map(Value::as_object);
    let is_change = is::<UpdateUser>(operation) || is::<UpdateUserBatch>(operation);
    let changes = operation.audit.is_some();
    (changes && has(params, "force"))
        || (is_change && (generates || signs_in(params) || list.any(signs_in)))
}
