//! What is wrong with a field, in the language of the caller.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::scalar::Language;

/// A sentence a line: English, simplified Chinese, traditional Chinese, Japanese. `#` stands for a
/// number.
const TABLE: &str = include_str!("details.tsv");

static SENTENCES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let rows = TABLE.lines().map(|line| line.split('\t'));
    rows.filter_map(|mut columns| Some((columns.next()?, columns.collect())))
        .collect()
});

/// A detail such as `list[1].username: is too long`: the field stays, the sentence is translated
/// where the table has it.
pub fn detail(text: &str, language: Language) -> String {
    let place = match language {
        Language::EnUs => return text.to_owned(),
        Language::ZhCn => 0,
        Language::ZhTw => 1,
        Language::JaJp => 2,
    };
    let Some((field, why)) = text.split_once(": ") else {
        return text.to_owned();
    };
    let whole = translated(why, place).map(|why| format!("{field}: {why}"));
    // What follows a second colon comes from elsewhere.
    let head = || {
        let (why, rest) = why.split_once(": ")?;
        Some(format!("{field}: {}: {rest}", translated(why, place)?))
    };
    whole.or_else(head).unwrap_or_else(|| text.to_owned())
}

/// Whether the table has a sentence.
pub fn is_known(why: &str) -> bool {
    translated(why, 0).is_some()
}

fn translated(why: &str, place: usize) -> Option<String> {
    let (pattern, numbers) = without_numbers(why);
    let sentence = SENTENCES.get(pattern.as_str())?.get(place)?;
    let mut numbers = numbers.into_iter();
    let mut written = String::new();
    for letter in sentence.chars() {
        match letter {
            '#' => written.push_str(&numbers.next()?),
            other => written.push(other),
        }
    }
    Some(written)
}

/// The sentence with `#` for each number, and the numbers.
fn without_numbers(why: &str) -> (String, Vec<String>) {
    let (mut pattern, mut numbers) = (String::new(), Vec::<String>::new());
    for letter in why.chars() {
        match (letter.is_ascii_digit(), numbers.last_mut()) {
            (true, Some(number)) if pattern.ends_with('#') => number.push(letter),
            (true, _) => {
                pattern.push('#');
                numbers.push(letter.into());
            }
            (false, _) => pattern.push(letter),
        }
    }
    (pattern, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_whole_in_every_language() {
        for line in TABLE.lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 4, "{line}");
            let numbers = columns.iter().map(|text| text.matches('#').count());
            let same = numbers
                .clone()
                .all(|count| Some(count) == numbers.clone().next());
            assert!(
                same && columns.iter().all(|text| !text.is_empty()),
                "{line}"
            );
        }
        assert_eq!(
            SENTENCES.len(),
            TABLE.lines().count(),
            "a sentence stands twice"
        );
    }

    #[test]
    fn the_field_and_the_numbers_stay() {
        let said = |text: &str| detail(text, Language::ZhCn);
        assert_eq!(said("limit: must be 1 to 50"), "limit: 必须在 1 到 50 之间");
        assert_eq!(
            said("list[1].username: is too long"),
            "list[1].username: 过长"
        );
        assert_eq!(
            said("body: is not JSON: at line 3"),
            "body: 不是 JSON: at line 3"
        );
        assert_eq!(said("list[1]"), "list[1]");
        assert_eq!(said("x: said otherwise"), "x: said otherwise");
        assert_eq!(detail("x: is missing", Language::EnUs), "x: is missing");
        assert_eq!(detail("x: is missing", Language::ZhTw), "x: 缺失");
    }
}
