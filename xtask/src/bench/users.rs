//! The users of the pool that is measured.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

/// Password of every user.
pub const PASSWORD: &str = "correct horse battery";
/// Its argon2id digest at the default cost.
const DIGEST: &str = "$argon2id$v=19$m=19456,t=2,p=1$AQEBAQEBAQEBAQEBAQEBAQ$362lCOZRHrzOdFe2YoSxV6X5o4kNv7PvQZDLxCgKgSA";

/// Phone of a user; only even numbers have one.
pub fn phone(number: usize) -> String {
    format!("+86139{number:08}")
}

/// E-mail address of a user.
pub fn email(number: usize) -> String {
    format!("user{number}@bench.example")
}

/// Imports that many users, as an operator would.
pub fn import(binary: &Path, folder: &Path, given: &[String], users: usize) -> Result<(), String> {
    let file = folder.join("users.jsonl");
    let write = || -> std::io::Result<()> {
        let mut out = BufWriter::new(std::fs::File::create(&file)?);
        for number in 0..users {
            let phone = (number % 2 == 0).then(|| phone(number));
            let line = json!({
                "phone": phone.as_deref().unwrap_or_default(), "phoneVerified": phone.is_some(),
                "email": email(number), "emailVerified": true,
                "nickname": format!("User {number}"), "passwordDigest": DIGEST,
            });
            writeln!(out, "{line}")?;
        }
        out.flush()
    };
    write().map_err(|error| error.to_string())?;
    let status = Command::new(binary)
        .arg("import")
        .args(given)
        .arg(&file)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("cleat import: {error}"))?;
    drop(std::fs::remove_file(&file));
    status
        .success()
        .then_some(())
        .ok_or_else(|| format!("cleat import: {status}"))
}
