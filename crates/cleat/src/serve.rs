//! `cleat serve`.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use cleat_server::{App, Settings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::print::{explain, line};
use crate::telemetry;

/// Longest wait at the end for providers that were given a message.
const DELIVERING: Duration = Duration::from_secs(3);
/// Longest wait for the database at the end.
const CLOSING: Duration = Duration::from_millis(1500);

/// Serves until SIGINT or SIGTERM, then finishes what was begun.
pub async fn serve(settings: Settings) -> Result<ExitCode, String> {
    let _telemetry = telemetry::start(&settings)?;
    let held = cleat_server::hold(&settings).map_err(explain)?;
    let (app, listener) = start(settings).await?;
    if let Some(held) = &held {
        cleat_server::note_keys(held, &app.settings).map_err(explain)?;
    }
    tracing::info!(listen = %address(&listener)?, dev = app.settings.dev, "serving");
    let watched = io::stdout().is_terminal();
    if watched {
        tell(&app).await?;
    }
    if watched || app.settings.print_setup_link {
        set_up(&app).await?;
    }
    run(app, listener).await?;
    Ok(ExitCode::SUCCESS)
}

/// Tells whoever sits at the terminal what runs where.
async fn tell(app: &App) -> Result<(), String> {
    line(&format!("\nCleat {}", env!("CARGO_PKG_VERSION")))?;
    for (name, text) in cleat_server::summary(app).await.map_err(explain)? {
        line(&format!("  {name:<12}{text}"))?;
    }
    line("Stop it by Ctrl-C.\n")
}

/// Prints the link that makes the first owner of the console, where there is none.
async fn set_up(app: &Arc<App>) -> Result<(), String> {
    if !cleat_server::has_console(&app.settings) {
        return Ok(());
    }
    match cleat_server::setup_link(app, false)
        .await
        .map_err(explain)?
    {
        Some(link) => line(&format!("Set up the console: {link}")),
        None => Ok(()),
    }
}

/// Opens the database and the port. Port 0 takes a free one.
pub async fn start(mut settings: Settings) -> Result<(Arc<App>, TcpListener), String> {
    let listener = TcpListener::bind(&settings.listen).await.map_err(|error| {
        format!(
            "setting listen: cannot listen on {}: {error}",
            settings.listen
        )
    })?;
    let bound = address(&listener)?;
    if settings.dev && !bound.ip().is_loopback() && !settings.dev_anywhere {
        return Err(format!(
            "setting dev: development mode shows every code to everybody who reaches {bound}; \
             use a loopback address, or --dev-anywhere if you mean it"
        ));
    }
    settings.listen = bound.to_string();
    let app = cleat_server::open(settings).await.map_err(explain)?;
    Ok((app, listener))
}

/// Serves until it is told to stop: by SIGINT at once, by SIGTERM after a while in which it is
/// not ready, so that nobody is cut. What was begun is answered either way, if its client lets it.
pub async fn run(app: Arc<App>, listener: TcpListener) -> Result<(), String> {
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let drained = app.clone();
    let stop = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {
                drained.draining.store(true, Ordering::Relaxed);
                let seconds = drained.settings.drain_seconds.unsigned_abs();
                tracing::info!(seconds, "draining");
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
        }
    };
    let work = cleat_server::in_background(&app);
    cleat_server::serve(app.clone(), listener, stop).await;
    work.end(DELIVERING).await;
    close(app).await;
    Ok(())
}

/// Waits until what was written is durable, unless the database does not come to it.
async fn close(app: Arc<App>) {
    let closed = tokio::task::spawn_blocking(move || app.db.close());
    if tokio::time::timeout(CLOSING, closed).await.is_err() {
        tracing::warn!("the database does not end its work");
    }
}

fn address(listener: &TcpListener) -> Result<SocketAddr, String> {
    listener.local_addr().map_err(|error| error.to_string())
}
