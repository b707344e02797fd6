//! The only code that knows HTTP.

mod address;
mod backend;
mod bounds;
mod caller;
mod cors;
mod dispatch;
mod envelope;
mod incoming;
mod provoked;
mod query;
mod request;
mod routes;
mod signed;

pub use bounds::Bounds;
pub use caller::{CallerType, Client, Management, OAuthClient, Public, Visitor};
pub use dispatch::serve_request;
pub use routes::Routes;

use crate::kernel::Module;

/// A noun: the operations it answers and the rows it owns.
pub struct Noun {
    /// Mounts its operations.
    pub mount: fn(Routes) -> Routes,
    /// Its rows.
    pub rows: Module,
}
