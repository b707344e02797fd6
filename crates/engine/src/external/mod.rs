//! External sign-ins: sources, the connections to them, and who somebody is there. A source is an
//! authorization request, a token request and a mapping of its answer; these are pure, and what
//! calls out stands apart from them.

mod answer;
mod apple;
mod attempt;
mod calls;
mod connection;
pub mod enabled;
mod fields;
mod github;
pub mod identities;
mod oauth2;
mod oidc;
mod profile;
mod source;
mod tables;
mod ticket;
mod token;
mod wechat;

pub use attempt::{Attempt, Back, Purpose, begin, claim};
pub use calls::Fault;
pub use connection::{Connection, ExtIdpRow, Opened, callback_path};
pub use profile::External;
pub use source::{Leg, Source, Told, find as source};
pub use tables::MODULE;

/// Where tickets are redeemed; one follows.
pub const LINK_PATH: &str = "/connections/social";
pub use ticket::{Ticket, issue, redeem, waiting};
