//! What a server does besides answering.

use std::sync::Arc;
use std::time::Duration;

use cleat_engine::kernel::{App, key_rotation};
use tokio::task::JoinSet;

use crate::purge::purge_expired;

/// Time between two looks at the keys.
const LOOK: Duration = Duration::from_secs(1);
/// Time between two purges.
const PURGE: Duration = Duration::from_secs(600);

/// Delivers messages and purges expired rows, until the set is dropped.
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
            if let Err(error) = key_rotation::refresh(&looking).await {
                let cause = error.cause.unwrap_or_default();
                tracing::warn!(cause, "the keys cannot be read");
            }
        }
    });
    let app = app.clone();
    tasks.spawn(async move {
        loop {
            if let Err(error) = purge_expired(&app).await {
                tracing::warn!(%error, "expired rows could not be purged");
            }
            tokio::time::sleep(PURGE).await;
        }
    });
    tasks
}
