//! How macros stand in a text: the two forms of each engine that fill in a value, and no others.
//! `ejs` is a program otherwise, and would run on the server.

use serde::{Deserialize, Serialize};

use super::html;
use super::macros::{MACROS, Variables};

/// How macros are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// `{{name}}`, and `{{{name}}}` for HTML that is not escaped.
    #[default]
    Handlebar,
    /// `<%= name %>`, and `<%- name %>` for HTML that is not escaped.
    Ejs,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text as it stands.
    Text(String),
    /// The value of a macro.
    Macro {
        /// Its name.
        name: &'static str,
        /// Whether it is HTML itself.
        raw: bool,
    },
}

/// What is done with values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// They stand in HTML.
    Html,
    /// They stand in plain text.
    Nothing,
}

/// How an engine opens and closes a macro, and whether its value is raw; the longer ones first.
type Form = (&'static str, &'static str, bool);

/// What opens programs and comments of `ejs`.
const PROGRAM: &str = "<%";
const HANDLEBAR: &[Form] = &[("{{{", "}}}", true), ("{{", "}}", false)];
const EJS: &[Form] = &[
    ("<%=", "%>", false),
    ("<%-", "%>", true),
    (PROGRAM, "%>", false),
];

impl Engine {
    fn forms(self) -> &'static [Form] {
        match self {
            Self::Handlebar => HANDLEBAR,
            Self::Ejs => EJS,
        }
    }
}

/// Reads a text with macros.
///
/// # Errors
/// Why it cannot be used.
pub(crate) fn read(engine: Engine, text: &str) -> Result<Vec<Piece>, String> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, form, after)) = opening(engine, rest) {
        let (_, closing, raw) = form;
        let (inner, after) = after
            .split_once(closing)
            .ok_or_else(|| format!("has a macro without its end: {closing}"))?;
        let name = named(inner, form)?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Macro { name, raw });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

/// The first macro: the text before it, its form, and the text after its opening.
fn opening(engine: Engine, text: &str) -> Option<(&str, Form, &str)> {
    let forms = engine.forms();
    let shortest = forms.last().map_or("", |(open, ..)| open);
    let (before, _) = text.split_once(shortest)?;
    let rest = text.get(before.len()..)?;
    let mut found = forms
        .iter()
        .filter_map(|form| Some((*form, rest.strip_prefix(form.0)?)));
    let (form, after) = found.next()?;
    Some((before, form, after))
}

/// The macro between its ends.
fn named(inner: &str, (open, close, _): Form) -> Result<&'static str, String> {
    let inner = inner.trim();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let fits = !inner.is_empty() && inner.len() <= 64 && inner.bytes().all(is_name);
    if !fits || open == PROGRAM {
        return Err(format!(
            "only the name of a macro may stand in it: {open} {close}"
        ));
    }
    let known = MACROS.iter().find(|name| **name == inner).copied();
    known.ok_or_else(|| format!("there is no such macro: {inner}"))
}

/// The text with its values.
pub(super) fn fill(pieces: &[Piece], variables: &Variables, escape: Escape) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(own) => text.push_str(own),
            Piece::Macro { name, raw: false } if escape == Escape::Html => {
                text.push_str(&html::escape(variables.get(name)));
            }
            Piece::Macro { name, .. } => text.push_str(variables.get(name)),
        }
    }
    text
}
