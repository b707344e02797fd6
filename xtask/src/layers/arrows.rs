//! Which file takes what from which.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Import, Module};
use super::tree::{Place, Tree};

/// What ties one file to another.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// The lines that take something, by what they take.
    pub taken: BTreeMap<usize, BTreeSet<String>>,
}

/// Pairs of files, the one that takes first.
pub type Arrows = BTreeMap<(String, String), Tie>;

/// Every arrow of a tree.
pub fn arrows(tree: &Tree) -> Arrows {
    let mut arrows = Arrows::new();
    for (key, file, module) in tree.modules() {
        let mut note = |place: Option<Place>, line: usize, path: &[String]| {
            let to = place.and_then(|place| tree.file(&place).map(str::to_owned));
            let Some(to) = to.filter(|to| to != file) else {
                return;
            };
            let tie = arrows.entry((file.to_owned(), to)).or_default();
            let names = tie.taken.entry(line).or_default();
            names.insert(path.last().cloned().unwrap_or_default());
        };
        for import in &module.imports {
            let place = tree.resolve(key, &import.path);
            if !hands_on_child(key, import, place.as_ref()) && !shortens(module, import, &place) {
                note(place, import.line, &import.path);
            }
        }
        for call in &module.calls {
            let place = call.path.first().and_then(|name| tree.called(key, name));
            note(place, call.line, &call.path);
        }
        for mention in &module.mentions {
            note(
                tree.resolve(key, &mention.path),
                mention.line,
                &mention.path,
            );
        }
    }
    arrows
}

/// Whether a `pub use` says no more than its `mod` line: where a thing of the module stands.
fn hands_on_child(key: &str, import: &Import, place: Option<&Place>) -> bool {
    let Some(Place::Module(to) | Place::Item(to)) = place else {
        return false;
    };
    let below = to.strip_prefix(key);
    import.public && below.is_some_and(|rest| rest.starts_with("::"))
}

/// Whether an import of a module only makes paths shorter: they say themselves where they lead.
fn shortens(module: &Module, import: &Import, place: &Option<Place>) -> bool {
    let is_head = |path: &[String]| path.first() == Some(&import.name);
    matches!(place, Some(Place::Module(_)))
        && (module.mentions.iter().any(|mention| is_head(&mention.path))
            || module.imports.iter().any(|other| is_head(&other.path)))
}

#[cfg(test)]
mod tests {
    use super::arrows;
    use crate::layers::tree::Tree;

    fn shown(files: &[(&str, &str)]) -> Vec<String> {
        let mut tree = Tree::default();
        let files: Vec<(String, String)> = files
            .iter()
            .map(|(path, text)| (format!("crates/x/src/{path}"), (*text).to_owned()))
            .collect();
        tree.add("x", &files);
        let arrows = arrows(&tree).into_iter();
        let short = |path: &str| path.replace("crates/x/src/", "");
        arrows
            .map(|((from, to), tie)| format!("{}>{} {:?}", short(&from), short(&to), tie.taken))
            .collect()
    }

    #[test]
    fn a_line_that_opens_a_module_is_no_arrow() {
        let files = [
            ("lib.rs", "mod a;\npub use a::A;"),
            ("a.rs", "use crate::B;\npub struct A;"),
        ];
        assert_eq!(shown(&files), [r#"a.rs>lib.rs {1: {"B"}}"#]);
    }

    #[test]
    fn what_a_parent_uses_of_its_child_is_an_arrow() {
        let files = [
            ("lib.rs", "mod a;\nfn f() { a::g() }"),
            ("a.rs", "pub fn g() {}"),
        ];
        assert_eq!(shown(&files), [r#"lib.rs>a.rs {2: {"g"}}"#]);
    }

    #[test]
    fn an_imported_module_is_followed_to_what_is_used_of_it() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "pub mod store;"),
            ("a/store.rs", "pub fn find() {}"),
            ("b.rs", "use crate::a;\nfn f() { a::store::find() }"),
        ];
        assert_eq!(shown(&files), [r#"b.rs>a/store.rs {2: {"find"}}"#]);
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", ""),
            ("b.rs", "use crate::a;\nfn f() { all!(a) }"),
        ];
        assert_eq!(shown(&files), [r#"b.rs>a.rs {1: {"a"}}"#]);
    }

    #[test]
    fn what_is_handed_on_leads_to_its_own_file() {
        let files = [
            ("lib.rs", "mod a; mod c;"),
            ("a/mod.rs", "mod b; pub use b::B;"),
            ("a/b.rs", "pub struct B;"),
            ("c.rs", "use crate::a::B;"),
        ];
        assert_eq!(shown(&files), [r#"c.rs>a/b.rs {1: {"B"}}"#]);
    }

    #[test]
    fn a_macro_leads_to_the_file_that_declares_it() {
        let files = [
            ("lib.rs", "macro_rules! row { () => {} }\nmod a; mod b;"),
            ("a.rs", "row!();\nfn f() { vec![1 != 2] }"),
            ("b.rs", "macro_rules! row { () => {} }\nrow!();"),
        ];
        assert_eq!(shown(&files), [r#"a.rs>lib.rs {1: {"row"}}"#]);
    }

    #[test]
    fn tests_inside_a_file_take_from_others_too() {
        let files = [
            ("lib.rs", "mod a;\npub fn f() {}"),
            (
                "a.rs",
                "#[cfg(test)]\nmod tests {\n use super::*;\n use crate::f;\n}",
            ),
        ];
        assert_eq!(shown(&files), [r#"a.rs>lib.rs {4: {"f"}}"#]);
    }
}
