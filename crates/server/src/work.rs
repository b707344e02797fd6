//! What a server does besides answering.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::core::{App, janitor, keys};

/// Time between two looks at the keys.
const LOOK: Duration = Duration::from_secs(1);
/// Time between two sweeps.
const SWEEP: Duration = Duration::from_secs(600);

/// Delivers messages and takes away what is over, until the set is dropped.
pub fn in_background(app: &Arc<App>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let clock = app.clock.clone();
    if !app.settings.dev {
        tasks.spawn(cleat_delivery::worker::run(
            app.db.clone(),
            app.outbox.clone(),
            move || clock.now(),
        ));
    }
    let looking = app.clone();
    tasks.spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            if let Err(error) = keys::refresh(&looking).await {
                let cause = error.cause.unwrap_or_default();
                tracing::warn!(cause, "the keys cannot be read");
            }
        }
    });
    let app = app.clone();
    tasks.spawn(async move {
        loop {
            if let Err(error) = janitor::sweep(&app).await {
                tracing::warn!(%error, "what is over could not be taken away");
            }
            tokio::time::sleep(SWEEP).await;
        }
    });
    tasks
}
