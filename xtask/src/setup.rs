//! Installing what the tests need: `cargo xtask setup`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::postgres;
use crate::run::{cargo, debian, root, run, say};

/// What the official SDK for Python and the tools beside it need; the clients of message vendors;
/// what checks the files of `deploy/`.
const PYTHON: [&str; 3] = [
    "tests/deploy/requirements.txt",
    "tests/official/python/requirements.txt",
    "tests/fakes/requirements.txt",
];

/// Folders with a lock file of npm, and where their packages go.
const NODE: [(&str, &str); 7] = [
    ("tests/official/node", "target/node"),
    ("sdk/nodejs", "sdk/nodejs"),
    ("tests/sdk/node", "tests/sdk/node"),
    ("tests/standards/node", "tests/standards/node"),
    ("tests/fakes/node", "tests/fakes/node"),
    ("tests/widgets/node", "tests/widgets/node"),
    ("console", "console"),
];

/// A client of OpenID Connect with a lock file of its own: it is no part of the server.
const RUST: &str = "tests/standards/rust/Cargo.toml";

/// Debian's packages, a program of each, and the tests that need them.
const PROGRAMS: [(&str, &str, &str); 13] = [
    ("strace", "strace", "f2_"),
    (
        "chromium",
        "chromium",
        "explorer_, typescript_, phone_lab and widgets",
    ),
    ("zsh", "zsh", "cli_"),
    ("fish", "fish", "cli_"),
    ("nginx-light", "nginx", "nginx_"),
    ("caddy", "caddy", "caddy_"),
    ("libapache2-mod-auth-openidc", "apache2", "w8_apache_"),
    ("prometheus", "promtool", "alarms_"),
    ("systemd", "systemd-analyze", "the_unit_"),
    ("slapd", "slapd", "directories_"),
    ("xmlsec1", "xmlsec1", "a_saml_provider_of_another_make_"),
    ("valgrind", "valgrind", "xtask instructions"),
    ("postgresql", "initdb", "replicas, f5_ and f7_"),
];

/// Installs what is missing of the Python environment, the Node packages and the programs; says
/// which programs it could not install.
pub fn setup() -> Result<(), String> {
    python()?;
    for (from, to) in NODE {
        npm(from, to)?;
    }
    cargo(&[
        "build",
        "--quiet",
        "--locked",
        "--manifest-path",
        RUST,
        "--target-dir",
        "target/standards",
    ])?;
    programs();
    Ok(())
}

fn python() -> Result<(), String> {
    let folder = root().join("target/python");
    let installed = |wanted: &str| folder.join(wanted.replace('/', "-"));
    let is_there = |wanted: &&str| same(&root().join(wanted), &installed(wanted));
    if PYTHON.iter().all(is_there) {
        return Ok(());
    }
    run("python3", &["-m", "venv", "target/python"])?;
    let files = PYTHON.iter().flat_map(|file| ["--requirement", file]);
    let install: Vec<&str> = ["install", "--quiet"].into_iter().chain(files).collect();
    run(folder.join("bin/pip"), &install)?;
    PYTHON
        .iter()
        .try_for_each(|wanted| copy(&root().join(wanted), &installed(wanted)))
}

/// Installs the packages of a folder into another, or into itself, as its lock file says.
pub fn npm(from: &str, to: &str) -> Result<(), String> {
    let (from, into) = (root().join(from), root().join(to));
    let lock = "package-lock.json";
    let installed = into.join("node_modules").join(lock);
    if same(&from.join(lock), &installed) {
        return Ok(());
    }
    std::fs::create_dir_all(&into).map_err(|error| error.to_string())?;
    if from != into {
        for file in ["package.json", lock] {
            copy(&from.join(file), &into.join(file))?;
        }
    }
    run(
        "npm",
        &["ci", "--prefix", to, "--silent", "--no-audit", "--no-fund"],
    )?;
    copy(&from.join(lock), &installed)
}

fn programs() {
    let missing = PROGRAMS.iter().filter(|(_, program, _)| !present(program));
    let missing: Vec<&(&str, &str, &str)> = missing.collect();
    if missing.is_empty() {
        return;
    }
    let packages: Vec<&str> = missing.iter().map(|(package, ..)| *package).collect();
    if let Err(why) = debian(&packages) {
        for (package, _, tests) in missing {
            say(&format!(
                "could not install {package}, which the tests {tests} need: {why}"
            ));
        }
    }
}

/// Whether a program is there; Debian keeps those of PostgreSQL in a folder of their own.
fn present(program: &str) -> bool {
    if program == "initdb" {
        return postgres::is_installed();
    }
    let mut command = Command::new(program);
    let command = command.arg("--version").stdout(Stdio::null());
    command.stderr(Stdio::null()).status().is_ok()
}

fn same(a: &Path, b: &Path) -> bool {
    matches!((std::fs::read(a), std::fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{}: {error}", from.display()))
}
