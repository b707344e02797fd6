//! A text with macros.

use std::borrow::Cow;

use crate::mail::{Engine, Piece, duration, one_line, read};

const CODE: &str = "verify_code";
const LIFE: &str = "expires_in";
const NAME: &str = "app_name";
/// The macros of SMS.
pub const MACROS: [&str; 3] = [CODE, LIFE, NAME];
/// Most characters of a text, before its values.
const LONGEST: usize = 1000;

/// A text that was read and found right. It is one line: what programs read stands below it.
#[derive(Debug, Clone)]
pub struct SmsTemplate(Vec<Piece>);

/// What is filled into a text.
#[derive(Debug, Clone)]
pub struct Filled<'a> {
    /// The code, or what stands for it in a vendor's template.
    pub code: &'a str,
    /// How long it is good for, as people say it.
    pub life: Cow<'a, str>,
    /// Who sends it.
    pub name: &'a str,
}

impl<'a> Filled<'a> {
    /// A code that is good for so many seconds, in a language of the wire.
    pub fn new(code: &'a str, seconds: i64, language: &str) -> Self {
        Self {
            code,
            life: duration(seconds, language).into(),
            name: "",
        }
    }

    /// The same from somebody.
    #[must_use]
    pub fn by(self, name: &'a str) -> Self {
        Self { name, ..self }
    }
}

impl SmsTemplate {
    /// Reads a text.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn read(content: &str) -> Result<Self, String> {
        let breaks =
            |letter: char| letter.is_control() || matches!(letter, '\u{2028}'..='\u{2029}');
        if content.contains(breaks) {
            return Err("has control characters".into());
        }
        if content.trim().is_empty() {
            return Err("must not be empty".into());
        }
        if content.chars().count() > LONGEST {
            return Err(format!("must have at most {LONGEST} characters"));
        }
        let text = Self(read(Engine::Handlebar, content.trim())?);
        if let Some(foreign) = text.macros().find(|name| !MACROS.contains(name)) {
            return Err(format!("this macro may not stand here: {foreign}"));
        }
        if !text.macros().any(|name| name == CODE) {
            return Err(format!("this macro is missing: {CODE}"));
        }
        Ok(text)
    }

    /// Whether it tells who sends it.
    pub fn is_named(&self) -> bool {
        self.macros().any(|name| name == NAME)
    }

    /// The text with its values, on one line.
    pub fn fill(&self, values: &Filled<'_>) -> String {
        let parts = self.0.iter().map(|piece| match piece {
            Piece::Text(own) => own.as_str(),
            Piece::Macro { name, .. } if *name == CODE => values.code,
            Piece::Macro { name, .. } if *name == LIFE => values.life.as_ref(),
            Piece::Macro { .. } => values.name,
        });
        one_line(&parts.collect::<String>())
    }

    fn macros(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Macro { name, .. } => Some(*name),
            Piece::Text(_) => None,
        })
    }

    /// The text of a table, which a test reads.
    pub(super) fn of_table(content: &str) -> Self {
        Self(read(Engine::Handlebar, content).unwrap_or_default())
    }
}
