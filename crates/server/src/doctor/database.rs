//! The database: whether it is there, keeps what it is given, and agrees about the time.

use cleat_engine::kernel::{App, Result, Settings};
use cleat_engine::tenancy::applications;
use cleat_store::{Error, Server, Standing};

use super::finding::{Finding, why};
use crate::master_key;
use crate::unusable::unusable;
use crate::upgrade::{has_its_key, newest, standing};

const ABOUT: &str = "database";
const CLOCK: &str = "clock";
const KEY: &str = "master key";
/// Oldest version of PostgreSQL that its makers still look after.
const OLDEST: i64 = 140_000;
/// Connections that one replica may use, and those that PostgreSQL keeps for its owner.
const CONNECTIONS: i64 = 23;
/// Milliseconds that clocks may differ by: unseen, and at all.
const APART: [i64; 2] = [1_000, 5_000];
/// Milliseconds that the newest event may be ahead of the clock.
const AHEAD: i64 = 60_000;

/// The database from outside, and whether it can be opened as it is.
pub(super) async fn examine(settings: &Settings) -> (Vec<Finding>, bool) {
    let standing = match standing(settings).await {
        Ok(standing) => standing,
        Err(error) => return (vec![absent(settings, error)], false),
    };
    let (schema, is_ready) = schema(&standing);
    let mut found = vec![schema];
    if let Some(server) = &standing.postgres {
        found.extend(of_server(server));
        found.push(clock(server.ahead));
    }
    // One that is ready is opened by its key.
    if !is_ready && let Err(error) = has_its_key(settings, &standing) {
        found.push(shut(why(error)));
    }
    (found, is_ready)
}

fn absent(settings: &Settings, error: Error) -> Finding {
    let advice = match error {
        Error::Absent => "Start cleat serve once, which makes it; or look at data or database_url.",
        Error::Certificates(_) => "Name a PEM file that can be read.",
        _ => "See that it runs, that this machine may reach it, and that name and password fit.",
    };
    Finding::fault(
        ABOUT,
        format!("{}.", why(unusable(settings, error))),
        advice,
    )
}

/// It cannot be opened, or not be read.
pub(super) fn shut(why: String) -> Finding {
    let advice = "See that the settings are those of the server, its master key too.";
    Finding::fault(ABOUT, format!("{why}."), advice)
}

fn schema(standing: &Standing) -> (Finding, bool) {
    let (found, known) = (standing.schema, newest());
    let text = format!(
        "{}, {} MiB, schema {found}",
        standing.version,
        standing.size >> 20
    );
    if found > known {
        let finding = format!("{text}, and this version knows {known}.");
        return (
            Finding::fault(ABOUT, finding, "Use the newer version."),
            false,
        );
    }
    if found < known {
        let finding = format!(
            "{text}, and this version brings {known}. Until then providers, and whether every value \
             can be opened, are not looked at."
        );
        let advice = "cleat upgrade-check tells what the next start does.";
        return (Finding::warning(ABOUT, finding, advice), false);
    }
    (Finding::ok(ABOUT, format!("{text}.")), true)
}

fn of_server(server: &Server) -> Vec<Finding> {
    let [fsync, commit] = &server.durability;
    let checks = [
        server.keeps_its_promise().is_err().then(|| {
            let finding = format!("fsync is {fsync} and synchronous_commit {commit}.");
            let advice = "Switch both on: what was acknowledged would be lost with the machine.";
            Finding::fault(ABOUT, finding, advice)
        }),
        server.read_only.then(|| {
            let finding = "It takes no writes: it is a standby, or was made read-only.";
            Finding::fault(ABOUT, finding, "Name the one that takes writes.")
        }),
        (server.number < OLDEST).then(|| {
            let finding = "Its version is one that PostgreSQL's makers no longer look after.";
            Finding::warning(ABOUT, finding, "Move to PostgreSQL 14 or newer.")
        }),
        (server.connections < CONNECTIONS).then(|| {
            let finding = format!("It takes {} connections.", server.connections);
            let advice = "Raise max_connections: each replica uses up to 20.";
            Finding::warning(ABOUT, finding, advice)
        }),
    ];
    checks.into_iter().flatten().collect()
}

/// The clock of this machine, so many milliseconds ahead of the database's.
fn clock(ahead: i64) -> Finding {
    let text = format!("It differs from the database's by {} ms", ahead.abs());
    let advice = "Let both machines follow the same time (NTP): codes and tokens expire by it.";
    match APART {
        [unseen, _] if ahead.abs() <= unseen => Finding::ok(CLOCK, format!("{text}.")),
        [_, most] if ahead.abs() <= most => Finding::warning(CLOCK, format!("{text}."), advice),
        _ => Finding::fault(
            CLOCK,
            format!("{text}: codes and signed calls are refused."),
            advice,
        ),
    }
}

/// The database from inside.
pub(super) async fn inside(app: &App) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    found.extend(newest_event(app).await?);
    found.push(sealed(app).await?);
    Ok(found)
}

/// Whether the clock was put back since something happened. Development mode moves it.
async fn newest_event(app: &App) -> Result<Option<Finding>> {
    if app.settings.dev {
        return Ok(None);
    }
    let mut tx = app.db.read().await?;
    let Some(row) = applications::first(&mut tx).await? else {
        return Ok(None);
    };
    let newest: (Option<i64>,) = tx
        .sql("SELECT MAX(at) FROM audit WHERE pool_id = $1")
        .bind(row.pool_id)
        .one()
        .await?;
    let ahead = newest.0.unwrap_or_default() - app.clock.now();
    Ok((ahead > AHEAD).then(|| {
        let minutes = ahead / 60_000;
        Finding::fault(
            CLOCK,
            format!("The newest event is {minutes} minutes ahead: the clock was put back."),
            "Set it right; until then codes live longer than they should.",
        )
    }))
}

/// What is left of the other master key, and what no key opens.
async fn sealed(app: &App) -> Result<Finding> {
    let mut tables = Vec::new();
    let left = master_key::left(app, |one| {
        if one.found.lost > 0 {
            tables.push(one.table);
        }
    });
    let left = left.await?;
    let (has_other, tables) = (
        !app.settings.other_master_key.0.is_empty(),
        tables.join(", "),
    );
    Ok(match (left.lost, left.other) {
        (0, 0) if has_other => Finding::warning(
            KEY,
            "Nothing is sealed by the other master key.",
            "If it is the one before and every server has this one, run cleat master-key rotate once \
             more, then leave other_master_key out of their settings. If it is the one to come, rotate.",
        ),
        (0, 0) => Finding::ok(KEY, "It opens all that is sealed."),
        (0, other) => Finding::warning(
            KEY,
            format!("Sealed by the other master key: {other}."),
            "If it is the one before, run cleat master-key rotate, and keep it until that is done.",
        ),
        (lost, 0) => Finding::fault(
            KEY,
            format!("Opened by no key: {lost} ({tables})."),
            "Name the key that sealed them as other_master_key, and run cleat master-key rotate. What \
             no key ever opened is damaged: take it from a backup, or set it anew.",
        ),
        (lost, other) => Finding::fault(
            KEY,
            format!(
                "Opened by no key: {lost} ({tables}). Sealed by the other master key: {other}."
            ),
            "Finish cleat master-key rotate with these keys first; then look again.",
        ),
    })
}
