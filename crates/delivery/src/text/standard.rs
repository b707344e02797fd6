//! The standard texts, in the four languages of the wire.

use super::template::{Filled, SmsTemplate};

/// A text a line: language, with the name of who sends it, without.
const TABLE: &str = include_str!("standard.tsv");
/// The language of those who speak none of the table.
const ENGLISH: &str = "en-US";

/// The standard text in a language, as an operator may begin with it.
pub fn standard(language: &str, named: bool) -> &'static str {
    let of = |wanted: &str| {
        let mut rows = TABLE.lines().map(|line| line.split('\t'));
        rows.find_map(|mut row| {
            let found = row.next()? == wanted;
            let (with, without) = (row.next()?, row.next()?);
            found.then_some(if named { with } else { without })
        })
    };
    of(language).or_else(|| of(ENGLISH)).unwrap_or_default()
}

/// The standard text of a code, which does not tell who sends it.
pub fn plain(code: &str, seconds: i64, language: &str) -> String {
    let text = SmsTemplate::of_table(standard(language, false));
    text.fill(&Filled::new(code, seconds, language))
}
