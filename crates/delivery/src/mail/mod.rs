//! E-mails: templates with macros, the standard ones in four languages, and what they render to.
//!
//! A [`Source`] is what an operator writes, a [`Template`] is one that was read and found right,
//! and [`render`] makes the mail of it: no clock, no randomness, no fault.

mod check;
mod html;
mod kind;
mod layout;
mod macros;
mod standard;
mod syntax;

use serde::{Deserialize, Serialize};

use syntax::{Escape, Piece};

pub use kind::MailType;
pub use layout::plain;
pub use macros::{MACROS, Variables, duration};
pub use standard::{source as standard_source, standard};
pub use syntax::Engine;

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
    subject: Vec<Piece>,
    sender: Vec<Piece>,
    content: Vec<Piece>,
    text: Option<Vec<Piece>>,
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

/// The mail that a template and its variables make. What a macro has no value for is left out.
pub fn render(template: &Template, language: &str, variables: &Variables) -> Mail {
    let line = |pieces: &[Piece]| one_line(&syntax::fill(pieces, variables, Escape::Nothing));
    let (subject, sender) = (line(&template.subject), line(&template.sender));
    let variables = variables
        .clone()
        .with("subject_name", &subject)
        .with("client_name", &sender);
    let content = syntax::fill(&template.content, &variables, Escape::Html);
    let text = match &template.text {
        Some(text) => syntax::fill(text, &variables, Escape::Nothing),
        None => html::to_text(&content),
    };
    Mail {
        subject,
        sender: Some(sender).filter(|sender| !sender.is_empty()),
        text,
        html: Some(layout::whole(content, language)),
    }
}

/// A line of a header: what ends lines there, or shows nothing, is a space here.
fn one_line(text: &str) -> String {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let text = text.replace(breaks, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
