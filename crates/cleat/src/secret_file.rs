//! Secrets that stand in files.

/// The secret that a file holds, without the end of its line.
pub fn secret_in(path: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(format!("{path} is empty")),
        secret => Ok(secret.to_owned()),
    }
}
