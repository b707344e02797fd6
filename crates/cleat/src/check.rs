//! `cleat check`.

use std::process::ExitCode;

use cleat_server::Settings;

use crate::print::{explain, line};

/// Prints the rows at fault; status 1 when there are any.
pub async fn check(settings: Settings) -> Result<ExitCode, String> {
    let app = cleat_server::open_existing(settings)
        .await
        .map_err(explain)?;
    let faults = cleat_server::check::faults(&app).await.map_err(explain)?;
    for fault in &faults {
        line(&format!("broken: {}: {}", fault.invariant, fault.row))?;
    }
    line(&format!("{} faults", faults.len()))?;
    Ok(if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
