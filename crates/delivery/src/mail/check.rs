//! Whether a template can be used.

use super::kind::MailType;
use super::parts::{Source, Template};
use super::syntax::{self, Piece};
use crate::fields::FieldError;

/// Most characters of a subject or a sender, before their values.
const LINE: usize = 256;
/// Most characters of a text.
const TEXT: usize = 65_536;

impl Template {
    /// Reads a template for mails of a type.
    ///
    /// # Errors
    /// The field at fault, by its name on the wire, and why.
    pub fn read(kind: MailType, source: &Source) -> Result<Self, FieldError> {
        let sender = line("sender", &source.sender)?;
        if sender.contains(['<', '>']) && !sender.contains("<%") {
            let why = "must be a name; the address is the provider's";
            return Err(FieldError::new("sender", why));
        }
        let read = |field: &str, text: &str| {
            let pieces = syntax::read(source.engine, text);
            let pieces = pieces.map_err(|why| FieldError::new(field, why))?;
            fits(kind, field, &pieces).map(|()| pieces)
        };
        let template = Self {
            subject: read("subject", line("subject", &source.subject)?)?,
            sender: read("sender", sender)?,
            content: read("content", long(&source.content)?)?,
            text: source
                .text
                .as_deref()
                .map(|text| read("content", text))
                .transpose()?,
        };
        template.has_what_it_needs(kind).map(|()| template)
    }

    fn has_what_it_needs(&self, kind: MailType) -> Result<(), FieldError> {
        let Some(needed) = kind.needs() else {
            return Ok(());
        };
        let has = |piece: &Piece| matches!(piece, Piece::Macro { name, .. } if *name == needed);
        if self.content.iter().any(has) {
            return Ok(());
        }
        let why = format!("this macro is missing: {needed}");
        Err(FieldError::new("content", why))
    }
}

fn fits(kind: MailType, field: &str, pieces: &[Piece]) -> Result<(), FieldError> {
    let secret = |piece: &Piece| match piece {
        Piece::Macro { name, .. } => match *name {
            "password" => !kind.may_tell_password() || field != "content",
            // A mail lies open in lists of mails, and in notifications.
            "verify_code" | "verify_link" => field == "sender",
            _ => false,
        },
        Piece::Text(_) => false,
    };
    match pieces.iter().find(|piece| secret(piece)) {
        Some(Piece::Macro { name, .. }) => {
            let why = format!("this macro may not stand here: {name}");
            Err(FieldError::new(field, why))
        }
        _ => Ok(()),
    }
}

/// A line of a header: what could begin another one is refused.
fn line<'a>(field: &str, text: &'a str) -> Result<&'a str, FieldError> {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    if text.contains(breaks) {
        return Err(FieldError::new(field, "has control characters"));
    }
    if text.trim().is_empty() {
        return Err(FieldError::new(field, "must not be empty"));
    }
    bounded(field, text, LINE)
}

fn long(text: &str) -> Result<&str, FieldError> {
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if text.contains(is_odd) {
        return Err(FieldError::new("content", "has control characters"));
    }
    if text.trim().is_empty() {
        return Err(FieldError::new("content", "must not be empty"));
    }
    bounded("content", text, TEXT)
}

fn bounded<'a>(field: &str, text: &'a str, most: usize) -> Result<&'a str, FieldError> {
    if text.chars().count() > most {
        let why = format!("must have at most {most} characters");
        return Err(FieldError::new(field, why));
    }
    Ok(text)
}
