//! What a file says of other files: its imports, its paths, and what it declares itself.

use std::collections::BTreeSet;

use super::tokens::{Kind, Token, tokens};

/// A file, or a module written inside of one.
#[derive(Debug, Default)]
pub struct Module {
    /// Its names below the module of the file: none for the file itself.
    pub inner: Vec<String>,
    /// What it declares.
    pub items: BTreeSet<String>,
    /// Its macros, which others may name from the root of the crate.
    pub macros: BTreeSet<String>,
    /// What it imports.
    pub imports: Vec<Import>,
    /// Paths of two names or more.
    pub mentions: Vec<Mention>,
    /// Macros that it calls by their bare name.
    pub calls: Vec<Mention>,
}

/// One name that a `use` brings.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// Where it comes from.
    pub path: Vec<String>,
    /// How it is called here; `*` for all.
    pub name: String,
    /// Whether it is handed on.
    pub public: bool,
    /// Line of the name.
    pub line: usize,
}

/// A path in an expression, a type or the body of a macro.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention {
    /// The path as it is written.
    pub path: Vec<String>,
    /// Line of its first name.
    pub line: usize,
}

/// First name of a path that begins with `::`.
pub const EXTERN: &str = "::";

/// Reads a file: its own module comes first.
pub fn modules(text: &str) -> Vec<Module> {
    let mut reader = Reader {
        tokens: tokens(text),
        at: 0,
        depth: 0,
        modules: vec![Module::default()],
        open: vec![(0, 0)],
    };
    while reader.step() {}
    reader.modules
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    modules: Vec<Module>,
    /// The modules around this place, each with the depth of what it holds.
    open: Vec<(usize, usize)>,
}

impl Reader {
    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        match self.kind(ahead) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.kind(ahead) == Some(&Kind::Sign(sign))
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |token| token.line)
    }

    fn module(&mut self) -> Option<&mut Module> {
        let (number, _) = self.open.last()?;
        self.modules.get_mut(*number)
    }

    /// Whether this place is in a module itself, not in something that it declares.
    fn is_outermost(&self) -> bool {
        let depth = self.open.last().map(|(_, depth)| *depth);
        depth == Some(self.depth)
    }

    /// Reads one piece; whether there was one.
    fn step(&mut self) -> bool {
        let Some(kind) = self.kind(0).cloned() else {
            return false;
        };
        match kind {
            Kind::Sign('{' | '(' | '[') => {
                self.depth += 1;
                self.at += 1;
            }
            Kind::Sign('}' | ')' | ']') => self.close(),
            Kind::Word(word) => self.read(&word),
            Kind::Path => self.extern_path(),
            Kind::Sign(_) => self.at += 1,
        }
        true
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.at += 1;
        let ended = |(_, depth): &(usize, usize)| *depth > self.depth;
        if self.open.len() > 1 && self.open.last().is_some_and(ended) {
            self.open.pop();
        }
    }

    fn read(&mut self, word: &str) {
        let public = word == "pub";
        if public {
            self.visibility();
        }
        match (self.word(0), self.word(1)) {
            (Some("use"), _) if !self.is_sign(1, '<') => {
                self.at += 1;
                self.import(&[], public);
            }
            (Some("mod"), Some(_)) if self.is_sign(2, '{') => self.open_module(),
            (Some("macro_rules"), _) => self.declare_macro(),
            (Some("fn" | "struct" | "enum" | "union" | "trait" | "type"), Some(_))
            | (Some("const" | "static"), Some(_)) => self.declare(1),
            (Some(_), _) if public => {}
            _ => self.mention(Vec::new()),
        }
    }

    /// Passes over `pub`, `pub(crate)`, `pub(in some::place)`.
    fn visibility(&mut self) {
        self.at += 1;
        if self.is_sign(0, '(') && matches!(self.word(1), Some("crate" | "super" | "self" | "in")) {
            while self.kind(0).is_some() && !self.is_sign(0, ')') {
                self.at += 1;
            }
            self.at += 1;
        }
    }

    fn open_module(&mut self) {
        let name = self.word(1).unwrap_or_default().to_owned();
        self.at += 3;
        self.depth += 1;
        let around = self.module().map(|module| module.inner.clone());
        let mut inner = around.unwrap_or_default();
        inner.push(name);
        self.open.push((self.modules.len(), self.depth));
        self.modules.push(Module {
            inner,
            ..Module::default()
        });
    }

    /// Notes the name of an item, which stands so many pieces ahead.
    fn declare(&mut self, ahead: usize) {
        let name = self.word(ahead).map(str::to_owned);
        let is_item = self.is_outermost();
        self.at += 1;
        if let (true, Some(name), Some(module)) = (is_item, name, self.module()) {
            module.items.insert(name);
        }
    }

    fn declare_macro(&mut self) {
        let name = self.word(2).map(str::to_owned);
        if let (Some(name), Some(module)) = (name, self.module()) {
            module.macros.insert(name);
        }
        self.declare(2);
    }

    /// A path that begins with `::`, unless that follows a variable of a macro.
    fn extern_path(&mut self) {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let continues = before.is_some_and(|token| token.kind == Kind::Sign('$'));
        self.at += 1;
        if self.word(0).is_some() && !continues {
            self.mention(vec![EXTERN.to_owned()]);
        }
    }

    fn mention(&mut self, mut path: Vec<String>) {
        let line = self.line();
        while let Some(word) = self.word(0).map(str::to_owned) {
            path.push(word);
            self.at += 1;
            if self.kind(0) != Some(&Kind::Path) || self.word(1).is_none() {
                break;
            }
            self.at += 1;
        }
        let opens = ['(', '[', '{'].iter().any(|sign| self.is_sign(1, *sign));
        let is_call = self.is_sign(0, '!') && opens;
        match (path.len(), self.module()) {
            (1, Some(module)) if is_call => module.calls.push(Mention { path, line }),
            (2.., Some(module)) => module.mentions.push(Mention { path, line }),
            _ => {}
        }
    }

    /// Reads what follows `use`, or what follows a brace in it.
    fn import(&mut self, before: &[String], public: bool) {
        let mut path = before.to_vec();
        loop {
            let line = self.line();
            let kind = self.kind(0).cloned();
            self.at += 1;
            match kind {
                Some(Kind::Path) => path.push(EXTERN.into()),
                Some(Kind::Sign('{')) => return self.group(&path, public),
                Some(Kind::Sign('*')) => return self.bring(path, "*".into(), public, line),
                Some(Kind::Word(word)) => path.push(word),
                _ => {
                    self.at -= 1;
                    return;
                }
            }
            if self.kind(0) == Some(&Kind::Path) {
                self.at += 1;
            } else if path.last().is_some_and(|last| last != EXTERN) {
                return self.leaf(path, public, line);
            }
        }
    }

    fn group(&mut self, path: &[String], public: bool) {
        while self.kind(0).is_some() && !self.is_sign(0, '}') {
            let before = self.at;
            self.import(path, public);
            if self.is_sign(0, ',') || self.at == before {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    /// The end of a path in a `use`.
    fn leaf(&mut self, mut path: Vec<String>, public: bool, line: usize) {
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let mut name = path.last().cloned().unwrap_or_default();
        if self.word(0) == Some("as") {
            name = self.word(1).unwrap_or_default().to_owned();
            self.at += 2;
        }
        self.bring(path, name, public, line);
    }

    fn bring(&mut self, path: Vec<String>, name: String, public: bool, line: usize) {
        if let Some(module) = self.module() {
            module.imports.push(Import {
                path,
                name,
                public,
                line,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::modules;

    /// Imports as `path as name@line`, mentions as `path@line`.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let modules = modules(text);
        let imports = modules.iter().flat_map(|module| &module.imports);
        let imports = imports.map(|import| {
            let public = if import.public { "pub " } else { "" };
            let path = import.path.join("/");
            format!("{public}{path} as {}@{}", import.name, import.line)
        });
        let mentions = modules.iter().flat_map(|module| &module.mentions);
        let mentions =
            mentions.map(|mention| format!("{}@{}", mention.path.join("/"), mention.line));
        (imports.collect(), mentions.collect())
    }

    #[test]
    fn trees_of_imports_are_read() {
        let text = "use crate::a::{self, B as C,\n d::{E, f::*}, };\npub(crate) use super::g;\n\
                    use ::cleat_api::H; use {i::J, k::L}; use m::N as _;";
        let wanted = [
            "crate/a as a@1",
            "crate/a/B as C@1",
            "crate/a/d/E as E@2",
            "crate/a/d/f as *@2",
            "pub super/g as g@3",
            "::/cleat_api/H as H@4",
            "i/J as J@4",
            "k/L as L@4",
            "m/N as _@4",
        ];
        assert_eq!(read(text).0, wanted);
    }

    #[test]
    fn paths_are_read_in_macros_and_types() {
        let text = "macro_rules! m { ($x:ident) => { $crate::a::b($x::c); }; }\n\
                    fn f(x: self::T) -> Vec<super::U> { vec![d::e::<F>(), x.g()] }\n\
                    pub(in crate::h) fn i() { m!(::cleat_store::J) }\nfn k() -> impl use<'a> L {}";
        let wanted = [
            "crate/a/b@1",
            "self/T@2",
            "super/U@2",
            "d/e@2",
            "::/cleat_store/J@3",
        ];
        assert_eq!(read(text).1, wanted);
    }

    #[test]
    fn modules_inside_a_file_are_apart() {
        let text = "fn a() { struct No; }\nmod inner { pub const B: u8 = 1; mod deep { use x::Y; } }\n\
                    pub(crate) struct C;\nmacro_rules! d { () => {} }\nmod elsewhere;";
        let modules = modules(text);
        let shown: Vec<String> = modules
            .iter()
            .map(|module| format!("{:?} {:?}", module.inner, module.items))
            .collect();
        let wanted = [
            r#"[] {"C", "a", "d"}"#,
            r#"["inner"] {"B"}"#,
            r#"["inner", "deep"] {}"#,
        ];
        assert_eq!(shown, wanted);
        assert_eq!(modules[2].imports.len(), 1);
    }

    #[test]
    fn what_is_left_open_ends_with_the_file() {
        for text in [
            "use a::{b",
            "use ::",
            "use a::{;};",
            "mod x {",
            "}}}",
            "pub",
            "pub(",
        ] {
            modules(text);
        }
    }
}
