//! What an operator wants to know of a server that has just started.

use cleat_delivery::Outbox;
use cleat_delivery::provider::Scope;
use cleat_engine::kernel::{App, Result, Settings};
use cleat_engine::operators;
use cleat_engine::tenancy::applications;

use crate::folder;
use crate::setup_link::has_console;
use crate::signin::CENTRE;

/// Its addresses, its database and its providers, each by its name.
///
/// # Errors
/// When the database fails.
pub async fn summary(app: &App) -> Result<Vec<(&'static str, String)>> {
    let (settings, base) = (&app.settings, app.settings.base_url());
    let mut lines = vec![
        ("Start page", format!("{base}/")),
        ("Accounts", format!("{base}{CENTRE}")),
        ("OpenID", settings.issuer()),
    ];
    if !settings.no_docs {
        lines.push(("Explorer", format!("{base}/docs")));
        lines.push(("Guides", format!("{base}/docs/guide")));
    }
    if has_console(settings) {
        lines.push(("Console", format!("{base}{}", operators::PATH)));
    }
    lines.push(("Database", database(settings)));
    for (name, scope) in [
        ("SMS +86", Scope::Domestic),
        ("SMS abroad", Scope::International),
        ("E-mail", Scope::Email),
    ] {
        lines.push((name, providers(app, scope).await?));
    }
    if settings.dev {
        lines.push(("Inbox", format!("{base}/dev/inbox")));
        lines.push(("Credentials", format!("{base}/dev/credentials")));
    }
    Ok(lines)
}

/// The database without the password that may stand in its address.
pub fn database(settings: &Settings) -> String {
    let address = settings.database_url.0.as_str();
    if address.is_empty() {
        return format!("SQLite, {}", folder::database(settings).display());
    }
    let place = address.rsplit_once('@').map_or(address, |(_, place)| place);
    let place = place.split_once("://").map_or(place, |(_, place)| place);
    let place = place.split('?').next().unwrap_or_default();
    format!("PostgreSQL, {place}")
}

/// Who carries messages of that kind, for the first pool.
async fn providers(app: &App, scope: Scope) -> Result<String> {
    if app.outbox.is_held() {
        return Ok("kept in the inbox".into());
    }
    let mut tx = app.db.read().await?;
    let pool_id = applications::first(&mut tx).await?.map(|row| row.pool_id);
    let pool_id = pool_id.unwrap_or_default();
    let revision = Outbox::revision(&mut tx, &pool_id).await?;
    let all = app.outbox.providers(&mut tx, &pool_id, revision).await?;
    let of_scope = all.all().iter().filter(|one| one.scope == scope);
    let names: Vec<&str> = of_scope.map(|one| one.vendor.as_str()).collect();
    Ok(match names.is_empty() {
        true => "none: no such code can be sent".into(),
        false => names.join(", "),
    })
}
