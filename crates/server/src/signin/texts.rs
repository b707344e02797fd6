//! What the pages say, in every language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cleat_api::Language;

/// A key, then English, simplified Chinese, traditional Chinese and Japanese.
const TABLE: &str = include_str!("texts.tsv");

/// The sentences of one language, by their keys.
type Texts = BTreeMap<&'static str, &'static str>;

static ALL: LazyLock<[Texts; 4]> = LazyLock::new(|| {
    [1, 2, 3, 4].map(|column| {
        let rows = TABLE.lines().filter_map(|line| {
            let mut cells = line.split('\t');
            let key = cells.next()?;
            Some((key, cells.nth(column - 1)?))
        });
        rows.collect()
    })
});

/// The column of a language.
pub fn column(language: Language) -> usize {
    match language {
        Language::EnUs => 0,
        Language::ZhCn => 1,
        Language::ZhTw => 2,
        Language::JaJp => 3,
    }
}

/// The sentence of a key; the key itself where there is none.
pub fn text(language: Language, key: &'static str) -> &'static str {
    find(language, key).unwrap_or(key)
}

/// The sentence of a key, where there is one.
pub fn find(language: Language, key: &str) -> Option<&'static str> {
    ALL.get(column(language))?.get(key).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_stands_in_every_language() {
        for line in TABLE.lines() {
            let cells: Vec<_> = line.split('\t').collect();
            let whole = cells.len() == 5 && cells.iter().all(|cell| !cell.trim().is_empty());
            assert!(whole, "{line}");
        }
    }
}
