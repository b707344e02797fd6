//! Packs what the site serves: every file compressed (RFC 1952), and the list of them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

type Failed = Box<dyn std::error::Error>;

const DOCUMENT: &str = "../../docs/openapi.json";
const GUIDE: &str = "../../docs/guide";
const ASSETS: &str = "assets";

fn main() -> Result<(), Failed> {
    for path in [DOCUMENT, GUIDE, ASSETS] {
        println!("cargo::rerun-if-changed={path}");
    }
    let mut files = vec![("openapi.json".to_owned(), std::fs::read(DOCUMENT)?)];
    let script = scalar_api_reference::get_asset("scalar.js").ok_or("scalar.js is not there")?;
    files.push(("assets/scalar.js".into(), script));
    collect(Path::new(ASSETS), "assets", &mut files)?;
    collect(Path::new(GUIDE), "guide", &mut files)?;
    files.sort();

    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut list = String::from("&[\n");
    for (number, (name, bytes)) in files.iter().enumerate() {
        let path = out.join(format!("{number}.gz"));
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes)?;
        std::fs::write(&path, packed.finish()?)?;
        writeln!(list, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    list.push_str("]\n");
    std::fs::write(out.join("files.rs"), list)?;
    Ok(())
}

fn collect(folder: &Path, above: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failed> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{above}/{name}");
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else {
            files.push((name, std::fs::read(&path)?));
        }
    }
    Ok(())
}
