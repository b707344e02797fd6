//! Running programs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// The names in a folder, in order.
pub fn entries(folder: &str) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(root().join(folder)).map_err(|e| format!("{folder}: {e}"))?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

/// The Rust files below a folder, in order.
pub fn sources(folder: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        let path = format!("{folder}/{entry}");
        if root().join(&path).is_dir() {
            found.extend(sources(&path)?);
        } else if path.ends_with(".rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The files in a folder, as they are in another.
pub fn moved(from: &str, to: &str) -> Result<Vec<(String, String)>, String> {
    let read = |path: String| {
        let text = std::fs::read_to_string(root().join(&path)).map_err(|e| e.to_string())?;
        Ok((path.replace(from, to), text))
    };
    below(from).into_iter().map(read).collect()
}

/// The files in a folder, however deep.
pub fn below(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder));
    let mut files = Vec::new();
    for entry in entries.into_iter().flatten().flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => files.extend(below(&path)),
            false => files.push(path),
        }
    }
    files
}

/// Says something to the developer.
#[expect(clippy::print_stdout, reason = "a task talks to who runs it")]
pub fn say(text: &str) {
    println!("{text}");
}

/// Says why a task failed.
#[expect(clippy::print_stderr, reason = "a task talks to who runs it")]
pub fn complain(why: &str) {
    eprintln!("{why}");
}

/// The machine's clock, for what is measured.
#[expect(
    clippy::disallowed_methods,
    reason = "it measures, and decides nothing"
)]
pub fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Runs a program at the root; an error unless it ends well.
pub fn run(program: impl AsRef<std::ffi::OsStr>, args: &[&str]) -> Result<(), String> {
    run_with(program, args, &[])
}

fn run_with(
    program: impl AsRef<std::ffi::OsStr>,
    args: &[&str],
    env: &[(&str, &str)],
) -> Result<(), String> {
    let program = program.as_ref();
    let shown = format!("{} {}", program.to_string_lossy(), args.join(" "));
    say(&format!("+ {shown}"));
    let status = Command::new(program)
        .args(args)
        .envs(env.iter().copied())
        .current_dir(root())
        .status()
        .map_err(|error| format!("{shown}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{shown}: {status}"))
    }
}

/// Installs packages of Debian's.
pub fn debian(packages: &[&str]) -> Result<(), String> {
    run("apt-get", &["update", "-qq"])?;
    run("apt-get", &[&["install", "-y", "-qq"], packages].concat())
}

/// Runs cargo.
pub fn cargo(args: &[&str]) -> Result<(), String> {
    cargo_with(args, &[])
}

/// The cargo that runs this task.
pub fn cargo_program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs cargo with more in its environment.
pub fn cargo_with(args: &[&str], env: &[(&str, &str)]) -> Result<(), String> {
    run_with(cargo_program(), args, env)
}

/// What a program prints; an error unless it ends well.
pub fn output(program: impl AsRef<std::ffi::OsStr>, args: &[&str]) -> Result<String, String> {
    let program = program.as_ref();
    let shown = format!("{} {}", program.to_string_lossy(), args.join(" "));
    let output = Command::new(program)
        .args(args)
        .current_dir(root())
        .output()
        .map_err(|error| format!("{shown}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "{shown}: {}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}
