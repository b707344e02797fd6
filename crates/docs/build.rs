//! Renders the pages and packs what the site serves: every file compressed (RFC 1952), and the
//! list of them. Beside it, the Rust samples of the pages as one program, and the pages of the console
//! as `console/` builds them.

use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cleat_render::{Catalogue, Document, Tongue, operators, samples, search};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

type Failed = Box<dyn std::error::Error>;
type Files = Vec<(String, Vec<u8>)>;

const DOCUMENT: &str = "../../docs/openapi.json";
const GUIDE: &str = "../../docs/guide";
const ASSETS: &str = "assets";
/// Around every page, and the page of the explorer: they name assets.
const FRAME: &str = "frame.html";
const EXPLORER: &str = "explorer.html";
/// Pages for operators, beside the guides.
const FOR_OPERATORS: &str = "../../docs";
const CONSOLE: &str = "../../console/dist";
/// The declarations. The Chinese of a noun is in its folder, that of all nouns beside the folders.
const NOUNS: &str = "../api/src";
const CHINESE: &str = "zh.tsv";

fn main() -> Result<(), Failed> {
    for path in [DOCUMENT, GUIDE, ASSETS, FRAME, EXPLORER] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let assets = Assets::read()?;
    fs::write(out.join(FRAME), assets.named_in(FRAME)?)?;
    if std::env::var_os("CARGO_FEATURE_CONSOLE").is_some() {
        console(&out)?;
    }
    match read() {
        Ok((document, program)) => {
            fs::write(out.join("samples.rs"), program)?;
            pack("files", &files(&document, assets)?, &out)
        }
        // The program that writes the document is built with this one: it must not wait for it.
        Err(why) if std::env::var("PROFILE")? == "debug" => {
            println!("cargo::warning={DOCUMENT}: {why}; the site is empty, run `cargo xtask gen`");
            fs::write(out.join("samples.rs"), "fn main() {}\n")?;
            pack("files", &Vec::new(), &out)
        }
        Err(why) => Err(why),
    }
}

/// Packs the pages of the console, and what they are known by: it changes with any of them.
fn console(out: &Path) -> Result<(), Failed> {
    println!("cargo::rerun-if-changed={CONSOLE}");
    let mut files = Vec::new();
    if Path::new(CONSOLE).is_dir() {
        collect(Path::new(CONSOLE), "", &mut files)?;
    } else {
        println!(
            "cargo::warning=console/dist is not there: this build has no pages of the console"
        );
    }
    files.sort();
    let parts = files
        .iter()
        .flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
    let build = format!("{:016x}", digest(parts));
    fs::write(out.join("console-build.txt"), build)?;
    pack("console", &files, out)
}

/// The document, and the Rust samples in it.
fn read() -> Result<(Value, String), Failed> {
    let document = serde_json::from_str(&fs::read_to_string(DOCUMENT)?)?;
    let program = samples::program(&Document::read(&document)?)?;
    Ok((document, program))
}

/// Everything that the site serves, by name.
fn files(document: &Value, assets: Assets) -> Result<Files, Failed> {
    let mut files = vec![
        ("openapi.json".to_owned(), document.to_string().into()),
        (EXPLORER.to_owned(), assets.named_in(EXPLORER)?.into()),
    ];
    files.extend(assets.files());
    collect(Path::new(GUIDE), "guide", &mut files)?;
    for (name, _, _) in operators::PAGES {
        let path = format!("{FOR_OPERATORS}/{name}");
        println!("cargo::rerun-if-changed={path}");
        let text = operators::on_site(&fs::read_to_string(path)?);
        let folder = format!("guide/{}/{}", Tongue::En.folder(), operators::FOLDER);
        files.push((format!("{folder}/{name}"), text.into()));
    }
    let mut catalogue = Catalogue::default();
    chinese("", Path::new(NOUNS), &mut catalogue)?;
    for entry in fs::read_dir(NOUNS)? {
        let folder = entry?.path();
        let noun = folder.file_name().unwrap_or_default().to_string_lossy();
        chinese(&noun, &folder, &mut catalogue)?;
    }
    let pages = cleat_render::site(document, &catalogue)?.into_iter();
    files.extend(pages.map(|(name, text)| (format!("guide/{name}"), text.into())));
    for tongue in Tongue::ALL {
        let index = search::index(tongue, pages_of(&files)).to_string();
        files.push((format!("search/{}.json", tongue.folder()), index.into()));
    }
    files.sort();
    Ok(files)
}

/// The pages by their name below the guides.
fn pages_of(files: &Files) -> impl Iterator<Item = (&str, &str)> {
    files.iter().filter_map(|(name, bytes)| {
        let name = name.strip_prefix("guide/")?;
        Some((name, std::str::from_utf8(bytes).ok()?))
    })
}

/// Files that browsers keep for good: each is named by what is in it.
struct Assets(Vec<(String, String, Vec<u8>)>);

impl Assets {
    fn read() -> Result<Self, Failed> {
        let script = scalar_api_reference::get_asset("scalar.js").ok_or("no scalar.js")?;
        let mut files = vec![(format!("{ASSETS}/scalar.js"), script)];
        collect(Path::new(ASSETS), ASSETS, &mut files)?;
        let named = files.into_iter().map(|(name, bytes)| {
            let (stem, kind) = name.rsplit_once('.').unwrap_or((&name, ""));
            let kept = format!("{stem}.{:016x}.{kind}", digest([bytes.as_slice()]));
            (name, kept, bytes)
        });
        Ok(Self(named.collect()))
    }

    /// A page in which each has the name by which it is kept.
    fn named_in(&self, page: &str) -> Result<String, Failed> {
        let text = fs::read_to_string(page)?;
        Ok(self.0.iter().fold(text, |text, (name, kept, _)| {
            text.replace(&format!("/docs/{name}\""), &format!("/docs/{kept}\""))
        }))
    }

    fn files(self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.0.into_iter().map(|(_, kept, bytes)| (kept, bytes))
    }
}

/// What changes with any of the bytes.
fn digest<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.into_iter().for_each(|bytes| hasher.write(bytes));
    hasher.finish()
}

/// Writes the files compressed, and the list of them by that name.
fn pack(list_name: &str, files: &Files, out: &Path) -> Result<(), Failed> {
    let mut list = String::from("&[\n");
    for (number, (name, bytes)) in files.iter().enumerate() {
        let path = out.join(format!("{list_name}-{number}.gz"));
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes)?;
        fs::write(&path, packed.finish()?)?;
        writeln!(list, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    list.push_str("]\n");
    fs::write(out.join(format!("{list_name}.rs")), list)?;
    Ok(())
}

fn collect(folder: &Path, above: &str, files: &mut Files) -> Result<(), Failed> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = match above {
            "" => name.into_owned(),
            _ => format!("{above}/{name}"),
        };
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else {
            files.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}

/// Reads the Chinese of a folder, if it has some.
fn chinese(noun: &str, folder: &Path, catalogue: &mut Catalogue) -> Result<(), Failed> {
    let path = folder.join(CHINESE);
    if path.is_file() {
        println!("cargo::rerun-if-changed={}", path.display());
        catalogue.add(noun, &fs::read_to_string(&path)?);
    }
    Ok(())
}
