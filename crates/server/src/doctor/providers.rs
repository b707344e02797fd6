//! Providers of SMS and e-mail: whether there are any, can be used, and are reached.

use std::collections::BTreeSet;
use std::time::Duration;

use cleat_delivery::call::Moment;
use cleat_delivery::outcome::{Kind, Refusal};
use cleat_delivery::provider::{Provider, Providers, Row, Scope};
use cleat_delivery::{Medium, Outbox};
use cleat_engine::kernel::{App, Result};
use cleat_engine::tenancy::pool;
use cleat_store::Tx;
use tokio::net::TcpStream;

use super::finding::{Finding, why};
use crate::trial::{Target, letter, refused};

const ABOUT: &str = "messages";
const PATIENCE: Duration = Duration::from_secs(3);
/// Pools that are looked at.
const POOLS: usize = 100;
/// Somebody of each scope to write to. Nothing is sent.
const NOBODY: [(Scope, Medium, &str); 3] = [
    (Scope::Domestic, Medium::Sms, "+8613900000000"),
    (Scope::International, Medium::Sms, "+447700900000"),
    (Scope::Email, Medium::Email, "nobody@example.com"),
];

/// The providers of every pool.
pub(super) async fn examine(app: &App) -> Result<Vec<Finding>> {
    if app.outbox.is_held() {
        return Ok(vec![Finding::ok(ABOUT, "They are kept in the inbox.")]);
    }
    let mut tx = app.db.scan_patiently().await?;
    let (mut found, mut places) = (Vec::new(), BTreeSet::new());
    let pools = pool::names(&mut tx).await?;
    if pools.len() > POOLS {
        let finding = format!(
            "Of {} pools, the oldest {POOLS} are looked at.",
            pools.len()
        );
        let advice = "For another one: cleat send-test --pool ID.";
        found.push(Finding::warning(ABOUT, finding, advice));
    }
    for (pool_id, name) in pools.into_iter().take(POOLS) {
        match of_pool(app, &mut tx, (&pool_id, &name), &mut places).await {
            Ok(of_pool) => found.extend(of_pool),
            Err(error) => {
                let finding = format!("Pool {name} cannot be looked at: {}.", why(error));
                let advice = "See that the database is whole: cleat check.";
                found.push(Finding::fault(ABOUT, finding, advice));
            }
        }
    }
    drop(tx);
    for (vendor, host, port) in places {
        found.push(reached(&vendor, &host, port).await);
    }
    Ok(found)
}

/// Vendor, host and port of a provider.
type Place = (String, String, u16);

/// The providers of one pool, by its id and its name.
async fn of_pool(
    app: &App,
    tx: &mut Tx,
    (pool_id, name): (&str, &str),
    places: &mut BTreeSet<Place>,
) -> Result<Vec<Finding>> {
    let revision = Outbox::revision(tx, pool_id).await?;
    let providers = app.outbox.providers(tx, pool_id, revision).await?;
    let rows = Row::of_pool(tx, pool_id).await?.into_iter();
    let unusable = rows.filter(|row| row.enabled && providers.by_id(&row.id).is_none());
    let mut found: Vec<_> = unusable.map(|row| unusable_in(app, name, row)).collect();
    found.push(reach(name, &providers));
    for provider in providers.all() {
        match place(app, pool_id, provider) {
            Ok(place) => places.extend(place),
            Err(refusal) => {
                let (vendor, words) = (&provider.vendor, refused(&refusal));
                let finding = format!(
                    "{vendor} of pool {name} takes no message to a number or \
                                       address for tests: {words}"
                );
                let advice = "See its settings, unless that is meant.";
                found.push(match refusal.kind {
                    Kind::Country | Kind::Content => Finding::warning(ABOUT, finding, advice),
                    _ => Finding::fault(ABOUT, finding, advice),
                });
            }
        }
    }
    Ok(found)
}

fn unusable_in(app: &App, pool: &str, row: Row) -> Finding {
    let what = format!("{} of pool {pool}", row.vendor);
    let id = row.id.clone();
    match app.outbox.provider(row) {
        Err(_) => {
            let finding = format!("The settings of {what} are not opened ({id}).");
            let advice = "Name the key that sealed them as other_master_key, or set it up again.";
            Finding::fault(ABOUT, finding, advice)
        }
        Ok(_) => {
            let finding = format!("{what} cannot be used ({id}).");
            let advice = "Set it up again: its vendor takes other settings than it has.";
            Finding::fault(ABOUT, finding, advice)
        }
    }
}

/// Whom the messages of a pool reach.
fn reach(name: &str, providers: &Providers) -> Finding {
    let reach = providers.reach();
    let kinds = [
        (reach.domestic, "SMS to +86"),
        (reach.international, "SMS abroad"),
        (reach.email, "e-mail"),
    ];
    let list = |there: bool| {
        let kinds = kinds.iter().filter(|(is, _)| *is == there);
        kinds.map(|(_, kind)| *kind).collect::<Vec<_>>().join(", ")
    };
    let (some, none) = (list(true), list(false));
    let advice = "Set a provider up (docs/messages.md), or switch the sign-in by such codes off.";
    if none.is_empty() {
        Finding::ok(ABOUT, format!("Pool {name} sends {some}."))
    } else if some.is_empty() {
        let finding = format!("Pool {name} sends nothing: nobody signs in by a code.");
        Finding::fault(ABOUT, finding, advice)
    } else {
        let finding = format!("Pool {name} sends {some}, and no {none}.");
        Finding::warning(ABOUT, finding, advice)
    }
}

fn place(
    app: &App,
    pool_id: &str,
    provider: &Provider,
) -> std::result::Result<Option<Place>, Refusal> {
    let Some((_, medium, to)) = NOBODY.iter().find(|(scope, ..)| *scope == provider.scope) else {
        return Ok(None);
    };
    let letter = letter(app, pool_id, &Target::new(*medium, to));
    let nonce = app.random.nonce();
    let at = Moment {
        now: app.clock.now(),
        nonce: &nonce,
        callback: None,
    };
    let address = provider.address(&letter, &at)?;
    Ok(address.map(|(host, port)| (provider.vendor.clone(), host, port)))
}

async fn reached(vendor: &str, host: &str, port: u16) -> Finding {
    let tried = tokio::time::timeout(PATIENCE, TcpStream::connect((host, port))).await;
    let place = format!("{vendor} at {host}:{port}");
    let why = match tried {
        Ok(Ok(_)) => return Finding::ok(ABOUT, format!("{place} is reached.")),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer in 3 seconds".to_owned(),
    };
    let advice = "See that its address is right, and that this machine may call it.";
    Finding::fault(ABOUT, format!("{place} is not reached: {why}."), advice)
}
