//! The skeleton of a noun: `cargo xtask new-noun NAME`.

use std::path::Path;

use crate::run::{cargo, root, say};

/// Templates and where they go; `NOUN` stands for the name.
const FILES: &[(&str, &str)] = &[
    (
        include_str!("../templates/new-noun/api/mod.rs"),
        "crates/api/src/NOUN/mod.rs",
    ),
    (
        include_str!("../templates/new-noun/api/examples.toml"),
        "crates/api/src/NOUN/examples.toml",
    ),
    (
        include_str!("../templates/new-noun/api/zh.tsv"),
        "crates/api/src/NOUN/zh.tsv",
    ),
    (
        include_str!("../templates/new-noun/nouns/mod.rs"),
        "crates/nouns/src/NOUN/mod.rs",
    ),
    (
        include_str!("../templates/new-noun/nouns/get.rs"),
        "crates/nouns/src/NOUN/get.rs",
    ),
    (
        include_str!("../templates/new-noun/nouns/store.rs"),
        "crates/nouns/src/NOUN/store.rs",
    ),
    (
        include_str!("../templates/new-noun/test.rs"),
        "crates/cleat/tests/it/NOUN.rs",
    ),
];

/// Lists that name every noun: the file, how the line before begins, the line that is added.
const LISTS: &[(&str, &str, &str)] = &[
    ("crates/api/src/lib.rs", "pub mod ", "pub mod NOUN;"),
    (
        "crates/api/src/lib.rs",
        "    all.extend(",
        "    all.extend(NOUN::operations());",
    ),
    ("crates/nouns/src/lib.rs", "mod ", "mod NOUN;"),
    (
        "crates/nouns/src/lib.rs",
        "pub const MODULES",
        "    NOUN::MODULE,",
    ),
    ("crates/cleat/tests/it/main.rs", "mod ", "mod NOUN;"),
];

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
    let mut changed = Vec::new();
    for (template, path) in FILES {
        let path = names.fill(path);
        if root().join(&path).exists() {
            return Err(format!("{path} is there already"));
        }
        changed.push((path, names.fill(template)));
    }
    for (path, begins, line) in LISTS {
        let before = changed.iter().position(|(changed, _)| changed == path);
        let text = match before.map(|place| changed.remove(place)) {
            Some((_, text)) => text,
            None => read(path)?,
        };
        let text = with_line(&text, begins, &names.fill(line));
        let text = text.ok_or_else(|| format!("{path}: no line begins with {begins:?}"))?;
        changed.push(((*path).to_owned(), text));
    }
    for (path, text) in changed {
        write(&path, &text)?;
    }
    cargo(&["fmt", "--all"])
}

/// The spellings of a name.
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

    /// `NOUN` becomes `custom_field`, `Noun` `CustomField`, `no-un` `custom-field`.
    fn fill(&self, template: &str) -> String {
        template
            .replace("NOUN", &self.snake)
            .replace("Noun", &self.pascal)
            .replace("no-un", &self.kebab)
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
        let filled = names.fill("GET \"/api/v3/get-no-un\" getNoun NOUN");
        assert_eq!(
            filled,
            "GET \"/api/v3/get-custom-field\" getCustomField custom_field"
        );
    }

    #[test]
    fn a_line_goes_after_the_last_of_its_kind() {
        let text = "mod a;\nmod b;\n\nfn f() {}\n";
        let wanted = "mod a;\nmod b;\nmod c;\n\nfn f() {}\n";
        assert_eq!(with_line(text, "mod ", "mod c;").unwrap(), wanted);
        assert!(with_line(text, "pub mod ", "pub mod c;").is_none());
    }
}
