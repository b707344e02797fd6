//! `cleat credentials`.

use std::process::ExitCode;

use cleat_server::{Credentials, Settings};

use crate::print::{explain, line};

/// Prints ids and secrets of the first pool and its first application.
pub async fn credentials(settings: Settings) -> Result<ExitCode, String> {
    let app = cleat_server::open_existing(settings)
        .await
        .map_err(explain)?;
    let credentials = Credentials::first(&app).await.map_err(explain)?;
    let text = serde_json::to_string_pretty(&credentials).map_err(|error| error.to_string())?;
    line(&text)?;
    Ok(ExitCode::SUCCESS)
}
