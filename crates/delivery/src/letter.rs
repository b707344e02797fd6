//! A message as a provider gets it.

use crate::message::Medium;

/// A message as a provider gets it.
pub struct Letter {
    /// Id, the same when the message comes again.
    pub id: String,
    /// Medium.
    pub medium: Medium,
    /// E.164 number or e-mail address.
    pub to: String,
    /// Channel of the code, or name of the notice.
    pub channel: String,
    /// Subject, for e-mail.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Code, where there is one.
    pub code: Option<String>,
    /// When it was written, in milliseconds since 1970-01-01 UTC.
    pub created_at: i64,
}
