//! The only code that knows HTTP.

mod address;
mod audited;
mod backend;
mod bearer;
mod bounds;
mod called;
mod caller;
mod client_assertion;
mod client_proof;
pub mod cors;
mod dispatch;
mod dpop;
mod envelope;
mod incoming;
mod language;
mod masked;
mod once;
mod operator;
mod provoked;
mod query;
mod request;
mod routes;
mod shape;
mod signed;
mod standard;

pub use bearer::Bearer;
pub use bounds::Bounds;
pub use caller::{CallerType, Client, Management, OAuthClient, Public, Visitor};
pub use client_assertion::keys as assertion_keys;
pub use client_proof::Presented;
pub use dispatch::{answered, at_application, context, serve_operator, serve_request};
pub use incoming::brand;
pub use language::{default_to, of_tag};
pub use masked::mask_all;
pub use once::Once;
pub use request::params;
pub use routes::Routes;

use crate::kernel::Module;

/// A noun: the operations it answers and the rows it owns.
pub struct Noun {
    /// Mounts its operations.
    pub mount: fn(Routes) -> Routes,
    /// Its rows.
    pub rows: Module,
}
