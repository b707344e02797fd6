//! The wire of Cleat as data.
//!
//! One file a noun: its request and response types, whose docs are the documentation of the
//! API, and one table of operations. Routes, OpenAPI, the clients and the tests are made from
//! these declarations; no path or field name stands anywhere else.

/// Declares an enum whose values are spelled on the wire as given. The first one is the default.
macro_rules! wire_enum {
    ($(#[doc = $doc:literal])* $name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[expect(missing_docs, reason = "the wire names say what each one means")]
        pub enum $name { #[default] $(#[serde(rename = $wire)] $variant),* }

        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire),* }
            }

            /// The value of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($wire => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

/// Declares the operations of a noun, one a row:
/// `METHOD "path" operationId Caller Limit Request => Response, [Error, …];`
macro_rules! endpoints {
    ($($method:ident $path:literal $id:ident $caller:ident $limit:ident $request:ty => $response:ty
       , [$($error:ident),*];)*) => {
        $(
            impl crate::endpoint::Endpoint for $request {
                type Caller = crate::endpoint::caller::$caller;
                type Response = $response;
                fn operation() -> &'static crate::endpoint::Operation {
                    static OPERATION: crate::endpoint::Operation = crate::endpoint::Operation {
                        id: stringify!($id),
                        method: http::Method::$method,
                        path: $path,
                        noun: crate::endpoint::last_segment(module_path!()),
                        caller: crate::endpoint::CallerKind::$caller,
                        limit: crate::endpoint::Limit::$limit,
                        errors: &[$(crate::error::ErrorCode::$error),*],
                        request_type: stringify!($request),
                        response_type: stringify!($response),
                        request: |generator| generator.subschema_for::<$request>(),
                        response: |generator| generator.subschema_for::<$response>(),
                    };
                    &OPERATION
                }
            }
        )*
        pub(crate) fn operations() -> Vec<&'static crate::endpoint::Operation> {
            vec![$(<$request as crate::endpoint::Endpoint>::operation()),*]
        }
    };
}

macro_rules! nouns {
    ($($noun:ident),* $(,)?) => {
        $(pub mod $noun;)*
        /// Every operation, noun by noun.
        pub fn operations() -> Vec<&'static endpoint::Operation> {
            let mut all = Vec::new();
            $(all.extend($noun::operations());)*
            all
        }
    };
}

pub mod endpoint;
pub mod error;
pub mod openapi;
pub mod query;
pub mod scalar;

nouns! {
    passcode, phone, email, signin, oidc, profile, password, ext_idp, system, user, session,
    security, log, application, access_key,
}

pub use endpoint::{Endpoint, Operation};
pub use error::ErrorCode;
pub use scalar::{Language, Object, PassCode, Patch, Secret, Success, Value};
