//! Rust source as words, `::` and single signs; comments, strings and numbers fall away.

/// A piece of source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A name or a keyword; `$crate` reads as `crate`.
    Word(String),
    /// `::`
    Path,
    /// Any other sign.
    Sign(char),
}

/// A piece of source and its line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub line: usize,
}

/// Reads a file.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
        tokens: Vec::new(),
    };
    while lexer.step() {}
    lexer.tokens
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
}

fn starts_word(sign: char) -> bool {
    sign.is_alphabetic() || sign == '_'
}

fn continues_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn next(&mut self) -> char {
        let sign = self.peek(0);
        self.at += 1;
        self.line += usize::from(sign == '\n');
        sign
    }

    fn skip(&mut self, many: usize) {
        for _ in 0..many {
            self.next();
        }
    }

    fn push(&mut self, kind: Kind) {
        let line = self.line;
        self.tokens.push(Token { kind, line });
    }

    /// Reads one piece; whether there was one.
    fn step(&mut self) -> bool {
        if self.at >= self.chars.len() {
            return false;
        }
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.line_comment(),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.quote(),
            (':', ':') => {
                self.skip(2);
                self.push(Kind::Path);
            }
            ('$', next) if starts_word(next) => self.variable(),
            (first, _) if starts_word(first) => self.word(),
            (first, _) if first.is_ascii_digit() => {
                self.name();
            }
            (sign, _) => {
                self.next();
                if !sign.is_whitespace() {
                    self.push(Kind::Sign(sign));
                }
            }
        }
        true
    }

    fn line_comment(&mut self) {
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            self.next();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.next();
                    continue;
                }
            }
            self.skip(2);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.next();
        while self.at < self.chars.len() {
            match self.next() {
                '\\' => self.skip(1),
                '"' => return,
                _ => {}
            }
        }
    }

    /// A string in which a backslash is a backslash; the `#` signs come next.
    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(0) == '#' {
            hashes += 1;
            self.next();
        }
        self.next();
        while self.at < self.chars.len() {
            if self.next() == '"' && (0..hashes).all(|ahead| self.peek(ahead) == '#') {
                self.skip(hashes);
                return;
            }
        }
    }

    /// A character, or a lifetime.
    fn quote(&mut self) {
        self.next();
        if self.peek(0) == '\\' {
            self.skip(2);
            while self.at < self.chars.len() && self.next() != '\'' {}
        } else if self.peek(1) == '\'' {
            self.skip(2);
        } else {
            self.name();
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while continues_word(self.peek(0)) {
            name.push(self.next());
        }
        name
    }

    /// `$crate`, or a variable of a macro, which is no name.
    fn variable(&mut self) {
        self.next();
        if self.name() == "crate" {
            self.push(Kind::Word("crate".into()));
        } else {
            self.push(Kind::Sign('$'));
        }
    }

    fn word(&mut self) {
        let line = self.line;
        let word = self.name();
        let raw = word.ends_with('r') && word.len() <= 2;
        match (word.as_str(), self.peek(0), self.peek(1)) {
            ("r", '#', next) if starts_word(next) => {
                self.next();
                let word = self.name();
                self.push(Kind::Word(word));
            }
            ("r" | "br" | "cr", '"' | '#', _) if raw => self.raw_string(),
            ("b" | "c", '"', _) => self.string(),
            ("b", '\'', _) => self.quote(),
            _ => self.tokens.push(Token {
                kind: Kind::Word(word),
                line,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    fn shown(text: &str) -> String {
        let shown = tokens(text).into_iter().map(|token| match token.kind {
            Kind::Word(word) => word,
            Kind::Path => "::".into(),
            Kind::Sign(sign) => sign.into(),
        });
        shown.collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn comments_and_strings_fall_away() {
        assert_eq!(shown("a // crate::b\nc"), "a c");
        assert_eq!(shown("a /* x /* crate::b */ y */ c"), "a c");
        assert_eq!(shown(r#"a "crate::b \" crate::d" c"#), "a c");
        assert_eq!(shown("a r#\"crate::b \" \\\"# c br\"\\\" d"), "a c d");
        assert_eq!(shown("b'x' b'\\'' 'y' '\\u{1F600}' '\"' c"), "c");
    }

    #[test]
    fn lifetimes_and_raw_names_are_told_from_literals() {
        assert_eq!(shown("fn f<'a>(x: &'a str)"), "fn f < > ( x : & str )");
        assert_eq!(shown("r#type::x"), "type :: x");
        assert_eq!(shown("1_000u32..0xFF"), ". .");
    }

    #[test]
    fn variables_of_macros_are_no_names() {
        assert_eq!(shown("$crate::a $b::c"), "crate :: a $ :: c");
    }

    #[test]
    fn lines_are_counted_through_strings() {
        let last = tokens("a\n\"x\ny\"\n/*\n*/ b").pop().unwrap();
        assert_eq!((last.kind, last.line), (Kind::Word("b".into()), 5));
    }
}
