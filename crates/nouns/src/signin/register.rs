//! What every sign-up shares: whether it is allowed, and its rows.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_engine::account::{Account, store};
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::kernel::{Cx, Outcome, Result, usage};
use cleat_engine::tenancy;
use cleat_store::Tx;

/// Refuses a sign-up where the pool takes none, or this address has had too many.
///
/// # Errors
/// `RegisterDisabled`, `RegisterTooOften`.
pub async fn allowed(tx: &mut Tx, cx: &Cx, pool_id: &str) -> Outcome<()> {
    let settings = tenancy::settings(tx, pool_id).await?;
    if settings.register_disabled {
        return Err(ErrorCode::RegisterDisabled.into());
    }
    let check = &settings.register_anomaly_detection;
    if check.enabled && !cx.app.settings.no_address_limits {
        let subject = format!("register:{}", cx.request.ip);
        let length = check.time_interval.max(1) * 1000;
        if !usage::within(tx, pool_id, &subject, cx.now(), length, check.limit).await? {
            return Err(ErrorCode::RegisterTooOften.into());
        }
    }
    Ok(())
}

/// Refuses a sign-up before anything is hashed for it, where [`allowed`] would refuse it.
///
/// # Errors
/// As [`allowed`], and `TooManyRequests`.
pub async fn open(cx: &Cx, pool_id: &str) -> Result<()> {
    cx.count().await?;
    let mut tx = cx.read().await?;
    let settings = tenancy::settings(&mut tx, pool_id).await?;
    if settings.register_disabled {
        return Err(ErrorCode::RegisterDisabled.into());
    }
    let check = &settings.register_anomaly_detection;
    let subject = format!("register:{}", cx.request.ip);
    let length = check.time_interval.max(1) * 1000;
    let window = usage::Window::new(pool_id, &subject, cx.now(), length);
    let counts = check.enabled && !cx.app.settings.no_address_limits;
    if counts && window.is_full(&mut tx, check.limit).await? {
        return Err(ErrorCode::RegisterTooOften.into());
    }
    Ok(())
}

/// Writes a new account and its audit row.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    app_id: Option<&str>,
    proof: Proof,
) -> cleat_store::Result<()> {
    store::insert(tx, account).await?;
    let event = Event::of(EventType::Register, &account.pool_id)
        .user(&account.id)
        .app(app_id);
    let event = event.method(proof).after(&account.contacts());
    audit::record(tx, cx, event).await
}
