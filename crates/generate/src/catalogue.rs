//! The Chinese of the declarations' English.

use std::collections::BTreeMap;

const CHINESE: &str = include_str!("../zh.tsv");

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
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The language of the messages.
    pub fn messages(self) -> cleat_api::Language {
        match self {
            Self::En => cleat_api::Language::EnUs,
            Self::Zh => cleat_api::Language::ZhCn,
        }
    }

    /// One of two words.
    pub fn of<'w>(self, en: &'w str, zh: &'w str) -> &'w str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// English to Chinese.
#[derive(Debug)]
pub struct Catalogue {
    chinese: BTreeMap<&'static str, &'static str>,
}

impl Catalogue {
    /// The committed one.
    pub fn read() -> Self {
        let lines = CHINESE.lines();
        Self {
            chinese: lines.filter_map(|line| line.split_once('\t')).collect(),
        }
    }

    /// The text in that language; the English one where there is no other.
    pub fn say<'t>(&'t self, tongue: Tongue, english: &'t str) -> &'t str {
        match tongue {
            Tongue::En => english,
            Tongue::Zh => self.chinese.get(english).copied().unwrap_or(english),
        }
    }

    /// Whether the text has its Chinese.
    pub fn knows(&self, english: &str) -> bool {
        self.chinese.contains_key(english)
    }

    /// What is translated and no longer said.
    pub fn stale<'t>(&'t self, said: &'t [String]) -> impl Iterator<Item = &'static str> + 't {
        let known = self.chinese.keys();
        known
            .filter(|english| !said.iter().any(|text| text == *english))
            .copied()
    }
}
