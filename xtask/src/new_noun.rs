//! The skeleton of a noun: `cargo xtask new-noun NAME`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::run::{cargo, root, say, sources};

/// Templates and where they go. What stands for the name is in `Names::fill`.
const FILES: &[(&str, &str)] = &[
    (
        include_str!("../templates/new-noun/api/mod.rs"),
        "crates/api/src/gadget/mod.rs",
    ),
    (
        include_str!("../templates/new-noun/api/examples.toml"),
        "crates/api/src/gadget/examples.toml",
    ),
    (
        include_str!("../templates/new-noun/api/zh.tsv"),
        "crates/api/src/gadget/zh.tsv",
    ),
    (
        include_str!("../templates/new-noun/nouns/mod.rs"),
        "crates/nouns/src/gadget/mod.rs",
    ),
    (
        include_str!("../templates/new-noun/nouns/create.rs"),
        "crates/nouns/src/gadget/create.rs",
    ),
    (
        include_str!("../templates/new-noun/nouns/list.rs"),
        "crates/nouns/src/gadget/list.rs",
    ),
    (
        include_str!("../templates/new-noun/nouns/store.rs"),
        "crates/nouns/src/gadget/store.rs",
    ),
    (
        include_str!("../templates/new-noun/test.rs"),
        "crates/cleat/tests/it/gadget.rs",
    ),
];

/// Lists that name every noun: the file, how the line before begins, the line that is added.
const LISTS: &[(&str, &str, &str)] = &[
    ("crates/api/src/lib.rs", "pub mod ", "pub mod gadget;"),
    ("crates/api/src/lib.rs", "    &", "    &gadget::OPERATIONS,"),
    ("crates/nouns/src/lib.rs", "mod ", "mod gadget;"),
    ("crates/nouns/src/lib.rs", "    &", "    &gadget::NOUN,"),
    ("crates/cleat/tests/it/main.rs", "mod ", "mod gadget;"),
];

/// Where modules declare their migrations.
const MIGRATIONS: [&str; 2] = ["crates/engine/src", "crates/nouns/src"];

/// Writes the files of a noun and adds it to the lists.
pub fn new_noun(args: &[String]) -> Result<(), String> {
    let [noun] = args else {
        return Err("cargo xtask new-noun NAME, such as `role` or `custom_field`".into());
    };
    let fits = |sign: char| sign.is_ascii_lowercase() || sign == '_';
    if noun.is_empty() || !noun.chars().all(fits) {
        return Err(format!(
            "{noun}: a noun is lower case, with _ between words"
        ));
    }
    let names = Names::of(noun);
    let number = format!("number: {}", next_migration()?);
    let mut changed = BTreeMap::new();
    for (template, path) in FILES {
        let path = names.fill(path);
        if root().join(&path).exists() {
            return Err(format!("{path} is there already"));
        }
        let text = names.fill(template).replace("number: NEXT", &number);
        changed.insert(path, text);
    }
    for (path, begins, line) in LISTS {
        let text = match changed.remove(*path) {
            Some(text) => text,
            None => read(path)?,
        };
        let text = with_line(&text, begins, &names.fill(line));
        let text = text.ok_or_else(|| format!("{path}: no line begins with {begins:?}"))?;
        changed.insert((*path).to_owned(), text);
    }
    for (path, text) in changed {
        write(&path, &text)?;
    }
    cargo(&["fmt", "--all"])
}

/// The number of the migration that comes next.
fn next_migration() -> Result<u32, String> {
    let mut last = 0;
    for folder in MIGRATIONS {
        for path in sources(folder)? {
            let text = read(&path)?;
            let numbers = text.split("number: ").skip(1);
            let numbers = numbers.filter_map(|rest| rest.split(',').next()?.parse().ok());
            last = last.max(numbers.max().unwrap_or_default());
        }
    }
    Ok(last + 1)
}

/// The spellings of a name. The templates tell of gadgets.
struct Names {
    snake: String,
    pascal: String,
    kebab: String,
}

impl Names {
    fn of(noun: &str) -> Self {
        let upper = |word: &str| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        };
        Self {
            snake: noun.to_owned(),
            pascal: noun.split('_').map(upper).collect(),
            kebab: noun.replace('_', "-"),
        }
    }

    /// A template with this name for that of a gadget.
    fn fill(&self, template: &str) -> String {
        template
            .replace("-gadget", &format!("-{}", self.kebab))
            .replace("gadget", &self.snake)
            .replace("Gadget", &self.pascal)
    }
}

/// A text with one line more, after the last that begins so.
fn with_line(text: &str, begins: &str, line: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().rposition(|line| line.starts_with(begins))?;
    lines.insert(last + 1, line);
    Some(lines.join("\n") + "\n")
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}

fn write(path: &str, text: &str) -> Result<(), String> {
    let file = root().join(path);
    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, text));
    written.map_err(|error| format!("{path}: {error}"))?;
    say(&format!("wrote {path}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Names, with_line};

    #[test]
    fn a_name_is_spelled_as_each_place_wants() {
        let names = Names::of("custom_field");
        let filled = names.fill("GET \"/api/v3/list-gadgets\" Gadget gadget::list_gadgets");
        let wanted =
            "GET \"/api/v3/list-custom-fields\" CustomField custom_field::list_custom_fields";
        assert_eq!(filled, wanted);
    }

    #[test]
    fn a_line_goes_after_the_last_of_its_kind() {
        let text = "mod a;\nmod b;\n\nfn f() {}\n";
        let wanted = "mod a;\nmod b;\nmod c;\n\nfn f() {}\n";
        assert_eq!(with_line(text, "mod ", "mod c;").unwrap(), wanted);
        assert!(with_line(text, "pub mod ", "pub mod c;").is_none());
    }
}
