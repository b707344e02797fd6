//! What every sign-up shares: whether it is allowed, and its rows.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_engine::account::{Account, claim, store};
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::kernel::{Cx, Outcome, usage};
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
        let window = usage::Window {
            pool_id,
            kind: "register",
            length: check.time_interval.max(1) * 1000,
            limit: check.limit,
        };
        if !usage::within_networks(tx, cx, window).await? {
            return Err(ErrorCode::RegisterTooOften.into());
        }
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
    claim::make_room(tx, account).await?;
    store::insert(tx, account).await?;
    let event = Event::of(EventType::Register, &account.pool_id)
        .user(&account.id)
        .app(app_id);
    let event = event.method(proof).after(&account.contacts());
    audit::record(tx, cx, event).await
}
