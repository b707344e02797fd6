//! The only code that knows HTTP.

mod address;
mod caller;
mod cors;
mod dispatch;
mod provoked;
mod query;
mod signed;

pub use caller::{Client, Management, OAuthClient, Public, SignedInUser, Visitor};
pub use cors::Origins;
pub use dispatch::{Routes, serve_request};
