//! What every sign-up shares: whether it is allowed, and its rows.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_store::Tx;

use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Outcome, usage};
use crate::security;
use crate::user::{Account, store};

/// Whether the pool takes sign-ups, and this address is within its limit.
pub async fn allowed(tx: &mut Tx, cx: &Cx, pool_id: &str) -> Outcome<()> {
    let settings = attempt!(security::settings(tx, pool_id).await?);
    if settings.register_disabled {
        return Ok(Err(ErrorCode::RegisterDisabled.into()));
    }
    let check = &settings.register_anomaly_detection;
    if check.enabled && !cx.app.settings.no_address_limits {
        let subject = format!("register:{}", cx.request.ip);
        let length = check.time_interval.max(1) * 1000;
        if !usage::within(tx, pool_id, &subject, cx.now(), length, check.limit).await? {
            return Ok(Err(ErrorCode::RegisterTooOften.into()));
        }
    }
    Ok(Ok(()))
}

/// Writes a new account and its audit row.
pub async fn insert(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    app_id: Option<&str>,
    method: &'static str,
) -> cleat_store::Result<()> {
    store::insert(tx, account).await?;
    let event = Event::of(EventType::Register, &account.pool_id)
        .user(&account.id)
        .app(app_id);
    audit::record(tx, cx, event.method(method).after(account)).await
}
