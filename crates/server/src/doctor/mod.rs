//! `cleat doctor`: what is wrong with a server, or would be, and what to do about it.

mod address;
mod database;
mod files;
mod finding;
mod providers;
mod proxies;
mod settings;

use std::path::PathBuf;

use cleat_engine::kernel::Settings;

use finding::why;
pub use finding::{Finding, Grade};

use crate::bootstrap::open_existing;

/// Looks at everything that a server of these settings needs; `secrets` are the files that secrets
/// were read from. The database is not changed.
pub async fn examine(settings: &Settings, secrets: &[PathBuf]) -> Vec<Finding> {
    let mut found = settings::examine(settings);
    found.extend(proxies::examine(settings));
    found.extend(files::examine(settings, secrets));
    let (more, is_ready) = database::examine(settings).await;
    found.extend(more);
    if is_ready {
        found.extend(inside(settings).await);
    }
    found.extend(address::examine(settings).await);
    found
}

/// What can be seen with the master key alone.
async fn inside(settings: &Settings) -> Vec<Finding> {
    let app = match open_existing(settings.clone()).await {
        Ok(app) => app,
        Err(error) => return vec![database::shut(why(error))],
    };
    let mut found = Vec::new();
    for part in [database::inside(&app).await, providers::examine(&app).await] {
        match part {
            Ok(part) => found.extend(part),
            Err(error) => found.push(database::shut(why(error))),
        }
    }
    found
}
