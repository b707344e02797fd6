//! Reading tokens one after the other, and faults that point at one.

use std::iter::Peekable;

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree, token_stream};

/// Why a declaration is refused, and where.
#[derive(Debug)]
pub struct Fault {
    at: Span,
    why: String,
}

/// What was read, or why it is refused.
pub type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    /// A fault of the tokens there.
    pub fn new(at: Span, why: impl Into<String>) -> Self {
        Self {
            at,
            why: why.into(),
        }
    }

    /// The fault as an error of the compiler.
    pub fn report(self) -> TokenStream {
        let error = code(&format!("::core::compile_error! {{ {:?} }}", self.why));
        let here = error.into_iter().map(|mut tree| {
            tree.set_span(self.at);
            tree
        });
        here.collect()
    }
}

/// The tokens of a piece of code.
pub fn code(text: &str) -> TokenStream {
    text.parse()
        .unwrap_or_else(|_| Fault::new(Span::call_site(), format!("no code: {text}")).report())
}

/// Tokens in brackets.
pub fn group(delimiter: Delimiter, inner: impl Into<TokenStream>) -> TokenTree {
    Group::new(delimiter, inner.into()).into()
}

/// Whether a token is this sign.
pub fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Tokens that are read one after the other.
pub struct Cursor {
    rest: Peekable<token_stream::IntoIter>,
    last: Span,
}

impl Cursor {
    /// Reads these tokens.
    pub fn new(tokens: TokenStream) -> Self {
        Self {
            rest: tokens.into_iter().peekable(),
            last: Span::call_site(),
        }
    }

    /// The next token, which stays.
    pub fn peek(&mut self) -> Option<&TokenTree> {
        self.rest.peek()
    }

    /// Whether all tokens are read.
    pub fn is_done(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The next token.
    pub fn take(&mut self) -> Option<TokenTree> {
        let tree = self.rest.next()?;
        self.last = tree.span();
        Some(tree)
    }

    /// The next token, if it is this sign.
    pub fn sign(&mut self, sign: char) -> Option<TokenTree> {
        self.rest
            .next_if(|tree| is_sign(tree, sign))
            .inspect(|tree| self.last = tree.span())
    }

    /// A word; whatever it is.
    pub fn word(&mut self, what: &str) -> Result<Ident> {
        match self.take() {
            Some(TokenTree::Ident(word)) => Ok(word),
            _ => Err(self.expected(what)),
        }
    }

    /// One of these words.
    pub fn one_of(&mut self, words: &[&str]) -> Result<Ident> {
        let list = words.join(", ");
        let word = self.word(&list)?;
        match words.contains(&word.to_string().as_str()) {
            true => Ok(word),
            false => Err(self.expected(&list)),
        }
    }

    /// This sign.
    pub fn expect(&mut self, sign: char) -> Result<()> {
        match self.sign(sign) {
            Some(_) => Ok(()),
            None => {
                self.take();
                Err(self.expected(&format!("`{sign}`")))
            }
        }
    }

    /// What stands in brackets of this kind, if they come next.
    pub fn inside(&mut self, delimiter: Delimiter) -> Option<TokenStream> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                let inner = group.stream();
                self.take();
                Some(inner)
            }
            _ => None,
        }
    }

    /// Everything up to one of these signs, which stays. Signs between `<` and `>` do not count.
    pub fn until(&mut self, signs: &[char]) -> Vec<TokenTree> {
        let (mut found, mut depth) = (Vec::new(), 0_usize);
        while let Some(tree) = self.peek() {
            let stops = signs.iter().any(|sign| is_sign(tree, *sign));
            if stops && depth == 0 {
                break;
            }
            if is_sign(tree, '<') {
                depth += 1;
            } else if is_sign(tree, '>') {
                depth = depth.saturating_sub(1);
            }
            found.extend(self.take());
        }
        found
    }

    /// The attributes that come next, each with its sign.
    pub fn attributes(&mut self) -> Vec<TokenTree> {
        let mut found = Vec::new();
        while let Some(sign) = self.sign('#') {
            found.push(sign);
            found.extend(self.take());
        }
        found
    }

    /// `pub`, `pub(crate)` or nothing.
    pub fn visibility(&mut self) -> Vec<TokenTree> {
        let is_pub = |tree: &TokenTree| tree.to_string() == "pub";
        let mut found: Vec<TokenTree> = self.rest.next_if(is_pub).into_iter().collect();
        if !found.is_empty() {
            let inner = self.inside(Delimiter::Parenthesis);
            found.extend(inner.map(|inner| group(Delimiter::Parenthesis, inner)));
        }
        found
    }

    /// A fault of the token that was read last.
    pub fn expected(&self, what: &str) -> Fault {
        Fault::new(self.last, format!("expected {what}"))
    }
}
