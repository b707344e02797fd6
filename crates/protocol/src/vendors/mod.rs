//! Signatures of other companies' services, as pure functions.

pub mod standard_webhook;

#[cfg(test)]
mod tests;
