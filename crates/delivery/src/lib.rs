//! Messages: a row in the same commit as what they tell of, then a provider.

#![warn(clippy::too_many_lines)]

pub mod call;
mod letter;
pub mod mail;
mod message;
mod outbox;
pub mod outcome;
mod provider;
pub mod receipt;
mod template;
pub mod vendor;
pub mod worker;

pub use letter::Letter;
pub use message::{Invitation, Medium, Message, Notice};
pub use outbox::{Envelope, InboxEntry, Outbox, SCHEMA};
pub use provider::{
    Carrier, Counts, NotTaken, Provider, ProviderError, Providers, Sender, Server, Smtp, Tls,
    Turns, Webhook,
};
pub use template::Wording;
