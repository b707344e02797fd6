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
mod known;
mod leg;
mod oauth2;
mod oidc;
mod posted;
mod preset;
mod profile;
mod request;
mod saml;
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
pub use flow::{authorization, external, in_directory};
pub use held::{Found, held, hold, release};
pub use leg::{Leg, Told};
pub use posted::{Posted, answered, keep as keep_answer, kept as kept_answer};
pub use preset::Source;
pub use profile::External;
pub use saml::{metadata as saml_metadata, metadata_path};
pub use schema::schema;
pub use source::{all as sources, find as source};
pub use tables::MODULE;

/// Where tickets are redeemed; one follows.
pub const LINK_PATH: &str = "/connections/social";
pub use ticket::{Ticket, issue, redeem, waiting};
