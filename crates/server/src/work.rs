//! What a server does besides answering.

use std::sync::Arc;
use std::time::Duration;

use cleat_delivery::worker::{self, Surroundings};
use cleat_engine::kernel::{App, key_rotation};
use cleat_engine::messages::learn;
use cleat_engine::session::logout;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::purge::purge_expired;

/// Time between two looks at the keys.
const LOOK: Duration = Duration::from_secs(1);
/// Time between two looks at the codes that were used.
const LEARN: Duration = Duration::from_secs(30);
/// Time between two looks at the sign-outs that applications are to be told of.
const LOGOUTS: Duration = Duration::from_millis(250);
/// Time between two purges.
const PURGE: Duration = Duration::from_secs(600);

/// Longest time until all links have ended.
const TO_UNLINK: Duration = Duration::from_secs(8);

/// The work of a server. It ends when it is dropped.
pub struct Background {
    tasks: JoinSet<()>,
    worker: Option<Worker>,
    /// Whoever keeps the links that messages go over.
    links: Option<Worker>,
}

/// Work that is told when to end.
struct Worker {
    task: JoinHandle<()>,
    ending: watch::Sender<bool>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Background {
    /// Ends it: no more messages are taken on, and those under way have that time to be answered
    /// for. Of others nobody knows whether they were taken, so that they may go out twice.
    pub async fn end(mut self, patience: Duration) {
        self.tasks.abort_all();
        if let Some(worker) = self.worker.take()
            && !worker.end(patience).await
        {
            tracing::warn!("messages were under way at the end");
        }
        if let Some(links) = self.links.take() {
            links.end(TO_UNLINK).await;
        }
    }
}

impl Worker {
    /// Tells it to end, and whether it did in that time.
    async fn end(mut self, patience: Duration) -> bool {
        self.ending.send_replace(true);
        tokio::time::timeout(patience, &mut self.task).await.is_ok()
    }
}

/// Delivers messages and purges expired rows, until that is dropped.
pub fn in_background(app: &Arc<App>) -> Background {
    let mut tasks = JoinSet::new();
    tasks.spawn(look_at_keys(app.clone()));
    tasks.spawn(purge(app.clone()));
    tasks.spawn(tell_of_logouts(app.clone()));
    if !app.outbox.is_held() {
        let (around, _) = surroundings(app);
        tasks.spawn(worker::pull(app.db.clone(), app.outbox.clone(), around));
        tasks.spawn(learn_of_providers(app.clone()));
    }
    Background {
        tasks,
        worker: (!app.outbox.is_held()).then(|| deliver(app)),
        links: (!app.outbox.is_held()).then(|| keep_links(app)),
    }
}

fn deliver(app: &Arc<App>) -> Worker {
    let (around, ending) = surroundings(app);
    let work = worker::run(app.db.clone(), app.outbox.clone(), around);
    Worker {
        task: tokio::spawn(work),
        ending,
    }
}

fn keep_links(app: &Arc<App>) -> Worker {
    let (around, ending) = surroundings(app);
    let work = worker::links(app.db.clone(), app.outbox.clone(), around);
    Worker {
        task: tokio::spawn(work),
        ending,
    }
}

/// What works on messages takes from around it, and what tells it to end.
fn surroundings(app: &Arc<App>) -> (Surroundings, watch::Sender<bool>) {
    let (ending, told) = watch::channel(false);
    let (clock, random) = (app.clock.clone(), app.clone());
    let around = Surroundings {
        now: Box::new(move || clock.now()),
        nonce: Box::new(move || random.random.nonce()),
        ending: told,
    };
    (around, ending)
}

async fn look_at_keys(app: Arc<App>) {
    loop {
        tokio::time::sleep(LOOK).await;
        if let Err(error) = key_rotation::refresh(&app).await {
            let cause = error.cause.unwrap_or_default();
            tracing::warn!(cause, "the keys cannot be read");
        }
    }
}

async fn learn_of_providers(app: Arc<App>) {
    loop {
        tokio::time::sleep(LEARN).await;
        if let Err(error) = learn(&app).await {
            tracing::warn!(%error, "the figures of messages cannot be worked out");
        }
    }
}

async fn tell_of_logouts(app: Arc<App>) {
    loop {
        match logout::tell_due(&app).await {
            Ok(0) => tokio::time::sleep(LOGOUTS).await,
            Ok(_) => {}
            Err(error) => {
                let cause = error.cause.unwrap_or_default();
                tracing::warn!(cause, "applications cannot be told of sign-outs");
                tokio::time::sleep(LOGOUTS * 4).await;
            }
        }
    }
}

async fn purge(app: Arc<App>) {
    loop {
        if let Err(error) = purge_expired(&app).await {
            tracing::warn!(%error, "expired rows could not be purged");
        }
        tokio::time::sleep(PURGE).await;
    }
}
