//! The mail that a template makes.

use super::html;
use super::layout;
use super::macros::Variables;
use super::parts::{Mail, Template, one_line};
use super::syntax::{self, Escape, Piece};

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
