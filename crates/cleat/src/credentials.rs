//! `cleat credentials`.

use std::process::ExitCode;

use cleat_server::{Credentials, Settings};

/// Prints ids and secrets of the first pool and its first application; makes them where there
/// are none yet.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub async fn credentials(settings: Settings) -> Result<ExitCode, String> {
    let explain = |error: cleat_server::kernel::Error| error.cause.unwrap_or_default();
    let app = cleat_server::open(settings).await.map_err(explain)?;
    let credentials = Credentials::first(&app).await.map_err(explain)?;
    let text = serde_json::to_string_pretty(&credentials).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(ExitCode::SUCCESS)
}
