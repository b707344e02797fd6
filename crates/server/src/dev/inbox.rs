//! `GET /dev/inbox/messages`: what the handsets show, the last message sent first.

use std::sync::Arc;

use axum::extract::Query;
use axum::http::HeaderName;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use cleat_delivery::lab::{Receipt, Shown, Wanted};
use cleat_delivery::outcome::Price;
use cleat_delivery::provider::{Providers, Scope};
use cleat_delivery::segments::Segments;
use cleat_delivery::vendor::vendor;
use cleat_delivery::way::Way;
use cleat_delivery::{Medium, Outbox, Own};
use cleat_engine::kernel::{App, Result, iso};
use cleat_engine::passcode::{SentCode, fate};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;
use serde::{Deserialize, Serialize};

use super::failed::failed;

/// The server's time in milliseconds, by which a page tells how long ago something was.
const NOW: HeaderName = HeaderName::from_static("cleat-now");

#[derive(Deserialize)]
struct Asked {
    to: Option<String>,
    limit: Option<i64>,
}

/// A message, as pages and tests see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: String,
    medium: &'static str,
    to: String,
    channel: String,
    body: String,
    code: Option<String>,
    created_at: String,
    arrived_at: String,
    expires_at: String,
    copy: u8,
    language: String,
    country: String,
    subject: Option<String>,
    sender: Option<String>,
    has_html: bool,
    state: Option<&'static str>,
    is_test: bool,
    way: &'static str,
    provider: Option<&'static str>,
    encoding: Option<&'static str>,
    segments: Option<usize>,
    price: Option<String>,
    currency: Option<String>,
    delivered_at: Option<String>,
}

/// The list of messages.
pub fn router(app: &Arc<App>) -> Router {
    let app = app.clone();
    let list = get(move |query| messages(app.clone(), query));
    Router::new().route("/dev/inbox/messages", list)
}

async fn messages(app: Arc<App>, Query(asked): Query<Asked>) -> Response {
    let limit = asked.limit.unwrap_or(50).clamp(1, 1000);
    let wanted = asked.to.as_deref().map_or(Wanted::All, wanted);
    let limit = usize::try_from(limit).unwrap_or_default();
    match list(&app, &wanted, limit).await {
        Ok(list) => ([(NOW, app.clock.now().to_string())], Json(list)).into_response(),
        Err(error) => failed(&error),
    }
}

/// Whose messages a spelling of a number or an address means; a part of one means all that have it.
fn wanted(text: &str) -> Wanted {
    let text = text.trim().to_lowercase();
    let all = targets(&text);
    if !all.is_empty() {
        return Wanted::OneOf(all);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = text.chars().all(|sign| !sign.is_alphabetic());
    match (text.is_empty(), is_number && !digits.is_empty()) {
        (true, _) => Wanted::All,
        (false, true) => Wanted::Part(digits),
        (false, false) => Wanted::Part(text),
    }
}

/// The numbers that a spelling may mean, or the address that it is. A plus sign in a query is a
/// space to form decoding, so that it may be missing.
pub fn targets(text: &str) -> Vec<String> {
    if text.contains('@') {
        return vec![text.trim().to_lowercase()];
    }
    let text = text.trim();
    let dialled = text.strip_prefix("00").map(|rest| format!("+{rest}"));
    let dialled = dialled.unwrap_or_else(|| text.to_owned());
    let spelled = [
        Phone::international(&dialled),
        Phone::international(&format!("+{}", dialled.trim_start_matches('+'))),
        Phone::parse(&dialled, None),
    ];
    let mut all: Vec<_> = spelled
        .into_iter()
        .flatten()
        .map(|one| one.e164())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

async fn list(app: &App, wanted: &Wanted, limit: usize) -> Result<Vec<Entry>> {
    let (mut tx, now) = (app.db.read().await?, app.clock.now());
    let shown = app.outbox.arrived(&mut tx, wanted, (limit, now)).await?;
    let mut list = Vec::with_capacity(shown.len());
    for one in shown {
        list.push(entry(&mut tx, app, one).await?);
    }
    Ok(list)
}

async fn entry(tx: &mut Tx, app: &App, shown: Shown) -> Result<Entry> {
    let now = app.clock.now();
    let revision = Outbox::revision(tx, &shown.pool_id).await?;
    let providers = app.outbox.providers(tx, &shown.pool_id, revision).await?;
    let at = (shown.pool_id.as_str(), revision);
    let own = app.outbox.own(tx, at, now).await?;
    let state = state(tx, &shown, now).await?;
    let (way, provider) = carrier(&providers, &shown);
    let cut = (shown.medium == Medium::Sms).then(|| Segments::of(&shown.mail.text));
    let is_mail = shown.medium == Medium::Email;
    Ok(Entry {
        medium: shown.medium.as_str(),
        created_at: iso(shown.created_at),
        arrived_at: iso(shown.arrived_at),
        expires_at: iso(shown.expires_at),
        is_test: is_test(&own, &shown, now),
        subject: is_mail.then_some(shown.mail.subject),
        sender: shown.mail.sender,
        has_html: shown.mail.html.is_some(),
        encoding: cut.map(|cut| cut.encoding.as_str()),
        segments: cut.map(|cut| cut.parts),
        price: (shown.price > 0).then(|| Price::text(shown.price)),
        currency: budget(&providers).filter(|_| shown.price > 0),
        delivered_at: match shown.receipt {
            Receipt::Waiting => None,
            Receipt::Delivered(at) => Some(iso(at)),
        },
        body: shown.mail.text,
        id: shown.id,
        to: shown.to,
        channel: shown.channel,
        code: shown.code,
        copy: shown.copy,
        language: shown.language,
        country: shown.country,
        state,
        way,
        provider,
    })
}

/// What became of the code, where there is one.
async fn state(tx: &mut Tx, shown: &Shown, now: i64) -> Result<Option<&'static str>> {
    if shown.code.is_none() {
        return Ok(None);
    }
    let code = SentCode {
        id: &shown.id,
        pool_id: &shown.pool_id,
        medium: shown.medium,
        channel: &shown.channel,
        to: &shown.to,
        expires_at: shown.expires_at,
    };
    Ok(Some(fate(tx, &code, now).await?.as_str()))
}

/// Whether the code is the fixed one of a test number.
fn is_test(own: &Own, shown: &Shown, now: i64) -> bool {
    shown.code.is_some() && own.test_code(&shown.to, now) == shown.code.as_deref()
}

fn budget(providers: &Providers) -> Option<String> {
    let budget = providers.policy().budget.as_ref();
    budget.map(|budget| budget.currency.clone())
}

/// How the message would travel, and whose it would be: the first provider that the pool has for
/// it.
fn carrier(providers: &Providers, shown: &Shown) -> (&'static str, Option<&'static str>) {
    let scope = Scope::of(shown.medium, &shown.to);
    let first = providers.of(scope, &shown.country, &[]).into_iter().next();
    let vendor = first.and_then(|provider| vendor(&provider.vendor));
    let plain = match shown.medium {
        Medium::Sms => Way::Sms,
        Medium::Email => Way::Email,
    };
    let way = vendor.map_or(plain, |vendor| vendor.way);
    (way.as_str(), vendor.map(|vendor| vendor.title))
}
