//! Providers of SMS and e-mail: whether there are any, can be used, and are reached.

use std::collections::BTreeSet;
use std::time::Duration;

use cleat_delivery::call::Moment;
use cleat_delivery::provider::{Provider, Providers, Row, Scope};
use cleat_delivery::{Medium, Outbox};
use cleat_engine::kernel::{App, Result};
use cleat_engine::tenancy::pool;
use tokio::net::TcpStream;

use super::finding::Finding;
use crate::trial::{Target, letter};

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
    let mut tx = app.db.read().await?;
    let (mut found, mut places) = (Vec::new(), BTreeSet::new());
    for (pool_id, name) in pool::names(&mut tx).await?.into_iter().take(POOLS) {
        let revision = Outbox::revision(&mut tx, &pool_id).await?;
        let providers = app.outbox.providers(&mut tx, &pool_id, revision).await?;
        let rows = Row::of_pool(&mut tx, &pool_id).await?;
        let rows = rows.iter().filter(|row| row.enabled);
        let unusable = rows.filter(|row| providers.by_id(&row.id).is_none());
        found.extend(unusable.map(|row| {
            let finding = format!("{} of pool {name} cannot be used ({}).", row.vendor, row.id);
            let advice = "Set it up again: its vendor takes other settings than it has.";
            Finding::fault(ABOUT, finding, advice)
        }));
        found.push(reach(&name, &providers));
        let all = providers.all().iter();
        places.extend(all.filter_map(|provider| place(app, &pool_id, provider)));
    }
    drop(tx);
    for (vendor, host, port) in places {
        found.push(reached(&vendor, &host, port).await);
    }
    Ok(found)
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

/// Vendor, host and port of a provider.
fn place(app: &App, pool_id: &str, provider: &Provider) -> Option<(String, String, u16)> {
    let (_, medium, to) = NOBODY.iter().find(|(scope, ..)| *scope == provider.scope)?;
    let letter = letter(app, pool_id, &Target::new(*medium, to));
    let nonce = app.random.nonce();
    let at = Moment {
        now: app.clock.now(),
        nonce: &nonce,
        callback: None,
    };
    let (host, port) = provider.address(&letter, &at)?;
    Some((provider.vendor.clone(), host, port))
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
