//! The wire of Cleat as data.
//!
//! A folder a noun: its request and response types, whose docs are the documentation of the
//! API, and one table of operations. Routes, OpenAPI, the clients and the tests are made from
//! these declarations; no path or field name stands anywhere else.

// The macros name what they need by `::cleat_api`, here as in any other crate.
extern crate self as cleat_api;

pub mod bounds;
#[doc(hidden)]
pub mod derive;
mod digits;
pub mod endpoint;
pub mod error;
pub mod openapi;
pub mod page;
pub mod patch;
pub mod path;
pub mod query;
pub mod scalar;

pub mod access_key;
pub mod application;
pub mod email;
pub mod email_delivery;
pub mod ext_idp;
pub mod log;
pub mod namespace;
pub mod oidc;
pub mod passcode;
pub mod password;
pub mod phone;
pub mod profile;
pub mod role;
pub mod security;
pub mod session;
pub mod signin;
pub mod sms_delivery;
pub mod sms_text;
pub mod system;
pub mod user;

pub use cleat_api_macros::{operations, wire};
pub use endpoint::{Endpoint, Operation};
pub use error::ErrorCode;
pub use page::Page;
pub use patch::Patch;
pub use scalar::{Language, Object, PassCode, Secret, Success, Value};

/// Every noun, in the order of the documentation.
static NOUNS: &[&[Operation]] = &[
    &passcode::OPERATIONS,
    &phone::OPERATIONS,
    &email::OPERATIONS,
    &signin::OPERATIONS,
    &oidc::OPERATIONS,
    &profile::OPERATIONS,
    &password::OPERATIONS,
    &ext_idp::OPERATIONS,
    &system::OPERATIONS,
    &user::OPERATIONS,
    &session::OPERATIONS,
    &security::OPERATIONS,
    &log::OPERATIONS,
    &application::OPERATIONS,
    &access_key::OPERATIONS,
    &namespace::OPERATIONS,
    &role::OPERATIONS,
    &sms_delivery::OPERATIONS,
    &sms_text::OPERATIONS,
    &email_delivery::OPERATIONS,
];

/// Every operation, noun by noun.
pub fn operations() -> Vec<&'static Operation> {
    NOUNS.iter().copied().flatten().collect()
}
