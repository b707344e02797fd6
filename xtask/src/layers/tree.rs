//! The modules of all crates, and which file a path leads to.

use std::collections::BTreeMap;
use std::path::Path;

use super::source::{self, EXTERN, Module};

/// Longest chain of names that are handed on.
const DEEPEST: u8 = 16;

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// To a module, by its key.
    Module(String),
    /// To something declared in the module of this key.
    Item(String),
}

/// All modules by key: the crate's name and the module's names, joined by `::`.
#[derive(Debug, Default)]
pub struct Tree {
    modules: BTreeMap<String, (String, Module)>,
}

impl Tree {
    /// Adds the files of a crate.
    pub fn add(&mut self, crate_name: &str, files: &[(String, String)]) {
        let has_library = files.iter().any(|(path, _)| path.ends_with("/src/lib.rs"));
        for (path, text) in files {
            let file = key_of(crate_name, path, has_library);
            for module in source::modules(text) {
                let mut key = file.clone();
                for name in &module.inner {
                    key = format!("{key}::{name}");
                }
                self.modules.insert(key, (path.clone(), module));
            }
        }
    }

    /// Every module: its key, its file, what it says.
    pub fn modules(&self) -> impl Iterator<Item = (&str, &str, &Module)> {
        let modules = self.modules.iter();
        modules.map(|(key, (file, module))| (key.as_str(), file.as_str(), module))
    }

    /// The file of a place.
    pub fn file(&self, place: &Place) -> Option<&str> {
        let (Place::Module(key) | Place::Item(key)) = place;
        self.modules.get(key).map(|(file, _)| file.as_str())
    }

    /// Where a path leads that is written in the module of this key.
    pub fn resolve(&self, from: &str, path: &[String]) -> Option<Place> {
        self.walk(from, path, DEEPEST)
    }

    fn walk(&self, from: &str, path: &[String], left: u8) -> Option<Place> {
        let left = left.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        let mut place = match first.as_str() {
            "crate" => Place::Module(crate_of(from).to_owned()),
            "self" => Place::Module(from.to_owned()),
            "super" => Place::Module(parent(from)?.to_owned()),
            EXTERN => return self.walk_from_crates(rest, left),
            name => self.head(from, name, rest.is_empty(), left)?,
        };
        for (number, name) in rest.iter().enumerate() {
            let Place::Module(key) = &place else { break };
            place = match name.as_str() {
                "super" => Place::Module(parent(key)?.to_owned()),
                name => self.member(key, name, number + 1 == rest.len(), left),
            };
        }
        Some(place)
    }

    fn walk_from_crates(&self, path: &[String], left: u8) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        self.modules.contains_key(first).then_some(())?;
        let path: Vec<String> = std::iter::once("crate".to_owned())
            .chain(rest.iter().cloned())
            .collect();
        self.walk(first, &path, left)
    }

    /// The first name of a path: something of this module, or another crate.
    fn head(&self, from: &str, name: &str, last: bool, left: u8) -> Option<Place> {
        let own = self.find(from, name, last, left);
        own.or_else(|| {
            let is_crate = self.modules.contains_key(name);
            is_crate.then(|| Place::Module(name.to_owned()))
        })
    }

    /// Something of a module; what is not found was made by a macro, or is an exported one.
    fn member(&self, key: &str, name: &str, last: bool, left: u8) -> Place {
        let found = self.find(key, name, last, left);
        let exported = || {
            let of_crate = crate_of(key);
            (key == of_crate).then(|| self.exported(of_crate, name))?
        };
        found
            .or_else(exported)
            .unwrap_or_else(|| Place::Item(key.to_owned()))
    }

    fn find(&self, key: &str, name: &str, last: bool, left: u8) -> Option<Place> {
        let (_, module) = self.modules.get(key)?;
        if last && module.items.contains(name) {
            return Some(Place::Item(key.to_owned()));
        }
        let child = format!("{key}::{name}");
        if self.modules.contains_key(&child) && !(last && self.imports(key, name)) {
            return Some(Place::Module(child));
        }
        let mut imports = module.imports.iter();
        if let Some(import) = imports.find(|import| import.name == name) {
            // An import that begins with its own name is of a crate.
            let own = import.path.first().is_some_and(|first| first == name);
            return match own {
                true => self.walk_from_crates(&import.path, left),
                false => self.walk(key, &import.path, left),
            };
        }
        if module.items.contains(name) {
            return Some(Place::Item(key.to_owned()));
        }
        self.find_among_all(key, name, last, left)
    }

    fn imports(&self, key: &str, name: &str) -> bool {
        let module = self.modules.get(key);
        module.is_some_and(|(_, module)| module.imports.iter().any(|import| import.name == name))
    }

    /// What a `use …::*` brings.
    fn find_among_all(&self, key: &str, name: &str, last: bool, left: u8) -> Option<Place> {
        let (_, module) = self.modules.get(key)?;
        let all = module.imports.iter().filter(|import| import.name == "*");
        let mut found = all.filter_map(|import| match self.walk(key, &import.path, left)? {
            Place::Module(other) => self.find(&other, name, last, left.checked_sub(1)?),
            Place::Item(_) => None,
        });
        found.next()
    }

    /// The file of a macro that a module calls by its bare name, if a file of the crate declares
    /// it and the module does not.
    pub fn called(&self, from: &str, name: &str) -> Option<Place> {
        let (_, module) = self.modules.get(from)?;
        let is_own = module.macros.contains(name) || self.imports(from, name);
        (!is_own).then(|| self.exported(crate_of(from), name))?
    }

    fn exported(&self, of_crate: &str, name: &str) -> Option<Place> {
        let mut modules = self.modules.iter();
        let (key, _) = modules
            .find(|(key, (_, module))| crate_of(key) == of_crate && module.macros.contains(name))?;
        Some(Place::Item(key.clone()))
    }
}

/// The crate of a module.
pub fn crate_of(key: &str) -> &str {
    key.split("::").next().unwrap_or(key)
}

fn parent(key: &str) -> Option<&str> {
    key.rsplit_once("::").map(|(parent, _)| parent)
}

/// The key of a file's module. Beside a library, a `main.rs` is a crate of its own.
fn key_of(crate_name: &str, path: &str, has_library: bool) -> String {
    let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
    if has_library && (inside == "main.rs" || inside.starts_with("bin/")) {
        return format!("{crate_name} {inside}");
    }
    let mut key = crate_name.to_owned();
    for part in Path::new(inside).with_extension("").iter() {
        match part.to_str() {
            None | Some("lib" | "main" | "mod") => {}
            Some(name) => key = format!("{key}::{name}"),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::{Place, Tree};

    fn tree() -> Tree {
        let mut tree = Tree::default();
        let files = [
            ("crates/low/src/lib.rs", "mod wide; pub use wide::*;"),
            (
                "crates/low/src/wide.rs",
                "pub struct W; #[macro_export] macro_rules! row { () => {} }",
            ),
        ];
        tree.add("low", &files.map(|(path, text)| (path.into(), text.into())));
        let files = [
            (
                "crates/top/src/lib.rs",
                "mod a; pub use a::Handed; pub fn here() {}",
            ),
            (
                "crates/top/src/a/mod.rs",
                "mod b; pub use b::{Handed, twin}; pub const SHARED: u8 = 1; mod inner { pub struct I; }",
            ),
            (
                "crates/top/src/a/b.rs",
                "use super::SHARED; use low::W as Renamed; use crate::a; mod twin {} fn twin() {}",
            ),
        ];
        tree.add("top", &files.map(|(path, text)| (path.into(), text.into())));
        tree
    }

    fn leads(from: &str, path: &str) -> String {
        let path: Vec<String> = path.split('/').map(str::to_owned).collect();
        match tree().resolve(from, &path) {
            None => "nowhere".into(),
            Some(Place::Module(key)) => format!("module {key}"),
            Some(Place::Item(key)) => format!("in {key}"),
        }
    }

    #[test]
    fn paths_lead_to_where_things_are_declared() {
        assert_eq!(leads("top", "crate/here"), "in top");
        assert_eq!(leads("top", "crate/Handed"), "in top::a::b");
        assert_eq!(leads("top::a::b", "super/SHARED"), "in top::a");
        assert_eq!(leads("top::a::b", "super/b/Handed"), "in top::a::b");
        assert_eq!(leads("top::a::b", "super/super/here"), "in top");
        assert_eq!(leads("top::a::b", "a/SHARED"), "in top::a");
        assert_eq!(leads("top::a::b", "a/inner/I"), "in top::a::inner");
        assert_eq!(leads("top::a", "self/b"), "module top::a::b");
        assert_eq!(leads("top::a", "twin"), "in top::a::b");
        assert_eq!(leads("top", "serde/Serialize"), "nowhere");
    }

    #[test]
    fn other_crates_are_looked_into() {
        assert_eq!(leads("top", "low/W"), "in low::wide");
        assert_eq!(leads("top::a::b", "Renamed"), "in low::wide");
        assert_eq!(leads("top", "low/row"), "in low::wide");
        assert_eq!(leads("top", "::/low/W"), "in low::wide");
        assert_eq!(leads("top", "::/serde/Serialize"), "nowhere");
    }

    #[test]
    fn what_hands_itself_on_leads_nowhere() {
        let mut tree = Tree::default();
        let files = [
            ("crates/x/src/lib.rs", "pub use a::N; pub use a::*;"),
            ("crates/x/src/a.rs", "pub use super::N; pub use super::*;"),
        ];
        tree.add("x", &files.map(|(path, text)| (path.into(), text.into())));
        let path = ["crate", "N"].map(str::to_owned);
        tree.resolve("x", &path);
    }
}
