//! The only code that knows HTTP.

mod address;
mod caller;
mod dispatch;
mod query;
mod signed;

pub use caller::{Client, Management, OAuthClient, Public, SignedInUser, Visitor};
pub use dispatch::{Routes, serve_request};
