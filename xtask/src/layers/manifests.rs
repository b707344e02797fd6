//! The crates of the workspace: their files and what they say they depend on.

use super::floors::{Fault, may_name};
use crate::run::{entries, root, sources};

/// A crate.
pub struct Crate {
    /// Its name in paths: `cleat_store`.
    pub name: String,
    /// Its folder: `crates/store`.
    folder: String,
    /// Its manifest.
    manifest: String,
    /// Path and text of each source.
    pub files: Vec<(String, String)>,
}

/// The crates in `crates/` and one folder below, and `xtask`.
pub fn crates() -> Result<Vec<Crate>, String> {
    let mut folders = vec!["xtask".to_owned()];
    for entry in folders_in("crates")? {
        folders.extend(folders_in(&entry)?);
        folders.push(entry);
    }
    folders.retain(|folder| root().join(folder).join("Cargo.toml").is_file());
    folders.iter().map(|folder| Crate::read(folder)).collect()
}

impl Crate {
    fn read(folder: &str) -> Result<Self, String> {
        let manifest = text(&format!("{folder}/Cargo.toml"))?;
        let table: toml::Table = toml::from_str(&manifest).map_err(|error| error.to_string())?;
        let name = table.get("package").and_then(|package| package.get("name"));
        let name = name.and_then(toml::Value::as_str).unwrap_or_default();
        let mut files = Vec::new();
        for path in sources(&format!("{folder}/src"))? {
            files.push((path.clone(), text(&path)?));
        }
        Ok(Self {
            name: name.replace('-', "_"),
            folder: folder.to_owned(),
            manifest,
            files,
        })
    }

    /// Dependencies of the manifest that the floors forbid; those of the tests are free.
    pub fn faults(&self, all: &[Self]) -> Vec<Fault> {
        let mut section = "";
        let mut faults = Vec::new();
        for (number, line) in self.manifest.lines().enumerate() {
            if line.starts_with('[') {
                section = line;
            }
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let name = name.replace('-', "_");
            let Some(other) = all.iter().find(|other| other.name == name) else {
                continue;
            };
            if !matches!(section, "[dependencies]" | "[build-dependencies]") {
                continue;
            }
            if let Err(why) = may_name(self.inside(), other.inside()) {
                let place = format!("{}/Cargo.toml:{}", self.folder, number + 1);
                faults.push(Fault { place, why });
            }
        }
        faults
    }

    /// Its folder inside `crates/`.
    fn inside(&self) -> &str {
        let folder = self.folder.strip_prefix("crates/");
        folder.unwrap_or(&self.folder)
    }
}

/// The folders in a folder.
fn folders_in(folder: &str) -> Result<Vec<String>, String> {
    let paths = entries(folder)?.into_iter();
    let paths = paths.map(|entry| format!("{folder}/{entry}"));
    Ok(paths.filter(|path| root().join(path).is_dir()).collect())
}

fn text(path: &str) -> Result<String, String> {
    std::fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}
