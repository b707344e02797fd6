//! External sign-ins: sources, the connections to them, and who somebody is there. A source is an
//! authorization request, a token request and a mapping of its answer; these are pure, and what
//! calls out stands apart from them.

mod alipay;
mod answer;
mod apple;
mod attempt;
mod calls;
mod cas;
mod china;
mod connection;
mod dialect;
mod directory;
pub mod enabled;
mod fault;
mod fields;
mod flow;
mod github;
mod held;
pub mod identities;
pub mod kept;
mod keyed;
mod known;
mod leg;
pub mod linking;
mod oauth2;
mod oidc;
mod preset;
mod profile;
mod request;
mod schema;
mod source;
mod tables;
mod talk;
mod ticket;
mod token;
mod tokens;
mod wechat;

pub use alipay::auth_info as alipay_auth_info;
pub use attempt::{Attempt, Back, Purpose, begin, claim};
pub use calls::PATIENCE;
pub use connection::{Connection, ExtIdpRow, Opened, callback_path};
pub use directory::Named;
pub use fault::Fault;
pub use fields::Proven;
pub use flow::{authorization, external, in_directory};
pub use held::{Found, held, hold, release};
pub use keyed::{Keyed, by_key, give_key};
pub use leg::{Leg, Told};
pub use preset::Source;
pub use profile::External;
pub use schema::schema;
pub use source::{all as sources, find as source};
pub use tables::MODULE;

/// Where tickets are redeemed; one follows.
pub const LINK_PATH: &str = "/connections/social";
pub use ticket::{Ticket, issue, redeem, waiting};
