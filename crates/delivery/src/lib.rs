//! Messages: a row in the same commit as what they tell of, then a provider.

mod message;
mod outbox;
mod template;

pub use message::{Medium, Message, Notice};
pub use outbox::{Envelope, InboxEntry, Outbox, SCHEMA};
pub use template::Wording;
