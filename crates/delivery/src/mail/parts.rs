//! Templates as they are written and read, and the mails that they make.

use serde::{Deserialize, Serialize};

use super::syntax::{Engine, Piece};

/// A template as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// How macros are written in it.
    pub engine: Engine,
    /// Subject.
    pub subject: String,
    /// Name that the mail comes from; its address is the provider's.
    pub sender: String,
    /// The text as HTML.
    pub content: String,
    /// The text as plain text; made from the HTML where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A template that was read and found right.
#[derive(Debug, Clone)]
pub struct Template {
    pub(super) subject: Vec<Piece>,
    pub(super) sender: Vec<Piece>,
    pub(super) content: Vec<Piece>,
    pub(super) text: Option<Vec<Piece>>,
}

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Subject, one line.
    pub subject: String,
    /// Name that it comes from, one line; `None` leaves it to the provider's settings.
    pub sender: Option<String>,
    /// Plain text.
    pub text: String,
    /// HTML, a whole document.
    pub html: Option<String>,
}

/// A line of a header: what ends lines there, or shows nothing, is a space here.
pub(crate) fn one_line(text: &str) -> String {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let text = text.replace(breaks, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
