//! Messages: a row in the same commit as what they tell of, then a provider.

#![warn(clippy::too_many_lines)]

mod attempt;
pub mod call;
mod envelope;
pub mod fields;
pub mod guard;
mod health;
pub mod history;
pub mod http;
mod inbox;
pub mod lab;
mod letter;
pub mod mail;
mod message;
mod outbox;
pub mod outcome;
mod own;
pub mod policy;
pub mod provider;
pub mod receipt;
pub mod receipts;
mod scores;
mod sealed;
pub mod segments;
pub mod service;
pub mod spend;
mod state;
pub mod statistics;
pub mod stream;
pub mod tables;
mod template;
mod test_number;
pub mod text;
pub mod vendor;
pub mod way;
pub mod worker;

pub use attempt::{Attempt, AttemptState};
pub use envelope::Envelope;
pub use health::Counts;
pub use inbox::InboxEntry;
pub use letter::{Letter, Trial};
pub use message::{Invitation, Medium, Message, Notice};
pub use outbox::{Delivery, OpenMail, Outbox};
pub use own::Own;
pub use sealed::{OTHER_KEY, shut};
pub use template::Wording;
pub use test_number::TestNumber;

/// What the values in the rows of this crate are sealed for.
pub struct SealedFor {
    /// `outbox.sealed`
    pub message: &'static str,
    /// `sms_provider.sealed`
    pub provider: &'static str,
    /// `sms_test_number.sealed`
    pub test_number: &'static str,
}

/// The same, by their rows.
pub const SEALED: SealedFor = SealedFor {
    message: envelope::CONTEXT,
    provider: provider::CONTEXT,
    test_number: test_number::CONTEXT,
};
