//! What an operation is, apart from what it does.

pub use http::Method;
use http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::ErrorCode;

/// Who may call an operation. The server gives each kind a type that proves it.
pub mod caller {
    macro_rules! callers {
        ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
            /// Who may call an operation.
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum CallerKind { $($(#[doc = $doc])* $name),* }
            /// A caller as a type.
            pub trait Caller { /** Its kind. */ const KIND: CallerKind; }
            $($(#[doc = $doc])* #[derive(Debug)] pub struct $name;
            impl Caller for $name { const KIND: CallerKind = CallerKind::$name; })*
        };
    }
    callers! {
        /// Anybody.
        Public,
        /// An application or a user pool named by a header; perhaps a user's token as well.
        Visitor,
        /// An application, authenticated as its settings ask.
        Client,
        /// A signed-in user.
        User,
        /// The user pool itself: a signed request or a management token.
        Management,
    }
}
pub use caller::{Caller, CallerKind};

/// What is counted against the caller's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Nothing.
    Free,
    /// Sending a message.
    Send,
    /// Trying a code, a token or a password.
    Guess,
    /// Creating an account.
    Register,
}

/// The form of a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// JSON in; HTTP 200 and `{statusCode, message, apiCode?, requestId, data?}` out.
    Envelope,
    /// The bare answer.
    Bare,
    /// Form or JSON in; RFC 6749 answers and errors out.
    OAuth,
}

/// The status of HTTP that a success has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 200.
    Ok,
    /// 201.
    Created,
}

impl Status {
    /// Its number.
    pub fn code(self) -> StatusCode {
        match self {
            Self::Ok => StatusCode::OK,
            Self::Created => StatusCode::CREATED,
        }
    }
}

/// The class of the official SDKs that has an operation as a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientClass {
    /// The application's.
    Authentication,
    /// The pool's.
    Management,
}

/// What a client adds to a request to prove the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing.
    None,
    /// `client_id` and `client_secret` in the body; never in an address.
    Body,
}

/// Whose an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The contract's, or a live one's of the real service.
    Contract,
    /// Ours: no official SDK has it as a method.
    Cleat,
}

/// An operation as data.
#[derive(Debug)]
pub struct Operation {
    /// operationId of the contract.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path. `{name}` in it stands for the field of the request with that name on the wire.
    pub path: &'static str,
    /// Other paths it answers at. They have no fields.
    pub aliases: &'static [&'static str],
    /// Module of the declaration.
    pub noun: &'static str,
    /// Who may call it.
    pub caller: CallerKind,
    /// What is counted.
    pub limit: Limit,
    /// Name of the event that it leaves in the audit trail; none for what changes nothing.
    pub audit: Option<&'static str>,
    /// The form of its request and answer.
    pub wire: Wire,
    /// The status of a success.
    pub status: Status,
    /// The class it is a method of.
    pub client: ClientClass,
    /// What proves the application.
    pub proof: Proof,
    /// Whose it is.
    pub origin: Origin,
    /// Errors of its own, besides those of its caller, limit and form.
    pub errors: &'static [ErrorCode],
    /// Rust type of the request, in the module of the declaration.
    pub request_type: &'static str,
    /// Rust type of the answer's `data`; `()` for none.
    pub response_type: &'static str,
    /// Schema of the request.
    pub request: fn(&mut SchemaGenerator) -> Schema,
    /// Schema of the answer's `data`.
    pub response: fn(&mut SchemaGenerator) -> Schema,
}

impl Operation {
    /// The form of its request and answer.
    pub fn wire(&self) -> Wire {
        self.wire
    }

    /// Every path it answers at.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.path).chain(self.aliases.iter().copied())
    }

    /// Whether it answers to a method: where GET works, HEAD does (RFC 9110 section 9.1).
    pub fn answers(&self, method: &Method) -> bool {
        self.method == *method || (self.method == Method::GET && *method == Method::HEAD)
    }

    /// Whether the application's id and secret go into the body: never into an address.
    pub fn proves_application(&self) -> bool {
        self.proof == Proof::Body
    }

    /// Whether it belongs to the pool's client, not to the application's.
    pub fn is_management(&self) -> bool {
        self.client == ClientClass::Management
    }

    /// The name of the class it is a method of.
    pub fn client(&self) -> &'static str {
        match self.client {
            ClientClass::Authentication => "AuthenticationClient",
            ClientClass::Management => "ManagementClient",
        }
    }

    /// Whether its answer is the same for everybody and may be kept for a while.
    pub fn is_cacheable(&self) -> bool {
        let public = self.caller == CallerKind::Public && self.wire == Wire::OAuth;
        public && self.method == Method::GET
    }

    /// Whether the request travels in a body; if not, in a query.
    pub fn has_body(&self) -> bool {
        self.method == Method::POST || self.method == Method::PUT
    }

    /// Whether it may answer this error.
    pub fn may_answer(&self, code: ErrorCode) -> bool {
        code.is_common() || self.errors.contains(&code)
    }
}

/// A request type with the operation it belongs to.
pub trait Endpoint: Serialize + DeserializeOwned + JsonSchema + Send + 'static {
    /// Who may call it.
    type Caller: Caller;
    /// The answer's `data`; `()` for none.
    type Response: Serialize + DeserializeOwned + JsonSchema + Send + 'static;
    /// The operation.
    fn operation() -> &'static Operation;
}
