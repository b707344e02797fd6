//! Which letters are the same but for their case, on every engine and in every locale.
//!
//! The databases fold by tables of their own, or only ASCII. Here ASCII letters are folded by the
//! database, and for every other letter a pattern names all its forms.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Past the last letter that has a case.
const END: u32 = 0x2_0000;

/// The letters that have more than one form, by what they fold to.
static FORMS: LazyLock<HashMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut forms: HashMap<char, Vec<char>> = HashMap::new();
    for letter in (0x80..END).filter_map(char::from_u32) {
        if letter.is_lowercase() || letter.is_uppercase() || folded(letter) != letter {
            forms.entry(folded(letter)).or_default().push(letter);
        }
    }
    forms.retain(|_, forms| forms.len() > 1);
    forms
});

/// A letter without its case. What would become another number of letters stays as it is, and so
/// does what would become ASCII.
fn folded(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let upper = one(letter.to_uppercase()).unwrap_or(letter);
    let lower = one(upper.to_lowercase()).unwrap_or(letter);
    if lower.is_ascii() { letter } else { lower }
}

fn one(mut letters: impl Iterator<Item = char>) -> Option<char> {
    letters.next().filter(|_| letters.next().is_none())
}

/// All forms of a letter that the database does not fold; none where it has only this one.
pub(super) fn forms(letter: char) -> &'static [char] {
    if letter.is_ascii() {
        return &[];
    }
    FORMS.get(&folded(letter)).map_or(&[], Vec::as_slice)
}

/// Whether one text is in another, whatever the case of its letters, as [`super::Is::Contains`] has
/// it.
pub fn contains(text: &str, looked_for: &str) -> bool {
    let folded = |text: &str| text.chars().map(folded).collect::<String>();
    folded(text).contains(&folded(looked_for))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_forms() {
        let known = |letter: char| {
            let mut forms = forms(letter).to_vec();
            forms.sort_unstable();
            forms.into_iter().collect::<String>()
        };
        for (letters, expected) in [
            ("\u{e9}\u{c9}", "\u{c9}\u{e9}"),
            ("\u{3c3}\u{3a3}\u{3c2}", "\u{3a3}\u{3c2}\u{3c3}"),
            ("\u{44f}\u{42f}", "\u{42f}\u{44f}"),
            ("\u{ff41}\u{ff21}", "\u{ff21}\u{ff41}"),
            ("\u{10400}\u{10428}", "\u{10400}\u{10428}"),
            // Long s, the Kelvin sign and dotless i are no ASCII letters.
            ("aZ\u{17f}\u{212a}\u{131}\u{130}\u{4e2d}\u{1f600}-", ""),
        ] {
            for letter in letters.chars() {
                assert_eq!(known(letter), expected, "{letter}");
            }
        }
        assert!(contains("\u{c9}COLE", "\u{e9}cole") && !contains("ecole", "\u{e9}"));
        assert!(contains("\u{391}\u{3a3}", "\u{3c2}") && contains("x", ""));
    }
}
