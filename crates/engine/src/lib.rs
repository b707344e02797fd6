//! What more than one noun needs, room by room. A room uses only the rooms named before it.

#![warn(clippy::too_many_lines)]

pub mod kernel;

pub mod audit;
pub mod messages;
pub mod transaction;

pub mod tenancy;

pub mod mail;

pub mod account;

pub mod failures;

pub mod session;

pub mod grant;
pub mod notice;

pub mod external;

pub mod login_methods;

pub mod passcode;
pub mod password;

pub mod contact;

pub mod operators;

pub mod http;

use kernel::Module;

/// The rooms that keep rows.
pub const MODULES: &[&Module] = &[
    &tenancy::MODULE,
    &account::MODULE,
    &session::MODULE,
    &grant::MODULE,
    &passcode::MODULE,
    &failures::MODULE,
    &audit::MODULE,
    &kernel::MODULE,
    &messages::MODULE,
    &external::MODULE,
    &login_methods::MODULE,
    &mail::MODULE,
    &operators::MODULE,
];
