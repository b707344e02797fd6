//! Generated files: written by the program, committed, compared by CI.

use std::path::Path;

use cleat_api::Value;
use cleat_generate::DOCUMENT;

use crate::console;
use crate::run::{below, moved, output, root, say};

/// Builds a folder of files: path and text.
type Build = fn() -> Result<Vec<(String, String)>, String>;

/// The built TypeScript client: every file in it is generated.
const DIST: &str = "sdk/nodejs/dist";
/// Where it is built.
const OUT: &str = "target/sdk-dist";
/// A part of the build: project, folder, options of the compiler. The types are the same for both
/// module systems.
const BUILDS: [(&str, &str, &[&str]); 3] = [
    ("tsconfig.json", "esm", &["--removeComments"]),
    ("tsconfig.cjs.json", "cjs", &["--removeComments"]),
    (
        "tsconfig.cjs.json",
        "types",
        &["--declaration", "--emitDeclarationOnly"],
    ),
];
/// What is read as CommonJS inside a package of modules says so.
const COMMON_JS: &str = "{ \"type\": \"commonjs\" }\n";
/// Files of the built client that no program writes.
const FIXED: [(&str, &str); 3] = [
    ("cjs/package.json", COMMON_JS),
    ("types/package.json", COMMON_JS),
    (
        "esm/index.d.ts",
        "export * from \"../types/index.js\";\nexport { default } from \"../types/index.js\";\n",
    ),
];

/// Writes the generated files, or with `check` says which ones are not as they would be written.
/// Then it says what the document of the API breaks since the last commit.
pub fn generate(check: bool) -> Result<(), String> {
    let mut files = files()?;
    let mut stale = Vec::new();
    compare(&files, check, &mut stale)?;
    // The pages are built of the document and the client that were written before.
    for (folder, build) in [(DIST, built as Build), (console::DIST, console::built)] {
        let built = build()?;
        compare(&built, check, &mut stale)?;
        files.extend(built);
        remove_others(folder, &files, check, &mut stale)?;
    }
    breaking(&files)?;
    if stale.is_empty() {
        say("the generated files are as they would be written");
        Ok(())
    } else {
        Err(format!(
            "not as `cargo xtask gen` would write them: {}",
            stale.join(", ")
        ))
    }
}

/// Removes what is in a folder and is not generated any more, or with `check` notes it.
fn remove_others(
    folder: &str,
    files: &[(String, String)],
    check: bool,
    stale: &mut Vec<String>,
) -> Result<(), String> {
    for path in below(folder) {
        if files.iter().any(|(generated, _)| *generated == path) {
            continue;
        }
        if check {
            stale.push(path);
            continue;
        }
        std::fs::remove_file(root().join(&path)).map_err(|e| format!("{path}: {e}"))?;
        say(&format!("removed {path}"));
    }
    Ok(())
}

/// Writes what is not as it should be, or with `check` notes it.
fn compare(files: &[(String, String)], check: bool, stale: &mut Vec<String>) -> Result<(), String> {
    for (path, text) in files {
        let file = root().join(path);
        let present = std::fs::read_to_string(&file).unwrap_or_default();
        if present == *text {
            continue;
        }
        if check {
            stale.push(path.clone());
            continue;
        }
        let folder = file.parent().map(Path::to_owned).unwrap_or_default();
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, text));
        written.map_err(|error| format!("{path}: {error}"))?;
        say(&format!("wrote {path}"));
    }
    Ok(())
}

/// The TypeScript client as Node and browsers run it.
fn built() -> Result<Vec<(String, String)>, String> {
    drop(std::fs::remove_dir_all(root().join(OUT)));
    let tsc = root().join("sdk/nodejs/node_modules/.bin/tsc");
    for (project, folder, options) in BUILDS {
        let project = format!("sdk/nodejs/{project}");
        let folder = format!("{OUT}/{folder}");
        let args = ["--project", &project, "--outDir", &folder];
        output(&tsc, &[&args, options].concat())?;
    }
    let fixed = FIXED.map(|(path, text)| (format!("{DIST}/{path}"), text.to_owned()));
    let mut files = Vec::from(fixed);
    files.extend(moved(OUT, DIST)?);
    keep_public(&mut files);
    Ok(files)
}

/// Leaves out the types of modules that no other type names.
fn keep_public(files: &mut Vec<(String, String)>) {
    let before = files.len();
    let kept = files.clone();
    files.retain(|(path, _)| {
        let name = path.rsplit_once('/').map_or("", |(_, name)| name);
        let Some(module) = name
            .strip_suffix(".d.ts")
            .filter(|module| *module != "index")
        else {
            return true;
        };
        let named = format!("\"./{module}.js\"");
        kept.iter()
            .any(|(other, text)| other.ends_with(".d.ts") && text.contains(&named))
    });
    if files.len() < before {
        keep_public(files);
    }
}

/// Compares the document with that of the last commit; with the one before when it is the same.
fn breaking(files: &[(String, String)]) -> Result<(), String> {
    let new = files.iter().find(|(path, _)| path == DOCUMENT);
    let new = new.map(|(_, text)| text.as_str()).unwrap_or_default();
    let committed = |revision: &str| output("git", &["show", &format!("{revision}:{DOCUMENT}")]);
    let (revision, old) = match committed("HEAD") {
        Ok(old) if old == new => ("HEAD~1", committed("HEAD~1")),
        old => ("HEAD", old),
    };
    let Ok(old) = old else {
        say(&format!("no {DOCUMENT} in {revision} to compare with"));
        return Ok(());
    };
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
    let changes = cleat_generate::breaking::breaking(&read(&old)?, &read(new)?);
    for change in &changes {
        say(&format!("BREAKING since {revision}: {change}"));
    }
    say(&format!(
        "{} breaking changes since {revision}",
        changes.len()
    ));
    Ok(())
}

fn files() -> Result<Vec<(String, String)>, String> {
    crate::setup::setup()?;
    let python = root().join("target/python/bin/python");
    let script = |name: &str| output(&python, &[&format!("xtask/scripts/{name}.py")]);
    let countries = script("countries")?;
    let methods = script("methods")?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let mut files = runtime.block_on(cleat_generate::files(&methods))?;
    files.extend([
        ("docs/operations.txt".into(), list()),
        ("docs/settings.md".into(), settings()),
        ("deploy/cleat.toml".into(), example_file()),
        ("crates/nouns/src/profile/countries.tsv".into(), countries),
    ]);
    Ok(files)
}

/// One operation a line: a map of the API to read in a diff.
fn list() -> String {
    let mut text = String::from("# @generated by `cargo xtask gen`\n");
    for operation in cleat_api::operations() {
        text.push_str(&format!(
            "{:<12} {:<28} {:<4} {:<44} {:?}\n",
            operation.noun, operation.id, operation.method, operation.path, operation.caller
        ));
    }
    text
}

fn settings() -> String {
    let mut text = String::from(
        "<!-- @generated by `cargo xtask gen` -->\n# Settings\n\nA flag weighs more than the \
         environment, the environment more than the file `cleat.toml` (or `--config FILE`). \
         An unknown setting, or one without effect, is an error at start.\n\n\
         Each setting marked * may be a secret: a file can hold it, named by the setting with \
         `_file` at its end (`master_key_file`, `--master-key-file`, `CLEAT_MASTER_KEY_FILE`). \
         Switches are `true`, `yes`, `on` or `1`, or the opposite.\n\n\
         | file | flag | environment | default | what it does |\n|---|---|---|---|---|\n",
    );
    for setting in cleat_server::Settings::TABLE {
        let flag = setting.name.replace('_', "-");
        let env = setting.name.to_uppercase();
        let star = if setting.secret { " *" } else { "" };
        text.push_str(&format!(
            "| `{}`{star} | `--{flag}` | `CLEAT_{env}` | `{}` | {} |\n",
            setting.name,
            setting.default,
            setting.doc.trim()
        ));
    }
    text
}

/// Every setting with what it does, as a file to begin from.
fn example_file() -> String {
    let mut text = String::from(
        "# @generated by `cargo xtask gen`\n\
         # Settings of Cleat. Each line shows a default: take its # away to set another value.\n\
         # A value that may be a secret is better kept in a file of its own: NAME_file = \"FILE\".\n",
    );
    for setting in cleat_server::Settings::TABLE {
        text.push('\n');
        for line in wrapped(setting.doc.trim(), 96) {
            text.push_str(&format!("# {line}\n"));
        }
        text.push_str(&format!(
            "#{} = {}\n",
            setting.name,
            as_toml(setting.default)
        ));
    }
    text
}

/// A default as the file has it: switches and whole numbers bare, all else as text.
fn as_toml(default: &str) -> String {
    let is_bare = matches!(default, "true" | "false") || default.parse::<i64>().is_ok();
    match is_bare {
        true => default.to_owned(),
        false => format!("{default:?}"),
    }
}

/// A text in lines of at most so many characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines
            .last_mut()
            .filter(|line| line.len() + word.len() < width);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
