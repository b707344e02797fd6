//! What an operation is, apart from what it does.

use http::Method;
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
        /// An application that proves itself as its settings ask.
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

/// An operation as data.
#[derive(Debug)]
pub struct Operation {
    /// operationId of the contract.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path.
    pub path: &'static str,
    /// Module of the declaration.
    pub noun: &'static str,
    /// Who may call it.
    pub caller: CallerKind,
    /// What is counted.
    pub limit: Limit,
    /// STUB
    pub audit: Option<&'static str>,
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
    /// STUB
    pub fn has_body(&self) -> bool {
        self.method == Method::POST || self.method == Method::PUT
    }
    /// STUB
    pub fn path_names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::empty()
    }
    /// STUB
    pub fn matches(&self, _path: &str) -> Option<Vec<(&'static str, String)>> {
        None
    }
    /// The form of its request and answer.
    pub fn wire(&self) -> Wire {
        if self.path.starts_with("/oidc/") {
            Wire::OAuth
        } else if self.path == "/api/v3/system" {
            Wire::Bare
        } else {
            Wire::Envelope
        }
    }

    /// Whether the application's id and secret go into the body: never into an address.
    pub fn proves_application(&self) -> bool {
        let asks_for_tokens = self.wire() == Wire::OAuth && self.caller == CallerKind::Public;
        self.method == Method::POST && (self.caller == CallerKind::Client || asks_for_tokens)
    }

    /// Whether it belongs to the pool's client, not to the application's.
    pub fn is_management(&self) -> bool {
        self.caller == CallerKind::Management || self.noun == "access_key"
    }

    /// The class of the official SDKs that it is a method of.
    pub fn client(&self) -> &'static str {
        if self.is_management() {
            "ManagementClient"
        } else {
            "AuthenticationClient"
        }
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

/// `phone` of `cleat_api::phone`.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
pub(crate) const fn last_segment(path: &'static str) -> &'static str {
    let bytes = path.as_bytes();
    let mut start = bytes.len();
    while start > 0 && bytes[start - 1] != b':' {
        start -= 1;
    }
    path.split_at(start).1
}
