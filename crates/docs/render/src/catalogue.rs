//! The languages of the pages, and the Chinese of the declarations' English.

use std::collections::BTreeMap;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Tongue {
    /// Both.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// Its folder.
    pub fn folder(self) -> &'static str {
        self.of("en", "zh")
    }

    /// The language of the messages, as `x-authing-lang` names it.
    pub fn messages(self) -> &'static str {
        self.of("en-US", "zh-CN")
    }

    /// One of two words.
    pub fn of<'w>(self, en: &'w str, zh: &'w str) -> &'w str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// The noun of sentences that belong to none.
const SHARED: &str = "";

/// English to Chinese; a noun may have another Chinese for a sentence than the rest.
#[derive(Debug, Default)]
pub struct Catalogue {
    nouns: BTreeMap<String, BTreeMap<String, String>>,
}

impl Catalogue {
    /// Adds the text of a `zh.tsv`: one sentence a line, English, a tab, Chinese. `noun` is empty
    /// for the file of all nouns.
    pub fn add(&mut self, noun: &str, text: &str) {
        let lines = text.lines().filter_map(|line| line.split_once('\t'));
        let own = self.nouns.entry(noun.replace('_', "-")).or_default();
        own.extend(lines.map(|(en, zh)| (en.to_owned(), zh.to_owned())));
    }

    /// The text in that language, as the noun says it; the English one where there is no other.
    pub fn say<'t>(&'t self, tongue: Tongue, noun: &str, english: &'t str) -> &'t str {
        let in_chinese = || {
            [noun, SHARED]
                .iter()
                .find_map(|place| self.nouns.get(*place)?.get(english))
        };
        match tongue {
            Tongue::En => english,
            Tongue::Zh => in_chinese().map_or(english, String::as_str),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Catalogue, Tongue};

    #[test]
    fn a_noun_may_have_its_own_chinese() {
        let mut catalogue = Catalogue::default();
        catalogue.add("", "Name.\t名称。\nOff.\t关闭。\n");
        catalogue.add("ext_idp", "Name.\t姓名。\n");
        let say = |noun, english| catalogue.say(Tongue::Zh, noun, english);
        assert_eq!(say("ext-idp", "Name."), "姓名。");
        assert_eq!(say("phone", "Name."), "名称。");
        assert_eq!(say("ext-idp", "Off."), "关闭。");
        assert_eq!(say("phone", "Nobody said this."), "Nobody said this.");
        assert_eq!(catalogue.say(Tongue::En, "ext-idp", "Name."), "Name.");
    }
}
