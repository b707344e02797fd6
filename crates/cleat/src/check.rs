//! `cleat check`.

use std::process::ExitCode;

use cleat_server::Settings;

/// Prints the rows at fault; status 1 when there are any.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub async fn check(settings: Settings) -> Result<ExitCode, String> {
    let database = std::path::Path::new(&settings.data).join(cleat_server::DATABASE);
    if settings.database_url.0.is_empty() && !database.exists() {
        return Err(format!("there is no database at {}", database.display()));
    }
    let explain = |error: cleat_server::kernel::Error| error.cause.unwrap_or_default();
    let app = cleat_server::open(settings).await.map_err(explain)?;
    let faults = cleat_server::check::faults(&app).await.map_err(explain)?;
    for fault in &faults {
        println!("broken: {}: {}", fault.invariant, fault.row);
    }
    println!("{} faults", faults.len());
    Ok(if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
