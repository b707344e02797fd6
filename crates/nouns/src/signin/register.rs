//! The gate that everybody passes who signs up, and the rows of a new account.

use cleat_api::ErrorCode;
use cleat_api::application::{BasicLoginMethod, BasicRegisterMethod};
use cleat_api::log::EventType;
use cleat_api::security::SecuritySettings;
use cleat_engine::account::{Account, claim, store};
use cleat_engine::audit::{self, Event, Head, Proof};
use cleat_engine::contact;
use cleat_engine::kernel::{Cx, Outcome, Result, usage};
use cleat_engine::tenancy::{self, Application};
use cleat_store::Tx;

/// How somebody signs up.
#[derive(Clone, Copy)]
pub struct Way {
    /// Sign-up method.
    pub method: BasicRegisterMethod,
    /// Login method, where the sign-up signs in at once.
    pub then: Option<BasicLoginMethod>,
}

/// Leave to write a new account; only the gate gives it.
pub struct Leave(());

/// Refuses a way to sign up that the application does not offer. It is asked before anything is
/// hashed, and again at the gate.
///
/// # Errors
/// `LoginMethodDisabled`.
pub fn offered(app: Option<&Application>, way: Way) -> Result<()> {
    let Some(app) = app else {
        return Ok(());
    };
    if app.registers(way.method) && way.then.is_none_or(|method| app.allows(method)) {
        Ok(())
    } else {
        Err(ErrorCode::LoginMethodDisabled.into())
    }
}

/// Refuses a sign-up that application or pool do not take, or one too many of this address.
///
/// # Errors
/// `LoginMethodDisabled`, `RegisterDisabled`, `EmailNotVerified`, `RegisterTooOften`.
pub async fn gate(
    tx: &mut Tx,
    cx: &Cx,
    app: Option<&Application>,
    way: Way,
    account: &Account,
) -> Outcome<Leave> {
    offered(app, way)?;
    let pool_id = account.pool_id.as_str();
    let settings = tenancy::settings(tx, pool_id).await?;
    let unproven = way.then == Some(BasicLoginMethod::EmailPassword) && !account.email_verified;
    if unproven && settings.login_require_email_verified && !settings.register_disabled {
        return Err(ErrorCode::EmailNotVerified.into());
    }
    admit_by(tx, cx, pool_id, &settings).await
}

/// Refuses a sign-up that the pool does not take, or one too many of this address.
///
/// # Errors
/// `RegisterDisabled`, `RegisterTooOften`.
pub async fn admit(tx: &mut Tx, cx: &Cx, pool_id: &str) -> Outcome<Leave> {
    let settings = tenancy::settings(tx, pool_id).await?;
    admit_by(tx, cx, pool_id, &settings).await
}

async fn admit_by(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    settings: &SecuritySettings,
) -> Outcome<Leave> {
    if settings.register_disabled {
        return Err(ErrorCode::RegisterDisabled.into());
    }
    if let Some(window) = window(cx, pool_id, settings)
        && !window.add(tx, cx).await?
    {
        return Err(ErrorCode::RegisterTooOften.into());
    }
    Ok(Leave(()))
}

/// What one address may sign up, where the pool limits it.
fn window<'a>(
    cx: &Cx,
    pool_id: &'a str,
    settings: &SecuritySettings,
) -> Option<usage::AddressWindow<'a>> {
    let check = &settings.register_anomaly_detection;
    let limited = check.enabled && !cx.app.settings.no_address_limits;
    limited.then(|| usage::AddressWindow {
        pool_id,
        kind: "register",
        length: check.time_interval.max(1) * 1000,
        limit: check.limit,
    })
}

/// Refuses a sign-up before anything is hashed for it, where the [`gate`] would refuse it.
///
/// # Errors
/// `RegisterDisabled`, `RegisterTooOften`, `TooManyRequests`.
pub async fn open(cx: &Cx, pool_id: &str) -> Result<()> {
    cx.count().await?;
    let mut tx = cx.read().await?;
    let settings = tenancy::settings(&mut tx, pool_id).await?;
    if settings.register_disabled {
        return Err(ErrorCode::RegisterDisabled.into());
    }
    if let Some(window) = window(cx, pool_id, &settings)
        && window.is_full(&mut tx, cx).await?
    {
        return Err(ErrorCode::RegisterTooOften.into());
    }
    Ok(())
}

/// Somebody new, before anything of them is written.
pub struct Newcomer<'a> {
    /// The account.
    pub account: &'a Account,
    /// Application that they sign up in.
    pub app_id: Option<&'a str>,
    /// How the sign-up was proven.
    pub proof: Proof,
    /// The sign-in that follows at once, where one does.
    pub login: Option<Event>,
}

/// Writes a new account and its audit rows.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, cx: &Cx, _: Leave, newcomer: Newcomer<'_>) -> Outcome<()> {
    let Newcomer { account, proof, .. } = newcomer;
    claim::make_room(tx, account).await?;
    store::insert(tx, account).await?;
    // Nobody's chain has begun whose account has not.
    let event = Event::of(EventType::Register, &account.pool_id)
        .at(&account.id, &Head::default())
        .app(newcomer.app_id);
    let event = event.method(proof).after(&account.contacts());
    audit::record_both(tx, cx, event, newcomer.login).await?;
    contact::end_claims(tx, cx, account, proof).await
}
