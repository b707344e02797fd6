//! The use cases of Cleat, a folder a noun. No noun uses another; what two of them need is an
//! engine.

#![warn(clippy::too_many_lines)]

mod access_key;
pub mod application;
mod email;
mod email_delivery;
pub mod ext_idp;
mod log;
mod namespace;
pub mod oidc;
mod passcode;
mod password;
mod phone;
mod profile;
mod role;
mod security;
pub mod session;
pub mod signin;
pub mod sms_delivery;
mod sms_text;
mod system;
pub mod user;

use cleat_engine::http::Noun;

/// Every noun.
pub const NOUNS: &[&Noun] = &[
    &passcode::NOUN,
    &phone::NOUN,
    &email::NOUN,
    &signin::NOUN,
    &oidc::NOUN,
    &profile::NOUN,
    &password::NOUN,
    &ext_idp::NOUN,
    &system::NOUN,
    &user::NOUN,
    &session::NOUN,
    &security::NOUN,
    &log::NOUN,
    &application::NOUN,
    &access_key::NOUN,
    &namespace::NOUN,
    &role::NOUN,
    &sms_delivery::NOUN,
    &sms_text::NOUN,
    &email_delivery::NOUN,
];
